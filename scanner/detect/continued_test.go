package detect

import "testing"

// TestContinued: a value that goes on behind a backslash at the end of its line is found as one, with the place of all of it.
func TestContinued(t *testing.T) {
	secret := filled(t, "{{alnum:40}}")
	for _, c := range []struct {
		name, before, between, after string
		found                        bool
	}{
		{"YAML", "db:\n  password: \"", "\\\n    ", "\"\n  x: 1\n", true},
		{"YAML of Windows", "password: \"", "\\\r\n  ", "\"\r\n", true},
		{"JavaScript", "const apiKey = \"", "\\\n", "\";\n", true},
		{"C", "char *password = \"", "\\\n", "\";\n", true},
		{"shell", "export API_TOKEN=\"", "\\\n", "\"\n", true},
		{"a line that only ends", "password: \"", "\n  ", "\"\n", false},
		{"not closed", "password: \"", "\\\n  ", "\n", false},
		{"another backslash", "password: \"", "\\x\n  ", "\"\n", false},
		{"two lines on, one open", "password: \"", "\\\n  abc\n  ", "\"\n", false},
		{"single quotes", "password: '", "\\\n  ", "'\n", false},
	} {
		written := secret[:20] + c.between + secret[20:]
		text := "first line\n" + c.before + written + c.after
		checkJoined(t, c.name, text, secret, written, c.found)
		if matches := found(t, text); len(matches) > 1 {
			t.Errorf("%s: %d matches", c.name, len(matches))
		}
	}
}
