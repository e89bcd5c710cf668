package scanner

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/sluice-scan/sluice/scanner/attribute"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/treediff"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Findings of a range: the source tells to which places commits bring a content, and only what they bring there counts.

// bringing is implemented by sources whose contents name the commits that bring them.
type bringing interface {
	source.Late // the contents, which have no path
	Store() *odb.Store
	// Places calls yield for each place to which commits bring a content, the oldest commits first. It may be called after Late, by
	// several goroutines.
	Places(content oid.ID, yield func(source.Place))
	// Crowded returns the contents that commits bring to more places than Places tells. It may be called after Late, by several
	// goroutines.
	Crowded() map[oid.ID]bool
	// Brings reports whether commits bring a content. It may be called after Late, by several goroutines.
	Brings(content oid.ID) bool
	// Contents returns the contents that commits bring to a path of which is holds, in order. It may be called after Late.
	Contents(is func(path string) bool) iter.Seq[oid.ID]
	// Number returns the place of a commit among those that are scanned, oldest first.
	Number(commit oid.ID) int
	// Tips returns the trees that the range leads to.
	Tips() []oid.ID
	// Trees calls yield for each commit that is scanned, from the newest, with its tree and those of its parents, until that is false.
	Trees(yield func(commit, tree oid.ID, before []oid.ID) bool)
	// Moves reports whether what is scanned is on its way to a repository that does not have it.
	Moves() bool
}

// arrival is a secret at a place; several commits may bring it there.
type arrival struct {
	token
	kind   source.Kind
	path   string
	inside string
	ref    string
	object oid.ID // of a message, which is a place of its own
}

// ranged scans the contents of a range and makes the findings.
func (s *scan) ranged(ctx context.Context, src bringing) ([]finding.Finding, error) {
	texts := s.hits
	s.hits = nil
	if err := s.read(ctx, src.Late()); err != nil {
		return nil, err
	}
	s.broughtNames(src)
	slices.SortStableFunc(s.hits, compareHits)
	groups := slices.Collect(chunks(s.hits))
	in := map[oid.ID][]hit{}
	for _, hits := range groups {
		in[hits[0].place.object] = hits
	}
	if n := len(src.Crowded()); n > 0 {
		s.limit(fmt.Sprintf("%d of the contents come to very many places: rules about files look at some of these only", n))
	}
	keeping := s.keeperOf(s.options.MaxSecrets)
	for part := range slices.Chunk(groups, groupsAtATime) {
		news := make([][]hit, len(part))
		s.parallel(len(part), func(i int) { news[i] = s.news(ctx, src, part[i], in) })
		for _, found := range news {
			keeping.add(found)
		}
	}
	s.hits = slices.Concat(keeping.end(), texts, s.arriving(ctx, src, in))
	slices.SortStableFunc(s.hits, compareHits)
	return s.brought(ctx, src)
}

// groupsAtATime is how many contents' news are held beside those that are kept.
const groupsAtATime = 16

// chunks yields the hits of one content after the other; hits are sorted by content.
func chunks(hits []hit) iter.Seq[[]hit] {
	return func(yield func([]hit) bool) {
		for len(hits) > 0 {
			n := 1
			for n < len(hits) && hits[n].place.object == hits[0].place.object {
				n++
			}
			if !yield(hits[:n:n]) {
				return
			}
			hits = hits[n:]
		}
	}
}

// news returns the hits of one content at each place to which a commit brings them; in are those of all contents that commits bring.
func (s *scan) news(ctx context.Context, src bringing, hits []hit, in map[oid.ID][]hit) (out []hit) {
	w := s.take()
	defer s.give(w)
	id, first, lost := hits[0].place.object, "", false
	src.Places(id, func(p source.Place) {
		first = cmp.Or(first, p.Path)
		if lost = lost || len(out) > s.options.MaxSecrets; lost {
			return
		}
		known := map[identity]bool{}
		if p.Previous != nil && ctx.Err() == nil {
			err := w.previous(ctx, p.Path, known, p.Previous(func(content oid.ID) bool {
				for _, h := range in[content] {
					known[h.identity()] = true
				}
				return src.Brings(content)
			}))
			if err != nil {
				s.skip(source.Skip{Class: source.Unread, What: p.Path, Why: fmt.Sprintf("reading the content that it replaces: %v", err)})
			}
		}
		places := map[place]*place{} // a content's own, and those of members if it is an archive
		for _, h := range without(slices.Clone(hits), known) {
			at := *h.place
			at.path, at.commit = p.Path, p.Commit
			if places[at] == nil {
				places[at] = &at
			}
			h.place = places[at]
			out = append(out, h)
		}
	})
	if src.Crowded()[id] && len(out) > 0 {
		s.skip(source.Skip{Class: source.Unread, What: cmp.Or(first, id.String()), Why: "its secrets come to too many places: not all are told"})
	}
	return out
}

