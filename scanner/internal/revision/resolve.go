package revision

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing"
)

// ErrUnknown is in the error of Resolve for a name that nothing has.
var ErrUnknown = errors.New("no such revision")

// ErrUnread is in the error of Resolve for a name that nothing that can be read has: a ref that cannot be read may have it.
var ErrUnread = errors.New("no such revision that can be read")

// Resolve returns the object that a name stands for, whole object names even if the repository lacks them. What is beyond refs,
// object names and the suffixes ~ and ^ is left to git. ctx ends the git command.
func (g *Graph) Resolve(ctx context.Context, name string) (oid.ID, error) {
	base, suffix := name, ""
	if i := strings.IndexAny(name, "~^"); i >= 0 {
		base, suffix = name[:i], name[i:]
	}
	if id, ok := g.named(base); ok {
		if id, ok := g.follow(id, suffix); ok {
			return id, nil
		}
	}
	if id, err := g.ask(ctx, name); err == nil {
		return id, nil
	}
	if _, problems := g.store.Repository.RefNames(); len(problems) > 0 {
		return oid.ID{}, fmt.Errorf("%q: %w: %s: %s", name, ErrUnread, problems[0].What, problems[0].Why)
	}
	return oid.ID{}, fmt.Errorf("%q: %w", name, ErrUnknown)
}

// firstParents are suffixes that go to first parents only.
var firstParents = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(\^1?|~[0-9]*)+$`)
})

// BeforeRoot reports whether a name such as v1.0^ or main~9 goes on where history begins: then it stands for nothing at all.
func (g *Graph) BeforeRoot(ctx context.Context, name string) bool {
	i := strings.IndexAny(name, "~^")
	if i < 0 || !firstParents().MatchString(name[i:]) {
		return false
	}
	id, err := g.Resolve(ctx, name[:i])
	if err != nil {
		return false
	}
	if _, ok := g.parent(id, 0); !ok {
		return false
	}
	_, ok := g.follow(id, name[i:])
	return !ok
}

// named looks a name without suffixes up, in git's order (gitrevisions(7)).
func (g *Graph) named(name string) (oid.ID, bool) {
	if name == "@" {
		name = "HEAD"
	}
	if id, err := oid.Parse(name); err == nil {
		return id, true
	}
	for _, pattern := range []string{"%s", "refs/%s", "refs/tags/%s", "refs/heads/%s", "refs/remotes/%s", "refs/remotes/%s/HEAD"} {
		full := fmt.Sprintf(pattern, name)
		if !strings.HasPrefix(full, "refs/") && strings.ToUpper(full) != full {
			continue // beside refs/ only names such as HEAD and ORIG_HEAD are refs
		}
		if id, ok := g.store.Repository.Ref(full); ok {
			return id, true
		}
	}
	return g.abbreviated(name)
}

// leastAbbreviated is how many digits an abbreviated name has at least (git's MINIMUM_ABBREV).
const leastAbbreviated = 4

// abbreviated finds the commit or tag whose name begins with some digits, if there is only one.
func (g *Graph) abbreviated(digits string) (oid.ID, bool) {
	if len(digits) < leastAbbreviated || strings.Trim(strings.ToLower(digits), "0123456789abcdef") != "" {
		return oid.ID{}, false
	}
	var found []oid.ID
	for _, id := range g.store.Abbreviated(strings.ToLower(digits)) {
		if typ, _, err := g.store.Get(id, nil); err == nil && (typ == pack.Commit || typ == pack.Tag) && !slices.Contains(found, id) {
			found = append(found, id)
		}
	}
	if len(found) != 1 {
		return oid.ID{}, false
	}
	return found[0], true
}

// follow goes from an object where suffixes such as ~2^2^{commit} lead; false for others.
func (g *Graph) follow(id oid.ID, suffix string) (oid.ID, bool) {
	for suffix != "" {
		if rest, ok := strings.CutPrefix(suffix, "^{"); ok {
			kind, rest, ok := strings.Cut(rest, "}")
			_, end, typ, err := g.Peel(id)
			if !ok || err != nil || kind != "" && kind != typ.String() {
				return oid.ID{}, false
			}
			id, suffix = end, rest
			continue
		}
		digits := len(suffix[1:]) - len(strings.TrimLeft(suffix[1:], "0123456789"))
		n, err := strconv.Atoi("0" + suffix[1:1+digits])
		if err != nil || suffix[0] != '~' && suffix[0] != '^' {
			return oid.ID{}, false
		}
		if digits == 0 {
			n = 1
		}
		step := g.parent
		if suffix[0] == '~' {
			step = g.ancestor
		}
		var ok bool
		if id, ok = step(id, n); !ok {
			return oid.ID{}, false
		}
		suffix = suffix[1+digits:]
	}
	return id, true
}

// parent returns the n-th parent of a commit, 1-based; 0 is the commit itself.
func (g *Graph) parent(id oid.ID, n int) (oid.ID, bool) {
	_, id, _, err := g.Peel(id)
	if err != nil {
		return oid.ID{}, false
	}
	c, err := g.Commit(id)
	switch {
	case err != nil || n > len(c.Parents):
		return oid.ID{}, false
	case n == 0:
		return id, true
	}
	return c.Parents[n-1], true
}

// ancestor goes to first parents n times.
func (g *Graph) ancestor(id oid.ID, n int) (oid.ID, bool) {
	id, ok := g.parent(id, 0)
	for ; ok && n > 0; n-- {
		id, ok = g.parent(id, 1)
	}
	return id, ok
}

// ask asks git. Names that it could take for an option are none.
func (g *Graph) ask(ctx context.Context, name string) (oid.ID, error) {
	if name == "" || name[0] == '-' {
		return oid.ID{}, ErrUnknown
	}
	r := g.store.Repository
	git, err := plumbing.New(r.Temporary, r.GitDir, r.GitDir, r.CommonDir, r.WorkTree)
	if err != nil {
		return oid.ID{}, err
	}
	defer git.Close()
	out, err := git.Output(ctx, "rev-parse", "--quiet", "--verify", name)
	if err != nil {
		return oid.ID{}, err
	}
	return oid.Parse(strings.TrimSpace(string(out)))
}
