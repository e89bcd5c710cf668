package git

import (
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/remote"
)

// Provenance tells where a repository comes from and what is checked out; "" is what is not known.
type Provenance struct {
	Remote   string // an absolute address of the remote "origin", without user or password
	Revision string // the commit of HEAD
	Branch   string // what HEAD stands on, without "refs/heads/"
}

// Provenance tells where the repository comes from.
func (s *Source) Provenance() Provenance { return ProvenanceOf(s.store) }

// ProvenanceOf reads it from a repository's own files; nothing that they include is read.
func ProvenanceOf(store *odb.Store) Provenance {
	r := store.Repository
	out := Provenance{Remote: origin(r.CommonDir)}
	if id, ok := r.Head(); ok {
		out.Revision = id.String()
	}
	if head, ok := r.HeadRef(); ok {
		out.Branch, _ = strings.CutPrefix(head, "refs/heads/")
	}
	return out
}

// origin is the address of the remote of that name, "" if it has none that others can use.
func origin(commonDir string) string {
	for _, r := range remote.Of(commonDir) {
		if n := len(r.Fetch); r.Name == "origin" && n > 0 {
			return address(r.Fetch[n-1]) // as git config --get
		}
	}
	return ""
}

// scpLike is git's short form of an ssh address, user@host:path (git-clone(1), "Git URLs").
var scpLike = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:[^@/:]+@)?([^@/:]+):([^:].*)$`)
})

func address(remote string) string {
	if m := scpLike().FindStringSubmatch(remote); m != nil && !strings.Contains(remote, "://") {
		remote = "ssh://" + m[1] + "/" + strings.TrimPrefix(m[2], "/")
	}
	u, err := url.Parse(remote)
	if err != nil || u.Host == "" {
		return ""
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return u.String()
}
