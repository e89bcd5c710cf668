package finding

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

func TestSecretNeverPrints(t *testing.T) {
	const text = "acme_0123456789abcdef0123456789abcdef"
	type hidden struct{ s Secret }
	f := Finding{Secret: NewSecret(text)}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "finding", f, "secret", f.Secret)
	js, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "finding", &f, "hidden", hidden{f.Secret}, "list", []Secret{f.Secret})
	key, err := json.Marshal(map[Secret]any{f.Secret: hidden{f.Secret}})
	if err != nil {
		t.Fatal(err)
	}
	markup, err := xml.Marshal(f.Secret)
	if err != nil {
		t.Fatal(err)
	}
	outputs := map[string]string{"json": string(js), "slog": log.String(), "json key": string(key), "xml": string(markup)}
	outputs["error"] = fmt.Errorf("wrapping %w with %v", fmt.Errorf("%s", f.Secret), &f).Error()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%10.3s", "%z"} {
		outputs[verb] = fmt.Sprintf(verb, f.Secret)
		outputs["finding "+verb] = fmt.Sprintf(verb, f)
		outputs["unexported "+verb] = fmt.Sprintf(verb, hidden{f.Secret})
		outputs["pointer "+verb] = fmt.Sprintf(verb, &hidden{f.Secret})
		outputs["map "+verb] = fmt.Sprintf(verb, map[string]Secret{"k": f.Secret})
	}
	for name, got := range outputs {
		if strings.Contains(got, text[4:]) || strings.Contains(strings.ToLower(got), hex.EncodeToString([]byte(text[4:]))) {
			t.Errorf("%s: %s", name, got)
		}
	}
	if f.Secret.Reveal() != text {
		t.Error("Reveal lost the text")
	}
}

func TestSecretString(t *testing.T) {
	for text, want := range map[string]string{
		"": "[masked]", "short": "[masked]", strings.Repeat("ab", 15): "[masked]", "ghp_" + strings.Repeat("x", 36): "ghp_…[masked]",
		"\x1b[2J" + strings.Repeat("x", 36): "[masked]", "-----BEGIN RSA " + "PRIVATE KEY-----\nabc": "-----BEGIN RSA " + "PRIVATE KEY-----[masked]",
		"-----BEGIN my password-----": "[masked]", "é-" + strings.Repeat("x", 36): "[masked]", "abcé" + strings.Repeat("x", 36): "[masked]",
	} {
		if got := NewSecret(text).String(); got != want {
			t.Errorf("%q prints %q, want %q", text, got, want)
		}
	}
	var zero Secret
	if zero.String() != "[masked]" || zero.Reveal() != "" {
		t.Error("the zero Secret is not empty")
	}
}

