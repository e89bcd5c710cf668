package scanner

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/sluice-scan/sluice/scanner/attribute"
	"github.com/sluice-scan/sluice/scanner/detect"
	"github.com/sluice-scan/sluice/scanner/internal/cache"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/source"
)

// What a scan of a history remembers for the next one. A verdict on a content depends on nothing but its bytes, which its name stands
// for, and on what cacheKey names; so a content in which nothing was found need not be read again, nor one of which the secrets are
// listed (held.go). Trees and commits are passed over, too, as long as all is there that was there: then what they name is not missing,
// their texts were told to be clean, and how they lead to contents with secrets is known.

// Cache is what scans of one repository remember, the stores of its submodules included. It is for one scan at a time.
type Cache struct {
	program string
	stores  map[string][]byte // by their paths
	scanned bool
	ignored error
}

// NewCache returns the cache that data holds, which earlier Bytes returned, or an empty one for nil. program identifies the program
// and its version: what another one judged does not count. Whoever can write a cache can hide findings.
func NewCache(program string, data []byte) *Cache {
	c := &Cache{program: program, stores: map[string][]byte{}}
	if data != nil {
		stores, err := cache.Split(data)
		if c.ignored = err; err == nil {
			c.stores = stores
		}
	}
	return c
}

// IsCache reports whether data begins as what Bytes returns: what does not is no cache, damaged or not.
func IsCache(data []byte) bool { return cache.Begins(data) }

// Ignored tells, after a scan, why what was given to NewCache was not used; nil if it was, or if there was nothing.
func (c *Cache) Ignored() error { return c.ignored }

// Bytes returns, after a scan, what the next one should be given; nil if the scan was not one of a history.
func (c *Cache) Bytes() []byte {
	if !c.scanned {
		return nil
	}
	return cache.Join(c.stores)
}

// cacheKey names all that verdicts depend on beside the rules.
func (s *Scanner) cacheKey() cache.Key {
	return sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%+v", s.options.Cache.program, s.options.MinConfidence, s.options.Archives))
}

// cacheable is implemented by sources whose objects need not be read again.
type cacheable interface {
	attribute.Repository
	// Except leaves known objects out of the batches; those that others are built on come with Step.Known.
	Except(numbers *odb.Numbers, known func(number int32) bool)
}

// earlier is what earlier scans of the source knew, and what this one adds.
type earlier struct {
	known   *cache.Contents
	format  oid.Format
	numbers *odb.Numbers
	flags   []cache.Flags // of known objects, by number
	at      []int32       // number of each object of known; -1 for one that is gone
	whole   bool          // all that was there is still there
	count   [pack.Tag + 1]int
	trees   *attribute.Trees
	rules   []cache.Rule
	partial *detect.Matcher    // where rules are new: of those alone
	judged  []cache.Flags      // then, by number: what is known of contents under the other rules
	settled []cache.Object     // what this scan read and need not be read again
	held    map[oid.ID][]int32 // secrets that the cache lists, by content
	told    map[oid.ID]bool    // contents that this scan had to look at to tell of secrets
	secrets map[oid.ID][]int32 // that this scan knows, by content
	result  *attribute.Result  // nil if this scan did not come to attribution
	gaps    atomic.Bool        // something of the source could not be read, or a text beside contents and messages has a finding
}

// recall uses the cache for src, if there is one.
func (s *scan) recall(src source.Source, where string) error {
	s.earlier = nil
	store, ok := src.(cacheable)
	if s.options.Cache == nil || !ok {
		return nil
	}
	e := &earlier{
		known: &cache.Contents{}, format: store.Store().Repository.Format, numbers: store.Store().Numbers(), rules: s.ruleDigests(),
	}
	if data := s.options.Cache.stores[where]; data != nil {
		known, err := cache.Parse(data, s.cacheKey(), e.format)
		if err == nil {
			e.known = known
		}
		s.options.Cache.ignored = cmp.Or(s.options.Cache.ignored, err)
	}
	e.inspect()
	if err := s.compareRules(e); err != nil {
		return err
	}
	e.tally()
	e.trees = &attribute.Trees{Numbers: e.numbers, Known: func(n int32) bool { return e.flags[n].Type() == pack.Tree }}
	if e.whole {
		e.plant()
		e.trees.Commits = e.commits
		e.held = e.listed()
	}
	store.Except(e.numbers, func(n int32) bool { return e.flags[n] != 0 && e.flags[n].Type() != pack.Tree })
	s.blobs += e.count[pack.Blob]
	s.cached += e.count[pack.Blob]
	s.commits += e.count[pack.Commit]
	s.objects += e.count[pack.Blob] + e.count[pack.Commit] + e.count[pack.Tag] + e.count[pack.Tree]
	s.earlier = e
	return nil
}

// inspect finds the objects of the cache in the store. What they are counts only if they are clean, and but for clean contents only if
// all are there.
func (e *earlier) inspect() {
	e.at, e.flags = make([]int32, e.known.Len()), make([]cache.Flags, e.numbers.Len())
	for i := range e.at {
		e.at[i] = -1
	}
	usable := make([]bool, e.known.Len()) // if it has to be listed at all
	for _, r := range slices.Concat(e.known.Commits, e.known.Holders) {
		usable[r.Object] = true
	}
	e.numbers.Runs(func(lo, hi int32) {
		e.match(lo, hi, func(place int, n int32) {
			if f := e.known.Flags[place]; usable[place] || f.Type() != pack.Commit && f&cache.Held == 0 {
				e.flags[n] = f
			}
			if e.at[place] < 0 {
				e.at[place] = n
			}
		})
	})
	e.whole = !slices.Contains(e.at, -1) && slices.Equal(e.known.Rules, sorted(e.rules))
	for n, f := range e.flags {
		clean := f&cache.Clean != 0 && f.Type() <= pack.Tag && (e.whole || f.Type() == pack.Blob)
		if !clean && (f&cache.Held == 0 || f.Type() != pack.Blob || !e.whole) {
			e.flags[n] = 0
		}
	}
}

