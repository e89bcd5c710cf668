package rules

import (
	"strings"
	"testing"
)

// ruleWith returns a rule file of one rule with that line in it, behind what stands at its top.
func ruleWith(top, line string) []byte {
	return []byte(top + `
[[rule]]
id = "acme-key"
provider = "acme"
name = "Acme key"
kind = "token"
literals = ["acmekey_"]
examples = ["x"]
` + line + "\n")
}

func TestShapesWithNames(t *testing.T) {
	const named = "[shapes]\npart = 'a|[0-9]{2}'\n"
	set, err := Parse("acme.toml", ruleWith(named, "shape = 'x(?&part){3}(?&part)y'\nwider = '(?&part)'\nbefore = '(?&part)-'"))
	if err != nil {
		t.Fatal(err)
	}
	r := set.Rules[0]
	const part = "(?:a|[0-9]{2})"
	if r.Shape != "x"+part+"{3}"+part+"y" || r.Wider != part || r.Before != part+"-" {
		t.Errorf("shape %s, wider %s, before %s", r.Shape, r.Wider, r.Before)
	}
	set, err = Parse("acme.toml", ruleWith(named, "each = ', (?P<secret>(?&part))'"))
	if err != nil {
		t.Fatal(err)
	}
	if each := set.Rules[0].Each; each != ", (?P<secret>"+part+")" {
		t.Errorf("each %s", each)
	}
}

func TestShapesThatAreWrong(t *testing.T) {
	for _, test := range []struct{ top, line, want string }{
		{"[shapes]\npart = 'a'", "shape = '(?&prat)'", `acme.toml: rule "acme-key": (?&prat) in a shape: the file has no such entry in its table shapes (did you mean "part"?)`},
		{"", "shape = 'a(?&part'", "no such entry"},
		{"[shapes]\npart = 'a'\nother = 'b'", "shape = '(?&part)'", "acme.toml: shapes: no rule has (?&other) in a shape"},
		{"[shapes]\npart = '(?&rest)'\nrest = 'b'", "shape = '(?&part)(?&rest)'", "(?&"},
		{"[shapes]\npart = '(a'", "shape = '(?&part)'", "missing closing )"},
	} {
		if _, err := Parse("acme.toml", ruleWith(test.top, test.line)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s\n%s: error %v; want %q in it", test.top, test.line, err, test.want)
		}
	}
}