func TestMasker(t *testing.T) {
	m := NewMasker(NewSecret("p@ss/word"), NewSecret("p@ss/word-longer"), NewSecret("abc"), NewSecret("     "))
	m.Add(NewSecret("proxy"), NewSecret("hunter2"), NewSecret("say \"x\"\nagain"), NewSecret("kqzvtrwxmnbpghjd"), NewSecret("\ta-whole-line\r\n"), Secret{})
	for text, want := range map[string]string{
		"dir/p@ss/word/x": "dir/[masked]/x", "u?k=p%40ss%2Fword": "u?k=[masked]", "u?k=p%40ss%2fword": "u?k=[masked]", "p@ss/word-longer": "[masked]",
		"abcdef": "abcdef", "": "", "a     b": "a[masked]b",
		"lib/proxy.c": "lib/proxy.c", "lib/hunter2.c": "lib/[masked].c", "to=kqzvtrwxmnbpghjd": "to=[masked]",
		`q "say \"x\"\nagain"`: `q "[masked]"`, "say+%22x%22%0Aagain": "[masked]", "say%20%22x%22%0Aagain": "[masked]",
		"dir/a-whole-line.txt": "dir/[masked].txt",
	} {
		if got := m.Mask(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	if m.Add(NewSecret("added-later")); m.Mask("x added-later") != "x [masked]" {
		t.Error("a secret that was added after Mask is not masked")
	}
	if (*Masker)(nil).Mask("x") != "x" {
		t.Error("the nil masker changes text")
	}
}

// TestMaskerIsConcurrent has something to say under the race detector only, but for the last line.
func TestMaskerIsConcurrent(t *testing.T) {
	m := NewMasker()
	var done sync.WaitGroup
	for i := range 4 {
		done.Go(func() {
			m.Add(NewSecret(fmt.Sprint("secret-", i)))
			m.Mask("secret-0")
		})
	}
	done.Wait()
	if got := m.Mask("secret-0 secret-1 secret-2 secret-3"); got != "[masked] [masked] [masked] [masked]" {
		t.Error(got)
	}
}

func BenchmarkMask(b *testing.B) {
	var secrets []Secret
	for i := range 5000 {
		secrets = append(secrets, NewSecret(fmt.Sprintf("acme_%x", sha256.Sum256(fmt.Append(nil, i)))))
	}
	const path = "services/billing/src/main/resources/config/application-production.yml"
	b.Run("build", func(b *testing.B) {
		for b.Loop() {
			NewMasker(secrets...).Mask(path)
		}
	})
	m := NewMasker(secrets...)
	b.Run("mask", func(b *testing.B) {
		b.SetBytes(int64(len(path)))
		b.ReportAllocs()
		for b.Loop() {
			m.Mask(path)
		}
	})
}

func TestFingerprint(t *testing.T) {
	strong, weak := NewSecret("q8Zk2LwPx91vTn4RcM7dYb3"), NewSecret("Summer2024!")
	same := func(a, b string, want bool, what string) {
		t.Helper()
		if (a == b) != want {
			t.Errorf("%s: %s, %s", what, a, b)
		}
	}
	same(Fingerprint("", "f", strong, "a", "x"), Fingerprint("", "f", strong, "b", "y"), true,
		"a strong secret's does not depend on its place")
	same(Fingerprint("", "f", weak, "a", "x"), Fingerprint("", "f", weak, "b", "x"), false, "a weak secret's depends on its path")
	same(Fingerprint("", "f", weak, `a\b`, "x"), Fingerprint("", "f", weak, "a/b", "x"), true, "separators")
	same(Fingerprint("k", "f", weak, "a", "x"), Fingerprint("k", "f", weak, "b", "x"), true, "with a key it does not")
	same(Fingerprint("k", "f", weak, "", ""), Fingerprint("l", "f", weak, "", ""), false, "keys")
	same(Fingerprint("", "f", strong, "", ""), Fingerprint("", "g", strong, "", ""), false, "families")
	same(Fingerprint("k", "f", NewSecret("a\r\nb\r\n"), "", ""), Fingerprint("k", "f", NewSecret("a\nb"), "", ""), true, "line ends")
	same(Fingerprint("k", "ab", NewSecret("c"), "", ""), Fingerprint("k", "a", NewSecret("bc"), "", ""), false, "the border between parts")
	same(Fingerprint("", "f", weak, "a", "x"), Fingerprint("", "f", NewSecret(" Summer2024!\r\n"), "a", "x"), true, "outer white space")
	same(Fingerprint("", "f", strong, "", ""), Fingerprint("sluice/1", "f", strong, "", ""), true, "the common key by its name")
	if got := Fingerprint("", "f", strong, "", ""); !regexp.MustCompile(`^[0-9a-f]{32}$`).MatchString(got) {
		t.Errorf("the fingerprint is %q", got)
	}
	hashes := map[string]bool{}
	for i := range 20000 {
		hashes[Fingerprint("", "f", NewSecret(fmt.Sprint("weak", i)), "a", "x")] = true
	}
	if len(hashes) > 1<<12 {
		t.Errorf("%d different fingerprints of weak secrets at one place: more than 12 bits of their hash", len(hashes))
	}
}

// TestBits bounds the estimate: what people make up must lie below guessable, what machines draw above it.
func TestBits(t *testing.T) {
	for _, c := range []struct {
		text     string
		from, to float64
	}{
		{"", 0, 0},
		{"password", 10, 20},
		{"P@ssw0rd", 10, 20},
		{"hunter2", 10, 25},
		{"Summer2024!", 20, 35},
		{"Tr0ub4dor&3", 20, 40},
		{"Welcome@2023#Company", 40, 59},
		{"SuperSecretPassword123", 35, 59},
		{"your-256-bit-secret", 35, 59},
		{"correcthorsebatterystaple", 40, 59},
		{"correct-horse-battery-staple", 40, 59},
		{"s3cr3t-k3y-f0r-d3v3l0pm3nt", 40, 59},
		{"Пароль12345678пароль", 10, 40},
		{"aaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1, 15},
		{"12345678901234567890", 1, 20},
		{"abcdefghijklmnopqrstuvwxyz", 1, 20},
		{"1q2w3e4r5t6y7u8i9o0p", 30, 59},
		{"qwertyuiop123456", 15, 40},
		{"passwordpasswordpassword", 10, 30},
		{"deadbeefdeadbeefdeadbeef", 10, 25},
		{"00000000-0000-0000-0000-000000000001", 5, 30},
		{"AKIA" + "Q3EGRT7XPLMN2ZK4", 70, 100},
		{"q8Zk2LwPx91vTn4RcM7dYb3", 90, 137},
		{"3f786850e387550fdab836ed7e6dc881", 80, 128},
		{"f47ac10b-58cc-4372-a567-0e02b2c3d479", 80, 122},
	} {
		if got := guessing(c.text); got < c.from || got > c.to {
			t.Errorf("%q: %.1f bits, want %.0f to %.0f", c.text, got, c.from, c.to)
		}
	}
}

// TestBitsOfRandomTexts: never more than was drawn, and almost always enough for a fingerprint that does not depend on a place.
func TestBitsOfRandomTexts(t *testing.T) {
	const lower, digits = "abcdefghijklmnopqrstuvwxyz", "0123456789"
	upper := strings.ToUpper(lower)
	random := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		alphabet string
		length   int
	}{{digits + "abcdef", 32}, {lower, 20}, {lower + upper + digits, 20}, {upper + "234567", 20}, {lower + upper + digits + "+/", 40}} {
		below := 0
		for range 1000 {
			b := make([]byte, c.length)
			for i := range b {
				b[i] = c.alphabet[random.IntN(len(c.alphabet))]
			}
			got := guessing(string(b))
			if drawn := float64(c.length) * math.Log2(float64(len(c.alphabet))); got > drawn {
				t.Errorf("%q: %.1f bits of %.1f", b, got, drawn)
			}
			if got < guessable {
				below++
			}
		}
		if below > 30 {
			t.Errorf("%d of 1000 texts of %d out of %d characters count as guessable", below, c.length, len(c.alphabet))
		}
	}
}

func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"plain é": "plain é", "a\x1b[2Jb": `a\x1b[2Jb`, "a\nb": `a\x0ab`, "\u202egpj": `\u202egpj`, "\xff": `\xff`, "\u0085": `\u0085`, "a\u2028b\u2029": `a\u2028b\u2029`,
		"::error::x": `\x3a:error::x`, "a ::b": `a \x3a:b`, "a::b": "a::b", "##[group]x": `\x23#[group]x`, "x###vso[y": `x#\x23#vso[y`, "## [": "## [", "a\n::b": `a\x0a\x3a:b`,
	} {
		if got := Visible(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// commands are those of GitHub, Azure and TeamCity.
var commands = regexp.MustCompile(`(^|\s)::|##\pL*\[`)

// FuzzVisible: what is shown is UTF-8 without anything hidden and without commands, and showing it again changes nothing.
func FuzzVisible(f *testing.F) {
	for _, s := range []string{
		"plain", "a\x1b[2J", "\u202e\u2066", "\xff\xc3", "\u0085\ue000\U000e0001",
		"::x::", " ::\xff", "##vso[x]", "###[", "##\u200b[",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := Visible(text)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, hidden) || Visible(got) != got || commands.MatchString(got) {
			t.Errorf("%q becomes %q", text, got)
		}
	})
}

func TestCompare(t *testing.T) {
	base := Finding{Path: "b", Start: Position{Line: 2, Column: 2}, Rule: "r", Fingerprint: "f", Secret: NewSecret("s")}
	change := func(f func(*Finding)) Finding { g := base; f(&g); return g }
	ordered := []Finding{
		change(func(f *Finding) { f.Path = "a"; f.Start.Line = 9 }),
		change(func(f *Finding) { f.Start = Position{1, 9} }),
		change(func(f *Finding) { f.Start.Column = 1; f.Rule = "z" }),
		base,
		change(func(f *Finding) { f.Secret = NewSecret("t") }),
		change(func(f *Finding) { f.Fingerprint = "g" }),
		change(func(f *Finding) { f.Rule = "s" }),
		change(func(f *Finding) { f.Source.Object = "01" }),
	}
	shuffled := slices.Clone(ordered)
	slices.Reverse(shuffled)
	slices.SortFunc(shuffled, Compare)
	for i := range ordered {
		if Compare(ordered[i], shuffled[i]) != 0 {
			t.Errorf("place %d holds %+v", i, shuffled[i])
		}
		for j := range i {
			if Compare(ordered[j], ordered[i]) >= 0 || Compare(ordered[i], ordered[j]) <= 0 {
				t.Errorf("%d and %d are not in order", j, i)
			}
		}
	}
}

// TestOf: a finding is its rule's, and that of the rule which found it.
func TestOf(t *testing.T) {
	owned, plain := Finding{Rule: "acme-key", FoundBy: "generic-key"}, Finding{Rule: "acme-key"}
	for rule, want := range map[string][2]bool{"acme-key": {true, true}, "generic-key": {true, false}, "other": {}, "": {}} {
		if got := [2]bool{owned.Of(rule), plain.Of(rule)}; got != want {
			t.Errorf("%q: %v, want %v", rule, got, want)
		}
	}
}

// TestWholeFile: only what has the form of a whole file's digest is told as one.
func TestWholeFile(t *testing.T) {
	digest := strings.Repeat("0123456789abcdef", 4)
	for text, want := range map[string]string{
		WholeFile + digest: "[whole file]", WholeFile + digest + "0": "sha2…[masked]", WholeFile + digest[1:]: "sha2…[masked]", digest: "0123…[masked]", WholeFile: "[masked]",
	} {
		if got := NewSecret(text).String(); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
