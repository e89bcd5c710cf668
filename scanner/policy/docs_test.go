package policy

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/rules"
)

func document(t *testing.T, name string) string {
	data, err := os.ReadFile("../../docs/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// keys are those that a struct is read from.
func keys(of any) []string {
	var out []string
	for _, f := range reflect.VisibleFields(reflect.TypeOf(of)) {
		if name := f.Tag.Get("toml"); name != "" && name != "-" {
			out = append(out, name)
		}
	}
	return out
}

var update = flag.Bool("update", false, "write the reference anew")

// TestReference: the tables of the configuration's keys are made of the structs that it is read into.
func TestReference(t *testing.T) {
	want := document(t, "configuration.md")
	for _, name := range []string{"Config", "Counting", "Allow"} {
		begin, end := "<!-- keys of "+name+" -->\n", "<!-- end -->"
		before, rest, ok := strings.Cut(want, begin)
		_, after, closed := strings.Cut(rest, end)
		if !ok || !closed {
			t.Fatalf("no place for the keys of %s", name)
		}
		want = before + begin + reference(t, name) + end + after
	}
	if *update {
		if err := os.WriteFile("../../docs/configuration.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, document(t, "configuration.md")); diff != "" {
		t.Errorf("write it anew with -update:\n%s", diff)
	}
}

// reference is the table of the keys of a struct of config.go, with the comments on its fields.
func reference(t *testing.T, name string) string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "config.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	table := "| key | what it says |\n|---|---|\n"
	for _, field := range file.Scope.Lookup(name).Decl.(*ast.TypeSpec).Type.(*ast.StructType).Fields.List {
		if field.Tag == nil {
			continue
		}
		key := reflect.StructTag(strings.Trim(field.Tag.Value, "`")).Get("toml")
		says := strings.Join(strings.Fields(field.Doc.Text()), " ")
		table += fmt.Sprintf("| `%s` | %s |\n", written(key), strings.ToLower(says[:1])+strings.TrimSuffix(says[1:], "."))
	}
	return table
}

// written is a key as it is written in a file.
func written(key string) string {
	switch key {
	case "policy", "shapes":
		return "[" + key + "]"
	case "allow", "rule":
		return "[[" + key + "]]"
	}
	return key
}

// TestDocs: the documents tell every key of rules, every field of ignore files and every marker.
func TestDocs(t *testing.T) {
	configuration, format := document(t, "configuration.md"), document(t, "rules.md")
	told := func(text, form string) {
		t.Helper()
		if !strings.Contains(text, "`"+form+"`") {
			t.Errorf("not told: %s", form)
		}
	}
	for _, word := range failOnWords {
		if !strings.Contains(configuration, `"`+word+`"`) {
			t.Errorf("not told: %s", word)
		}
	}
	for _, name := range ignoreNames {
		told(configuration, name)
	}
	for _, m := range markers {
		told(configuration, m.text)
	}
	for _, key := range append(keys(rules.Rule{}), keys(rules.Revoke{})...) {
		told(format, key)
		if n := strings.Count(format, "\n| `"+key+"` |"); n > 1 {
			t.Errorf("told %d times: %s", n, key)
		}
	}
	for _, k := range []rules.Kind{
		rules.Token, rules.Assignment, rules.URI, rules.Block, rules.JWT, rules.Document, rules.File, rules.Regex, rules.Beside,
	} {
		told(format, string(k))
	}
}

// What the documents show is a configuration that works.
func TestDocumentedConfigurations(t *testing.T) {
	for _, name := range []string{"configuration.md", "rules.md", "ci.md"} {
		shown := regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllStringSubmatch(document(t, name), -1)
		if len(shown) == 0 {
			t.Errorf("%s shows none", name)
		}
		for _, m := range shown {
			c, err := Parse(name, []byte(m[1]))
			if err != nil {
				t.Error(err)
				continue
			}
			if _, err := c.Rules(rules.Builtin()); err != nil {
				t.Error(err)
			}
		}
	}
	_, entries, _ := strings.Cut(document(t, "configuration.md"), "\n    0123")
	entries, _, _ = strings.Cut("0123"+entries, "\n\n")
	if _, err := ParseIgnores("docs", []byte(entries)); err != nil {
		t.Error(err)
	}
}
