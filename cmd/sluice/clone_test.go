package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/sluice-scan/sluice/rules"
)

// deadline is when a server or a process that a test started is stopped.
const deadline = time.Minute

// temporaryFolder makes an empty folder the place of temporary files.
func temporaryFolder(t *testing.T) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("TMPDIR does not count there")
	}
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	return dir
}

// gitIn returns a function that runs git in a folder, away from the machine's configuration.
func gitIn(t *testing.T, dir string) func(args ...string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("needs git")
	}
	for name, value := range isolated {
		t.Setenv(name, value)
	}
	return func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
}

// serveGit serves repositories below a folder over http on loopback.
func serveGit(t *testing.T, root string) *httptest.Server {
	t.Helper()
	out, err := exec.Command("git", "--exec-path").Output()
	program := filepath.Join(strings.TrimSpace(string(out)), "git-http-backend")
	if _, failed := os.Stat(program); err != nil || failed != nil {
		t.Skip("git http-backend is not installed")
	}
	backend := &cgi.Handler{
		Path: program, Env: []string{"GIT_PROJECT_ROOT=" + root, "GIT_HTTP_EXPORT_ALL=1"},
		InheritEnv: []string{"GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM"},
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx, cancel := context.WithTimeout(req.Context(), deadline)
		defer cancel()
		backend.ServeHTTP(w, req.WithContext(ctx))
	}))
	t.Cleanup(s.Close)
	return s
}

// TestGitURL: a remote repository is scanned with all of its refs, named without the URL's credential, and nothing is left behind.
func TestGitURL(t *testing.T) {
	dir := t.TempDir()
	git := gitIn(t, dir)
	text, err := rules.Fill("token = ghp_{{base62:36:crc32-base62}}\n", "clone", 0)
	if err := errors.Join(err, os.WriteFile(filepath.Join(dir, "a.txt"), []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
	git("init", "-q", "-b", "main")
	git("commit", "-q", "--allow-empty", "-m", "first")
	git("checkout", "-q", "-b", "topic")
	git("add", "a.txt")
	git("commit", "-q", "-m", "second")
	git("update-ref", "refs/pull/1/head", "HEAD")
	git("checkout", "-q", "main")
	git("branch", "-q", "-D", "topic")
	s, folder := serveGit(t, dir), temporaryFolder(t)
	var out, errs bytes.Buffer
	url := strings.Replace(s.URL, "http://", "http://eve:pass-word@", 1) + "/.git"
	code := run(t.Context(), []string{"git", url, "--format", "json", "--progress", "always"}, streams{nil, &out, &errs, new(temporary)})
	if code != exitFindings || !strings.Contains(out.String(), `"repository": "`+s.URL+`/.git"`) ||
		!strings.Contains(out.String(), `"a.txt"`) {
		t.Errorf("exit status %d\n%s%s", code, out.String(), errs.String())
	}
	if strings.Contains(out.String()+errs.String(), "pass-word") {
		t.Error("the password is printed")
	}
	nothingIn(t, folder)
}

// interrupt sends Ctrl-C to a scan, which then says that it is incomplete.
func interrupt(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != exitIncomplete {
		t.Errorf("ended with %v, want status %d", err, exitIncomplete)
	}
}

func nothingIn(t *testing.T, dir string) {
	t.Helper()
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// stalled is a server that begins to send a pack and stops there; started is closed then.
func stalled(t *testing.T) (url string, started chan struct{}) {
	started, done := make(chan struct{}), make(chan struct{})
	line := func(text string) string { return fmt.Sprintf("%04x%s", len(text)+4, text) }
	refs := line("# service=git-upload-pack\n") + "0000" +
		line(strings.Repeat("12", 20)+" refs/heads/main\x00side-band-64k ofs-delta\n") + "0000"
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Method == http.MethodGet {
			w.Header().Set("Content-Type", "application/x-git-upload-pack-advertisement")
			fmt.Fprint(w, refs)
			return
		}
		fmt.Fprint(w, line("NAK\n")+line("\x01PACK\x00\x00\x00\x02\x00\x00\x00\x09"))
		w.(http.Flusher).Flush()
		close(started)
		select {
		case <-done:
		case <-req.Context().Done():
		case <-time.After(deadline):
		}
	}))
	t.Cleanup(func() {
		close(done)
		s.Close()
	})
	return s.URL, started
}

// TestInterruptedClone: Ctrl-C while a repository is received ends with status 3, and what was received is gone.
func TestInterruptedClone(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder, program := temporaryFolder(t), filepath.Join(t.TempDir(), "sluice")
	if err := os.Symlink(self, program); err != nil {
		t.Skip(err)
	}
	url, started := stalled(t)
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "git", url+"/r.git")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-started:
	case <-ctx.Done():
		t.Fatal("it does not ask for the pack")
	}
	if received, err := filepath.Glob(filepath.Join(folder, "sluice-*", "objects", "pack")); err != nil || len(received) != 1 {
		t.Errorf("received into %v, %v", received, err)
	}
	interrupt(t, cmd)
	nothingIn(t, folder)
}
