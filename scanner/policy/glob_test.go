package policy

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestGlobsAsInGitignore asks git what each glob ignores.
func TestGlobsAsInGitignore(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is what this compares with")
	}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	root := t.TempDir()
	if out, err := exec.Command("git", "init", "--quiet", root).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	files := []string{
		"a", "ab", "abc", "b/a", "b/c/a", "b/c/d/a", "build/x", "x/build/y", "docs/a.md", "docs/b/c.md", "x/docs/a.md", "x.snap/inside", "deep/er/x.snap", "[x]", "a-b", "a]b", "!x",
		"foo/bar", "foobar", "foo/x/bar", "é.txt", "ab.txt", "x/y.txt", "*star", "x{1}", "x+y", "n\nl",
	}
	for _, f := range files {
		path := filepath.Join(root, filepath.FromSlash(f))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, glob := range []string{
		"a", "/a", "a*", "*a", "a?", "b/a", "b/*", "b/*/a", "b/**/a", "b/**", "**/a", "**/c/a", "**", "*", "build", "build/", "x/build/", "/build/", "docs/**", "docs/*.md", "docs/**/c.md",
		"*.snap", "*.snap/", "[ab]", "[!a]*", "[^a]*", "[a-c]", "[a-]b", "a[]-]b", "a[!]]b", "a[-x]b", "[[]x]", `\[x\]`, `\!x`, "foo**bar", "foo/**/bar", "foo**", "é.txt", "?b.txt", `\*star`, "x{1}", "x+y", "x?y", "x[!a]y",
		"x.txt", "n?l", "**/", "b/**/", "nothing", `a\`, `[\]b]*`,
	} {
		t.Run(glob, func(t *testing.T) {
			re, err := compileGlob(glob)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(root, ".git", "info", "exclude"), []byte(glob+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			ignored := map[string]bool{}
			cmd := exec.Command("git", "-C", root, "check-ignore", "--no-index", "--stdin", "-z")
			cmd.Stdin = strings.NewReader(strings.Join(files, "\x00"))
			out, err := cmd.Output() // its status is 1 where nothing is ignored
			if err != nil && cmd.ProcessState.ExitCode() != 1 {
				t.Fatal(err)
			}
			for f := range strings.SplitSeq(string(out), "\x00") {
				ignored[f] = true
			}
			for _, f := range files {
				if got := re.MatchString(f); got != ignored[f] {
					t.Errorf("%q: %v, git says %v", f, got, ignored[f])
				}
			}
		})
	}
}

// To git a character outside of ASCII is several; here it is one.
func TestGlobsAreOfCharacters(t *testing.T) {
	for _, glob := range []string{"?.txt", "[é].txt", "[!e].txt"} {
		re, err := compileGlob(glob)
		if err != nil {
			t.Fatal(err)
		}
		if !re.MatchString("é.txt") || !re.MatchString("\xff.txt") && glob != "[é].txt" {
			t.Errorf("%s does not match", glob)
		}
	}
}

func TestGlobsThatAreRefused(t *testing.T) {
	for glob, want := range map[string]string{
		"": "empty", "/": "empty", "//": "empty", "!a": "negated", "a[b": "[ without ]", "a[": "[ without ]", "a[b-": "[ without ]", `a[\`: "[ without ]", "[]": "[ without ]", "[[:alpha:]]": "not understood", "a[+-9]b": "slash", "[z-a]": "range",
	} {
		if _, err := compileGlob(glob); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", glob, err, want)
		}
	}
}
