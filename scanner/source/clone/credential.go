package clone

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// credential is what is sent to the remote's host, and to no other.
type credential struct {
	user, password string
	from           string // where it was found, for messages
}

// environment gives variables; see Options.Getenv.
type environment func(name string) string

func (e environment) home() string { return orElse(e("HOME"), e("USERPROFILE")) }

// credential returns the first credential that is known for an http remote: that of the URL, SLUICE_GIT_USERNAME and
// SLUICE_GIT_PASSWORD, GITHUB_TOKEN (for https://github.com only), .netrc, git's credential helper.
func (c *cloner) credential(ctx context.Context) (credential, bool) {
	r, e := c.remote, c.env
	if r.password != "" {
		return credential{r.user, r.password, "the URL"}, true
	}
	if p := e("SLUICE_GIT_PASSWORD"); p != "" {
		return credential{orElse(e("SLUICE_GIT_USERNAME"), orElse(r.user, "git")), p, "SLUICE_GIT_PASSWORD"}, true
	}
	if t := e("GITHUB_TOKEN"); t != "" && r.scheme == "https" && strings.EqualFold(r.address(true), "github.com:443") {
		return credential{"x-access-token", t, "GITHUB_TOKEN"}, true
	}
	if user, password, ok := netrc(e.netrcFile(), r.host, r.user); ok {
		return credential{user, password, ".netrc"}, true
	}
	if found, ok := c.ask(ctx); ok {
		return found, true
	}
	return credential{r.user, "", "the URL"}, r.user != "" // a token in the place of the user name
}

func (e environment) netrcFile() []byte {
	name := e("NETRC")
	if name == "" && e.home() != "" {
		name = filepath.Join(e.home(), ".netrc")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil // a file that is not there, or is not ours to read, knows no credential
	}
	defer f.Close()
	data, _ := io.ReadAll(io.LimitReader(f, longestNetrc))
	return data
}

// longestAnswer bounds what is read of a credential helper, in bytes.
const longestAnswer = 64 << 10

// ask asks the credential helper that the user configured, if git is there. No terminal or window prompts, and no configuration but
// the user's and the system's counts.
func (c *cloner) ask(ctx context.Context) (credential, bool) {
	git, err := exec.LookPath("git")
	if err != nil || c.env.home() == "" {
		return credential{}, false
	}
	cmd := exec.CommandContext(ctx, git, "-c", "core.askPass=", "credential", "fill")
	cmd.Dir, cmd.WaitDelay = c.dir, time.Second // a helper may leave a daemon behind that holds the pipe
	cmd.Env = append(os.Environ(), "HOME="+c.env.home(), "GIT_DIR="+os.DevNull, "GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=",
		"SSH_ASKPASS=", "GCM_INTERACTIVE=never")
	cmd.Stdin = strings.NewReader(c.question())
	var out bounded
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil {
		return credential{}, false
	}
	found := credential{from: "git's credential helper"}
	for line := range strings.Lines(out.String()) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		switch name {
		case "username":
			found.user = value
		case "password":
			found.password = value
		}
	}
	return found, found.password != ""
}

// question is what git-credential(1) reads.
func (c *cloner) question() string {
	r := c.remote
	text := "protocol=" + r.scheme + "\nhost=" + r.address(false) + "\npath=" + strings.TrimPrefix(r.path, "/") + "\n"
	if r.user != "" {
		text += "username=" + r.user + "\n"
	}
	return text + "\n"
}

// bounded keeps the first bytes that are written to it.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	b.Buffer.Write(p[:min(len(p), longestAnswer-b.Len())])
	return len(p), nil
}
