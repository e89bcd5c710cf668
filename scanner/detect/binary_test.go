package detect

import (
	"strings"
	"testing"
)

// TestWordsInBinaryFiles: what is told by a word in front of it alone stands in pictures by chance.
func TestWordsInBinaryFiles(t *testing.T) {
	w := builtinWorker(t)
	for _, binary := range []bool{true, false} {
		var v Verdicts
		w.Local([]byte("\x01q+ pw=k7Qx2mRbT \x02"), binary, &v)
		if got := len(w.Candidates(&v)) > 0; got == binary {
			t.Errorf("binary %v: told %v", binary, got)
		}
	}
}

// Tokens in binary files are found whatever stands beside their string.
func TestTokensInBinaryFiles(t *testing.T) {
	w := builtinWorker(t)
	long, checked := filled(t, "sk_live_{{base62:99}}"), filled(t, "ghp_{{base62:36:crc32-base62}}")
	for name, test := range map[string]struct {
		text string
		want string
	}{
		"class file":          {"\x01\x00" + string(rune(len(long))) + long + "\x01\x00\x03abc", long},
		"property list":       {"\x5f\x10" + string(rune(len(long))) + long + "\x5f\x10\x08next one", long},
		"strings of Go":       {"some text" + checked + "more text", checked},
		"compiled Python":     {"\xda" + string(rune(len(checked))) + checked + "N)\x01", checked},
		"longer than it says": {"\x00\x41" + long, ""},
		"a function of C++":   {"\x00_ZN5boost" + string(rune(len(long))) + long + "\x00", ""},
		"inside a word":       {"\x00abcde" + long, ""},
	} {
		if got := secretsInBinary(w, "\x00\x01\x02"+test.text); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// Names and values in binary files are found where they stand in one string, and a value ends with its string.
func TestPairsInBinaryFiles(t *testing.T) {
	w := builtinWorker(t)
	const value = "zw4kn7294UDSQB323asq"
	for name, test := range map[string]struct {
		text string
		want string
	}{
		"strings of C":             {"usage\x00db_password=" + value + "\x00Xmore text\x00", value},
		"a comment of a picture":   {"\xff\xfe\x00\x2adb_password = \"" + value + "\"\n\xff\xdb", value},
		"in quotes, cut off":       {"db_password = \"" + value + "\x00more\"", value},
		"apart":                    {"db_password\x00" + value + "\x00", ""},
		"a length between the two": {"\x0bdb_password\x14" + value + "\x05", ""},
		"no valid text":            {"db_password=\"zw4kn7294U\xffSQB323asq\"", ""},
		"what a picture is called": {"<photoshop secret=\"65daf835-9405-4f7a-a557-8fa14bef45d9\"/>", ""},
		"by chance":                {"\x8cq+ pwd=k7Qx2mRbT\x91", ""},
		"the last string":          {"db_password: " + value, value},
	} {
		if got := secretsInBinary(w, "\x00\x01\x02"+test.text); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// secretsInBinary returns the secrets that are found in binary data, with blanks between them.
func secretsInBinary(w *Worker, data string) string {
	var v Verdicts
	w.Local([]byte(data), true, &v)
	var got []string
	for _, m := range w.Finalise([]byte(data), w.Candidates(&v), nil) {
		got = append(got, m.Secret)
	}
	return strings.Join(got, " ")
}
