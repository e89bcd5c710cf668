package commits

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/remote"
)

// Update is what a push does to a ref of the repository that receives it (githooks(5), pre-push and pre-receive).
type Update struct {
	Ref      string
	Old, New oid.ID // zero for a ref that is made, or deleted
}

// maxLine bounds a line of a hook's input, in bytes: two names of refs and two of objects.
const maxLine = 1 << 20

// PrePush reads the lines that git gives a pre-push hook: "<local ref> <local object> <remote ref> <remote object>". The first is what was
// given to git push, such as HEAD^{/fix that}, which may have spaces.
func PrePush(in io.Reader) ([]Update, error) {
	return updates(in, func(f []string) (ref, old, new string, ok bool) {
		n := len(f)
		if n < 4 {
			return "", "", "", false
		}
		return f[n-2], f[n-1], f[n-3], true
	})
}

// PreReceive reads the lines that git gives a pre-receive hook: "<old object> <new object> <ref>".
func PreReceive(in io.Reader) ([]Update, error) {
	return updates(in, func(f []string) (ref, old, new string, ok bool) {
		if len(f) != 3 {
			return "", "", "", false
		}
		return f[2], f[0], f[1], true
	})
}

// notGits is told of a line, which may hold a secret.
func notGits(number int) error {
	return fmt.Errorf("line %d of the input is not what git gives this hook", number)
}

func updates(in io.Reader, split func(fields []string) (ref, old, new string, ok bool)) (out []Update, err error) {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	number := 1
	for ; lines.Scan(); number++ {
		if lines.Text() == "" {
			continue
		}
		ref, old, new, ok := split(strings.Split(lines.Text(), " "))
		u := Update{Ref: ref}
		var errOld, errNew error
		u.Old, errOld = oid.Parse(old)
		u.New, errNew = oid.Parse(new)
		if !ok || errOld != nil || errNew != nil {
			return nil, notGits(number)
		}
		out = append(out, u)
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, notGits(number)
	} else if err != nil {
		return nil, fmt.Errorf("reading what git gives this hook: %w", err)
	}
	return out, nil
}

// Push makes the source of what updates take to a remote, as far as they and the remote-tracking refs tell what it has. Deletions
// take nothing.
func (r *Repository) Push(ctx context.Context, remote string, updates []Update) (*Source, error) {
	p := r.plan()
	p.update(updates)
	for _, t := range r.tracked(remote) {
		p.know(t.object)
	}
	return p.moving(ctx, pushOf(updates)+" to "+withoutUser(remote))
}

// Receive makes the source of what updates brought to this repository, whose refs are as they were before.
func (r *Repository) Receive(ctx context.Context, updates []Update) (*Source, error) {
	if len(updates) == 0 { // git runs the hook only if there are some
		return nil, errors.New("git's lines about what was pushed are missing\nhint: give them to this hook, too: what ran before may have read them")
	}
	p := r.plan()
	p.update(updates)
	for _, id := range r.store.Repository.Refs("refs/") {
		p.know(id)
	}
	s, err := p.moving(ctx, pushOf(updates))
	if err != nil {
		return nil, err
	}
	var before []oid.ID
	for _, u := range updates {
		before = append(before, u.Old)
	}
	if head, ok := r.store.Repository.Head(); ok {
		before = append(before, head)
	}
	s.base = r.base(p, before...)
	return s, nil
}

// update asks for what updates bring.
func (p *plan) update(updates []Update) {
	for _, u := range updates {
		if u.New.IsZero() {
			continue
		}
		p.want(u.New)
		if u.Old.IsZero() {
			p.others.refs = append(p.others.refs, ref{u.Ref, u.New})
		} else {
			p.know(u.Old)
		}
	}
}

// tracked returns the branches that remotes are known to have, by their names there: of the remote of that name, of those with that
// address, as when something is pushed to a bare address, or of all if it is "".
func (r *Repository) tracked(name string) []ref {
	const all = "refs/remotes/"
	var out []ref
	if name == "" {
		for full, id := range r.store.Repository.Refs(all) {
			_, branch, _ := strings.Cut(strings.TrimPrefix(full, all), "/")
			out = append(out, ref{branch, id})
		}
		return out
	}
	for _, remote := range r.remotes(name) {
		prefix := all + remote + "/"
		for full, id := range r.store.Repository.Refs(prefix) {
			out = append(out, ref{strings.TrimPrefix(full, prefix), id})
		}
	}
	return out
}

