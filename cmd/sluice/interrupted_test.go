package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestInterruptedWhileGitRuns: Ctrl-C while sluice waits for git ends with status 3, and git's private configuration is gone, also when
// git has left something behind that keeps its output open.
func TestInterruptedWhileGitRuns(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{"plain": "exec sleep 60", "left behind": "sleep 3 & wait"} {
		t.Run(name, func(t *testing.T) {
			folder, programs, repo := temporaryFolder(t), t.TempDir(), t.TempDir()
			if err := os.Symlink(self, filepath.Join(programs, "sluice")); err != nil {
				t.Skip(err)
			}
			if out, err := exec.Command("git", "init", "-q", repo).CombinedOutput(); err != nil {
				t.Skipf("needs git: %s", out)
			}
			started, message := filepath.Join(repo, "started"), filepath.Join(repo, "message")
			for path, text := range map[string]string{
				filepath.Join(programs, "git"): "#!/bin/sh\n: >\"" + started + "\"\n" + body + "\n", message: "text\n",
			} {
				if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			ctx, cancel := context.WithTimeout(t.Context(), deadline)
			defer cancel()
			cmd := exec.CommandContext(ctx, filepath.Join(programs, "sluice"), "commit-msg", message)
			cmd.Dir, cmd.Env = repo, append(os.Environ(), "PATH="+programs+string(os.PathListSeparator)+os.Getenv("PATH"))
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			for _, err := os.Stat(started); err != nil; _, err = os.Stat(started) {
				if ctx.Err() != nil {
					t.Fatal("git is not asked")
				}
				time.Sleep(time.Millisecond)
			}
			if configs, err := filepath.Glob(filepath.Join(folder, "sluice-*", "sluice-gitconfig-*")); err != nil || len(configs) != 1 {
				t.Errorf("private configurations %v, %v", configs, err)
			}
			interrupt(t, cmd)
			nothingIn(t, folder)
		})
	}
}
