package policy

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
)

func gitleaks(t *testing.T, text string, files ...string) *Gitleaks {
	t.Helper()
	g, err := ParseGitleaks("g", []byte(text), reader(files))
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return g
}

// reader serves files given as name, text, name, text.
func reader(files []string) func(string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		for i := 0; i+1 < len(files); i += 2 {
			if files[i] == path {
				return []byte(files[i+1]), nil
			}
		}
		return nil, fmt.Errorf("open %s: %w", path, fs.ErrNotExist)
	}
}

// oneRule is a configuration of one rule and what else a test says.
func oneRule(more string) string {
	return "[[rules]]\nid = 'r'\nregex = 'key-(\\w+)'\nkeywords = ['KEY']\n" + more
}

// TestGitleaksAllowlists decides findings of one secret in one line, as gitleaks does.
func TestGitleaksAllowlists(t *testing.T) {
	const line = "a = key-sandbox7 # note"
	for more, want := range map[string]finding.Status{
		"":                                       finding.StatusNew,
		"[rules.allowlist]\nregexes = ['^sand']": finding.StatusIgnored,
		"[rules.allowlist]\nregexes = ['^key']":  finding.StatusNew,
		"[rules.allowlist]\nregexTarget = 'match'\nregexes = ['^key-sandbox7$']":              finding.StatusIgnored,
		"[rules.allowlist]\nregexTarget = 'line'\nregexes = ['^a = .* # note$']":              finding.StatusIgnored,
		"[rules.allowlist]\nregexTarget = 'line'\nregexes = ['other']":                        finding.StatusNew,
		"[[rules.allowlists]]\nstopwords = ['BOX']":                                           finding.StatusIgnored,
		"[[rules.allowlists]]\nstopwords = ['note']":                                          finding.StatusNew,
		"[[rules.allowlists]]\npaths = ['docs/']":                                             finding.StatusIgnored,
		"[[rules.allowlists]]\ncommits = ['C1']":                                              finding.StatusIgnored,
		"[[rules.allowlists]]\ncommits = ['c2']":                                              finding.StatusNew,
		"[[rules.allowlists]]\npaths = ['docs/']\nstopwords = ['nope']":                       finding.StatusIgnored,
		"[[rules.allowlists]]\ncondition = 'AND'\npaths = ['docs/']\nstopwords = ['nope']":    finding.StatusNew,
		"[[rules.allowlists]]\ncondition = '&&'\npaths = ['docs/']\nstopwords = ['sandbox']":  finding.StatusIgnored,
		"[[rules.allowlists]]\ncondition = '||'\npaths = ['src/']\nstopwords = ['sandbox']":   finding.StatusIgnored,
		"[[rules.allowlists]]\npaths = ['src/']\n[[rules.allowlists]]\nstopwords = ['dbox7']": finding.StatusIgnored,
		"[allowlist]\nPATHS = ['docs/']":                                                      finding.StatusIgnored,
		"[[allowlists]]\ntargetRules = ['R']\npaths = ['docs/']":                              finding.StatusIgnored,
		"[[allowlists]]\ntargetRules = ['other']\npaths = ['docs/']":                          finding.StatusNew,
		"[[allowlists]]\nregexTarget = 'line'\nregexes = ['# note']\ntargetRules = ['r']":     finding.StatusIgnored,
		"path = 'docs/'":    finding.StatusNew,
		"path = '^src/'":    "",
		"skipReport = true": "",
	} {
		g := gitleaks(t, oneRule(more))
		p := (&Policy{}).WithGitleaks(g, nil, nil)
		at := strings.Index(line, "sandbox7")
		f := known(func(f *finding.Finding) {
			f.Rule, f.Secret = "r", finding.NewSecret("sandbox7")
			f.History = &finding.History{Introduced: []finding.Commit{{ID: "c1"}}}
		})
		texts := p.Read([]byte("x\n"+line+"\ny"), nil).Around(at+2, at+2+len("sandbox7"), "r")
		if got := p.Decide(f, texts).Status; got != want {
			t.Errorf("%s: %q, want %q", more, got, want)
		}
	}
}

