package git

import (
	"io"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/config"

	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/regular"
)

// Provenance tells where a repository comes from and what is checked out; "" is what is not known.
type Provenance struct {
	Remote   string // an absolute address of the remote "origin", without user or password
	Revision string // the commit of HEAD
	Branch   string // what HEAD stands on, without "refs/heads/"
}

// maxConfig bounds how much of a repository's configuration is read, in bytes.
const maxConfig = 1 << 20

// Provenance tells where the repository comes from.
func (s *Source) Provenance() Provenance { return ProvenanceOf(s.store) }

// ProvenanceOf reads it from a repository's own files; nothing that they include is read.
func ProvenanceOf(store *odb.Store) Provenance {
	r := store.Repository
	out := Provenance{Remote: remoteAddress(filepath.Join(r.CommonDir, "config"))}
	if id, ok := r.Head(); ok {
		out.Revision = id.String()
	}
	if head, ok := r.HeadRef(); ok {
		out.Branch, _ = strings.CutPrefix(head, "refs/heads/")
	}
	return out
}

// remoteAddress reads the address of origin from a configuration, "" if it has none that others can use.
func remoteAddress(path string) string {
	f, err := regular.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	c := config.New()
	if config.NewDecoder(io.LimitReader(f, maxConfig)).Decode(c) != nil {
		return ""
	}
	return address(c.Section("remote").Subsection("origin").Option("url"))
}

// scpLike is git's short form of an ssh address, user@host:path (git-clone(1), "Git URLs").
var scpLike = regexp.MustCompile(`^(?:[^@/:]+@)?([^@/:]+):([^:].*)$`)

func address(remote string) string {
	if m := scpLike.FindStringSubmatch(remote); m != nil && !strings.Contains(remote, "://") {
		remote = "ssh://" + m[1] + "/" + strings.TrimPrefix(m[2], "/")
	}
	u, err := url.Parse(remote)
	if err != nil || u.Host == "" {
		return ""
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return u.String()
}
