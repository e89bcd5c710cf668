package document

import (
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// TestDocumentBounds: where a bound keeps a document from being read to its end, that is told; where nothing was left out, nothing is.
func TestDocumentBounds(t *testing.T) {
	json := selecting("", "secret", nil)
	yaml := selecting(rules.YAML, "secret", nil)
	ini := selecting(rules.INI, "*.secret", map[string]string{"user": "*"})
	xml := selecting(rules.XML, "x.secret", nil)
	long := strings.Repeat("- filler\n", documentLimit/9+1)
	text := strings.Repeat("y", documentLimit)
	lists := strings.Repeat("[", jsonDepth) + strings.Repeat("]", jsonDepth)
	for _, c := range []struct {
		name, text string
		rule       *Selector
		want       Bounds
		found      string
	}{
		{"object", `{"x": 1, "secret": "a"}`, json, 0, "=a"},
		{"no object", `{"x": 1, secret: a, "secret": {`, json, 0, ""},
		{"long object", `{"x": 1, "secret": "a", "y": "` + text + `"}`, json, tooLong, "=a"},
		{"far from its beginning", `{"y": "` + text + `", "x": 1, "secret": "a"}`, json, tooLong, ""},
		{"deep member", `{"x": 1, "y": [` + lists + `], "secret": "a"}`, json, tooDeep, ""},
		{"member as deep as is read", `{"x": 1, "y": ` + lists[1:2*jsonDepth-1] + `, "secret": "a"}`, json, 0, "=a"},
		{"many places", strings.Repeat("x ", documentPlaces+1) + "secret", json, manyPlaces, ""},
		{"mapping", "x: 1\nsecret: a\n", yaml, 0, "secret=a"},
		{"long mapping", "x: 1\nsecret: a\n" + long, yaml, tooLong, "secret=a"},
		{"far from the mapping's beginning", "secret: a\n" + long + "x: 1\n", yaml, tooLong, ""},
		{"section", "[x]\nuser = u\n" + strings.Repeat("k = v\n", 1000) + "secret = a\n", ini, 0, "secret=a"},
		{"many keys", "[x]\n" + strings.Repeat("user = v\n", documentPlaces+1) + "secret = a\n", ini, manyMembers, ""},
		{"long file", "[x]\nuser = u\nsecret = a\n" + long, ini, tooLong, "secret=a"},
		{"elements", strings.Repeat("<a>", 60) + "<x><secret>a</secret></x>", xml, 0, "secret=a"},
		{"deep elements", strings.Repeat("<a>", xmlDepth) + "<x><secret>a</secret></x>", xml, deepElements, ""},
		{"many elements", "<x>" + strings.Repeat("<a>b</a>", xmlChildren) + "<secret>a</secret></x>", xml, manyMembers, ""},
		{"long document", "<x><secret>a</secret></x>" + long, xml, tooLong, "secret=a"},
	} {
		var found []string
		got := c.rule.Find([]byte(c.text), func(name, secret syntax.Span) {
			if secret.End > secret.Start {
				found = append(found, c.text[name.Start:name.End]+"="+c.text[secret.Start:secret.End])
			}
		})
		if got != c.want || strings.Join(found, " ") != c.found {
			t.Errorf("%s: bounds %b, want %b; %q, want %q", c.name, got, c.want, found, c.found)
		}
		var told []string
		got.Tell("acme", func(what string) { told = append(told, what) })
		if (len(told) == 1) != (got != 0) {
			t.Errorf("%s: told %q", c.name, told)
		}
	}
}
