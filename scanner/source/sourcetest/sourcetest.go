// Package sourcetest is the conformance suite of sources: what package source promises of every Source, checked in one way for
// all. A source's test says how to open it and what it must yield:
//
//	sourcetest.Suite{Open: open, Want: []sourcetest.Content{{Kind: source.File, Path: "a.txt", Text: "one\n"}}}.Run(t)
//
//	sourcetest.go  the suite
//	checks.go      one function for each promise
//	record.go      what is remembered of a blob, and what must hold for each alone
//
// Two promises bind the suite as well: it never writes to Data and keeps nothing of it. So it cannot see a source that would break
// if somebody did; it does see one that changes Data while yield runs, or that shares a buffer between batches.
package sourcetest

import (
	"cmp"
	"fmt"
	"sync"
	"testing"

	"github.com/sluice-scan/sluice/scanner/source"
)

// Content is what a source must yield, once for each blob.
type Content struct {
	Kind source.Kind
	Path string
	Text string // the content as Digest gives it
	// Previous is the content that it replaces, as Digest gives it; "" where there is none.
	Previous string
}

// Suite is a source under test.
type Suite struct {
	// Open opens the source anew for each check, with the same contents each time. It closes the source with t.Cleanup.
	Open func(t *testing.T) source.Source
	// Want is all that it yields, in any order; contents that are there only because others follow from them are left out.
	Want []Content
	// Skips is all that it skips, in any order.
	Skips []source.Skip
}

// Run runs each check as a subtest.
func (s Suite) Run(t *testing.T) {
	for _, c := range checks() {
		t.Run(c.name, func(t *testing.T) {
			r := &report{}
			c.run(r, s.Open(t), s)
			for _, p := range r.problems {
				t.Error(p)
			}
		})
	}
}

// ReadAll reads all contents of a source, for tests of what it knows then.
func ReadAll(t *testing.T, s source.Source) {
	t.Helper()
	err := s.Batches(t.Context(), func(b source.Batch) error {
		return b.Blobs(t.Context(), func(*source.Blob) error { return nil }, func(source.Skip) {})
	}, func(source.Skip) {})
	if err != nil {
		t.Fatal(err)
	}
}

// report collects what is wrong with a source. It is safe for concurrent use.
type report struct {
	mu       sync.Mutex
	problems []string
}

func (r *report) failf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.problems = append(r.problems, fmt.Sprintf(format, args...))
}

func compareContents(a, b Content) int {
	return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Text, b.Text),
		cmp.Compare(a.Previous, b.Previous))
}

func compareSkips(a, b source.Skip) int {
	return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Why, b.Why), cmp.Compare(a.Class, b.Class))
}
