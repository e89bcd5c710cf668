package strict

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
)

type config struct {
	Title string        `toml:"title"`
	Level int8          `toml:"level"`
	Ratio float64       `toml:"ratio"`
	On    *bool         `toml:"on"`
	Wait  time.Duration `toml:"wait"`
	Rule  []struct {
		Literals []string          `toml:"literals"`
		Claims   map[string]string `toml:"claims"`
		Revoke   struct {
			Page string `toml:"page"`
		} `toml:"revoke"`
	} `toml:"rule"`
	hidden int
}

func TestDecodeTellsAllProblems(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string // whole lines of the error; none for success
	}{
		{"title = 'x'\nratio = 1\non = true\nwait = '1m'\n[[rule]]\nliterals = ['a']\n[rule.revoke]\npage = 'p'\n", nil},
		{"title = 'x'\n[[rule]]\nliteral = ['a']\n", []string{`f.toml:3: unknown key "literal" (did you mean "literals"?)`}},
		{"\ntitel = 'x'\n[[rules]]\nx = 1\ny = 2\n", []string{`f.toml:2: unknown key "titel" (did you mean "title"?)`, `f.toml:3: unknown key "rules" (did you mean "rule"?)`}},
		{"[[rule]]\n[rule.revoke]\npages = 'p'\n", []string{`f.toml:3: unknown key "pages" (did you mean "page"?)`}},
		{"[[rule]]\n[[rule]]\nliteral = '''\n[[rule]]\n'''\n[[rule]] # third\n[rule.revoke]\npagee = 1\n", []string{`f.toml:3: unknown key "literal" (did you mean "literals"?)`, `f.toml:8: unknown key "pagee" (did you mean "page"?)`}},
		{"title = 'x'\nzzz = 1\nhidden = 1\nTitle = 'y'\n", []string{`f.toml:2: unknown key "zzz": use level, on, ratio, rule, title, wait`, `f.toml:3: unknown key "hidden": use level, on, ratio, rule, title, wait`, `f.toml:4: unknown key "Title" (did you mean "title"?)`}},
		{"title = 3\nlevel = 300\nratio = 'x'\non = 1\nwait = 'x'\n", []string{
			`f.toml:1: "title" wants a string, not this whole number`, `f.toml:2: "level" wants a whole number in its range, not this whole number`,
			`f.toml:3: "ratio" wants a number, not this string`, `f.toml:4: "on" wants true or false, not this whole number`, `f.toml:5: "wait" wants a duration such as "1m30s", not this string`,
		}},
		{"\ufefftitle = 'x'\ntitle2 = 1\n", []string{`f.toml:2: unknown key "title2" (did you mean "title"?)`}},
		{"\xff\xfet\x00", []string{"f.toml: it is in UTF-16: save it as UTF-8"}},
		{"rule = 3\n", []string{`f.toml:1: "rule" wants an array, not this whole number`}},
		{"literals = ['a']\n", []string{`f.toml:1: unknown key "literals": it belongs below [[rule]]`}},
		{"[[literals]]\nx = 1\n", []string{`f.toml:1: unknown key "literals": use level, on, ratio, rule, title, wait`}}, // what belongs there is no table
		{"[rule]\n", []string{`f.toml:1: "rule" wants an array, not a table: write [[rule]]`}},
		{"[[rule]]\nliterals = 'a'\n[[rule]]\nliterals = [\n 'a',\n 2]\nclaims = { a = 'x', 'b c' = 1 }\nrevoke = []\n", []string{
			`f.toml:2: "literals" wants an array of strings, not this string`, `f.toml:6: "literals" wants a string, not this whole number`,
			`f.toml:7: "b c" wants a string, not this whole number`, `f.toml:8: "revoke" wants a table, not an array`,
		}},
		{"a.b.c = 1\n[x.y]\n", []string{`f.toml:1: unknown key "a": use level, on, ratio, rule, title, wait`, `f.toml:2: unknown key "x": use level, on, ratio, rule, title, wait`}},
		{"title = \n", []string{`f.toml:1: a value is missing, or a text stands without quotes: write name = "text"`}},
		{"title = 'x'\ntitle = 'y'\n", []string{`f.toml:2: key 'title' has already been defined.`}},
		{strings.Repeat("#", MaxSize+1), []string{"f.toml: the file is larger than 1048576 bytes"}},
		{"title = " + strings.Repeat("[", 100000), []string{"f.toml:1: arrays and tables are nested more than 16 deep"}},
		{"title = " + strings.Repeat("{a=", 100000), []string{"f.toml:1: arrays and tables are nested more than 16 deep"}},
		{"\n" + strings.Repeat("a.", 1000) + "a = 1", []string{"f.toml:2: a key with its tables is longer than 512 bytes"}},
	} {
		var into config
		err := Decode("f.toml", []byte(c.text), &into)
		var got []string
		if err != nil {
			got = strings.Split(err.Error(), "\n")
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%.60q (-want +got):\n%s", c.text, d)
		}
	}
}

