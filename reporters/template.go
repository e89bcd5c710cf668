package reporters

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/template"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// The report of a user's own template (Go's text/template). It is given the JSON report, with that report's names: .findings,
// .receipt.complete and so on; whole numbers are integers,
// and no text acts on a terminal. Beside the functions of text/template there are json, which writes a value
// as JSON, and upper, lower and join. A name that a report does not have is an error, so that a slip of the pen does not print
// nothing.

const templateFormat = "template"

var errNoTemplate = errors.New("--format template needs --template FILE")

// compile parses the template of the options; name is for errors.
func (o *Options) compile() (*template.Template, error) {
	if o.TemplateName == "" {
		return nil, errNoTemplate
	}
	t, err := template.New(o.TemplateName).Option("missingkey=error").Funcs(template.FuncMap{
		"json": asJSON, "upper": strings.ToUpper, "lower": strings.ToLower, "join": joinValues,
	}).Parse(o.Template)
	if err != nil {
		return nil, fmt.Errorf("--template %s", strings.TrimPrefix(err.Error(), "template: "))
	}
	return t, nil
}

func writeTemplate(w io.Writer, r *report) error {
	t, err := r.compile()
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := writeJSON(&text, r); err != nil {
		return err
	}
	d := json.NewDecoder(&text)
	d.UseNumber()
	var data any
	if err := d.Decode(&data); err != nil {
		return err
	}
	return t.Execute(w, plain(data))
}

// plain makes whole numbers integers and others floats, and texts visible; what a report does not know is an empty text.
func plain(value any) any {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return finding.Visible(v)
	case map[string]any:
		for name := range v {
			v[name] = plain(v[name])
		}
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64()
		return f
	}
	return value
}

func asJSON(value any) (string, error) {
	var b strings.Builder
	err := encoder(&b).Encode(value)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// joinValues joins the members of a list.
func joinValues(separator string, values []any) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = fmt.Sprint(v)
	}
	return strings.Join(texts, separator)
}