// remotes are the names of the remotes that are meant by a name or an address.
func (r *Repository) remotes(name string) []string {
	names := []string{name}
	for _, known := range remote.Of(r.store.Repository.CommonDir) {
		if known.Name == name {
			return []string{name}
		}
		if known.Has(name) {
			names = append(names, known.Name)
		}
	}
	return names
}

// CheckRemote returns an error if a name is that of no remote and can be no address: a mistyped name, which would make everything news.
// "" stands for any remote. Only the repository's own configuration and its tracking refs are asked, so don't ask about names that come from git.
func (r *Repository) CheckRemote(name string) error {
	if name == "" || strings.ContainsAny(name, `/\:`) || len(r.tracked(name)) > 0 {
		return nil
	}
	if _, err := os.Stat(name); err == nil {
		return nil
	}
	var names []string
	for _, known := range remote.Of(r.store.Repository.CommonDir) {
		if known.Name == name {
			return nil
		}
		names = append(names, known.Name)
	}
	hint := "it has none; 'sluice push' without a name scans all that is on no remote"
	if len(names) > 0 {
		hint = "its remotes are " + strings.Join(names, ", ")
	}
	return fmt.Errorf("%q is no remote of this repository\nhint: %s", name, hint)
}

const unreadable = "an address that cannot be read"

// withoutUser is what may be shown of a remote's name, which may be an address with a token in it: as user, in its query, or in what only
// looks like one of these.
func withoutUser(name string) string {
	if !strings.Contains(name, "://") {
		if user, _, ok := strings.Cut(name, "@"); ok && strings.Contains(user, ":") { // user:password@host, https:/user:password@host
			return unreadable
		}
		return name
	}
	u, err := url.Parse(name)
	switch {
	case err != nil, u.Opaque != "", strings.Contains(u.RawQuery+u.Fragment, "@"):
		if strings.ContainsAny(name, "@?#") {
			return unreadable
		}
		return name
	case u.User == nil && u.RawQuery == "" && u.Fragment == "":
		return name
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return u.String()
}

// Unpushed makes the source of what local branches, tags and HEAD have and a remote has not, as far as its tracking refs tell; those of
// all remotes if remote is "". also and known are revisions, or "": one is scanned besides, the other the remote has.
func (r *Repository) Unpushed(ctx context.Context, remote, also, known string) (*Source, error) {
	p := r.plan()
	p.refs()
	there := map[string]bool{}
	for _, t := range r.tracked(remote) {
		p.know(t.object)
		there[t.name] = true
	}
	for _, prefix := range []string{"refs/heads/", "refs/tags/"} {
		refs := r.store.Repository.Refs(prefix)
		for _, name := range slices.Sorted(maps.Keys(refs)) {
			p.wantUnknown(refs[name])
			if branch, ok := strings.CutPrefix(name, "refs/heads/"); ok && !there[branch] {
				p.others.refs = append(p.others.refs, ref{name, refs[name]})
			}
		}
	}
	if id, ok := r.store.Repository.Head(); ok {
		p.want(id)
	}
	for word, ask := range map[string]func(oid.ID){also: p.want, known: p.know} {
		if id, err := p.graph.Resolve(ctx, word); err == nil {
			ask(id)
		}
	}
	name := withoutUser(remote)
	if name == "" {
		name = "any remote"
	}
	return p.moving(ctx, "all local branches and tags that are not on "+name)
}

// moving makes the source of commits that one repository takes to another.
func (p *plan) moving(ctx context.Context, name string) (*Source, error) {
	s, err := p.finish(ctx, name)
	if err == nil {
		s.moves = true
	}
	return s, err
}

// namesTold is how many refs are named in words.
const namesTold = 3

func pushOf(updates []Update) string {
	if len(updates) == 0 {
		return "the push of nothing (git named no ref)"
	}
	var names []string
	for _, u := range updates {
		if !u.New.IsZero() {
			names = append(names, u.Ref)
		}
	}
	if more := len(names) - namesTold; more > 0 {
		names = append(names[:namesTold], fmt.Sprintf("%d more", more))
	}
	if len(names) == 0 {
		return "the push"
	}
	return "the push of " + strings.Join(names, ", ")
}
