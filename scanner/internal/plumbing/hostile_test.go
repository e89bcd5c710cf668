package plumbing

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
)

// hostile is every setting that names a program and that a command which reads might meet; %s is the program.
const hostile = `
[core]
	repositoryformatversion = 1
	fsmonitor = %[1]s fsmonitor
	hooksPath = %[2]s
	pager = %[1]s pager
	editor = %[1]s editor
	sshCommand = %[1]s ssh
	askPass = %[1]s askpass
	gitProxy = %[1]s proxy
	alternateRefsCommand = %[1]s alternates
[pager]
	diff-index = %[1]s pager.diff-index
	cat-file = %[1]s pager.cat-file
	config = %[1]s pager.config
[alias]
	diff-index = !%[1]s alias
	cat-file = !%[1]s alias
[diff]
	external = %[1]s external
[diff "evil"]
	command = %[1]s command
	textconv = %[1]s textconv
[filter "evil"]
	clean = %[1]s clean
	smudge = %[1]s smudge
	process = %[1]s process
	required = true
[credential]
	helper = "!%[1]s credential"
[gpg]
	program = %[1]s gpg
[protocol]
	allow = always
[protocol "ssh"]
	allow = always
[protocol "ext"]
	allow = always
[protocol "file"]
	allow = always
[uploadpack]
	packObjectsHook = %[1]s packobjects
[extensions]
	partialClone = ssh
[remote "ssh"]
	url = ssh://example.invalid/x
	promisor = true
	partialclonefilter = blob:none
[remote "ext"]
	url = "ext::%[1]s ext"
	promisor = true
	partialclonefilter = blob:none
[remote "file"]
	url = /
	uploadpack = %[1]s uploadpack
	promisor = true
	partialclonefilter = blob:none
`

// TestHostileConfig: nothing that a repository names as a program is run, also where git would fetch a missing object.
func TestHostileConfig(t *testing.T) {
	repo, traces := trap(t)
	missing := id(t, repo, ":lost")
	repo.Lose(missing.String())
	repo.Try("status")
	repo.Try("diff-index", "-p", "HEAD")
	repo.Try("cat-file", "blob", missing.String())
	if ran := traces(); len(ran) < 5 {
		t.Fatalf("git itself runs only %q: the trap does not work", ran)
	}
	read(t, repo, missing)
	if ran := traces(); len(ran) > 0 {
		t.Errorf("these were run: %q", ran)
	}
}

// read runs every command that sources use.
func read(t *testing.T, repo *gittest.Repo, missing oid.ID) {
	g := open(t, repo.Dir, repo.Dir)
	ctx := context.Background()
	diff := []string{
		"diff-index", "--cached", "--raw", "-z", "-M", "--no-abbrev",
		"--no-textconv", "--no-ext-diff", "--ignore-submodules=none", "HEAD", "--",
	}
	for _, args := range [][]string{
		diff, {"ls-files", "-z", "--cached"}, {"ls-files", "-z", "--unmerged"}, {"config", "--get", "core.commentChar"},
		{"rev-parse", "--verify", "-q", "HEAD"},
		{"cat-file", "blob", ":a.evil"}, {"cat-file", "blob", missing.String()},
	} {
		_, _ = g.Output(ctx, args...) // some fail: that is not the question here
	}
	objects := g.Objects(ctx)
	defer objects.Close()
	if _, _, err := objects.Read(missing, 1<<20, nil); err == nil {
		t.Error("the missing object was read")
	}
}

// trap makes a repository whose configuration, attributes and hooks run a program that leaves traces. traces returns and forgets
// them.
func trap(t *testing.T) (*gittest.Repo, func() []string) {
	repo := gittest.Init(t)
	repo.Add("a.evil", "one\n")
	repo.Add("old.evil", strings.Repeat("a line that stays\n", 20))
	repo.Commit()
	repo.Git("mv", "old.evil", "new.evil")
	repo.Add("new.evil", strings.Repeat("a line that stays\n", 20)+"more\n")
	repo.Add("a.evil", "two\n")
	repo.Add("lost", "three\n")
	repo.Add(".gitattributes", "*.evil diff=evil filter=evil\n")
	dir := t.TempDir()
	program := filepath.Join(dir, "program")
	// It answers nothing and fails, so that git goes on as if it were not there.
	if err := os.WriteFile(program, []byte("#!/bin/sh\ntouch \"$(dirname \"$0\")/ran-$(echo $1 | tr -c a-z.\\\\n _)\"\nexit 1\n"),
		0o755); err != nil {
		t.Fatal(err)
	}
	hooks := filepath.Join(dir, "hooks")
	if err := os.Mkdir(hooks, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, hook := range []string{"post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc", "fsmonitor-watchman"} {
		if err := os.WriteFile(filepath.Join(hooks, hook), []byte("#!/bin/sh\n"+program+" hook\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(repo.Path(".git/more"), fmt.Appendf(nil, hostile, program, hooks), 0o644); err != nil {
		t.Fatal(err)
	}
	config := fmt.Sprintf(hostile, program, hooks) + "[include]\n\tpath = more\n"
	if err := os.WriteFile(repo.Path(".git/config"), []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	return repo, func() []string {
		ran, _ := filepath.Glob(filepath.Join(dir, "ran-*"))
		for _, path := range ran {
			os.Remove(path)
		}
		return ran
	}
}
