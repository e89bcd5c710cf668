package hooks

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const program = "/opt/sluice/bin/sluice"

func find(t *testing.T, dir string) *Place {
	t.Helper()
	p, err := Find(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func install(t *testing.T, p *Place, names ...string) []Report {
	t.Helper()
	reports, err := p.Install(context.Background(), program, names...)
	if err != nil {
		t.Fatal(err)
	}
	return reports
}

func state(t *testing.T, dir, name string) State {
	t.Helper()
	reports, err := find(t, dir).Status(name)
	if err != nil {
		t.Fatal(err)
	}
	return reports[0].State
}

// snapshot tells all files of a folder with their modes; symbolic links as what they lead to.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		text, _ := os.ReadFile(filepath.Join(dir, e.Name())) // a folder has no text
		link, _ := os.Readlink(filepath.Join(dir, e.Name()))
		files[e.Name()] = info.Mode().String() + " " + link + "\n" + string(text)
	}
	return files
}

// TestThereAndBack: uninstall restores whatever was there, and installing twice is installing once.
func TestThereAndBack(t *testing.T) {
	for name, prepare := range map[string]func(repo *testRepo){
		"nothing":   func(*testRepo) {},
		"no folder": func(r *testRepo) { os.RemoveAll(r.Path(".git/hooks")); os.Mkdir(r.Path(".git/hooks"), 0o755) },
		"a hook": func(r *testRepo) {
			r.Write(".git/hooks/pre-commit", "#!/bin/sh\r\n\x00x")
			os.Chmod(r.Path(".git/hooks/pre-commit"), 0o751)
		},
		"not runnable": func(r *testRepo) { r.Write(".git/hooks/pre-commit", "") },
		"a link":       func(r *testRepo) { os.Symlink("../../check.sh", r.Path(".git/hooks/commit-msg")) },
		"a hooksPath":  func(r *testRepo) { r.Git("config", "core.hooksPath", ".git/hooks") },
		"a huge hook":  func(r *testRepo) { r.Write(".git/hooks/pre-push", strings.Repeat("#", largest+7)) },
		"lfs's and all": func(r *testRepo) {
			r.Write(".git/hooks/pre-push", "git lfs pre-push \"$@\"\n")
			r.Write(".git/hooks/pre-commit", "x")
		},
	} {
		t.Run(name, func(t *testing.T) {
			repo := initRepo(t)
			prepare(repo)
			before := snapshot(t, repo.Path(".git/hooks"))
			install(t, find(t, repo.Dir), Names()...)
			once := snapshot(t, repo.Path(".git/hooks"))
			for _, r := range install(t, find(t, repo.Dir), Names()...) {
				if r.Changed || r.State != Installed {
					t.Errorf("installing again: %+v", r)
				}
			}
			if diff := cmp.Diff(once, snapshot(t, repo.Path(".git/hooks"))); diff != "" {
				t.Errorf("installing again (-before +after):\n%s", diff)
			}
			if _, err := find(t, repo.Dir).Uninstall(context.Background()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before, snapshot(t, repo.Path(".git/hooks"))); diff != "" {
				t.Errorf("not as it was (-before +after):\n%s", diff)
			}
		})
	}
}

// TestStates makes each state that depends on scripts alone.
func TestStates(t *testing.T) {
	older := strings.Replace(string(known[0].render(program)), "exec ", "exec  ", 1)
	_, olderBody, _ := strings.Cut(strings.TrimPrefix(older, shebang), "\n")
	older = string(known[0].head([]byte(olderBody))) + olderBody
	for name, c := range map[string]struct {
		text string
		mode os.FileMode
		want State
	}{
		"ours":           {string(known[0].render(program)), 0o755, Installed},
		"an older one":   {older, 0o755, Outdated},
		"not executable": {string(known[0].render(program)), 0o644, Inactive},
		"changed":        {string(known[0].render(program)) + "make lint\n", 0o755, Edited},
		"another's":      {"#!/bin/sh\nmake lint\n", 0o755, Foreign},
		"another hook":   {string(known[1].render(program)), 0o755, Outdated},
	} {
		t.Run(name, func(t *testing.T) {
			repo := initRepo(t)
			path := repo.Path(".git/hooks/pre-commit")
			repo.Write(".git/hooks/pre-commit", c.text)
			if err := os.Chmod(path, c.mode); err != nil {
				t.Fatal(err)
			}
			if got := state(t, repo.Dir, "pre-commit"); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			_, err := find(t, repo.Dir).Install(context.Background(), program, "pre-commit")
			if (err != nil) != (c.want == Edited) {
				t.Fatal(err)
			}
			if err == nil && state(t, repo.Dir, "pre-commit") != Installed {
				t.Error("not installed")
			}
		})
	}
}

