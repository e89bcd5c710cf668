package odb

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAlternatesEqualGit: alternates quoted as git quotes them, chained as far as git follows them, and in the environment.
func TestAlternatesEqualGit(t *testing.T) {
	root := t.TempDir()
	objects := func(name string) string { return filepath.Join(root, name, ".git", "objects") }
	names := []string{"own"}
	for i := range 6 {
		names = append(names, fmt.Sprintf("odd \"%d\": \\t%d", i, i))
	}
	for i, name := range names {
		git(t, root, "init", "-q", "-b", "main", name)
		commits(t, filepath.Join(root, name), fmt.Sprintf("r%d", i), 1)
		if i > 0 {
			quoted := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "odd", `\157dd`).Replace(objects(name)) + `"`
			write(t, filepath.Join(objects(names[i-1]), "info", "alternates"), quoted+"\n\n# comment\n")
		}
	}
	own := filepath.Join(root, "own")
	compare(t, own)

	t.Run("environment", func(t *testing.T) {
		git(t, root, "init", "-q", "-b", "main", "empty")
		t.Chdir(filepath.Join(root, "empty"))
		list := `:"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(objects(names[6])) + `":`
		env := map[string]string{
			"GIT_DIR": filepath.Join(own, ".git"), "GIT_OBJECT_DIRECTORY": objects(names[5]),
			"GIT_ALTERNATE_OBJECT_DIRECTORIES": list,
		}
		var environ []string
		for name, value := range env {
			environ = append(environ, name+"="+value)
		}
		got, problems := fromStore(t, ".", func(name string) string { return env[name] })
		want := fromGit(t, ".", environ...)
		if diff := cmp.Diff(want, got); diff != "" || len(problems) > 0 || len(want) != 10 {
			t.Errorf("%d objects: %v %s", len(want), problems, diff)
		}
	})
	t.Run("too deep", func(t *testing.T) {
		write(t, filepath.Join(objects(names[6]), "info", "alternates"), objects("empty")+"\n")
		if _, problems := fromStore(t, own, nil); len(problems) != 1 || !strings.Contains(problems[0].Why, "too deeply") {
			t.Errorf("problems: %v", problems)
		}
	})
}

// TestManyAlternatesEnd: folders that all name each other are looked at a bounded number of times.
func TestManyAlternatesEnd(t *testing.T) {
	root := t.TempDir()
	git(t, root, "init", "-q", "own")
	var all strings.Builder
	for i := range 100 {
		fmt.Fprintf(&all, "%s\n", filepath.Join(root, fmt.Sprint(i)))
	}
	for i := range 100 {
		write(t, filepath.Join(root, fmt.Sprint(i), "info", "alternates"), all.String())
	}
	write(t, filepath.Join(root, "own", ".git", "objects", "info", "alternates"), all.String())
	if _, problems := fromStore(t, filepath.Join(root, "own"), nil); len(problems) == 0 {
		t.Error("nothing is told")
	}
}

func TestAlternateList(t *testing.T) {
	for list, want := range map[string][]string{
		"": nil, "a": {"a"}, "a:b": {"a", "b"}, ":a::b:": {"a", "b"}, `"a:b":c`: {"a:b", "c"}, `"a\"\\\n\101"`: {"a\"\\\nA"}, `"a`: {`"a`}, `"a"b:c`: {`"a"b`, "c"}, `"\9":b`: {`"\9"`, "b"},
		"#a:b": {"b"},
	} {
		list = strings.ReplaceAll(list, ":", string(os.PathListSeparator))
		for i := range want {
			want[i] = strings.ReplaceAll(want[i], ":", string(os.PathListSeparator))
		}
		if diff := cmp.Diff(want, alternateList(list)); diff != "" {
			t.Errorf("%q: %s", list, diff)
		}
	}
}

// FuzzUnquote: a quoted path ends at a quotation mark, and what is undone was quoted.
func FuzzUnquote(f *testing.F) {
	for _, s := range []string{"", `"`, `""`, `"a\t"`, `"\377"`, `"\400"`, `"\`, `"a" b`, `a`, `"\18`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		path, rest, ok := unquote(text)
		if !ok && (path != "" || rest != text) {
			t.Errorf("%q: %q, %q without success", text, path, rest)
		}
		if ok && (!strings.HasSuffix(strings.TrimSuffix(text, rest), `"`) || len(path) > len(text)-len(rest)-2) {
			t.Errorf("%q: %q, %q", text, path, rest)
		}
		for _, dir := range append(alternateLines(text), alternateList(text)...) {
			if dir == "" && !strings.Contains(text, `""`) {
				t.Errorf("%q names a folder without a name", text)
			}
		}
	})
}