func TestDecodeFills(t *testing.T) {
	var got config
	err := Decode("f", []byte("title = \"x\"\nlevel = -3\nratio = 2\nwait = '90s'\n[[rule]]\nliterals = ['''a'b''']\nclaims = {iss = \"*\"}\n"), &got)
	if err != nil || got.Title != "x" || got.Level != -3 || got.Ratio != 2 || got.Wait != 90*time.Second ||
		got.Rule[0].Literals[0] != "a'b" || got.Rule[0].Claims["iss"] != "*" || got.hidden != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestErrorsQuoteNoValue(t *testing.T) {
	const secret = "kq83hfnv02"
	for _, text := range []string{
		"title = " + secret, "level = 1" + secret, "level = 12_" + secret, "ratio = 1.5" + secret, "ratio = 1e" + secret, "title = '" + secret + "' x", "title = \"\\u" + secret + "\"", "wait = '" + secret + "'", "level = '" + secret + "'",
		"title = 2020-01-01" + secret, "title = true" + secret, "title = \"" + secret, "title = [" + secret + "]", "[[rule]]\nclaims = {a = " + secret + "}", "title = 0x" + secret, "title = +" + secret, "title = inf" + secret, "on = f" + secret,
	} {
		var into config
		if err := Decode("f", []byte(text), &into); err == nil || strings.Contains(err.Error(), secret[2:]) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestManyProblemsAreCutShort(t *testing.T) {
	var text strings.Builder
	for i := range 200 {
		fmt.Fprintf(&text, "k%d = 1\n", i)
	}
	var into config
	err := Decode("f", []byte(text.String()), &into)
	var all Problems
	if !errors.As(err, &all) || len(all) != 200 || strings.Count(err.Error(), "\n") != maxProblems ||
		!strings.HasSuffix(err.Error(), "f: and 150 problems more") {
		t.Errorf("%d problems: %v", len(all), err)
	}
}

// TestLines wants the walker to name, for every key that the library sees, a line on which its last part stands.
func TestLines(t *testing.T) {
	text := "a = 1\n'q r'.x = [\n 1, # ]\n \"]\\\"\", ''']\n''', \"\"\"\"x\"\"\"\", {z = 2}]\n\n[t]\nb = {c = {d = 1}, e = []}\n[[t.u]]\nf = 1\n[[t.u]]\n f=2\n[t.u.v]\ng = 1979-05-27 07:32:00 # x\n"
	lines := locate([]byte(text))
	for path, want := range map[string]int{
		"a": 1, "q r.x": 2, "q r.x[0]": 3, "q r.x[1]": 4, "q r.x[4].z": 5, "t": 7, "t.b": 8, "t.b.c.d": 8, "t.b.e": 8, "t.u": 9, "t.u[0].f": 10, "t.u[1]": 11, "t.u[1].f": 12, "t.u[1].v.g": 14, "t.u[1].v.none.at[3].all": 13, "none": 0,
	} {
		if got := lines.Of(path); got != want {
			t.Errorf("%s: line %d, want %d", path, got, want)
		}
	}
}

func TestNearest(t *testing.T) {
	words := []string{"id", "literals", "shape", "severity", "github-pat-classic"}
	for word, want := range map[string]string{
		"literal": "literals", "Literals": "literals", "shpae": "shape", "serverity": "severity", "github-pat-clasic": "github-pat-classic", "di": "id", "xy": "", "examples": "", "": "", strings.Repeat("a", 100): "",
	} {
		if got := Nearest(word, words); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

// FuzzDecode: whatever the text, there is an error with a line of it, or every key of it was known and the library decodes it alike.
func FuzzDecode(f *testing.F) {
	f.Add("title = 'x'\n[[rule]]\nliterals = ['a']\n")
	f.Add("a.b.c = 1\n\"q\" = 2\n[x]\n[[y.z]]\n")
	f.Add("title = \"\"\"\"a\\\n\"\"\"\"\"\n[[rule]]\nclaims = {'a' = 'b', # c\n}\nlevel = 1\n")
	f.Add("title = [[[{a=1}]]]\nwait = '1s'")
	f.Fuzz(func(t *testing.T, text string) {
		var into, plain config
		err := Decode("f", []byte(text), &into)
		var list Problems
		if errors.As(err, &list) {
			for _, p := range list {
				if p.Line < 0 || p.Line > strings.Count(text, "\n")+1 || p.Text == "" {
					t.Errorf("line %d: %q", p.Line, p.Text)
				}
			}
			return
		}
		if err != nil {
			t.Fatalf("error of another kind: %v", err)
		}
		meta, err := toml.Decode(strings.TrimPrefix(text, byteOrderMark), &plain)
		if err != nil || len(meta.Undecoded()) > 0 || !reflect.DeepEqual(into, plain) {
			t.Errorf("accepted, but the library says %v, not known: %v", err, meta.Undecoded())
		}
	})
}

// FuzzWalker: a text that the library accepts is one that the walker can follow, or that passes its bounds.
func FuzzWalker(f *testing.F) {
	f.Add("a = 1\n[b]\nc = \"x\\\"]\"\n[[d]]\ne = '''\n[''''\n")
	f.Add("a = {b = [1, 2.0, inf, -nan, 0x1, 1979-05-27 07:32:00Z,], \"c\\td\" . e = false}\r\n#x")
	f.Add("\xff\xfe\xff\xfe")
	f.Fuzz(func(t *testing.T, text string) {
		text = unmarked(text)
		w := walker{text: text}
		if followed := w.document(); followed || w.excess != "" {
			return
		}
		var into map[string]any
		if _, err := toml.Decode(text, &into); err == nil {
			t.Errorf("lost at byte %d of %q", w.at, text)
		}
	})
}

// unmarked returns text without the byte order marks that it begins with, of which the library drops one.
func unmarked(text string) string {
	for _, mark := range []string{"\ufeff", "\xfe\xff", "\xff\xfe"} {
		if rest, ok := strings.CutPrefix(text, mark); ok {
			return unmarked(rest)
		}
	}
	return text
}
