package commits

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/internal/revision"
	"github.com/sluice-scan/sluice/scanner/source"
)

// plan is a source in the making.
type plan struct {
	*Repository
	graph   *revision.Graph
	request revision.Request
	ends    map[oid.ID]bool // the commits that are wanted
	others  others
	heads   []head // tags whose commits may turn out to be known
	skips   []source.Skip
}

// head is an annotated tag, or several around each other, and what they tag.
type head struct {
	tags []oid.ID
	end  oid.ID
}

func (r *Repository) plan() *plan {
	return &plan{Repository: r, graph: revision.New(r.store), ends: map[oid.ID]bool{}}
}

// want asks for what a ref names, with the tags around it.
func (p *plan) want(id oid.ID) {
	tags, end, typ, err := p.graph.Peel(id)
	p.others.tags = append(p.others.tags, tags...)
	p.wantEnd(end, typ, err)
}

func (p *plan) wantEnd(end oid.ID, typ pack.Type, err error) {
	switch {
	case err != nil:
		p.lacks(end, err)
	case typ == pack.Commit:
		if !p.ends[end] { // which many refs may name
			p.ends[end] = true
			p.request.Wanted = append(p.request.Wanted, end)
		}
	case typ == pack.Tree:
		p.others.trees = append(p.others.trees, end)
	default:
		p.others.contents = append(p.others.contents, end)
	}
}

// wantUnknown asks for what a ref names, and for the tags around it only if that is not known.
func (p *plan) wantUnknown(id oid.ID) {
	tags, end, typ, err := p.graph.Peel(id)
	p.wantEnd(end, typ, err)
	if len(tags) > 0 {
		p.heads = append(p.heads, head{tags, end})
	}
}

func (p *plan) lacks(id oid.ID, err error) {
	class, why := source.Unread, err.Error()
	if errors.Is(err, odb.ErrNotFound) {
		class, why = p.Accept.OfMissing(), p.store.Repository.Lack()
	}
	p.skips = append(p.skips, source.Skip{Class: class, What: "object " + id.String(), Why: why})
}

// refs returns all refs and what they name, and tells which of them cannot be read: what they name cannot be asked for.
func (p *plan) refs() map[string]oid.ID {
	refs, problems := p.store.Repository.RefNames()
	for _, ref := range problems {
		p.skips = append(p.skips, source.Skip{Class: source.Unread, What: ref.What, Why: ref.Why})
	}
	return refs
}

// know says that what a ref names is no news.
func (p *plan) know(id oid.ID) {
	if _, err := p.graph.Commit(id); !errors.Is(err, revision.ErrNotCommit) {
		p.request.Unwanted = append(p.request.Unwanted, id)
		return
	}
	if _, end, typ, err := p.graph.Peel(id); err == nil && typ == pack.Commit {
		p.request.Unwanted = append(p.request.Unwanted, end)
	}
}

// finish walks the commits and makes the source; name says in words what it is.
func (p *plan) finish(ctx context.Context, name string) (*Source, error) {
	found, err := p.graph.Walk(ctx, p.request)
	if err != nil {
		return nil, err
	}
	s := &Source{Repository: p.Repository, name: name, number: map[oid.ID]int{}, others: p.others, skips: p.skips}
	for i, c := range found.Commits {
		s.number[c.ID] = i
		s.commits = append(s.commits, commit{c, p.before(c)})
	}
	s.arrivals = make([]map[oid.ID][]arrival, len(s.commits)+1)
	for _, h := range p.heads {
		if _, isCommit := p.graph.Commit(h.end); isCommit != nil || s.Number(h.end) >= 0 {
			s.others.tags = append(s.others.tags, h.tags...)
		}
	}
	slices.SortFunc(s.others.tags, oid.ID.Compare)
	s.others.tags = slices.Compact(s.others.tags)
	slices.SortFunc(s.others.refs, func(a, b ref) int { return cmp.Compare(a.name, b.name) })
	for _, id := range slices.Concat(p.request.Wanted, p.request.Other) {
		if c, err := p.graph.Commit(id); err == nil && !slices.Contains(s.tips, c.Tree) {
			s.tips = append(s.tips, c.Tree)
		}
	}
	s.tell(found)
	return s, nil
}

// before returns the trees of a commit's parents, as far as they are there.
func (p *plan) before(c *revision.Commit) (trees []oid.ID) {
	if c.Cut {
		return nil
	}
	for _, id := range c.Parents {
		if parent, err := p.graph.Commit(id); err == nil {
			trees = append(trees, parent.Tree)
		}
	}
	return trees
}

// tell tells what is missing of the range.
func (s *Source) tell(found *revision.Result) {
	skip := func(class source.Class, what, why string) {
		s.skips = append(s.skips, source.Skip{Class: class, What: what, Why: why})
	}
	for _, m := range found.Missing {
		switch {
		case m.Unwanted:
			skip(source.Outside, "commit "+m.ID.String(), "the repository lacks it: what it holds counts as new")
		case errors.Is(m.Err, odb.ErrNotFound):
			skip(s.Accept.OfMissing(), "commit "+m.ID.String(), s.store.Repository.Lack())
		default:
			skip(source.Unread, "commit "+m.ID.String(), m.Err.Error())
		}
	}
	if n := len(found.Cut); n > 0 {
		skip(s.Accept.OfShallow(), source.Below(n),
			"a shallow clone or a graft cut it off, and the range goes on there; 'git fetch --unshallow' brings it")
	} else if n := len(s.store.Repository.Shallow()); n > 0 {
		skip(source.Outside, source.Below(n), "a shallow clone lacks it, and the range does not go there")
	}
}
