package odb

import (
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

// Chains takes out of ids the objects in packs that are too large for a Reader to keep for the next one: read one by one, each would be
// made anew from the root of its chain of deltas. It returns them in pieces of work that go along the chains, where bases come with
// Step.Known, and the rest of ids. No more is read for it than headers. Objects come with the type that they have.
func (s *Store) Chains(ids []oid.ID) (chains []Batch, rest []oid.ID) {
	all := []pack.Type{pack.Commit, pack.Tree, pack.Blob, pack.Tag}
	packs := s.snapshot()
	entries := make([][]int, len(packs))
	r := s.readers.Get().(*pack.Reader)
	defer s.readers.Put(r)
	for _, id := range ids {
		if i, entry, ok := passing(r, packs, id); ok {
			entries[i] = append(entries[i], entry)
		} else {
			rest = append(rest, id)
		}
	}
	for i, wanted := range entries {
		if len(wanted) < 2 { // nothing is shared
			for _, entry := range wanted {
				rest = append(rest, packs[i].ID(entry))
			}
			continue
		}
		slices.Sort(wanted)
		known := func(entry int) bool { _, ok := slices.BinarySearch(wanted, entry); return !ok }
		for _, f := range packs[i].Chains(wanted) {
			chains = append(chains, Batch{store: s, types: all, twice: &twice{packs: packs}, pack: i, family: f, known: known})
		}
	}
	return chains, rest
}

// passing finds the pack and the entry of an object that is too large to stay in a Reader.
func passing(r *pack.Reader, packs []*pack.Pack, id oid.ID) (i, entry int, ok bool) {
	for i, p := range packs {
		if entry, ok := p.Find(id); ok {
			size, err := r.Size(p, entry)
			return i, entry, err == nil && size >= pack.Kept
		}
	}
	return 0, 0, false
}
