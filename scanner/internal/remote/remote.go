// Package remote reads which remotes a repository's own configuration names (git-config(1), remote.<name>.url and .pushurl). What the
// configuration includes and the user's own are not read.
package remote

import (
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/config"

	"github.com/sluice-scan/sluice/scanner/internal/regular"
)

// maxConfig bounds how much of the configuration is read, in bytes.
const maxConfig = 1 << 20

// Remote is one that the configuration names, with its addresses as they are written there.
type Remote struct {
	Name  string
	Fetch []string
	Push  []string // where pushes go if not to Fetch
}

// Of reads the remotes of the repository whose common folder is dir, in the order of their names; none if the configuration cannot be
// read.
func Of(dir string) []Remote {
	f, err := regular.Open(filepath.Join(dir, "config"))
	if err != nil {
		return nil
	}
	defer f.Close()
	c := config.New()
	if config.NewDecoder(io.LimitReader(f, maxConfig)).Decode(c) != nil {
		return nil
	}
	var out []Remote
	for _, s := range c.Section("remote").Subsections {
		if s.Name != "" {
			out = append(out, Remote{Name: s.Name, Fetch: s.OptionAll("url"), Push: s.OptionAll("pushurl")})
		}
	}
	slices.SortFunc(out, func(a, b Remote) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Has reports whether an address is one of the remote's. A slash at the end makes no difference.
func (r *Remote) Has(address string) bool {
	same := func(a string) bool { return strings.TrimRight(a, "/") == strings.TrimRight(address, "/") }
	return slices.ContainsFunc(r.Fetch, same) || slices.ContainsFunc(r.Push, same)
}