// What is in no file, as a commit's message, is at no path that an allowlist can speak of.
func TestGitleaksPathsOfTexts(t *testing.T) {
	for more, want := range map[string]finding.Status{
		"[[rules.allowlists]]\npaths = ['']":                       finding.StatusNew,
		"[[rules.allowlists]]\npaths = ['']\nstopwords = ['acme']": finding.StatusIgnored,
	} {
		p := (&Policy{}).WithGitleaks(gitleaks(t, oneRule(more)), nil, nil)
		f := known(func(f *finding.Finding) { f.Rule, f.Path, f.Paths = "r", "", nil })
		if got := p.Decide(f, p.Read([]byte("key"), nil).Around(0, 3, "r")).Status; got != want {
			t.Errorf("%s: %q, want %q", more, got, want)
		}
	}
}

func TestGitleaksKeywords(t *testing.T) {
	p := (&Policy{}).WithGitleaks(gitleaks(t, "[[rules]]\nid='r'\nregex='\\d{6}'\nkeywords=['Acme', 'other']"), nil, nil)
	for text, drop := range map[string]bool{"123456": true, "ACME 123456": false, "123456\n\nof another": false} {
		if got := p.Read([]byte(text), nil).Around(0, 6, "r").drop; got != drop {
			t.Errorf("%q: %v", text, got)
		}
	}
	if p.Read([]byte("123456"), []byte("\"Acme\" here")).Around(0, 6, "r").drop {
		t.Error("a keyword in the first bytes of the content does not count")
	}
}