// tally counts what is known.
func (e *earlier) tally() {
	for _, n := range e.at {
		if n >= 0 && e.flags[n] != 0 {
			e.count[e.flags[n].Type()]++
		}
	}
}

// match yields the objects of a run that the cache has, both being in order.
func (e *earlier) match(lo, hi int32, yield func(place int, n int32)) {
	if int(hi-lo) < e.known.Len()/32 { // a search is sooner done
		for n := lo; n < hi; n++ {
			if place, ok := e.known.Find(e.numbers.Name(n)); ok {
				yield(place, n)
			}
		}
		return
	}
	for place := 0; place < e.known.Len() && lo < hi; {
		switch order := bytes.Compare(e.known.Name(place), e.numbers.Name(lo)); {
		case order < 0:
			place++
		case order > 0:
			lo++
		default:
			yield(place, lo)
			lo++
		}
	}
}

// plant gives attribution the trees that lead to secrets.
func (e *earlier) plant() {
	e.trees.Names = e.known.Texts
	for i, t := range e.known.Trees {
		l := attribute.Leading{Tree: e.at[t.Object]}
		for _, b := range cache.Of(e.known.Trees, e.known.Branches, i) {
			l.Branches = append(l.Branches, attribute.NewBranch(int32(b.Text), e.at[b.Target], b.Blob))
		}
		e.trees.Leading = append(e.trees.Leading, l)
	}
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
func (s *scan) remember(ctx context.Context, ended bool) error {
	e := s.earlier
	if e == nil {
		return nil
	}
	all := ended && !e.gaps.Load()
	e.settle(s.hits, all)
	c, places := e.inventory()
	if all {
		e.lead(c, places)
		e.hold(c, places)
		if err := e.walk(ctx, c, places); err != nil {
			return err
		}
	}
	c.Rules = sorted(e.rules)
	s.options.Cache.scanned = true
	s.options.Cache.stores[s.where] = cache.Write(s.cacheKey(), e.format, c)
	return nil
}

// settle tells of each object whether it need not be read again.
func (e *earlier) settle(hits []hit, all bool) {
	for _, o := range e.settled {
		if n, ok := e.numbers.Of(o.ID); ok {
			e.flags[n] = o.Flags
		}
	}
	for i := range hits { // an object may have several texts
		if n, ok := e.numbers.Of(hits[i].place.object); ok && (hits[i].place.kind != source.File || e.told[hits[i].place.object]) {
			e.flags[n] = 0
		}
	}
	for _, n := range e.trees.Learned {
		e.flags[n] = cache.Flags(pack.Tree) | cache.Clean
	}
	for n, f := range e.flags {
		if !all && (f.Type() != pack.Blob || f&cache.Held != 0) {
			e.flags[n] = 0
		}
	}
}

// inventory lists the objects of the store in the order of their names, and returns the place of each by number.
func (e *earlier) inventory() (*cache.Contents, []uint32) {
	var runs [][]int32
	e.numbers.Runs(func(lo, hi int32) {
		run := make([]int32, 0, hi-lo)
		for n := lo; n < hi; n++ {
			run = append(run, n)
		}
		runs = append(runs, run)
	})
	for len(runs) > 1 {
		runs = append(runs[2:], e.merge(runs[0], runs[1]))
	}
	order := runs[0]
	c := &cache.Contents{Names: make([]byte, 0, len(order)*e.format.Size()), Flags: make([]cache.Flags, 0, len(order))}
	places := make([]uint32, e.numbers.Len())
	for _, n := range order {
		places[n] = uint32(len(c.Flags))
		c.Names = append(c.Names, e.numbers.Name(n)...)
		c.Flags = append(c.Flags, e.flags[n])
	}
	return c, places
}

// merge joins two runs. Of an object that is in both, the lower number stays, by which it goes elsewhere.
func (e *earlier) merge(a, b []int32) []int32 {
	out := make([]int32, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		order := bytes.Compare(e.numbers.Name(a[0]), e.numbers.Name(b[0]))
		switch {
		case order < 0:
			out, a = append(out, a[0]), a[1:]
		case order > 0:
			out, b = append(out, b[0]), b[1:]
		default:
			out, a, b = append(out, min(a[0], b[0])), a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// lead adds the trees that lead to secrets.
func (e *earlier) lead(c *cache.Contents, places []uint32) {
	leading := e.trees.Leading
	slices.SortFunc(leading, func(a, b attribute.Leading) int { return cmp.Compare(places[a.Tree], places[b.Tree]) })
	c.Texts = e.trees.Names
	for _, l := range leading {
		c.Trees = append(c.Trees, cache.Run{Object: places[l.Tree], First: uint32(len(c.Branches))})
		for _, b := range l.Branches {
			c.Branches = append(c.Branches, cache.Branch{Target: places[b.Target()], Text: uint32(b.Name()), Blob: b.Blob()})
		}
	}
}
