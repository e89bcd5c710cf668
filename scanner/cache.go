package scanner

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/sluice-scan/sluice/scanner/attribute"
	"github.com/sluice-scan/sluice/scanner/internal/cache"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/source"
)

// What a scan of a history remembers for the next one. A verdict on a content depends on nothing but its bytes, which its name stands
// for, and on what cacheKey names; so a content in which nothing was found need not be read again. Where something was found it is:
// those are few, and no secret has to be kept. Trees and commits are passed over, too, as long as all is there that was there: then
// what they name is not missing, and their texts were told to be clean.

// Cache is what scans of one repository remember. It is for one scan at a time.
type Cache struct {
	program string
	data    []byte
	ignored error
}

// NewCache returns the cache that data holds, which earlier Bytes returned, or an empty one for none. program identifies the program
// and its version: what another one judged does not count. Whoever can write a cache can hide findings.
func NewCache(program string, data []byte) *Cache { return &Cache{program: program, data: data} }

// Ignored tells, after a scan, why what was given to NewCache was not used; nil if it was, or if there was nothing.
func (c *Cache) Ignored() error { return c.ignored }

// Bytes returns, after a scan, what the next one should be given; nil if the scan was not one of a history.
func (c *Cache) Bytes() []byte { return c.data }

// cacheKey names all that verdicts depend on.
func (s *Scanner) cacheKey() cache.Key {
	return sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%+v", s.options.Cache.program, s.digest, s.options.MinConfidence, s.options.Archives))
}

// cacheable is implemented by sources whose objects need not be read again.
type cacheable interface {
	attribute.Repository
	// Except leaves known objects out of the batches; those that others are built on come with Step.Known.
	Except(known func(oid.ID) bool)
}

// earlier is what earlier scans of the source knew, and what this one adds.
type earlier struct {
	*cache.Contents
	store   *odb.Store
	numbers *odb.Numbers
	whole   bool              // all that was there is still there
	count   [pack.Tag + 1]int // known objects by type
	trees   *attribute.Trees
	clean   []cache.Object
	gaps    atomic.Bool // something of the source could not be read, or a text beside contents and messages has a finding
}

// recall uses the cache for src, if there is one. Only the root's source is remembered.
func (s *scan) recall(src source.Source, where string) {
	s.earlier = nil
	root, ok := src.(cacheable)
	if s.options.Cache == nil || !ok || where != "" {
		return
	}
	store := root.Store()
	e := &earlier{Contents: &cache.Contents{}, store: store, numbers: store.Numbers(), whole: true}
	if data := s.options.Cache.data; data != nil {
		known, err := cache.Parse(data, s.cacheKey(), store.Repository.Format)
		if err == nil {
			e.Contents = known
		}
		s.options.Cache.ignored = err
	}
	e.inspect()
	e.trees = &attribute.Trees{Known: func(id oid.ID) bool { return e.knows(id, pack.Tree) }, Leading: map[oid.ID][]attribute.Branch{}}
	for i := 0; e.whole && i < len(e.Trees); i++ {
		t := &e.Trees[i]
		for _, b := range t.Branches {
			e.trees.Leading[t.ID] = append(e.trees.Leading[t.ID], attribute.Branch(b))
		}
	}
	s.blobs += e.count[pack.Blob]
	s.cached += e.count[pack.Blob]
	s.commits += e.count[pack.Commit]
	s.objects += e.count[pack.Blob] + e.count[pack.Commit] + e.count[pack.Tag] + e.count[pack.Tree]
	root.Except(func(id oid.ID) bool { return e.knows(id, pack.Blob, pack.Commit, pack.Tag) })
	s.earlier = e
}

// inspect finds out what of the cache is in the store, and counts what is known.
func (e *earlier) inspect() {
	for i := range e.Len() {
		if _, there := e.numbers.Of(e.At(i).ID); !there {
			e.whole = false
		}
	}
	for i := range e.Len() {
		o := e.At(i)
		if e.usable(o.Flags) && e.there(o.ID) {
			e.count[o.Type()]++
		}
	}
}

// there reports whether the store holds an object of the cache.
func (e *earlier) there(id oid.ID) bool {
	if e.whole {
		return true
	}
	_, ok := e.numbers.Of(id)
	return ok
}

// usable reports whether an object with these flags need not be read.
func (e *earlier) usable(f cache.Flags) bool {
	return f&cache.Clean != 0 && f.Type() <= pack.Tag && (e.whole || f.Type() == pack.Blob)
}

func (e *earlier) knows(id oid.ID, types ...pack.Type) bool {
	f, ok := e.Find(id)
	return ok && e.usable(f) && slices.Contains(types, f.Type())
}

// gap notes that something could not be read, and is said again by the next scan.
func (s *scan) gap(k source.Skip) {
	if s.earlier != nil {
		s.earlier.gaps.Store(true)
	}
	s.skip(k)
}

// remember makes the cache for the next scan. After one that did not come to its end only contents are clean: whether all is there was
// not seen.
func (s *scan) remember(ended bool) {
	e := s.earlier
	if e == nil {
		return
	}
	all := ended && !e.gaps.Load()
	for i := range e.Len() {
		if o := e.At(i); e.usable(o.Flags) {
			e.clean = append(e.clean, o)
		}
	}
	for _, id := range e.trees.Learned {
		e.clean = append(e.clean, cache.Object{ID: id, Flags: cache.Flags(pack.Tree) | cache.Clean})
	}
	flags := make([]cache.Flags, e.numbers.Len())
	for _, o := range e.clean {
		if n, ok := e.numbers.Of(o.ID); ok && (all || o.Type() == pack.Blob) {
			flags[n] = o.Flags
		}
	}
	var trees []cache.Tree
	for id, branches := range e.trees.Leading {
		t := cache.Tree{ID: id}
		for _, b := range branches {
			t.Branches = append(t.Branches, cache.Branch(b))
		}
		if all {
			trees = append(trees, t)
		}
	}
	slices.SortFunc(trees, func(a, b cache.Tree) int { return a.ID.Compare(b.ID) })
	s.options.Cache.data = cache.Write(s.cacheKey(), e.store.Repository.Format, e.inventory(flags), trees)
}

// inventory lists the objects of the store, which have flags by their number. Those that the cache had are in order already.
func (e *earlier) inventory(flags []cache.Flags) []cache.Object {
	var fresh []cache.Object
	for n := range flags {
		id := e.numbers.ID(int32(n))
		if _, old := e.Find(id); !old {
			fresh = append(fresh, cache.Object{ID: id, Flags: flags[n]})
		}
	}
	slices.SortFunc(fresh, func(a, b cache.Object) int {
		if order := a.ID.Compare(b.ID); order != 0 {
			return order
		}
		return int(b.Flags) - int(a.Flags) // in several places; one of its numbers has the flags
	})
	fresh = slices.CompactFunc(fresh, func(a, b cache.Object) bool { return a.ID == b.ID })
	out := make([]cache.Object, 0, len(fresh)+e.Len())
	for i := range e.Len() {
		o := e.At(i)
		n, ok := e.numbers.Of(o.ID)
		if !ok {
			continue
		}
		for len(fresh) > 0 && fresh[0].ID.Compare(o.ID) < 0 {
			out, fresh = append(out, fresh[0]), fresh[1:]
		}
		out = append(out, cache.Object{ID: o.ID, Flags: flags[n]})
	}
	return append(out, fresh...)
}
