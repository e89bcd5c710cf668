package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/sluice-scan/sluice/scanner/source/clone"
)

// cloneHelp tells where "sluice git URL" finds credentials.
const cloneHelp = `A repository named by an https or ssh URL is cloned, with all of its refs, into a private temporary folder that is removed at the
end; no git is needed for it. Credentials come from the environment (SLUICE_GIT_USERNAME and SLUICE_GIT_PASSWORD; GITHUB_TOKEN for
github.com), .netrc or git's credential helper; for ssh from the agent and the key files without a passphrase in ~/.ssh, and
the host must be in known_hosts (SSH_KNOWN_HOSTS names another file).`

// local returns the folder of a repository and the name that reports call it: its own folder if it lies on this machine, else that of a
// clone, which is made now and removed when the run ends.
func (f *scanFlags) local(ctx context.Context, repo string, limit int64, s streams) (path, name string, err error) {
	if path, ok := clone.Local(repo); ok {
		return path, path, addressed(path)
	}
	if limit < 1 || limit > math.MaxInt64>>20 {
		return "", "", fmt.Errorf("--clone-limit %d: use a number of MiB above 0", limit)
	}
	remote, err := clone.Parse(repo)
	if err != nil {
		return "", "", err
	}
	o, err := f.validate("", s) // before a long wait
	if err != nil {
		return "", "", err
	}
	path, err = s.temporary.folder()
	if err != nil {
		return "", "", failed(fmt.Errorf("making a temporary folder: %w\nhint: TMPDIR (TMP on Windows) names a folder for it", err))
	}
	progress := receiving{out: o.bar(s).out}
	err = remote.Clone(ctx, path, clone.Options{Getenv: getenv, Limit: limit << 20, Progress: progress.report})
	progress.done()
	if errors.Is(err, context.Canceled) {
		return "", "", failed(errors.New("interrupted: nothing was scanned"))
	}
	if err != nil {
		return "", "", failed(err)
	}
	return path, remote.String(), nil
}

// addressed is the error of a path that leads nowhere and begins as an address does: "github.com/team/project". One with a user in it,
// who may be a token, is not shown.
func addressed(path string) error {
	host, _, found := strings.Cut(path, "/")
	if !found || !strings.Contains(strings.Trim(host, "."), ".") || strings.Contains(host, "@") || exists(path) {
		return nil
	}
	return fmt.Errorf("%s: no such folder\nhint: look for a mistake in its name; a repository elsewhere is named by its URL: https://%s", path, path)
}

// receiving shows how much of a clone came.
type receiving struct {
	out   io.Writer // nil to show nothing
	shown *progressbar.ProgressBar
	last  time.Time
}

// report is called by one goroutine at a time.
func (r *receiving) report(bytes int64) {
	if r.out == nil || time.Since(r.last) < redraw {
		return
	}
	r.last = time.Now()
	if r.shown == nil {
		r.shown = progressbar.NewOptions64(-1, progressbar.OptionSetWriter(r.out), progressbar.OptionSetDescription("receiving"),
			progressbar.OptionShowBytes(true), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(redraw/2))
	}
	r.shown.Set64(bytes)
}

func (r *receiving) done() {
	if r.shown != nil {
		r.shown.Finish()
	}
}