func TestGitleaksRules(t *testing.T) {
	builtin := &rules.Set{Rules: []rules.Rule{{ID: "one"}, {ID: "two"}}}
	ids := func(g *Gitleaks) string {
		t.Helper()
		set, err := g.Rules(builtin)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, r := range set.Rules {
			out = append(out, r.ID)
		}
		return strings.Join(out, " ")
	}
	base := "[[rules]]\nid='R x_Y'\ndescription='base'\nregex='a(b)'\nsecretGroup=1\nentropy=3\nkeywords=['acmekey']"
	for text, want := range map[string]string{
		oneRule(""): "r", "[extend]\nuseDefault = true\n" + oneRule(""): "one two r",
		"[extend]\nusedefault = true\ndisabledRules = ['One', 'gone']\n" + oneRule(""): "two r",
		"[extend]\npath = 'base'\n" + oneRule(""):                                      "r-x-y r", oneRule("[[rules]]\nid = 'p'\npath = 'x'"): "r p",
		"[allowlist]\npaths = ['x']": "one two",
		"[[rules]]\nid='a_b'\nregex='x'\n[[rules]]\nid='a-b'\nregex='y'\n[[rules]]\nid='a b'\nregex='z'": "a-b a-b-2 a-b-3",
	} {
		if got := ids(gitleaks(t, text, "base", base)); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	g := gitleaks(t, "[extend]\npath = 'base'\n[[rules]]\nid='R x_Y'\nentropy=4\nkeywords=['more']\n[[rules.allowlists]]\npaths=['x']", "base", base)
	set, err := g.Rules(builtin)
	if err != nil {
		t.Fatal(err)
	}
	if r := set.Rules[0]; r.Name != "base" || r.Pattern != "a(b)" || r.Group != 1 || r.MinEntropy != 4 || !r.Anywhere ||
		len(g.allows) != 1 {
		t.Errorf("a rule that extends another: %+v", r)
	}
	if got := strings.Join(g.rules[0].keywords, " "); got != "acmekey more" {
		t.Errorf("keywords %q", got)
	}
	if r := gitleaks(t, oneRule("")).rules[0].own(); len(r.Literals) != 0 {
		t.Errorf("a keyword too common to look for: %q", r.Literals)
	}
}

// TestGitleaksExtends: the file that extends another changes it as in gitleaks.
func TestGitleaksExtends(t *testing.T) {
	const base = "[[rules]]\nid='a'\nregex='(a)(b)'\nsecretGroup=2\n[[rules.required]]\nid='b'\n[[rules]]\nid='b'\nregex='b'\nskipReport=true"
	g := gitleaks(t, "[extend]\npath='base'\n[[rules]]\nid='a'\nregex='(x)(y)'\nskipReport=true\n[[rules.required]]\nid='a'", "base", base)
	if a := g.rule("a"); a.pattern != "(x)(y)" || a.group != 2 || a.hidden || len(a.required) != 1 || a.required[0].id != "b" {
		t.Errorf("changed to %+v", a)
	}
	if g = gitleaks(t, "[extend]\npath='base'\ndisabledRules=['a']", "base", base); g.rule("a") != nil || g.rule("b") == nil {
		t.Errorf("a is disabled, b is not: %+v", g.rules)
	}
	g = gitleaks(t, "[[rules]]\nid='a'\nregex='x'\n[rules.allowlist]\npaths=['x']\n[[rules]]\nid='a'\nregex='y'")
	if a := g.rule("a"); len(g.rules) != 1 || a.pattern != "y" || len(g.allows) != 0 {
		t.Errorf("the second of an id replaces the first: %+v", g.rules)
	}
}

// TestGitleaksRequired decides findings of a rule that requires others near by.
func TestGitleaksRequired(t *testing.T) {
	const text = "id: aaa-sandbox\n\nkey-secret1\n      key-secret2 id: bbb\nccc gitleaks:allow\n"
	for more, want := range map[string]string{
		"[[rules.required]]\nid = 'id'":                                                  "12",
		"[[rules.required]]\nid = 'id'\nwithinLines = 0":                                 "2", // bbb
		"[[rules.required]]\nid = 'id'\nwithinLines = 1":                                 "12",
		"[[rules.required]]\nid = 'id'\nwithinColumns = 5":                               "1",  // aaa, whatever its line
		"[[rules.required]]\nid = 'id'\nwithinColumns = 7":                               "12", // from 2 on the lines below the first
		"[[rules.required]]\nid = 'id'\nwithinLines = 1\nwithinColumns = 5":              "",
		"[[rules.required]]\nid = 'id'\n[[rules.required]]\nid = 'other'":                "",
		"[[rules.required]]\nid = 'sandbox'\nwithinLines = 2":                            "1",
		"[[rules.required]]\nid = 'random'":                                              "", // entropy
		"[[rules.required]]\nid = 'allowed'":                                             "", // all that it finds is
		"[[rules.required]]\nid = 'marked'":                                              "",
		"[[rules.required]]\nid = 'elsewhere'":                                           "",   // path
		"[[rules.required]]\nid = 'file'":                                                "12", // a path alone
		"[[rules.required]]\nid = 'file'\nwithinLines = 3":                               "1",  // in front of the first line
		"[[rules.required]]\nid = 'r'\n[[rules.required]]\nid = 'id'\nwithinLines = 0\n": "2",
	} {
		g := gitleaks(t, oneRule(more)+`
[[rules]]
id = 'id'
regex = 'id: (\w+)'
keywords = ['never there']
skipReport = true
[[rules.required]]
id = 'other'
[[rules]]
id = 'other'
regex = 'nowhere'
[[rules]]
id = 'sandbox'
regex = 'sandbox'
[[rules]]
id = 'random'
regex = 'id: (\w+)'
entropy = 4.0
[[rules]]
id = 'allowed'
regex = 'sandbox'
[[rules.allowlists]]
paths = ['^docs/']
[[rules]]
id = 'marked'
regex = 'ccc'
[[rules]]
id = 'elsewhere'
regex = 'sandbox'
path = '^src/'
[[rules]]
id = 'file'
path = '\.md$'
`)
		p, reading, got := (&Policy{}).WithGitleaks(g, nil, nil), (&Policy{gitleaks: g}).Read([]byte(text), nil), ""
		for _, secret := range []string{"1", "2"} {
			at := strings.Index(text, "secret"+secret)
			f := known(func(f *finding.Finding) { f.Rule, f.Secret = "r", finding.NewSecret("secret"+secret) })
			if p.Decide(f, reading.Around(at, at+len("secret1"), "r")).Status == finding.StatusNew {
				got += secret
			}
		}
		if got != want {
			t.Errorf("%s: reported %q, want %q", more, got, want)
		}
	}
}

// What cannot be honoured is said.
// What stands in front of the last match is not read again: it is other text by then.
func TestGitleaksRequiredKeepsThePlace(t *testing.T) {
	text := []byte("id\n\nkey-secret1\n\n  key-secret2 key-secret3\n")
	g := gitleaks(t, oneRule("[[rules.required]]\nid = 'id'\n")+"[[rules]]\nid = 'id'\nregex = 'id'\n")
	reading := (&Policy{gitleaks: g}).Read(text, nil)
	for _, want := range []place{{4, 2, 0}, {19, 4, 2}, {31, 4, 14}} {
		if reading.Around(want.offset+len("key-"), want.offset+len("key-secret1"), "r"); reading.here != want {
			t.Errorf("a match at %+v, want %+v", reading.here, want)
		}
		for i := range text[:want.offset] {
			text[i] = '\n'
		}
	}
}

func TestPlaceWalksBothWays(t *testing.T) {
	text := []byte("\n\nab\ncdef\n\ng")
	for from := range len(text) + 1 {
		for to := range len(text) + 1 {
			var straight, detour place
			straight.walk(text, to)
			detour.walk(text, from)
			if detour.walk(text, to); detour != straight {
				t.Errorf("from %d to %d: %+v, want %+v", from, to, detour, straight)
			}
		}
	}
}

func TestGitleaksRemarks(t *testing.T) {
	for text, want := range map[string]string{
		oneRule("colour = 1"):                               "rules.colour is not honoured",
		oneRule("[[rules.allowlists]]\npaths=['x']\nfoo=1"): "rules.allowlists.foo is not honoured",
		"prefilter = 'x'\n" + oneRule(""):                   "prefilter is not honoured", oneRule("filter = 'x'\nvalidate = 'y'"): "rules.filter is not honoured",
		"[extend]\nurl = 'https://x'\n" + oneRule(""): "extend.url is not honoured", oneRule("[[rules]]\nid='p'"): `rule "p" has neither regex nor path`,
		"[extend]\npath = 'a'\n" + oneRule(""): "b: extend is not honoured in the third of files that extend each other", "[extend]\npath = 't'\n" + oneRule(""): "t: targetRules are not honoured in a file that is extended", "[extend]\nuseDefault = true\ndisabledRules = ['x']\n" + oneRule(""): `sluice has no built-in rule "x"`,
		oneRule(""): "only its own rules run (1)",
		oneRule("[[allowlists]]\ntargetRules=['gone']\npaths=['x']"):                      "allowlist 1 allows nothing: sluice runs no rule gone",
		"[extend]\nuseDefault=true\n[[rules]]\nid='gone'\n[rules.allowlist]\npaths=['x']": "allowlist 1 of rule gone allows nothing",
	} {
		g := gitleaks(t, text, "a", "[extend]\npath = 'b'", "b", "[extend]\nuseDefault = true", "t",
			"[[allowlists]]\ntargetRules = ['r']\npaths = ['x']")
		if _, err := g.Rules(&rules.Set{}); err != nil {
			t.Fatal(err)
		}
		if all := strings.Join(g.Remarks, "\n"); !strings.Contains(all, want) {
			t.Errorf("%s: %s, want %s", text, all, want)
		}
	}
}

func TestGitleaksErrors(t *testing.T) {
	const secret = "hunter2hunter2"
	for text, want := range map[string]string{
		"[[rules]]\nregex='x'": "rule 1 has no id", oneRule("secretGroup = 2"): "secretGroup 2: the regex has 1 groups", "[[rules]]\nid='r'\nregex='" + secret + "('": "regex: missing",
		"[allowlist]\npaths=['a']\n[[allowlists]]\npaths=['b']": "cannot be used together", oneRule("[rules.allowlist]\npaths=['a']\n[[rules.allowlists]]\npaths=['a']"): "cannot be used together",
		"[extend]\npath='a'\nuseDefault=true": "path and useDefault cannot be used together", "[extend]\npath='none'": "extend: open none", "[allowlist]\ndescription='x'": "it has to hold commits, paths, regexes or stopwords",
		"[allowlist]\nregexes=['" + secret + "(']": "allowlist.regexes: pattern 1: missing", "[allowlist]\npaths='x'": "allowlist.paths: it has to be a list of texts", "[[allowlist]]\npaths=['x']": "allowlist: it has to be a table",
		"rules = 'x'": "rules: it has to be a list of tables", "[allowlist]\npaths=['x']\ncondition='XOR'": "condition: use AND or OR", "[allowlist]\npaths=['x']\nregexTarget='file'": "regexTarget: use secret, match or line",
		oneRule("[[rules.required]]\nid = 'x'"):                  `rule "r": required: there is no rule "x"`,
		oneRule("[[rules.required]]\nwithinLines = 3"):           "required: entry 1 has no id",
		oneRule("[[rules.required]]\nid='r'\nwithinLines = 'x'"): "rules.required.withinLines: it has to be a whole number",
		oneRule("entropy = 'x'"):                                 "rules.entropy: it has to be a number", oneRule("path = '('"): "path: missing", "x = " + secret: "g:1",
	} {
		_, err := ParseGitleaks("g", []byte(text), reader(nil))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// TestGitleaksRulesOfOnePart: a pattern alone and a path alone are rules; one of neither finds nothing, which is said.
func TestGitleaksRulesOfOnePart(t *testing.T) {
	g, err := ParseGitleaks("g", []byte(oneRule("[[rules]]\nid='p'\npath='^src/'\n[[rules]]\nid='q'\nregex='x'\npath='^src/'\n[[rules]]\nid='n'\n")), reader(nil))
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Remarks) != 1 || !strings.Contains(g.Remarks[0], `rule "n" has neither regex nor path`) {
		t.Errorf("remarks %q", g.Remarks)
	}
	p := (&Policy{}).WithGitleaks(g, nil, func(string) bool { return false })
	for _, rule := range []string{"r", "q"} {
		for path, want := range map[string]bool{"src/a.go": true, "docs/a.md": rule == "r"} {
			if got := p.Speaks(rule, path); got != want {
				t.Errorf("rule %s at %s: %v", rule, path, got)
			}
		}
	}
}

func TestGitleaksIgnores(t *testing.T) {
	commit := strings.Repeat("0a", 20)
	for text, want := range map[string]bool{
		"docs/a.md:acme-key:3": true, `docs\a.md:ACME_KEY:3`: true, "docs/a.md:theirs:3": true, "docs/a.md:other-key:3": false, "docs/a.md:acme-key:4": false, "a.md:acme-key:3": false,
		commit + ":docs/a.md:acme-key:3": true, strings.Repeat("0b", 20) + ":docs/a.md:acme-key:3": false,
		"# docs/a.md:acme-key:3": false, "docs/a.md:3": false,
	} {
		ignores := ParseGitleaksIgnores("i", []byte("\r\n"+text+"\r\n"))
		f := known(func(f *finding.Finding) { f.History = &finding.History{Introduced: []finding.Commit{{ID: commit}}} })
		p := (&Policy{}).WithGitleaks(nil, ignores, func(rule string) bool { return strings.HasSuffix(rule, "-key") })
		if got := p.Decide(f, Texts{}).Status == finding.StatusIgnored; got != want {
			t.Errorf("%q: %v", text, got)
		}
		if f.Start.Line += 2; want != (p.Decide(f, Texts{above: 2}).Status == finding.StatusIgnored) {
			t.Errorf("%q: a match that begins two lines above the secret", text)
		}
	}
	if got := ParseGitleaksIgnores("i", []byte("docs/a.md:3")).Remarks; len(got) != 1 {
		t.Errorf("remarks %q", got)
	}
}

// FuzzGitleaks: any configuration is refused with an error or can be used.
func FuzzGitleaks(f *testing.F) {
	f.Add(oneRule("[[rules.allowlists]]\ncondition='AND'\nregexTarget='match'\nregexes=['x']\nstopwords=['y']"), "a:b:3")
	f.Add("[extend]\nuseDefault=true\ndisabledRules=['x']\n[[allowlists]]\ntargetRules=['r']\npaths=['a']",
		strings.Repeat("0", 40)+":a:b:1")
	f.Add("rules = [{id='a', regex='(', keywords=[1]}]", ":::")
	f.Add(oneRule("[[rules.required]]\nid='p'\nwithinLines=3\nwithinColumns=-1\n[[rules]]\nid='p'\npath='x'\n[[rules.allowlists]]\ncommits=['a']"), "x:p:0")
	f.Fuzz(func(t *testing.T, text, ignores string) {
		i := ParseGitleaksIgnores("i", []byte(ignores))
		g, err := ParseGitleaks("g", []byte(text), reader(nil))
		if err != nil {
			return
		}
		if _, err := g.Rules(&rules.Set{}); err != nil {
			return
		}
		p := (&Policy{}).WithGitleaks(g, i, func(string) bool { return false })
		p.Decide(known(func(f *finding.Finding) { f.Rule = "r" }), p.Read([]byte("a secret\n"), nil).Around(2, 8, "r"))
		p.Speaks("r", "docs/a.md")
	})
}
