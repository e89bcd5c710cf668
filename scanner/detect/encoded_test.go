package detect

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/sluice-scan/sluice/rules"
)

// found returns the matches in a text with the built-in rules, foundBy those of a worker.
func found(t testing.TB, text string) []Match {
	t.Helper()
	return foundBy(t, builtinWorker(t), text)
}

func foundBy(t testing.TB, w *Worker, text string) []Match {
	t.Helper()
	var v Verdicts
	w.Local([]byte(text), false, &v)
	return w.Finalise([]byte(text), w.Candidates(&v), func(gap Gap) { t.Log(gap.Why) })
}

func filled(t testing.TB, text string) string {
	t.Helper()
	out, err := rules.Fill(text, "encoded", 1)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func packed(t testing.TB, text string, open func(io.Writer) io.WriteCloser) string {
	t.Helper()
	var b bytes.Buffer
	w := open(&b)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func wide(text string) string {
	var out []byte
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return string(out)
}

func wrapped(text, end, indent string) string {
	var b strings.Builder
	for i := 0; i < len(text); i += 76 {
		b.WriteString(indent + text[i:min(len(text), i+76)] + end)
	}
	return b.String()
}

func TestEncodedTexts(t *testing.T) {
	plain := filled(t, "[profile]\nregion = eu-west-1\ntoken = ghp_{{base62:36:crc32-base62}}\n")
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	inGzip := packed(t, plain, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	inZlib := packed(t, plain, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
	for name, test := range map[string]struct {
		run, before, after string
		decoded            []string
	}{
		"standard":           {b64(plain), "x: ", "\n", []string{"base64"}},
		"URL-safe, unpadded": {base64.RawURLEncoding.EncodeToString([]byte(plain + "??>>~~")), "GET /?state=", " HTTP/1.1", []string{"base64"}},
		"wrapped":            {strings.TrimRight(wrapped(b64(plain), "\n", ""), "\n"), "x\n", "\n", []string{"base64"}},
		"indented, CRLF":     {strings.TrimSpace(wrapped(b64(plain), "\r\n", "    ")), "data: |\r\n    ", "\r\n", []string{"base64"}},
		"behind a path":      {b64(plain), "https://h.example/api/v1/", "\n", []string{"base64"}},
		"behind an escape":   {b64(plain), `"\n`, `"`, []string{"base64"}},
		"nested":             {b64(b64(b64(plain))), "'", "'", []string{"base64", "base64", "base64"}},
		"hex":                {hex.EncodeToString([]byte(plain)), "0x", "", []string{"hex"}},
		"upper-case hex":     {strings.ToUpper(hex.EncodeToString([]byte(plain))), "X'", "'", []string{"hex"}},
		"hex of base64":      {hex.EncodeToString([]byte(b64(plain))), "", "", []string{"hex", "base64"}},
		"zip":                {b64(zippedText(t, plain)), "data:application/zip;base64,", "", []string{"base64", "zip"}},
		"gzip data URI":      {b64(inGzip), "url(data:application/gzip;base64,", ")", []string{"base64", "gzip"}},
		"zlib":               {b64(inZlib), "z = \"", "\"", []string{"base64", "zlib"}},
		"UTF-16":             {b64(wide(plain)), "powershell -EncodedCommand ", "\n", []string{"base64", "utf-16le"}},
	} {
		t.Run(name, func(t *testing.T) {
			run := test.run
			text := "first line\n" + test.before + run + test.after
			matches := found(t, text)
			if len(matches) != 1 {
				t.Fatalf("%d matches: %v", len(matches), matches)
			}
			m := matches[0]
			end := strings.TrimRight(run, "=")
			if start := len("first line\n" + test.before); m.Start != start || m.End != start+len(end) {
				t.Errorf("at %d:%d, want %d:%d", m.Start, m.End, start, start+len(end))
			}
			if !slices.Equal(m.Decoded, test.decoded) || m.Rule.Provider != "github" || !strings.HasPrefix(m.Secret, "ghp_") {
				t.Errorf("%s %s %v", m.Rule.ID, m.Secret, m.Decoded)
			}
			if m.From.Line != 2 && !strings.Contains(test.before, "\n") {
				t.Errorf("from %v to %v", m.From, m.To)
			}
		})
	}
}

func TestEscapedTexts(t *testing.T) {
	token := filled(t, "ghp_{{base62:36:crc32-base62}}")
	password := filled(t, "{{digit:2}}{{alnum:14}}")
	code := `{"name": "db", "password": "` + filled(t, "{{base62:20}}") + `"}`
	each := func(format, text string) string {
		var b strings.Builder
		for _, c := range []byte(text) {
			fmt.Fprintf(&b, format, c)
		}
		return b.String()
	}
	soft := "Subject: x\nContent-Transfer-Encoding: quoted-printable\n\n" + strings.Repeat("some words=20", 4) + "token=3D" +
		token[:12] + "=\r\n" + token[12:] + "\r\n"
	call := `smtp.PlainAuth("", "ops", "` + password + `", "mail.corp.net")`
	line := "db_password = '" + password + "'"
	for name, test := range map[string]struct{ text, secret, place, decoded string }{
		"quotes of JSON":     {`{"run": "` + strings.ReplaceAll(call, `"`, `\"`) + `\n", "x": 1}`, password, password, "backslash"},
		"quotes, twice":      {`{"a": "{\"run\": \"` + strings.ReplaceAll(call, `"`, `\\\"`) + `\"}"}`, password, password, "backslash backslash"},
		"in single quotes":   {`x = '` + strings.ReplaceAll(`jwt.sign(payload, '`+password+`')`, `'`, `\'`) + `'`, password, password, "backslash"},
		"doubled quotes":     {`var x = @"` + strings.ReplaceAll(call, `"`, `""`) + `";`, password, password, "quotes"},
		"doubled in YAML":    {`run: '` + strings.ReplaceAll(line, `'`, `''`) + `'`, password, password, "quotes"},
		"quotes of a shell":  {`su -c '` + strings.ReplaceAll(line, `'`, `'\''`) + `'`, password, password, "quotes"},
		"a quote in a value": {`db_password = "` + password[:4] + `\"` + password[4:] + `"`, password[:4] + `\"` + password[4:], "", ""},
		"percent, all":       {"q=" + each("%%%02X", token) + "&x", token, each("%%%02X", token), "percent"},
		"percent, some":      {"q=" + strings.ReplaceAll(token, "_", "%5F") + "%0A", token, strings.ReplaceAll(token, "_", "%5F"), "percent"},
		"percent, twice":     {each("%%%02X", each("%%%02x", token)), token, each("%%%02X", each("%%%02x", token)), "percent percent"},
		"hexadecimal":        {`s = "` + each(`\x%02x`, token) + `"`, token, each(`\x%02x`, token), "backslash"},
		"code units":         {`s = "` + each(`\u%04x`, token) + `"`, token, each(`\u%04x`, token), "backslash"},
		"references":         {`<p title="` + each("&#%d;", token) + `">`, token, each("&#%d;", token), "html"},
		"quoted code":        {"<pre>" + strings.ReplaceAll(code, `"`, "&quot;") + "</pre>", code[28 : len(code)-2], code[28 : len(code)-2], ""},
		"quoted markup":      {"<pre>&lt;Password&gt;" + password + "&lt;/Password&gt;</pre>", password, password, "html"},
		"quoted printable":   {soft, token, token[:12] + "=\r\n" + token[12:], "quoted-printable"},
		"base64 in percent":  {"d=" + strings.ReplaceAll(base64.StdEncoding.EncodeToString([]byte("t>>?>?>~"+token)), "/", "%2F") + "%3D%3D", token, "", "percent base64"},
	} {
		t.Run(name, func(t *testing.T) {
			matches := found(t, "one\n"+test.text+"\n")
			if len(matches) != 1 {
				t.Fatalf("%d matches: %v", len(matches), matches)
			}
			m := matches[0]
			place := ("one\n" + test.text + "\n")[m.Start:m.End]
			if m.Secret != test.secret || test.place != "" && place != test.place || strings.Join(m.Decoded, " ") != test.decoded {
				t.Errorf("%s of %q at %q, decoded %v", m.Rule.ID, m.Secret, place, m.Decoded)
			}
		})
	}
}

// Nesting ends somewhere, and what is only nearly encoded is left alone.
func TestNotDecoded(t *testing.T) {
	plain := filled(t, "token = ghp_{{base62:36:crc32-base62}}\n")
	deep := plain
	for range mostNested + 1 {
		deep = base64.StdEncoding.EncodeToString([]byte(deep))
	}
	for name, text := range map[string]string{
		"too deep": deep, "one letter too many": "x" + base64.StdEncoding.EncodeToString([]byte(plain)), "too short": base64.StdEncoding.EncodeToString([]byte("password = hunter2longer"))[:20],
	} {
		if matches := found(t, text); len(matches) != 0 {
			t.Errorf("%s: %v", name, matches)
		}
	}
}

// TestLineOfCertificate: a line of base64 of a certificate is no text by itself though it begins with a name.
func TestLineOfCertificate(t *testing.T) {
	for first, want := range map[byte]int{0x30: 0, 0x50: 1} {
		der := append([]byte{first, 0x82, 3, 0x53}, bytes.Repeat([]byte{6, 3, 'U', 4}, 13)...)
		der = append(append(der, 0x0c), "Buypass AS-9831633271\x1d0\x1b\x06\x03U\x04\x03\x0c\x14Buypass Class 2 CA 10\x1e\x17\r061013102509Z\x17\r161013102509Z0K1"...)
		for len(der) < 5*57 {
			der = append(der, byte(len(der)*167), byte(len(der)*31+31))
		}
		var text strings.Builder
		for line := range slices.Chunk(der, 57) {
			text.WriteString(base64.StdEncoding.EncodeToString(line) + "\n")
		}
		if got := found(t, text.String()); len(got) != want {
			t.Errorf("%#x: %d findings: %v", first, len(got), got)
		}
	}
}

// A value whose name makes it a secret is one finding: what it holds, if that says more, else itself.
func TestEncodedValues(t *testing.T) {
	token := filled(t, "ghp_{{base62:36:crc32-base62}}")
	matches := found(t, "password: "+base64.StdEncoding.EncodeToString([]byte(token+"\n"))+"\n")
	if len(matches) != 1 || matches[0].Secret != token || len(matches[0].Decoded) != 1 {
		t.Errorf("%v", matches)
	}
	for _, m := range found(t, "data: "+base64.StdEncoding.EncodeToString([]byte("db_password = s3cr3tQ8zk-rotation\n"))+"\n") {
		if m.Secret != "s3cr3tQ8zk-rotation" {
			t.Errorf("%v", m)
		}
	}
}

// What a claim of a JSON Web Token calls a secret is told beside the token, other claims are not.
func TestSecretClaims(t *testing.T) {
	const value = "zvkqd4829WRTHK653nbxe"
	token := func(claims string) string {
		b64 := base64.RawURLEncoding.EncodeToString
		return b64([]byte(`{"alg":"HS256"}`)) + "." + b64([]byte(claims)) + "." + b64([]byte("a signature of thirty-two bytes!"))
	}
	for claims, want := range map[string][]string{
		`{"sub":"app","db_password":"` + value + `"}`: {"generic-password", "jwt-token"}, `{"sub":"app","access_token":"` + value + `"}`: {"jwt-token"},
	} {
		var got []string
		for _, m := range found(t, "Authorization: Bearer "+token(claims)+"\n") {
			got = append(got, m.Rule.ID)
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", claims, got, want)
		}
	}
}

// zippedText is a zip with a text as its second member.
func zippedText(t testing.TB, text string) string {
	t.Helper()
	var b strings.Builder
	w := zip.NewWriter(&b)
	for _, m := range [][2]string{{"a.txt", "first"}, {"conf/b.txt", text}} {
		f, err := w.Create(m[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, m[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func FuzzEncoded(f *testing.F) {
	plain := filled(f, "token = ghp_{{base62:36:crc32-base62}}\n")
	f.Add(base64.StdEncoding.EncodeToString([]byte(plain)))
	f.Add(base64.StdEncoding.EncodeToString([]byte(packed(f, plain, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }))))
	f.Add(hex.EncodeToString([]byte(wide(plain))))
	w := builtinWorker(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, m := range foundBy(t, w, text) {
			if m.Start < 0 || m.End > len(text) || m.Start >= m.End || len(m.Decoded) > 3*mostNested {
				t.Errorf("%q: %v", text, m)
			}
		}
	})
}

// A packed text that stands for more than is read is told, whatever its beginning holds.
func TestCutRun(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(make([]byte, mostUnpack+1)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	w := builtinWorker(t)
	text := []byte("x: " + base64.StdEncoding.EncodeToString(b.Bytes()) + "\n")
	var v Verdicts
	w.Local(text, false, &v)
	told := 0
	w.Finalise(text, w.Candidates(&v), func(Gap) { told++ })
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}
