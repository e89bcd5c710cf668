package policy

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
)

func TestAllowed(t *testing.T) {
	c, err := Parse("c.toml", []byte(`
[[allow]]
paths = ["docs/**", "*.snap", "/root.txt", "a?c/[xy].env"]
reason = "documentation"
[[allow]]
rules = ["acme-key"]
values = ['^test_']
`))
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.Compile()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		rule, secret, paths string
		want                bool
	}{
		{"r", "s", "docs/a/b.md", true}, {"r", "s", "docs", false}, {"r", "s", "src/docs/x", false}, {"r", "s", "deep/er/x.snap", true}, {"r", "s", "x.snap/inside", true},
		{"r", "s", "root.txt", true}, {"r", "s", "sub/root.txt", false}, {"r", "s", "abc/x.env", true}, {"r", "s", "abc/z.env", false}, {"r", "s", "a/c/x.env", false},
		{"r", "s", "docs/a|src/b", false}, {"r", "s", "docs/a|docs/b", true}, {"r", "s", "", false}, {"r", "s", "docs/new\nline", true},
		{"r", "s", "docs/a|deep/x.snap", true}, {"acme-key", "test_1", "src/x|docs/a", true}, {"other", "test_1", "src/x|docs/a", false}, {"r", "s", "docs/a|", false},
		{"acme-key", "test_1", "src/x", true}, {"acme-key", "test_1", "", true}, {"acme-key", "live_test_1", "src/x", false}, {"other", "test_1", "src/x", false},
	} {
		var paths []string
		if x.paths != "" {
			paths = strings.Split(x.paths, "|")
		}
		if _, ok := p.Allowed(x.rule, x.secret, paths); ok != x.want {
			t.Errorf("%s %s at %q: %v", x.rule, x.secret, x.paths, ok)
		}
	}
	if reason, _ := p.Allowed("r", "s", []string{"docs/x"}); reason != "allowed by the configuration: documentation" {
		t.Errorf("reason %q", reason)
	}
	if reason, _ := p.Allowed("acme-key", "test_1",
		[]string{"src/x", "docs/x", "docs/y"}); reason != "allowed by the configuration: documentation" {
		t.Errorf("reason %q", reason)
	}
	if reason, _ := p.Allowed("acme-key", "test_1", nil); reason != "allowed by the configuration" {
		t.Errorf("reason %q", reason)
	}
	if _, ok := p.At(NewPlace("/w", "/w/app")).Allowed("r", "s", []string{"app/docs/x"}); !ok {
		t.Error("an entry does not count below a named folder")
	}
	if _, ok := (*Policy)(nil).At(NewPlace("/w", "/w/app")).Allowed("r", "s", nil); ok {
		t.Error("the nil policy allows")
	}
}

func TestParseTellsWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		`disabled_rule = ["x"]`:                         `did you mean "disabled_rules"`,
		`min_confidence = "sure"`:                       "low, medium or high",
		"[[allow]]\nreason = 'x'":                       "allow everything",
		"[[allow]]\npaths = ['']":                       "paths: an empty glob",
		"[[allow]]\nvalues = ['a', '']":                 "allow entry 1: values: pattern 2 is empty",
		"[[allow]]\npaths = ['a[b']":                    "[ without ]",
		"[[allow]]\nvalues = ['a', '(']":                "allow entry 1: values: pattern 2: missing closing",
		"[[allow]]\npaths = ['!a']":                     "negated",
		"[[allow]]\nvalues = ['a']\npath = ['b']":       `did you mean "paths"`,
		"[[rule]]\nid = 'x'\nliteral = ['a']":           `did you mean "literals"`,
		"fingerprint_key = 3":                           "c.toml",
		"[[allow]]\npaths = ['ok']\n[[allow]]\n":        "entry 2",
		"[[allow]]\npaths = ['ok']\nvalues = ['(?<a)']": "entry 1",
	} {
		if _, err := Parse("c.toml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestRules(t *testing.T) {
	builtin := &rules.Set{Rules: []rules.Rule{{ID: "acme-key", Name: "x"}, {ID: "other-key", Name: "x"}}}
	c, err := Parse("c.toml", []byte("disabled_rules = ['acme-key']\n[[rule]]\nid='my-key'\nname='Mine'\nkind='regex'\npattern='x+'\n[[allow]]\nrules=['my-key']\n"))
	if err != nil {
		t.Fatal(err)
	}
	set, err := c.Rules(builtin)
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Rules) != 2 || set.Rules[0].ID != "other-key" || set.Rules[1].ID != "my-key" {
		t.Errorf("%+v", set.Rules)
	}
	for text, want := range map[string]string{
		"disabled_rules = ['acme-keys']":      `did you mean "acme-key"`,
		"[[allow]]\nrules = ['othr-key']":     `did you mean "other-key"`,
		"[[rule]]\nid='my-key'\nkind='regex'": "name is missing",
	} {
		c, err := Parse("c.toml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Rules(builtin); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestFailOn(t *testing.T) {
	history := func(at bool) *finding.History { return &finding.History{AtHead: at} }
	for _, c := range []struct {
		words  string
		f      finding.Finding
		change bool
		want   bool
	}{
		{"introduced present history", finding.Finding{Status: finding.StatusNew, Exposure: finding.Server}, false, true},
		{"introduced present history", finding.Finding{Status: finding.StatusNew, Exposure: finding.Publishable}, false, false},
		{"publishable", finding.Finding{Status: finding.StatusNew, Exposure: finding.Publishable}, false, true},
		{"publishable", finding.Finding{Status: finding.StatusNew, History: history(false)}, false, true},
		{"publishable introduced", finding.Finding{Status: finding.StatusNew, History: history(false)}, false, false},
		{"introduced present history", finding.Finding{Status: finding.StatusIgnored}, false, false},
		{"introduced present history", finding.Finding{Status: finding.StatusBaseline}, true, false},
		{"present", finding.Finding{Status: finding.StatusNew}, false, true},
		{"present", finding.Finding{Status: finding.StatusNew, History: history(true)}, false, true},
		{"present", finding.Finding{Status: finding.StatusNew, History: history(false)}, false, false},
		{"present", finding.Finding{Status: finding.StatusNew, History: history(true)}, true, false},
		{"history", finding.Finding{Status: finding.StatusNew, History: history(false)}, false, true},
		{"history", finding.Finding{Status: finding.StatusNew}, false, false},
		{"introduced", finding.Finding{Status: finding.StatusNew}, true, true},
		{"introduced", finding.Finding{Status: finding.StatusNew}, false, false},
	} {
		f, err := ParseFailOn(strings.Fields(c.words))
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Counts(&c.f, c.change); got != c.want {
			t.Errorf("%s: %s, %s, %+v, change %v: %v", c.words, c.f.Status, c.f.Exposure, c.f.History, c.change, got)
		}
	}
	if _, err := ParseFailOn([]string{"pressent"}); err == nil || !strings.Contains(err.Error(), `did you mean "present"?`) {
		t.Error(err)
	}
	for _, text := range []string{
		"[policy]\nfail_on = []", "[policy]\nfail_on = ['x']", "[policy]\nfail_no = ['present']",
		"[policy]\nbaseline = '../x'", "[policy]\nbaseline = '/dev/zero'",
	} {
		if _, err := Parse("c.toml", []byte(text)); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
	c, err := Parse("c.toml", []byte("[policy]\nfail_on = ['present', 'publishable']"))
	if err != nil {
		t.Fatal(err)
	}
	if f, err := c.FailOn(); err != nil || strings.Join(f.Words(), " ") != "present publishable" {
		t.Errorf("%v, %v", f, err)
	}
}

func TestExit(t *testing.T) {
	done, outside := finding.Receipt{Complete: true}, finding.Receipt{
		Complete: true, Skipped: []finding.Skipped{{Class: "outside", Count: 1}},
	}
	for _, c := range []struct {
		o    Outcome
		want int
	}{
		{Outcome{Receipt: done, ExitCode: 1}, 0}, {Outcome{Findings: 2, Receipt: done, ExitCode: 1}, 1}, {Outcome{Findings: 2, Receipt: done, ExitCode: 42}, 42},
		{Outcome{Findings: 2, Receipt: done}, 0}, {Outcome{ExitCode: 1}, 3}, {Outcome{Findings: 1, ExitCode: 1}, 1}, {Outcome{Findings: 1}, 3},
		{Outcome{Receipt: outside, ExitCode: 1}, 0}, {Outcome{Receipt: outside, RequireComplete: true, ExitCode: 1}, 3},
		{Outcome{Findings: 1, Receipt: finding.Receipt{Interrupted: true}, ExitCode: 1}, 3}, {Outcome{Receipt: finding.Receipt{Interrupted: true, Complete: true}}, 3},
	} {
		if got := Exit(c.o); got != c.want {
			t.Errorf("%+v: %d, want %d", c.o, got, c.want)
		}
	}
}

// A pattern that was meant to allow one value holds it; errors end up in public logs.
func TestErrorsQuoteNoValue(t *testing.T) {
	const secret = "hunter2hunter2"
	for _, text := range []string{
		"[[allow]]\nvalues = ['" + secret + "(']", "[[allow]]\nvalues = ['[" + secret + "']", "[[allow]]\nvalues = ['" + secret + "{2000}']", "fingerprint_key = " + secret,
	} {
		if _, err := Parse("c.toml", []byte(text)); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestFind(t *testing.T) {
	root := t.TempDir()
	if got := Find(root); got != "" {
		t.Errorf("found %q where nothing is", got)
	}
	path := filepath.Join(root, FileName)
	if err := os.WriteFile(path, []byte("min_confidence = 'low'"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := Find(root); got != path {
		t.Errorf("found %q", got)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if got := Find(root); got != path {
		t.Errorf("a folder in the configuration's place: found %q", got)
	}
}

// What the README shows is a configuration that works.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(readme), "```toml\n")
	text, _, _ = strings.Cut(text, "```")
	c, err := Parse("README.md", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Allow) == 0 || len(c.Own) == 0 || len(c.DisabledRules) == 0 {
		t.Errorf("it shows too little: %+v", c)
	}
	if _, err := c.Rules(rules.Builtin()); err != nil {
		t.Error(err)
	}
}

// FuzzParse: any configuration is refused with an error or can be used, and what allows a folder's path allows all in it.
func FuzzParse(f *testing.F) {
	f.Add("[[allow]]\npaths = ['a/**/b?[c-d]*']\nvalues = ['x']", "a/b")
	f.Add("[[allow]]\npaths = ['docs/', '[!a-z]?', '/\\[x', '**/[]-]']", "docs/x")
	f.Add("disabled_rules = ['a']\nmin_confidence = 'low'\n[[rule]]\nid = 'x'\nkind = 'regex'\npattern = '('\n", "\xff\n")
	builtin := &rules.Set{Rules: []rules.Rule{{ID: "acme-key", Name: "x"}}}
	f.Fuzz(func(t *testing.T, text, path string) {
		c, err := Parse("c", []byte(text))
		if err != nil {
			return
		}
		p, err := c.Compile()
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := p.Allowed("r", path, []string{path}); ok {
			if _, ok := p.Allowed("r", path, []string{path + "/x"}); !ok && path != "" {
				t.Errorf("%q is allowed, what is in it is not", path)
			}
		}
		if set, err := c.Rules(builtin); err == nil && set == nil {
			t.Error("neither rules nor an error")
		}
	})
}

// TestCopied: random characters that a variable of the environment has are as real in documentation as elsewhere, not so in samples and tests.
func TestCopied(t *testing.T) {
	for _, c := range []struct {
		name, path string
		sure       bool
		want       finding.Confidence
	}{
		{"SHOP_API_SECRET_2", "docs/SETUP.md", true, "medium"}, {"SHOP_API_SECRET", "README.md", true, "medium"}, {"SHOP_API_SECRET", "docs/SETUP.md", false, "low"},
		{"secret", "docs/SETUP.md", true, "low"}, {"SECRET", "docs/SETUP.md", true, "low"}, {"SHOP_API_SECRET", ".env.example", true, "low"},
		{"SHOP_API_SECRET", "examples/a/README.md", true, "low"}, {"SHOP_API_SECRET", "vendor/a/README.md", true, "low"},
	} {
		f := finding.Finding{Generic: true, Sure: c.sure, Variable: c.name, Paths: []string{c.path}, Confidence: finding.ConfidenceMedium}
		if got := Lowered(&f); got != c.want {
			t.Errorf("%s in %s: %s, want %s", c.name, c.path, got, c.want)
		}
	}
}

// TestTested: a text that says of itself that it is a test counts as one in a test's folder does, and no more in both.
func TestTested(t *testing.T) {
	for path, want := range map[string]finding.Confidence{"a/Login.cls": "medium", "tests/Login.cls": "medium", "vendor/tests/Login.cls": "low"} {
		f := finding.Finding{Generic: true, Tested: true, Paths: []string{path}, Confidence: finding.ConfidenceHigh}
		if got := Lowered(&f); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
		f.Generic = false
		if got := Lowered(&f); got != "high" {
			t.Errorf("%s: a provider's is %s", path, got)
		}
	}
}

func TestEnvironment(t *testing.T) {
	for name, want := range map[string]bool{
		"SHOP_API_SECRET": true, "A_0": true, "Z_9": true, "_A": true,
		"": false, "SECRET": false, "SHOP_Api_SECRET": false, "SHOP_API-SECRET": false, "SHOP_API/": false, "SHOP_API:": false, "SHOP_API@": false, "SHOP_API[0]": false,
	} {
		if got := environment(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

func TestMember(t *testing.T) {
	for container, want := range map[string]string{
		"": "", "a.zip": "a.zip", "b/a.zip!x/y.c": "x/y.c", "a.rpm!usr/man/acme.7.gz!acme.7": "usr/man/acme.7", "doc/acme.txt.gz!acme.txt": "doc/acme.txt", "doc/acme.gz!acme.txt": "acme.txt",
	} {
		if got := member(container); got != want {
			t.Errorf("%q: %q, want %q", container, got, want)
		}
	}
}

func TestLowered(t *testing.T) {
	for _, c := range []struct {
		provider, paths string
		from, want      finding.Confidence
	}{
		{"generic", "src/a_test.go", "medium", "low"}, {"generic", "tests/x.py", "high", "medium"}, {"generic", "docs/a.md|src/x.go", "medium", "medium"}, {"generic", "src/x.go|docs/a.md", "medium", "medium"},
		{"generic", "src/androidTest/a.kt", "medium", "low"}, {"generic", "Acme.UnitTests/a.cs", "medium", "low"}, {"generic", "LoginUITests.swift", "medium", "low"}, {"generic", "Login_TEST.cls", "medium", "low"},
		{"generic", "lib/test-crypto.c", "medium", "low"}, {"generic", "test-deploy.sh", "medium", "medium"}, {"generic", "man/man5/acme.5", "medium", "low"}, {"generic", "manifests/man.pp", "medium", "medium"},
		{"generic", "TestLogin.java", "medium", "low"}, {"generic", "HTTPTest.m", "medium", "low"}, {"generic", "login-test.el", "medium", "low"}, {"generic", "Test2.java", "medium", "medium"}, {"generic", "Testament.java", "medium", "medium"},
		{"generic", "Latest.java", "medium", "medium"}, {"generic", "LATEST.cls", "medium", "medium"}, {"generic", "src/Contest/a.kt", "medium", "medium"}, {"generic", "Attests/a.kt", "medium", "medium"}, {"acme", "vendor/x/AcmeTests/a.m", "medium", "low"},
		{"generic", "src/latest/x.go", "medium", "medium"}, {"generic", "src/contest.go", "high", "high"}, {"generic", "", "medium", "medium"},
		{"github", "src/a_test.go", "high", "high"}, {"github", "node_modules/x/README.md", "high", "high"},
		{"acme", "node_modules/x/README.md", "medium", "low"}, {"acme", "vendor/x/examples/a.go", "high", "medium"}, {"acme", "vendor/x/a.go", "medium", "medium"},
		{"acme", "README.md", "medium", "medium"}, {"acme", "node_modules/x/README.md|src/a.js", "medium", "medium"},
		{"generic", "Docs/A.TXT", "medium", "low"}, {"generic", "vendor/x/y.go|test_a.py", "low", "low"},
		{"generic", "api/src/main/java/com/example/demo/Jwt.java", "medium", "medium"}, {"generic", "src/dev/kotlin/com/example/A.kt", "medium", "medium"}, {"generic", "src/com/example/demo/Jwt.java", "medium", "medium"},
		{"generic", "examples/api/src/main/java/com/acme/Jwt.java", "medium", "low"}, {"generic", "src/main/java/com/demo/ExampleJwt.java", "medium", "low"}, {"generic", "src/test/java/com/example/Jwt.java", "medium", "low"}, {"generic", "java/demo/Jwt.java", "medium", "low"},
		{"generic", "src/main/java/com/example/demo/a.json", "medium", "low"}, {"generic", "src/main/example/Jwt.java", "medium", "low"}, {"generic", "com", "medium", "medium"}, {"generic", "com/Jwt.java", "medium", "medium"},
		{"generic", "docs/guide/start.mdx", "medium", "low"}, {"generic", "src/start.mdx", "medium", "low"}, {"generic", "src/i18n/de.json", "medium", "low"}, {"generic", "po/de.po", "high", "medium"}, {"generic", "language/x.go", "medium", "medium"}, {"generic", ".yarn/cache/a.zip", "medium", "low"},
		{"generic", "vendor/x/README.md", "high", "low"}, {"generic", "README.md", "high", "medium"}, {"generic", "vendor/x/y.go", "high", "medium"}, {"generic", "vendor/x/keys_test_data.go", "high", "low"}, {"generic", "vendor/x/testdata/k.pem|testdata/k.pem", "high", "medium"},
	} {
		f := finding.Finding{Provider: c.provider, Generic: c.provider == "generic", Named: c.provider == "acme", Confidence: c.from}
		if c.paths != "" {
			f.Paths = strings.Split(c.paths, "|")
		}
		if got := Lowered(&f); got != c.want {
			t.Errorf("%s at %q: %s becomes %s, want %s", c.provider, c.paths, c.from, got, c.want)
		}
	}
}
