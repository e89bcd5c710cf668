// Package clone copies a remote repository, named by an https, http or ssh URL, as a bare mirror with all of its refs into a folder,
// without a git binary.
//
//	remote.go, clone.go   Local, Parse: what the names of repositories mean; Clone
//	fetch.go, mirror.go   what is asked for, the pack and its index; the folder that holds them
//	http.go, ssh.go       the two ways to reach git-upload-pack(1)
//	credential.go, netrc.go where credentials come from
//	message.go            error messages without credentials
//
// What a remote sends is hostile: its texts are cut and cleaned, its bytes are counted, its names never become files.
package clone

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/go-git/go-git/v5/plumbing/transport"
)

// DefaultLimit is how many bytes a remote may send if Options say nothing: larger than the pack of any public repository we know of.
const DefaultLimit = 32 << 30

// DefaultPatience is how long a remote may send nothing if Options say nothing. Git's servers send something every five seconds while
// they prepare a pack (uploadpack.keepAlive).
const DefaultPatience = 5 * time.Minute

// Options say how to clone; their zero value knows no credential and no known host.
type Options struct {
	// Getenv gives the variables of the process's environment that the package reads: SLUICE_GIT_USERNAME, SLUICE_GIT_PASSWORD,
	// GITHUB_TOKEN, NETRC, HOME (USERPROFILE), USER, SSH_AUTH_SOCK, SSH_KNOWN_HOSTS. Without it there are none, and no
	// credential helper of git is asked.
	Getenv func(name string) string
	// Limit is how many bytes the remote may send; 0 stands for DefaultLimit.
	Limit int64
	// Patience is how long the remote may send nothing; 0 stands for DefaultPatience.
	Patience time.Duration
	// Progress is told how many bytes came so far, by one goroutine at a time; it may be nil.
	Progress func(bytes int64)
}

// Clone copies everything that the repository advertises into the empty folder dir, as a bare repository: heads, tags, notes,
// pull requests and every other ref. An empty remote gives an empty repository. What was written is removed again if it
// fails. No error holds a credential; one that was cancelled is that of ctx.
func (r Remote) Clone(ctx context.Context, dir string, o Options) (err error) {
	if o.Getenv == nil {
		o.Getenv = func(string) string { return "" }
	}
	if o.Limit == 0 {
		o.Limit = DefaultLimit
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	m := &meter{limit: o.Limit, patience: cmp.Or(o.Patience, DefaultPatience), progress: o.Progress}
	m.silence = time.AfterFunc(m.patience, func() { stop(errSilent) })
	defer m.silence.Stop()
	c := &cloner{remote: r, dir: dir, env: environment(o.Getenv), meter: m}
	c.hideCredential(r.user, r.password)
	defer func() {
		if recover() != nil { // go-git's parsers read what the remote sent
			err = errors.New("what the remote sent cannot be parsed")
		}
		if err != nil {
			err = c.explain(ctx, err)
			_ = empty(dir)
		}
	}()
	return c.clone(ctx)
}

// cloner is one run of Clone.
type cloner struct {
	remote  Remote
	dir     string
	env     environment
	meter   *meter
	secrets []string // for messages only
	moved   string   // the host that the remote sends us to, "" for none
}

// hideCredential keeps a credential out of messages. A user name without a password may be a token.
func (c *cloner) hideCredential(user, password string) {
	if password == "" && c.remote.scheme != "ssh" {
		password = user
	}
	c.secrets = append(c.secrets, password)
}

func (c *cloner) clone(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if c.remote.scheme == "ssh" {
		s, err := c.dial(ctx)
		if err != nil {
			return err
		}
		defer s.Close()
		return c.fetch(ctx, s)
	}
	return c.overHTTP(ctx)
}

// explain turns an error into one for people, without credentials and of bounded length.
func (c *cloner) explain(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause == errSilent {
		err = cause
	} else if cause != nil {
		return ctx.Err()
	}
	var told *toldError
	if !errors.As(err, &told) {
		told = &toldError{err.Error(), hintOf(err)}
	}
	text := fmt.Sprintf("cloning %s: %s", c.remote, clean(told.text, c.secrets))
	if told.hint != "" {
		text += "\nhint: " + clean(told.hint, c.secrets)
	}
	return errors.New(text)
}

// hintOf is the cure of an error in words of others, or "".
func hintOf(err error) string {
	var stranger x509.UnknownAuthorityError
	if errors.As(err, &stranger) {
		return "on Linux SSL_CERT_FILE names a file of certificates that are trusted; or clone it with git and scan the clone"
	}
	return ""
}

// empty removes what is in a folder.
func empty(dir string) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
	}
	return err
}

// refused is the error of a remote that wants a credential, or another one.
func (c *cloner) refused(tried credential, err error) error {
	if errors.Is(err, transport.ErrRepositoryNotFound) {
		return tell("no repository is there, or it is not shown without a credential",
			"check the URL; see 'sluice git --help' for credentials")
	}
	if c.moved != "" {
		return tell("the remote sends us to "+c.moved+", where credentials for this host are not sent",
			"give the URL of the repository there")
	}
	if tried.from == "" {
		return tell("the remote asks for a credential and none is known",
			"set SLUICE_GIT_USERNAME and SLUICE_GIT_PASSWORD, or name the host in .netrc")
	}
	return tell("the remote refuses the credential of "+tried.from, "check that it is valid and may read this repository")
}