// brought makes findings of what is news.
func (s *scan) brought(ctx context.Context, src bringing) ([]finding.Finding, error) {
	var order []arrival
	hits := map[arrival][]*hit{}
	seen := map[token]int{}
	for i := range s.hits {
		h := &s.hits[i]
		if i == 0 || *h.place != *s.hits[i-1].place {
			clear(seen)
		}
		t := token{rule: h.Rule.ID, secret: h.Secret}
		seen[t]++
		t.ordinal = seen[t]
		a := arrival{token: t, kind: h.place.kind, path: h.place.path, inside: h.place.inside, ref: h.place.ref}
		if a.kind == source.CommitMessage || a.kind == source.Tag {
			a.object = h.place.object
		}
		if hits[a] == nil {
			order = append(order, a)
		}
		hits[a] = append(hits[a], h)
	}
	tips := tips{s, src.Store(), src.Tips(), treediff.New(src.Store()), map[oid.ID][]hit{}}
	comings := make([]coming, 0, len(order))
	for _, a := range order {
		slices.SortStableFunc(hits[a], func(x, y *hit) int { return cmp.Compare(src.Number(x.place.commit), src.Number(y.place.commit)) })
		comings = append(comings, tips.coming(a, hits[a]))
	}
	if err := s.trace(ctx, src, comings, &tips); err != nil {
		return nil, err
	}
	return s.together(comings), nil
}

// coming is what is told of an arrival.
type coming struct {
	arrival
	hit *hit // where it stands at the end of the range, else in the oldest commit that brings it
	attribute.Occurrence
}

// coming describes the arrival of a secret that some commits bring, oldest first.
func (t *tips) coming(a arrival, hits []*hit) coming {
	now, still := t.find(a, hits[0])
	c := coming{a, now, attribute.Occurrence{Path: a.path, AtHead: still}}
	for i, h := range hits {
		if id := h.place.commit; !id.IsZero() && (i == 0 || id != hits[i-1].place.commit) {
			c.Introduced = append(c.Introduced, attribute.Describe(t.store, id))
		}
	}
	return c
}

// tips are the trees that a range leads to.
type tips struct {
	scan     *scan
	store    *odb.Store
	trees    []oid.ID
	comparer *treediff.Comparer
	hits     map[oid.ID][]hit // of contents that were scanned again
}

// find finds a secret of a file where the range ends; if it is not there, it returns first.
func (t *tips) find(a arrival, first *hit) (*hit, bool) {
	if a.kind != source.File || a.path == "" {
		return first, false
	}
	for _, tree := range t.trees {
		id, ok, _ := t.comparer.Find(tree, []byte(a.path)) // a tree that cannot be read was told
		switch {
		case !ok:
			continue
		case id == first.place.object:
			return first, true
		case a.inside != "":
			continue // a container that changed is not opened again
		}
		if h := t.in(id, a, first.place); h != nil {
			return h, true
		}
	}
	return first, false
}

// in returns the secret of an arrival in another content of its path, nil if it is not there.
func (t *tips) in(content oid.ID, a arrival, like *place) *hit {
	n := 0
	for _, h := range t.content(content, like) {
		if h.Rule.ID == a.rule && h.Secret == a.secret {
			if n++; n == a.ordinal {
				return &h
			}
		}
	}
	return nil
}

// content scans a content anew, as a file that lies where another did.
func (t *tips) content(id oid.ID, like *place) []hit {
	if found, ok := t.hits[id]; ok {
		return found
	}
	c, err := t.store.GetAny(id, nil)
	if err != nil {
		return nil
	}
	defer c.Close()
	if c.Large() {
		return nil // the finding keeps its oldest place
	}
	data := c.Data
	w := t.scan.take()
	defer t.scan.give(w)
	p := *like
	p.object, p.encoding = id, decode.Detect(data)
	w.detect.Local(data, p.encoding == decode.Binary, &w.alone)
	t.hits[id] = w.matches(data, &p, &w.alone)
	return t.hits[id]
}
