package detect

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/judge"
)

// told returns which secrets are found in a text, and by which rules they were dropped for which reason.
func told(t *testing.T, text string) (found string, judges map[string]bool) {
	w := builtinWorker(t)
	judges = map[string]bool{}
	w.Trace = func(t Trace) {
		if !t.Local && !t.Kept {
			judges[t.Judge] = true
		}
	}
	for _, m := range foundBy(t, w, text) {
		found += m.Secret + " "
	}
	return strings.TrimSpace(found), judges
}

// checking is a text around a value with so many lines that check something.
func checking(n int, line string) string {
	return fmt.Sprintf("class LoginTest\n  def test_login\n    %s\n%s  end\nend\n", line,
		strings.Repeat("    assert_response :success\n    get :index\n", n))
}

// TestTestsAskForMore: the same value is told in a program and not in a test, unless it is random.
func TestTestsAskForMore(t *testing.T) {
	for _, c := range []struct {
		class, line string
		lines       int
		found       bool
	}{
		{"word in a program", `user.password = "shiny"`, 2, true},
		{"word in a test", `user.password = "shiny"`, testLines, false},
		{"random in a test", filled(t, `user.password = "{{alnum:20}}"`), testLines, true},
		{"salt in a program", filled(t, `salt = "{{hex:32}}"`), 2, true},
		{"salt in a test", filled(t, `salt = "{{hex:32}}"`), testLines, false},
	} {
		found, judges := told(t, checking(c.lines, c.line))
		if (found != "") != c.found || judges["test"] == c.found {
			t.Errorf("%s: found %q, want something: %v; dropped by %v", c.class, found, c.found, judges)
		}
	}
}

func TestLinesThatCheck(t *testing.T) {
	for line, want := range map[string]bool{
		"\tassert_equal a, b": true, "  self.assertEqual(a, b)": true, "expect(a).toBe(b)": true, `it "works" do`: true, "it('works', () => {": true, "def test_login(self):": true, "func TestLogin(t *testing.T) {": true,
		"@Test": true, "@Test\n": true, "#[test]": true, "#[tokio::test]": true, "#[derive(Debug)]": false, "[Fact]": true, "t.Fatalf(\"x\")": true, "$this->assertSame(1, 2);": true, "item = 1": false, "its = 2": false, "password = x": false, "": false, "it": false,
	} {
		if got := checks([]byte(line)); got != want {
			t.Errorf("%q: %v, want %v", line, got, want)
		}
	}
}

// TestBothSidesOfACheck: a value that goes in and must come out is data.
func TestBothSidesOfACheck(t *testing.T) {
	value := filled(t, "{{hex:20}}")
	for line, want := range map[string]bool{
		`assert_equal "/orders/@", order_path(token: "@")`: false, `assert_equal "/orders/1", order_path(token: "@")`: true, `visit "/orders/@", order_path(token: "@")`: true,
	} {
		if found, judges := told(t, strings.ReplaceAll(line, "@", value)); (found != "") != want || judges["check"] == want {
			t.Errorf("%s: found %q, dropped by %v", line, found, judges)
		}
	}
}

// TestPublishedExamples: what documentation shows, keys of emulators and test networks among it, is told by no generic rule; the text
// is in pieces, so that this file shows none.
func TestPublishedExamples(t *testing.T) {
	published := strings.Join([]string{`SECRET_KEY = "09d25e094faa6c`, `a2556c818166b7a9`, `563b93f7099f6f0f`, `4caa6cf63b88e8d3e7"`}, "")
	for text, want := range map[string]bool{
		published: false, `privateKey = "0x` + `ac0974bec39a17e36ba4a6b4` + `d238ff944bacb478cbed5efcae784d7bf4f2ff80"`: false,
		filled(t, `SECRET_KEY = "{{hex:64}}"`): true,
	} {
		if found, judges := told(t, text); (found != "") != want || judges["published"] == want {
			t.Errorf("%s: found %q, dropped by %v", text, found, judges)
		}
	}
	for digest := range documentedDigests() {
		if len(digest) != 16 || strings.Trim(digest, "0123456789abcdef") != "" {
			t.Errorf("%q is no beginning of a digest", digest)
		}
	}
}

// TestBytesOfADump: what a field of a dump holds is no key because the word of a provider stands in front of it.
func TestBytesOfADump(t *testing.T) {
	for text, want := range map[string]bool{
		`admin/config/shortcut/%	\\x613a313a7b693a303b693a343b7d613a303a7b7d	x`: false,
		`shortcut_token = "x613a313a7b693a303b693a343b7d613a303a7b7d"`:          true,
	} {
		if found, judges := told(t, text); (found != "") != want || judges["text"] == want {
			t.Errorf("%s: found %q, dropped by %v", text, found, judges)
		}
	}
}

func TestPairsOfExamples(t *testing.T) {
	for pair, want := range map[string]bool{
		"user:password": true, "admin:admin": true, "user:Zq8vn4kT1": false, "ann:password": false,
		"00000000-0000-0000-0000-000000000000:": true, "user:your-password": true, "Zq8vn4kT1x:": false, "password": false,
	} {
		if got := judge.DefaultPair([]byte(base64.StdEncoding.EncodeToString([]byte(pair)))); got != want {
			t.Errorf("%s: %v, want %v", pair, got, want)
		}
	}
	if judge.DefaultPair([]byte("no base64!")) || judge.DefaultPair([]byte(strings.Repeat("QUFB", 40))) {
		t.Error("what is no base64, or long, is no pair")
	}
}

// TestWrappedBase64 looks at the lines around a token.
func TestWrappedBase64(t *testing.T) {
	line := strings.Repeat("QUJDREVG", 9)
	for text, want := range map[string]bool{
		line + "\n@" + line + "\n" + line: true, line + `\n@` + line + `\n` + line: true, line + `\t@` + line + `\t` + line: false,
		line + "\r\n@" + line + "\r\nAA==\r\n": true, "@" + line + "\n" + line: true,
		"@" + line: false, "x = 1\n@" + line + "\ny = 2": false, line + "\nkey = @" + line + "\n" + line: false, "short\n@QUJD\nshort": false,
	} {
		at := strings.IndexByte(text, '@')
		f := final{text: []byte(strings.Replace(text, "@", "", 1))}
		c := Candidate{Start: int32(at + 2), End: int32(min(at+40, len(f.text)))}
		if got := f.inBase64(c, f.lineOf(c)); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// TestBase85 looks at the lines around a value.
func TestBase85(t *testing.T) {
	line := strings.Repeat("a?k~hGN+i{Ao4", 3) + "PW=cl-S=H07Z%Xh*1Ye8vKmi3he1<H5{k"
	adobe := `6]NjiWkN)11]#Xi\],c<` + "`" + `TJrU:C+W-j#A3CSu.YJ!$tC?j(d5MPW=cl-S=H07Z%Xh*1Ye8VKmi3he1<H5!k[b4.o`
	for text, found := range map[string]bool{
		line + "\n" + line + "\n": false, "x\n" + line + "\ny\n": true,
		adobe + "\n" + adobe + "\n": false, strings.Repeat(adobe, 3): false, "x\n" + adobe + "\ny\n": true, strings.Repeat(adobe, 3) + "x": true,
	} {
		f := final{text: []byte(text)}
		at := strings.Index(text, "cl-S")
		c := Candidate{Start: int32(at), End: int32(at + 12)}
		if got := f.inBase85(c, f.lineOf(c)); got == found {
			t.Errorf("%q: %v", text, got)
		}
	}
}
