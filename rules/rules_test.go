package rules

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/rules/shape"
)

// unpacked returns the rules of a set as they are read from files.
func unpacked(set *Set) []Rule {
	list := slices.Clone(set.Rules)
	for i := range list {
		r := &list[i]
		r.Manual, r.packed = r.Unpacked(), false
	}
	return list
}

func TestBuiltinPassesItsChecks(t *testing.T) {
	set, err := Load(os.DirFS("."), "providers")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(set.Rules, unpacked(Builtin()), cmp.AllowUnexported(Rule{})); d != "" {
		t.Errorf("builtin.go differs from providers/*.toml; 'go generate ./rules' makes it anew:\n%s", d)
	}
	if set.Digest() != Builtin().Digest() {
		t.Error("the digest in builtin.go is not that of its rules; 'go generate ./rules' makes it anew")
	}
	if d := cmp.Diff(set.Anchors(), Builtin().Anchors()); d != "" {
		t.Errorf("anchors_builtin.go is not of these rules; 'go generate ./rules' makes it anew:\n%s", d)
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
		if (r.Exposure == "publishable") != (r.Severity == "note") {
			t.Errorf("%s: exposure %s with severity %s; publishable keys, and only they, are notes", r.ID, r.Exposure, r.Severity)
		}
		if !strings.HasPrefix(r.ID, r.Provider+"-") {
			t.Errorf("%s: the id does not begin with the provider %s", r.ID, r.Provider)
		}
		if want := strings.TrimSuffix(r.file, ".toml"); r.Provider != want && r.Provider != "generic" {
			t.Errorf("%s: provider %q in the file %s", r.ID, r.Provider, r.file)
		}
		for _, expr := range []string{r.Shape, r.Wider, r.Before} {
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
	const name, id = `name = "Acme key"`, `f.toml: rule "acme-key": `
	for _, c := range []struct{ old, new, want string }{
		{"", "", ""},
		{`id = "acme-key"`, `id = "Acme"`, `f.toml: rule "Acme": id "Acme": use lower-case words joined by -`},
		{`id = "acme-key"`, ``, `f.toml: rule "Acme key": id "": use lower-case words joined by -`},
		{name, `name = " "`, id + "name is missing: say what the secret is, for people"},
		{name, name + "\nfamily = 'a b'", id + `family "a b": use lower-case words joined by -`},
		{`provider = "acme"`, `provider = "A"`, id + `provider "A": use lower-case words joined by -`},
		{`kind = "token"`, `kind = "tokens"`, id + `unknown kind "tokens" (did you mean "token"?): use token, assignment, uri, block, jwt, document, file, regex, beside`},
		{`literals =`, `literal =`, `f.toml:6: unknown key "literal" (did you mean "literals"?)`},
		{`literals = ["acmekey_"]`, `literals = "acmekey_"`, `f.toml:6: "literals" wants an array of strings, not this string`},
		{`literals = ["acmekey_"]`, ``, id + "a rule of kind token needs literals"},
		{`literals = ["acmekey_"]`, `literals = ["acmekey_"]` + "\nnames = ['password']", id + "names of a rule of kind token are one that the model is told: use one, and model = true"},
		{`literals = ["acmekey_"]`, `anchor = "run"`, id + `the anchor "run" needs a shape of 24 to 512 bytes, and this one is of 16 to 16`},
		{`literals = ["acmekey_"]`, `anchor = "line"`, id + `unknown anchor "line": use run`},
		{`literals = ["acmekey_"]`, `anchor = "run"` + "\nbefore = '[a-z]{9}'\ncontext = ['acme']", id + `before has no meaning with the anchor "run": leave it out`},
		{name, name + "\nanchor = 'run'", id + `literals has no meaning with the anchor "run": leave it out`},
		{`shape = '[0-9a-f]{16}'`, ``, id + "a rule of kind token needs shape: what follows the literal"},
		{`shape = '[0-9a-f]{16}'`, `each = '[0-9a-f]{16}'`, id + `each "[0-9a-f]{16}" marks no secret: use a group (?P<secret>…)`},
		{`shape = '[0-9a-f]{16}'`, "shape = '(?P<secret>[a-z])'\neach = ',(?P<secret>[0-9a-f]{16})'", id + `shape "(?P<secret>[a-z])" marks a secret, and the items of each are the secrets`},
		{`shape = '[0-9a-f]{16}'`, "before = '[a-z]'\neach = ',(?P<secret>[0-9a-f]{16})'", id + "each has no meaning with before, wider or checksum: leave them out"},
		{`"acmekey_"`, `"ab"`, id + `literal "ab" is shorter than 3 bytes`},
		{`"acmekey_"`, `"` + strings.Repeat("acmekey_", 17) + `"`, id + "a literal is longer than 128 bytes: its beginning is enough"},
		{`"acmekey_"`, `"return"`, id + `literal "return" stands about 431 times in a megabyte of source code; 200 are allowed: use a rarer one, and this one in names or context`},
		{`"acmekey_"`, "\"cl\u200e_\"", id + `literal "cl\u200e_" holds what is no printable character`},
		{`"acmekey_"`, `"Ключ"`, id + `literal "Ключ": only letters of ASCII match in either case; leave out the capital, or write a small one`},
		{`shape = '[0-9a-f]{16}'`, `shape = '^[0-9a-f]{16}'`, id + "shape: the anchor ^ (or \\A) is not allowed: a shape is anchored by its literal"},
		{`shape = '[0-9a-f]{16}'`, `shape = '[0-9a-f]*'`, id + `shape "[0-9a-f]*" matches nothing at all, too: bound it from below`},
		{`shape = '[0-9a-f]{16}'`, `shape = '[0-9a-f]{16}'` + "\nbefore = '[a'", id + "before: error parsing regexp: missing closing ]: `[a`"},
		{`shape =`, `pattern =`, id + "pattern has no meaning for the kind token: leave it out"},
		{name, name + "\nseverity = 'bad'", id + `unknown severity "bad": use critical, high, medium, low, note`},
		{name, name + "\nseverity = 'hgh'", id + `unknown severity "hgh" (did you mean "high"?): use critical, high, medium, low, note`},
		{name, name + "\nconfidence = 'certain'", id + `unknown confidence "certain": use high, medium, low`},
		{name, name + "\nexposure = 'client'", id + `unknown exposure "client": use server, publishable`},
		{name, name + "\nboundary = 'line'", id + `unknown boundary "line": use word, none`},
		{name, name + "\nchecksum = 'crc64'", id + `unknown checksum "crc64": use azure-key, base58check, bip39, crc16-base32, crc32-base36-token, crc32-base62, crc32-base62-after-underscore-token, crc32-base62-token, crc32-hex-after-equals, crc32-hex-after-underscore, crc32-hex-behind-bar, crc32-hex-token, crc32le-base64, crc32le-hex-token, macaroon`},
		{name, name + "\nmin_entropy = nan", id + "min_entropy must be from 0 to 8 bits per byte"},
		{name, name + "\nmin_entropy = 9", id + "min_entropy must be from 0 to 8 bits per byte"},
		{name, name + "\nreferences = ['http://x']", id + `reference "http://x" is not an https address`},
		{name, name + "\nrevoke.page = 'settings'", id + `revoke page "settings" is not an https address`},
		{name, name + "\ncontext = ['']", id + `context "": use lower-case ASCII`},
		{name, name + "\ncontext = ['Acme']", id + `context "Acme": use lower-case ASCII`},
		{name, name + "\nnames = ['apiKey']", id + `name "apiKey": use lower-case words with one space between`},
		{name, name + "\nexamples = ['{{runes:3}}']", id + `{{runes:3}}: unknown charset "runes": use one of HEX, alnum, base32`},
		{name, name + "\nexamples = ['{{hex:x}}']", id + `{{hex:x}}: the length must be a number from 1 to 8192`},
		{name, name + "\nexamples = ['{{hex:99999999999999999999}}']", id + `{{hex:99999999999999999999}}: the length must be`},
		{name, name + "\nexamples = ['{{base62:6:crc32-base62}}']", id + `{{base62:6:crc32-base62}}: the length, which includes the checksum, must be more than 6`},
		{name, name + "\nexamples = ['{{base62:6:md5}}']", id + `{{base62:6:md5}}: unknown checksum: use one of crc16-base32, crc32-base36-token`},
		{name, name + "\nexamples = ['{{ .Values.key }} {{a}} {{ x:y }}']", ""},
		{`kind = "token"`, `kind = "uri"`, id + `secret "": use password, user, userinfo, path, host or query:NAME`},
		{`kind = "token"`, `kind = "uri"` + "\nsecret = 'query:'", id + `secret "query:": use password, user, userinfo, path, host or query:NAME`},
		{`kind = "token"`, `kind = "uri"` + "\nsecret = 'path'\nhosts = ['https://x.y']", id + `host "https://x.y": use a lower-case host name, or *.name for all below`},
		{`kind = "token"`, `kind = "uri"` + "\nsecret = 'path'\nhosts = ['x.y', '*.x.y']", ""},
		{`kind = "token"`, `kind = "block"`, id + "a rule of kind block needs labels"},
		{`kind = "token"`, `kind = "document"`, id + "a rule of kind document needs member"},
		{`kind = "token"`, `kind = "jwt"` + "\nclaims = {'' = 'x'}", id + "a claim or member has no name"},
		{`kind = "token"`, `kind = "regex"` + "\npattern = '(?<=a)b'", id + "pattern: invalid named capture: `(?<=a)b`; engine = \"regexp2\" knows look-around and back-references"},
		{`kind = "token"`, `kind = "regex"` + "\npattern = '(a)'\ngroup = 2", id + "group 2: the pattern has 1"},
		{`kind = "token"`, `kind = "regex"` + "\npattern = '(a)'\ngroup = -1", id + "group -1: groups count from 1"},
		{`kind = "token"`, `kind = "regex"` + "\npattern = 'a'\nengine = 'pcre'", id + `unknown engine "pcre": use regexp2`},
		{`[[rule]]`, `[[rule]]` + "\nid='acme-key'\nname='x'\nkind='jwt'\n[[rule]]", id + "the id is used twice"},
		{good, "provider = 'x'\n", "f.toml: no [[rule]] in it"},
	} {
		set, err := Parse("f.toml", []byte(strings.Replace(good, c.old, c.new, 1)))
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%q: %v", c.new, err)
		case c.want != "" && (err == nil || set != nil || !strings.Contains("\n"+err.Error(), "\n"+c.want)):
			t.Errorf("%q: %v, want %q", c.new, err, c.want)
		}
	}
}

func TestBoundsOfASet(t *testing.T) {
	var many strings.Builder
	for i := range 1100 {
		fmt.Fprintf(&many, "[[rule]]\nid = 'r%d'\nname = 'x'\nkind = 'token'\nliterals = ['%0120d']\nshape = 'a'\n", i, i)
	}
	if _, err := Parse("f.toml", []byte(many.String())); err == nil ||
		!strings.Contains(err.Error(), "literals of all rules are 132000 bytes") {
		t.Errorf("%v", err)
	}
	if err := (&Set{Rules: make([]Rule, maxRules+1)}).Check(); err == nil || !strings.Contains(err.Error(), "too many") {
		t.Errorf("%v", err)
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
	none, err := a.Without("acme-key")
	if err != nil || len(none.Rules) != 0 {
		t.Errorf("%v, %v", none, err)
	}
	digests := map[string]bool{}
	for _, set := range []*Set{a, b, a.Extend(b), b.Extend(a), none} {
		digests[set.Digest()] = true
	}
	if len(digests) != 5 {
		t.Errorf("%d digests of 5 different sets", len(digests))
	}
}

// TestChecksums: the expected values were computed with Python's zlib.crc32.
func TestChecksums(t *testing.T) {
	for _, c := range []struct{ name, literal, body, want string }{
		{"crc32-base62", "ghp_", "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ", "0mLq17"}, // a published example of the format
		{"crc32le-hex-token", "glsa_", "k7Q2mX9rT4vB1nZ8pL5wC3hJ6gF0dS2a", "_be7e3d26"},
		{"crc32-base62-after-underscore-token", "syt_", "aWJvdA_kQmXrTvBnZpLwChJgFdS", "_3m6xez"},
		{"crc32-hex-after-underscore", "zpka_", "0d9f6b2c8e4a71530d9f6b2c8e4a7153", "_8f51ac02"},
		{"crc32-hex-token", "packagist_ack_", "ffce048835c6cdea47bc", "c4b73c79"}, // the documentation's example
		{"crc32-base36-token", "glpat-", "k7Q2mX9rT4vB1nZ8pL5wC3hJ6gF.01.0x", "0w4d8qg"},
		{"crc32-hex-after-equals", "ATATT3", "xFfGF0k7Q2mX9rT4vB1nZ8pL5wC3hJ6gF0dS2a", "=4C4DEAE1"},
		{"crc32-hex-behind-bar", "12|", "k7Q2mX9rT4vB1nZ8pL5wC3hJ6gF0dS2ak7Q2mX9r", "510c2d35"},
		{"crc32le-base64", "cflt", "k7Q2mX9rT4vB1nZ8pL5wC3hJ6gF0dS2ak7Q2mX9rT4vB1nZ8pL5wC3", "4XSGIg"},
	} {
		a, ok := Checksum(c.name)
		if !ok {
			t.Fatalf("%s is gone", c.name)
		}
		token := a.Append(c.literal+c.body, len(c.literal))
		if want := c.literal + c.body + c.want; token != want || a.Len() != len(c.want) {
			t.Errorf("%s: %s, want %s", c.name, token, want)
		}
		wrong := []byte(token)
		wrong[len(c.literal)] ^= 1
		short := []byte(c.literal)
		if !a.Verify([]byte(token), len(c.literal)) || a.Verify(wrong, len(c.literal)) || a.Verify(short, len(short)) || a.Verify(nil, 0) {
			t.Errorf("%s: verify is wrong", c.name)
		}
		if n := testing.AllocsPerRun(10, func() { a.Verify(wrong, len(c.literal)) }); n > 0 {
			t.Errorf("%s: verify allocates %v times", c.name, n)
		}
	}
}

func TestFill(t *testing.T) {
	for _, name := range Checksums() {
		a, _ := Checksum(name)
		if a == (nkey{}) {
			continue // it is of one length and alphabet: see TestSeeds
		}
		text, err := Fill("key=acme_{{base62:40:"+name+"}};", "acme-key", 0, "key", "acme_")
		token := strings.TrimSuffix(strings.TrimPrefix(text, "key="), ";")
		if err != nil || len(token) != 45 || !a.Verify([]byte(token), len("acme_")) {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	one, err := Fill("{{hex:32}} {{hex:32}} {{digit:10}}", "a", 0)
	two, _ := Fill("{{hex:32}} {{hex:32}} {{digit:10}}", "a", 1)
	if again, _ := Fill("{{hex:32}} {{hex:32}} {{digit:10}}", "a", 0); err != nil || one == two || one != again || one[:32] != one[33:65] {
		t.Errorf("%q, %q, %q, %v", one, two, again, err)
	}
	for name, chars := range charsets {
		text, err := Fill("{{"+name+":200}}", "a", 0)
		if err != nil || len(text) != 200 || strings.Trim(text, chars) != "" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}

func TestPairsNameRules(t *testing.T) {
	if err := Builtin().Paired(Builtin()); err != nil {
		t.Error(err)
	}
	own := Own("own.toml", "acme", []Rule{{ID: "acme-key", Name: "Acme key", Pair: []string{"github-pat-clasic"}}})
	if err := own.Paired(Builtin()); err == nil || !strings.Contains(err.Error(), `did you mean "github-pat-classic"`) {
		t.Errorf("a pair with a misspelled rule: %v", err)
	}
}

func TestTextTellsEveryField(t *testing.T) {
	list := unpacked(Builtin())
	for i := range list {
		r := &list[i]
		text := r.Text()
		for _, want := range slices.Concat([]string{r.ID, r.Name, r.Shape, r.Wider, r.Before, r.Secret, r.Member, r.Checksum,
			r.Revoke.Page}, escaped(r.Literals), r.Names, r.Context, r.Hosts, r.Labels, r.References, r.Revoke.Steps) {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is not told", r.ID, want)
			}
		}
	}
}

func TestFrequency(t *testing.T) {
	for literal, common := range map[string]bool{
		"the ": true, "com": true, "file": true, "AKIA": false, "ghp_": false, "password": false, "secret": false, "sk_live_": false,
	} {
		if got := Frequency(literal); (got > mostFrequent) != common {
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
		if err != nil {
			return
		}
		if set.Check() != nil || len(set.Digest()) != 64 || len(set.Extend(set).Rules) != len(set.Rules) {
			t.Error("accepted rules fail their checks")
		}
	})
}

func BenchmarkBuiltin(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Builtin()
	}
}

// TestExamplesDiffer: two examples of a rule are in different syntaxes: the signs around their words and fill parts differ, whatever
// quotes stand for quotes and wherever lines end. Files are what they are.
func TestExamplesDiffer(t *testing.T) {
	fills := regexp.MustCompile(`\{\{[^}]*\}\}`)
	words := regexp.MustCompile(`[0-9A-Za-z_. -]+`)
	quotes := strings.NewReplacer("'", `"`, "`", `"`, ";", "", "\n", "", ",", "")
	for _, r := range unpacked(Builtin()) {
		syntaxes := map[string]bool{}
		for _, e := range r.Examples {
			syntaxes[quotes.Replace(words.ReplaceAllString(fills.ReplaceAllString(e, "x"), ""))] = true
		}
		if len(syntaxes) < 2 && r.Kind != File {
			t.Errorf("%s: all examples are in one syntax: %q", r.ID, r.Examples)
		}
	}
}

// TestNegativesAreNear: a negative of each rule holds what the rule is looked up by, so that its judges see it. What files, tokens and
// findings beside others are looked up by is their path or form.
func TestNegativesAreNear(t *testing.T) {
	list := unpacked(Builtin())
	for i := range list {
		r := &list[i]
		_, negatives, err := r.Texts()
		near := slices.ContainsFunc(negatives, func(text string) bool {
			return slices.ContainsFunc(slices.Concat(r.Literals, r.Labels), func(anchor string) bool {
				if r.Kind != Token || r.IgnoreCase {
					text, anchor = strings.ToLower(text), strings.ToLower(anchor)
				}
				return strings.Contains(text, anchor)
			})
		})
		anchored := len(r.Literals)+len(r.Labels) > 0 && r.Kind != File
		if err != nil || anchored && !near {
			t.Errorf("%s: no near miss, with one of %q in it: %q, %v", r.ID, slices.Concat(r.Literals, r.Labels), r.Negatives, err)
		}
	}
}
