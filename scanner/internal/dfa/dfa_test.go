package dfa

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var words = []string{"-----begin ", "://", "a.b", "aaa", "akia", "akia1", "ecre", "ghp_", "p_", "secret"}

// naive is the oracle: every literal at every place.
func naive(literals []string, data []byte, ranges []Range) map[[2]int32]bool {
	want := map[[2]int32]bool{}
	text := bytes.ToLower(data)
	for i, l := range literals {
		for end := len(l); end <= len(text); end++ {
			if string(text[end-len(l):end]) == strings.ToLower(l) && within(int32(end), ranges) {
				want[[2]int32{int32(i), int32(end)}] = true
			}
		}
	}
	return want
}

func within(end int32, ranges []Range) bool {
	for _, r := range ranges {
		if r.Lo < end && end <= r.Hi {
			return true
		}
	}
	return false
}

func found(f *Finder, data []byte, ranges []Range) map[[2]int32]bool {
	got := map[[2]int32]bool{}
	last := int32(0)
	for _, h := range f.Find(data, ranges...) {
		if h.End < last {
			panic("hits out of order")
		}
		last = h.End
		for _, l := range f.Literals(h.Set) {
			key := [2]int32{int32(l), h.End}
			if got[key] {
				panic("hit twice")
			}
			got[key] = true
		}
	}
	return got
}

func ascii(b []byte) []byte {
	for i := range b {
		b[i] &= 0x7f // bytes.ToLower is about Unicode, the automaton about ASCII
	}
	return b
}

func FuzzFind(f *testing.F) {
	f.Add([]byte("AKIA1 ghp_secretecre://aaaaa.b"), uint16(0), uint16(9), uint16(12), uint16(30))
	f.Add([]byte(strings.Repeat("xAKIA1aaaghp_", 90)), uint16(3), uint16(400), uint16(401), uint16(1100))
	a := New(words)
	f.Fuzz(func(t *testing.T, data []byte, a0, a1, b0, b1 uint16) {
		data = ascii(bytes.Clone(data))
		n := len(data)
		cuts := []int{int(a0) % (n + 1), int(a1) % (n + 1), int(b0) % (n + 1), int(b1) % (n + 1)}
		var ranges []Range
		for i := 0; i < 4; i += 2 {
			lo, hi := min(cuts[i], cuts[i+1]), max(cuts[i], cuts[i+1])
			if k := len(ranges); k > 0 && int(ranges[k-1].Hi) > lo {
				continue
			}
			ranges = append(ranges, Range{int32(lo), int32(hi)})
		}
		finder := a.NewFinder()
		for _, finder := range []*Finder{finder, finder.Beside()} {
			if diff := cmp.Diff(naive(words, data, ranges), found(finder, data, ranges)); diff != "" {
				t.Errorf("ranges %v: %s", ranges, diff)
			}
		}
	})
}

func TestFindEqualsNaive(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	finder := New(words).NewFinder()
	for size := 0; size < 3000; size = size*3/2 + 1 {
		data := make([]byte, size)
		for i := range data {
			data[i] = "akiAKI1ghp_secret:/-. b"[rng.IntN(23)]
		}
		whole := []Range{{0, int32(size)}}
		if diff := cmp.Diff(naive(words, data, whole), found(finder, data, whole)); diff != "" {
			t.Fatalf("size %d: %s", size, diff)
		}
	}
}

func TestFindAllocatesNothingOnceWarm(t *testing.T) {
	data := []byte(strings.Repeat("some text with AKIA1 and ghp_ and more; ", 100))
	finder := New(words).NewFinder()
	whole := Range{0, int32(len(data))}
	if n := testing.AllocsPerRun(10, func() { finder.Find(data, whole) }); n != 0 {
		t.Errorf("%v allocations a run, want 0", n)
	}
}

func BenchmarkFind(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	literals := make([]string, 400)
	for i := range literals {
		l := make([]byte, 4+rng.IntN(8))
		for k := range l {
			l[k] = "abcdefghijklmnopqrstuvwxyz_-0123456789"[rng.IntN(38)]
		}
		literals[i] = string(l)
	}
	slices.Sort(literals)
	literals = slices.Compact(literals)
	finder := New(literals).NewFinder()
	data := []byte(strings.Repeat("func main() {\n\tfmt.Println(\"hello, world\") // the usual text of a program\n}\n", 4000))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		finder.Find(data, Range{0, int32(len(data))})
	}
}

func TestAcross(t *testing.T) {
	a := New([]string{"\n", "a\n", "bc\nd", "e\n\nf", "key"})
	if got := a.Across('\n'); got != 3 {
		t.Errorf("%d bytes up to the end of a line, want 3", got)
	}
	if got := a.Across('x'); got != 0 {
		t.Errorf("%d bytes up to an x, want 0", got)
	}
}
