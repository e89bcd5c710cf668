package message

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/sourcetest"
)

func TestSuite(t *testing.T) {
	t.Chdir(t.TempDir()) // outside of any repository
	path := filepath.Join(t.TempDir(), "MSG")
	if err := os.WriteFile(path, []byte("subject\n# comment\n\nbody #1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	sourcetest.Suite{
		Open: func(t *testing.T) source.Source {
			s, err := New(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			return s
		},
		Want: []sourcetest.Content{{Kind: source.CommitMessage, Text: "subject\n\n\nbody #1\n"}},
	}.Run(t)
}

func TestClean(t *testing.T) {
	const line = "# " + scissors + "\n"
	for _, c := range []struct{ comment, in, want string }{
		{"#", "a\n# b\n #c\n#d", "a\n\n #c\n\n"}, {";", "a\n# b\n; c\n", "a\n# b\n\n"}, {"//", "// a\nb // c\n", "\nb // c\n"},
		{"#", "a\n" + line + "diff --git\n+secret\n", "a\n\n\n\n"}, {"#", "a\r\n# b\r\nc\r\n", "a\r\n\nc\r\n"}, {"#", "", ""},
	} {
		if got := string(clean([]byte(c.in), c.comment)); got != c.want {
			t.Errorf("%q with %q becomes %q, want %q", c.in, c.comment, got, c.want)
		}
	}
}

func TestAutomatic(t *testing.T) {
	for in, want := range map[string]string{"a\n\n; Please enter\n; the message\n": ";", "a\n# Please\n": "#", "only text\n": "#", "": "#"} {
		if got := automatic([]byte(in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
