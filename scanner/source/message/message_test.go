package message

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/sourcetest"
)

// cleaned returns what is scanned of a message in the current folder.
func cleaned(t *testing.T, message string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "MSG")
	if err := os.WriteFile(path, []byte(message), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := New(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(s.text)
}

func TestConformance(t *testing.T) {
	gittest.Isolate(t)
	t.Chdir(t.TempDir()) // outside of any repository
	path := filepath.Join(t.TempDir(), "MSG")
	if err := os.WriteFile(path, []byte("subject\n# comment\n\nbody #1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	sourcetest.Suite{
		Open: func(t *testing.T) source.Source {
			s, err := New(t.Context(), path, nil)
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
		{"#", "a\n# b\n #c\nd\n", "a\n\n #c\nd\n"},
		{"#", "a\n#d", "a\n"},
		{";", "a\n# b\n; c\n", "a\n# b\n\n"},
		{"//", "// a\nb // c\n/ d\n", "\nb // c\n/ d\n"},
		{"#", "a\n" + line + "diff --git a/x b/x\n+secret\n", "a\n\n\n\n"},
		{"#", "a\n" + line + "# do not touch\n\ndiff --cc x\n+secret\n", "a\n\n\n\n\n\n"},
		{"#", "a\n" + line + "# do not touch\n", "a\n\n\n"},
		{"#", "a\n" + line + "# b\ntext\ndiff --git\n", "a\n\n\ntext\ndiff --git\n"},
		{"#", line + "b", "\nb"},
		{"#", "a\n; " + scissors + "\nb\n", "a\n; " + scissors + "\nb\n"},
		{"#", "a\r\n# b\r\nc\r\n", "a\r\n\nc\r\n"},
		{"#", "", ""},
	} {
		if got := string(settings{comment: c.comment, comments: true, edited: true}.clean([]byte(c.in))); got != c.want {
			t.Errorf("%q with %q becomes %q, want %q", c.in, c.comment, got, c.want)
		}
	}
}

func TestAutomatic(t *testing.T) {
	for in, want := range map[string]string{
		"a\n\n; Please enter\n; the message\n": ";", "a\n# Please\n": "#", "only text\n": "", "": "", "#1 fixed\n; x\n; " + scissors + "\n+diff\n": ";",
	} {
		if got := automatic([]byte(in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestSettings: what the repository and the environment say decides what is a comment.
func TestSettings(t *testing.T) {
	const message = "a\n# b\n; c\n// d\n# " + scissors + "\ne\n"
	for _, c := range []struct {
		name   string
		config []string // names and values
		editor string
		want   string
	}{
		{"default", nil, "vi", "a\n\n; c\n// d\n\ne\n"},
		{"no editor", nil, ":", message},
		{"no editor, strip", []string{"commit.cleanup", "strip"}, ":", "a\n\n; c\n// d\n\ne\n"},
		{"another character", []string{"core.commentChar", ";"}, "vi", "a\n# b\n\n// d\n# " + scissors + "\ne\n"},
		{"a string, the last one counts", []string{"core.commentChar", ";", "core.commentString", "//"}, "vi", "a\n# b\n; c\n\n# " + scissors + "\ne\n"},
		{"whitespace", []string{"commit.cleanup", "whitespace"}, "vi", message},
		{"scissors", []string{"commit.cleanup", "scissors"}, "vi", "a\n# b\n; c\n// d\n\n\n"},
		{"automatic", []string{"core.commentChar", "auto"}, "vi", "a\n\n; c\n// d\n\ne\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			repo := gittest.Init(t)
			for i := 0; i < len(c.config); i += 2 {
				repo.Git("config", c.config[i], c.config[i+1])
			}
			t.Setenv("GIT_EDITOR", c.editor)
			t.Chdir(repo.Dir)
			if got := cleaned(t, message); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestAsGitKeepsIt compares with what a real commit keeps, with and without an editor.
func TestAsGitKeepsIt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the editor is a shell script here")
	}
	const message = "subject\n\n# a comment\n #no comment\nlast\n"
	const cut = message + "# " + scissors + "\nbelow\n"
	for name, c := range map[string]struct {
		message string
		args    []string
	}{
		"-F": {message, []string{"-F", "message"}}, "editor": {message, []string{"-e", "-F", "message"}},
		"-v": {message, []string{"-v", "-e", "-F", "message"}}, "scissors written by hand": {cut, []string{"-e", "-F", "message"}},
		"cleanup": {cut, []string{"-e", "-F", "message"}},
	} {
		t.Run(name, func(t *testing.T) {
			repo := gittest.Init(t)
			repo.Add("a", "one\n")
			repo.Write("message", c.message)
			if name == "cleanup" {
				repo.Git("config", "commit.cleanup", "scissors")
			}
			hook := filepath.Join(repo.Dir, ".git", "hooks", "commit-msg")
			// The hook keeps the file and the variable that New looks at.
			script := "#!/bin/sh\ncp \"$1\" seen\nprintf %s \"$GIT_EDITOR\" >editor\n"
			if err := os.MkdirAll(filepath.Dir(hook), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(hook, []byte(script), 0o755); err != nil {
				t.Fatal(err)
			}
			t.Setenv("GIT_EDITOR", "true")
			repo.Git(append([]string{"commit", "-q"}, c.args...)...)
			editor, err := os.ReadFile(repo.Path("editor"))
			if err != nil {
				t.Fatal(err)
			}
			seen, err := os.ReadFile(repo.Path("seen"))
			if err != nil {
				t.Fatal(err)
			}
			t.Setenv("GIT_EDITOR", string(editor))
			t.Chdir(repo.Dir)
			got := strings.Join(strings.Fields(cleaned(t, string(seen))), " ")
			if want := strings.Join(strings.Fields(repo.Git("log", "-1", "--format=%B")), " "); got != want {
				t.Errorf("%q, git keeps %q", got, want)
			}
		})
	}
}

func TestWrongFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("huge", make([]byte, maxMessage+1), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"missing": "no such file", ".": "is not a file", "huge": "larger than 16 MiB"} {
		if _, err := New(t.Context(), path, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v", path, err)
		}
	}
}

// FuzzClean: cleaning keeps the number of lines, and cleaning again changes nothing.
func FuzzClean(f *testing.F) {
	for _, s := range []string{"a\n# b\nc", "# " + scissors + "\nx", "\r\n#\r\n", "#", ""} {
		f.Add([]byte(s), "#")
	}
	f.Fuzz(func(t *testing.T, message []byte, comment string) {
		if comment == "" || strings.Contains(comment, "\n") {
			return
		}
		s := settings{comment: comment, comments: true, edited: true}
		once := s.clean(message)
		if strings.Count(string(once), "\n") != strings.Count(string(message), "\n") || string(s.clean(once)) != string(once) {
			t.Errorf("%q with %q becomes %q", message, comment, once)
		}
	})
}
