package policy

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

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

// TestDocs: the documents tell every key of the configuration and of rules, every field of ignore files and every marker.
func TestDocs(t *testing.T) {
	configuration, format := document(t, "configuration.md"), document(t, "rules.md")
	told := func(text, form string) {
		t.Helper()
		if !strings.Contains(text, "`"+form+"`") {
			t.Errorf("not told: %s", form)
		}
	}
	for _, key := range keys(Config{}) {
		switch key {
		case "policy":
			told(configuration, "["+key+"]")
		case "allow", "rule":
			told(configuration, "[["+key+"]]")
		default:
			told(configuration, key)
		}
	}
	for _, key := range append(keys(Allow{}), keys(Counting{})...) {
		told(configuration, key)
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
	}
	for _, k := range []rules.Kind{rules.Token, rules.Assignment, rules.URI, rules.Block, rules.JWT, rules.Document, rules.File, rules.Regex, rules.Beside} {
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
