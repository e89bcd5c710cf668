package rules

import (
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/rules/shape"
)

func TestBuiltinPassesItsChecks(t *testing.T) {
	set, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if err := set.Check(); err != nil {
		t.Error(err)
	}
	for i := range set.Rules {
		r := &set.Rules[i]
		if len(r.Examples) < 2 || len(r.Negatives) < 1 {
			t.Errorf("%s: %d examples and %d negatives; at least 2 and 1 are wanted", r.ID, len(r.Examples), len(r.Negatives))
		}
		if r.Kind == Regex {
			t.Errorf("%s: a built-in rule must not be a floating pattern", r.ID)
		}
		if len(r.References) == 0 && (r.Documented == nil || *r.Documented) {
			t.Errorf("%s: no references, and documented is not false", r.ID)
		}
		if len(r.Revoke.Steps) == 0 {
			t.Errorf("%s: no steps to revoke", r.ID)
		}
		if want := strings.TrimSuffix(r.file, ".toml"); r.Provider != want && r.Provider != "generic" {
			t.Errorf("%s: provider %q in the file %s", r.ID, r.Provider, r.file)
		}
		for _, expr := range []string{r.Shape, r.Before} {
			if _, err := shape.Parse(expr); expr != "" && err != nil {
				t.Errorf("%s: %v", r.ID, err)
			}
		}
	}
}

const good = `provider = "acme"
[[rule]]
id = "acme-key"
name = "Acme key"
kind = "token"
literals = ["acmekey_"]
shape = '[0-9a-f]{16}'
`

func TestParseTellsWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"", "", ""},
		{`id = "acme-key"`, `id = "Acme"`, "lower-case words"},
		{`kind = "token"`, `kind = "tokens"`, `unknown kind "tokens"`},
		{`literals =`, `literal =`, `f.toml:6: unknown key "literal" (did you mean "literals"?)`},
		{`literals = ["acmekey_"]`, ``, "needs literals"},
		{`"acmekey_"`, `"ab"`, "shorter than 3"},
		{`"acmekey_"`, `"the "`, "times in a megabyte"},
		{`"acmekey_"`, `"clé_"`, "not printable ASCII"},
		{`shape = '[0-9a-f]{16}'`, `shape = '^[0-9a-f]{16}'`, "not allowed"},
		{`shape =`, `pattern =`, "pattern has no meaning for the kind token"},
		{`name = "Acme key"`, `name = "Acme key"` + "\nseverity = 'bad'", `severity "bad"`},
		{`name = "Acme key"`, `name = "Acme key"` + "\nchecksum = 'crc64'", `unknown checksum "crc64"`},
		{`name = "Acme key"`, `name = "Acme key"` + "\nreferences = ['http://x']", "not an https address"},
		{`name = "Acme key"`, `name = "Acme key"` + "\nexamples = ['{{runes:3}}']", `unknown charset "runes"`},
		{`kind = "token"`, `kind = "regex"` + "\npattern = '(?<=a)b'", "regexp2"},
		{`[[rule]]`, `[[rule]]` + "\nid='acme-key'\nname='x'\nkind='jwt'\n[[rule]]", "used twice"},
		{good, "provider = 'x'\n", "no [[rule]]"},
	} {
		_, err := Parse("f.toml", []byte(strings.Replace(good, c.old, c.new, 1)))
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%q: %v", c.new, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%q: %v, want %q", c.new, err, c.want)
		}
	}
}

func TestScaffoldLoads(t *testing.T) {
	text, err := Scaffold("acme")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Parse("acme.toml", text); err != nil {
		t.Error(err)
	}
	if _, err := Scaffold("../Acme"); err == nil {
		t.Error("a path passes for a name")
	}
}

func TestSets(t *testing.T) {
	a, err := Parse("a.toml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	b, err := Parse("b.toml", []byte(strings.Replace(good, "Acme key", "Other", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if both := a.Extend(b); len(both.Rules) != 1 || both.Rules[0].Name != "Other" {
		t.Errorf("extended: %+v", both.Rules)
	}
	if a.Digest() == b.Digest() {
		t.Error("different rules have one digest")
	}
	if _, err := a.Without("acme-keys"); err == nil || !strings.Contains(err.Error(), `"acme-key"`) {
		t.Errorf("no suggestion: %v", err)
	}
	if none, err := a.Without("acme-key"); err != nil || len(none.Rules) != 0 {
		t.Errorf("%v, %v", none, err)
	}
}

func TestChecksum(t *testing.T) {
	a, ok := Checksum("crc32-base62")
	if !ok {
		t.Fatal("crc32-base62 is gone")
	}
	token := "ghp_" + a.Append("ghp_", "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ")
	if want := "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17"; token != want { // a published example of the format
		t.Errorf("%s, want %s", token, want)
	}
	if !a.Verify([]byte(token), 4) || a.Verify([]byte(token[:len(token)-1]+"8"), 4) || a.Verify([]byte("ghp_"), 4) {
		t.Error("verify is wrong")
	}
}

func TestFrequency(t *testing.T) {
	for literal, common := range map[string]bool{"the ": true, "com": true, "file": true, "AKIA": false, "ghp_": false, "password": false, "secret": false, "sk_live_": false} {
		if got := Frequency(literal); (got > MostFrequent) != common {
			t.Errorf("%q: %.1f in a megabyte", literal, got)
		}
	}
}

// FuzzParse: any text is refused with an error or makes a set that passes its checks.
func FuzzParse(f *testing.F) {
	f.Add(good)
	f.Add(scaffold)
	f.Fuzz(func(t *testing.T, text string) {
		set, err := Parse("f", []byte(text))
		if err == nil && set.Check() != nil {
			t.Error("accepted rules fail their checks")
		}
	})
}

func BenchmarkBuiltin(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Builtin(); err != nil {
			b.Fatal(err)
		}
	}
}
