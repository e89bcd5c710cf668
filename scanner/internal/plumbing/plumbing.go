// Package plumbing runs git commands on a repository that is not trusted: with a configuration of its own that lets nothing of the
// repository's run, and with errors that are never swallowed.
package plumbing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Git runs commands in one folder. Close removes its configuration file.
type Git struct {
	dir    string
	config string
}

// stderrLimit bounds what is kept of a command's messages, in bytes.
const stderrLimit = 4096

// New prepares to run git in dir. The folders in safe, a repository's work tree and git directory, count as safe to read, whoever
// owns them: git would refuse them otherwise, and nothing of them is executed. git's own environment variables keep their meaning.
func New(dir string, safe ...string) (*Git, error) {
	if _, err := exec.LookPath("git"); err != nil {
		return nil, errors.New("this command needs git, which is not on the PATH")
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	f, err := os.CreateTemp("", "sluice-gitconfig-*")
	if err != nil {
		return nil, fmt.Errorf("making a private configuration for git: %w", err)
	}
	// The environment form of safe.directory is ignored by older gits; a global file is not.
	_, err = f.WriteString(configFor(safe))
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, errors.Join(err, os.Remove(f.Name()))
	}
	return &Git{abs, f.Name()}, nil
}

// configFor is the text of the private global configuration: the user's own first, then what must hold.
func configFor(safe []string) string {
	var b strings.Builder
	for _, path := range userConfigs() {
		fmt.Fprintf(&b, "[include]\n\tpath = %s\n", quote(path))
	}
	b.WriteString("[safe]\n")
	for _, dir := range safe {
		fmt.Fprintf(&b, "\tdirectory = %s\n", quote(filepath.ToSlash(dir)))
	}
	return b.String()
}

// userConfigs returns the files that git would read in place of ours (git-config(1), FILES).
func userConfigs() []string {
	if path, ok := os.LookupEnv("GIT_CONFIG_GLOBAL"); ok {
		if path == "" || path == os.DevNull {
			return nil
		}
		return []string{path}
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return nil
	}
	xdg := os.Getenv("XDG_CONFIG_HOME")
	if xdg == "" {
		xdg = filepath.Join(home, ".config")
	}
	return []string{filepath.Join(xdg, "git", "config"), filepath.Join(home, ".gitconfig")}
}

func quote(path string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(path) + `"`
}

// Close removes the private configuration.
func (g *Git) Close() error { return os.Remove(g.config) }

// off are settings that would run programs, or change what is stored into something else (git-config(1)).
var off = []string{
	"-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull, "-c", "core.pager=cat", "-c", "diff.external=", "-c", "core.untrackedCache=false",
	"-c", "submodule.recurse=false", "-c", "protocol.allow=never", "-c", "core.commitGraph=false",
}

func (g *Git) command(ctx context.Context, args []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "git", append(append([]string{"--no-pager", "--no-replace-objects", "--literal-pathspecs"}, off...), args...)...)
	cmd.Dir = g.dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+g.config, "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_NO_REPLACE_OBJECTS=1", "GIT_EXTERNAL_DIFF=", "GIT_PAGER=cat", "LC_ALL=C")
	cmd.WaitDelay = time.Second
	return cmd
}

// Output returns what a command prints. Its failure is an error that tells what git said.
func (g *Git) Output(ctx context.Context, args ...string) ([]byte, error) {
	cmd := g.command(ctx, args)
	var out bytes.Buffer
	said := &head{}
	cmd.Stdout, cmd.Stderr = &out, said
	if err := cmd.Run(); err != nil {
		return nil, said.failure(ctx, args, err)
	}
	return out.Bytes(), nil
}

// Stream starts a command and returns its output. Close waits for it and reports its failure, unless the output was not read to
// its end.
func (g *Git) Stream(ctx context.Context, args ...string) (io.ReadCloser, error) {
	ctx, cancel := context.WithCancel(ctx)
	cmd := g.command(ctx, args)
	said := &head{}
	cmd.Stderr = said
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		cancel()
		return nil, fmt.Errorf("starting git: %w", err)
	}
	return &stream{out, cmd, cancel, said, args, false}, nil
}

type stream struct {
	io.Reader
	cmd    *exec.Cmd
	cancel context.CancelFunc
	said   *head
	args   []string
	ended  bool
}

func (s *stream) Read(b []byte) (int, error) {
	n, err := s.Reader.Read(b)
	s.ended = s.ended || err == io.EOF
	return n, err
}

func (s *stream) Close() error {
	defer s.cancel()
	if !s.ended {
		s.cancel()
		s.cmd.Wait() // it was stopped: how it ended says nothing
		return nil
	}
	if err := s.cmd.Wait(); err != nil {
		return s.said.failure(context.Background(), s.args, err)
	}
	return nil
}

// head keeps the beginning of what is written to it.
type head struct{ bytes.Buffer }

func (h *head) Write(b []byte) (int, error) {
	if room := stderrLimit - h.Len(); room > 0 {
		h.Buffer.Write(b[:min(len(b), room)])
	}
	return len(b), nil
}

func (h *head) failure(ctx context.Context, args []string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if text := strings.TrimSpace(h.String()); text != "" {
		return fmt.Errorf("git %s: %s", args[0], text)
	}
	return fmt.Errorf("git %s: %w", args[0], err)
}
