package strict

import (
	"strings"
	"testing"
)

type config struct {
	Title string `toml:"title"`
	Rule  []struct {
		Literals []string `toml:"literals"`
		Revoke   struct {
			Page string `toml:"page"`
		} `toml:"revoke"`
	} `toml:"rule"`
}

func TestDecode(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string // parts of the error; none for success
	}{
		{"title = 'x'\n[[rule]]\nliterals = ['a']\n[rule.revoke]\npage = 'p'\n", nil},
		{"title = 'x'\n[[rule]]\nliteral = ['a']\n", []string{`f.toml:3: unknown key "literal" (did you mean "literals"?)`}},
		{"\ntitel = 'x'\n[[rules]]\nx = 1\ny = 2\n", []string{`f.toml:2: unknown key "titel" (did you mean "title"?)`, `f.toml:3: unknown key "rules" (did you mean "rule"?)`}},
		{"[[rule]]\n[rule.revoke]\npages = 'p'\n", []string{`f.toml:3: unknown key "pages" (did you mean "page"?)`}},
		{"title = 'x'\nzzz = 1\n", []string{`f.toml:2: unknown key "zzz"`}},
		{"title = \n", []string{"f.toml:1:"}},
		{"title = 3\n", []string{"f.toml"}},
		{strings.Repeat("#", MaxSize+1), []string{"larger than"}},
	} {
		var into config
		err := Decode("f.toml", []byte(c.text), &into)
		if (err == nil) != (c.want == nil) {
			t.Errorf("%.40q: %v", c.text, err)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%.40q: %v, want %s", c.text, err, w)
			}
		}
		if err != nil && strings.Contains(err.Error(), `"x"`) {
			t.Errorf("%.40q: members of an unknown table are told, too: %v", c.text, err)
		}
	}
}

// FuzzDecode: whatever the text, there is an error or every key of it was known.
func FuzzDecode(f *testing.F) {
	f.Add("title = 'x'\n[[rule]]\nliterals = ['a']\n")
	f.Add("a.b.c = 1\n\"q\" = 2\n[x]\n[[y.z]]\n")
	f.Fuzz(func(t *testing.T, text string) {
		var into config
		if err := Decode("f", []byte(text), &into); err != nil && !strings.HasPrefix(err.Error(), "f:") {
			t.Errorf("error without the file's name: %v", err)
		}
	})
}
