// Package plumbing runs git commands on a repository that is not trusted: with a configuration of its own that lets nothing of the
// repository's run, and with errors that are never swallowed.
//
//	plumbing.go  commands and their output
//	isolate.go   what keeps a repository's configuration from running programs
//	objects.go   contents, through one git cat-file --batch
//
// Callers use commands that do not write and run no drivers: diff-index and ls-files with --cached, cat-file without filters, config,
// rev-parse. TestHostileConfig tries what a configuration can name a program for.
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

	"github.com/sluice-scan/sluice/scanner/internal/spill"
)

// Git runs commands in one folder. It is safe for concurrent use. Close removes its configuration file.
type Git struct {
	program string
	dir     string
	config  string
	env     []string
}

// New prepares to run git in dir, with a configuration in the temporary folder. The folders in safe, a repository's work tree and
// git directory, count as safe to read, whoever owns them: git would refuse them otherwise, and nothing of them is executed. For
// the current folder (dir "" or ".") git's own environment variables keep their meaning, as in a hook; for others those that name
// a repository do not count.
func New(temporary spill.Folder, dir string, safe ...string) (*Git, error) {
	program, err := exec.LookPath("git")
	if err != nil {
		return nil, fmt.Errorf("looking for git, which this command needs: %w\nhint: install git, or put its folder on the PATH", err)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("finding the folder to run git in: %w", err)
	}
	config, err := writeConfig(temporary, safe)
	if err != nil {
		return nil, fmt.Errorf("making a private configuration for git: %w", err)
	}
	here := dir == "" || dir == "."
	return &Git{program, abs, config, environment(os.Environ(), here, config)}, nil
}

// Close removes the private configuration; commands that are started later fail.
func (g *Git) Close() error { return os.Remove(g.config) }

// waitDelay is how long a stopped command's pipes may stay open.
const waitDelay = time.Second

func (g *Git) command(ctx context.Context, args []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, g.program, append(global(), args...)...)
	cmd.Dir, cmd.Env, cmd.WaitDelay = g.dir, g.env, waitDelay
	return cmd
}

// maxOutput bounds what Output returns, in bytes.
const maxOutput = 64 << 20

// Output returns what a command prints, up to 64 MiB. Its failure is an error that tells what git said, or ctx's.
func (g *Git) Output(ctx context.Context, args ...string) ([]byte, error) {
	s, err := g.Stream(ctx, args...)
	if err != nil {
		return nil, err
	}
	out, err := io.ReadAll(io.LimitReader(s, maxOutput+1))
	if err == nil && len(out) > maxOutput {
		err = fmt.Errorf("git %s: it printed more than %d bytes", args[0], maxOutput)
	}
	return out, errors.Join(err, s.Close())
}

// Stream starts a command and returns its output. The command's failure is the error of the Read that finds the end; closing before
// the end stops the command.
func (g *Git) Stream(ctx context.Context, args ...string) (io.ReadCloser, error) {
	p, err := g.start(ctx, args, false)
	if err != nil {
		return nil, err
	}
	return &stream{process: p}, nil
}

type stream struct {
	*process
	end error // io.EOF or the failure, once the command has ended
}

func (s *stream) Read(b []byte) (int, error) {
	if s.end == nil && s.ctx.Err() != nil { // git may write on before it is ended
		s.stop()
		s.end = s.ctx.Err()
	}
	if s.end != nil {
		return 0, s.end
	}
	n, err := s.out.Read(b)
	if err != nil {
		if s.end = s.wait(); s.end == nil {
			s.end = err
		}
	}
	return n, s.end
}

func (s *stream) Close() error {
	if s.end == nil {
		s.end = os.ErrClosed
		s.stop()
	}
	return nil
}

// process is a command that runs.
type process struct {
	args   []string
	ctx    context.Context
	cancel context.CancelFunc
	cmd    *exec.Cmd
	in     io.WriteCloser // nil unless it was asked for
	out    io.Reader
	said   head
}

func (g *Git) start(ctx context.Context, args []string, input bool) (*process, error) {
	p := &process{args: args, ctx: ctx}
	ctx, p.cancel = context.WithCancel(ctx)
	p.cmd = g.command(ctx, args)
	p.cmd.Stderr = &p.said
	var err error
	if input {
		p.in, err = p.cmd.StdinPipe()
	}
	if err == nil {
		p.out, err = p.cmd.StdoutPipe()
	}
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		p.cancel()
		if p.ctx.Err() != nil {
			return nil, p.ctx.Err()
		}
		return nil, fmt.Errorf("starting git: %w", err)
	}
	return p, nil
}

// wait waits for the end of a command whose output was read, and returns its failure.
func (p *process) wait() error {
	defer p.cancel()
	err := p.cmd.Wait()
	switch {
	case err == nil:
		return nil
	case p.ctx.Err() != nil:
		return p.ctx.Err()
	}
	return &Failure{p.args[0], strings.TrimSpace(p.said.String()), p.cmd.ProcessState.ExitCode()}
}

// stop ends a command; how it ended says nothing.
func (p *process) stop() {
	p.cancel()
	_ = p.cmd.Wait()
}

// Failure is a command that ended with another status than 0.
type Failure struct {
	Command string // such as "diff-index"
	Said    string // the beginning of what it wrote to standard error
	Status  int    // -1 if a signal ended it
}

func (f *Failure) Error() string {
	if f.Said != "" {
		return fmt.Sprintf("git %s: %s", f.Command, f.Said)
	}
	return fmt.Sprintf("git %s: exit status %d", f.Command, f.Status)
}

// stderrLimit bounds what is kept of a command's messages, in bytes.
const stderrLimit = 4096

// head keeps the beginning of what is written to it.
type head struct{ bytes.Buffer }

func (h *head) Write(b []byte) (int, error) {
	if room := stderrLimit - h.Len(); room > 0 {
		h.Buffer.Write(b[:min(len(b), room)])
	}
	return len(b), nil
}