// TestMovedProgram: a hook whose program has gone says so, and installing again gives it the one that there is now.
func TestMovedProgram(t *testing.T) {
	repo := initRepo(t)
	place := find(t, repo.Dir)
	gone, here := repo.Path("gone"), repo.Path("here")
	for _, p := range []string{gone, here} {
		if err := os.WriteFile(p, nil, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	installed := func(program string) Report {
		t.Helper()
		reports, err := place.Install(t.Context(), program, "pre-commit")
		if err != nil {
			t.Fatal(err)
		}
		return reports[0]
	}
	installed(gone)
	if err := os.Remove(gone); err != nil {
		t.Fatal(err)
	}
	reports, err := place.Status("pre-commit")
	if err != nil || reports[0].State != Installed || !strings.Contains(reports[0].Note, "is not there any more") {
		t.Errorf("%+v, %v", reports, err)
	}
	if r := installed(here); !r.Changed || r.Note != "" {
		t.Errorf("%+v", r)
	}
	if text, _ := os.ReadFile(repo.Path(".git/hooks/pre-commit")); !strings.Contains(string(text), here) || strings.Contains(string(text), gone) {
		t.Errorf("it runs another program:\n%s", text)
	}
}

// TestShadowed: core.hooksPath that is set after the installation takes the hook away from git, and install puts it where git looks.
// The folder of a work tree is everybody's, so its script names no program of this machine.
func TestShadowed(t *testing.T) {
	repo := initRepo(t)
	install(t, find(t, repo.Dir))
	repo.Git("config", "core.hooksPath", "team")
	if got := state(t, repo.Dir, "pre-commit"); got != Shadowed {
		t.Errorf("%s, want %s", got, Shadowed)
	}
	repo.Write("sub/file", "")
	install(t, find(t, repo.Path("sub")))
	if got := state(t, repo.Dir, "pre-commit"); got != Installed {
		t.Errorf("%s, want %s", got, Installed)
	}
	text, err := os.ReadFile(repo.Path("team/pre-commit"))
	if err != nil || strings.Contains(string(text), program) {
		t.Errorf("%v, or it names the program:\n%s", err, text)
	}
	if _, err := find(t, repo.Dir).Uninstall(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"team/pre-commit", ".git/hooks/pre-commit"} {
		if exists(repo.Path(path)) {
			t.Errorf("%s is still there", path)
		}
	}
}

// TestLinksOut: a repository cannot bring links along that make sluice write elsewhere.
func TestLinksOut(t *testing.T) {
	for name, prepare := range map[string]func(repo *testRepo, outside string){
		"husky's folder": func(r *testRepo, outside string) { os.Symlink(outside, r.Path(".husky")) },
		"husky's script": func(r *testRepo, outside string) {
			os.Mkdir(r.Path(".husky"), 0o755)
			os.Symlink(filepath.Join(outside, "pre-commit"), r.Path(".husky/pre-commit"))
		},
		"hooksPath": func(r *testRepo, outside string) {
			os.Symlink(outside, r.Path("team"))
			r.Git("config", "core.hooksPath", "team")
		},
	} {
		t.Run(name, func(t *testing.T) {
			repo, outside := initRepo(t), t.TempDir()
			if err := os.WriteFile(filepath.Join(outside, "pre-commit"), []byte("mine\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			prepare(repo, outside)
			before := snapshot(t, outside)
			if _, err := find(t, repo.Dir).Install(context.Background(), program, "pre-commit"); err == nil {
				t.Error("no error")
			}
			if diff := cmp.Diff(before, snapshot(t, outside)); diff != "" {
				t.Errorf("changed outside (-before +after):\n%s", diff)
			}
		})
	}
}

// TestTwoForeign: another tool put its hook over ours, and an earlier one is kept: none is lost.
func TestTwoForeign(t *testing.T) {
	repo := initRepo(t)
	repo.Write(".git/hooks/pre-commit", "first\n")
	install(t, find(t, repo.Dir), "pre-commit")
	repo.Write(".git/hooks/pre-commit", "second\n")
	before := snapshot(t, repo.Path(".git/hooks"))
	if _, err := find(t, repo.Dir).Install(context.Background(), program, "pre-commit"); err == nil ||
		!strings.Contains(err.Error(), "hint:") {
		t.Errorf("error %v", err)
	}
	if _, err := find(t, repo.Dir).Uninstall(context.Background(), "pre-commit"); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(before, snapshot(t, repo.Path(".git/hooks"))); diff != "" {
		t.Errorf("changed (-before +after):\n%s", diff)
	}
}

// TestWorktreeConfig: core.hooksPath of one worktree alone is that repository's own setting.
func TestWorktreeConfig(t *testing.T) {
	repo := initRepo(t)
	repo.Git("config", "extensions.worktreeConfig", "true")
	repo.Git("config", "--worktree", "core.hooksPath", "mine")
	install(t, find(t, repo.Dir))
	if got := state(t, repo.Dir, "pre-commit"); got != Installed || !exists(repo.Path("mine/pre-commit")) {
		t.Errorf("%s, or it is not in the worktree's folder", got)
	}
}

// TestInside: in the folder .git nothing can be found by a relative path, and that is said.
func TestInside(t *testing.T) {
	repo := initRepo(t)
	if _, err := Find(context.Background(), repo.Path(".git")); err == nil || !strings.Contains(err.Error(), "hint:") {
		t.Errorf("error %v", err)
	}
}

// TestUninstallOutside: what a link of the repository leads to is left as it is, even if it is a script of ours.
func TestUninstallOutside(t *testing.T) {
	outside, owner, repo := t.TempDir(), initRepo(t), initRepo(t)
	owner.Git("config", "core.hooksPath", outside)
	install(t, find(t, owner.Dir), "pre-commit")
	if err := os.Symlink(outside, repo.Path("team")); err != nil {
		t.Skip(err)
	}
	repo.Git("config", "core.hooksPath", "team")
	before := snapshot(t, outside)
	if _, err := find(t, repo.Dir).Uninstall(context.Background(), "pre-commit"); err == nil {
		t.Error("no error")
	}
	if diff := cmp.Diff(before, snapshot(t, outside)); diff != "" {
		t.Errorf("changed outside (-before +after):\n%s", diff)
	}
}

// TestHuskyBeforeItIsActive: husky's folder is where hooks belong, though git is still sent elsewhere for every repository. That of this
// repository's own setting is not husky's to change.
func TestHuskyBeforeItIsActive(t *testing.T) {
	repo, outside := initRepo(t), t.TempDir()
	repo.Write(".husky/pre-commit", "npm test\n")
	config := filepath.Join(outside, "gitconfig")
	if err := os.WriteFile(config, []byte("[core]\n\thooksPath = "+filepath.ToSlash(filepath.Join(outside, "all"))+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_CONFIG_GLOBAL", config)
	install(t, find(t, repo.Dir), "pre-commit")
	script, err := os.ReadFile(repo.Path(".husky/pre-commit"))
	if err != nil || !strings.Contains(string(script), "sluice staged") || exists(filepath.Join(outside, "all")) {
		t.Errorf("%v, or it is not in husky's script:\n%s", err, script)
	}
	if got := state(t, repo.Dir, "pre-commit"); got != Inactive {
		t.Errorf("%s, want %s", got, Inactive)
	}
	repo.Git("config", "core.hooksPath", "team")
	install(t, find(t, repo.Dir), "pre-commit")
	if !exists(repo.Path("team/pre-commit")) {
		t.Error("it is not where the repository's own setting sends git")
	}
}
