package detect

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"slices"
	"sort"

	"github.com/sluice-scan/sluice/scanner/internal/edit"
)

// A history says the same thing many times: versions that git stores as deltas of one base all bring what is newer than that base, and
// files are copied and moved. So a worker remembers passages, some whole lines each, of what it judged, and the verdicts on them, as if
// they all were one text. A passage that is met again counts as copied from there (follow.go).

const (
	leastInserted = 256     // bytes of an inserted segment in which passages are looked for
	leastPassage  = 128     // bytes of one: the two seams of a shorter one take longer than its text
	manyPassages  = 1 << 17 // that are remembered, of 16 bytes each, and 4 of the index
	manyAnchors   = 1 << 18 // in them, of 24 bytes each
)

// passages are what a worker remembers of the texts that it judged. The zero passages remember nothing yet.
type passages struct {
	seed  maphash.Seed
	known []passage // in the order of the text of all of them; the first is none
	index []int32   // of known, by hash; manyPassages of them once there is a passage
	said  Verdicts  // on that text, none of which keeps anything
	end   int32     // of that text
	fresh []met     // in the text that is judged

	scratch []segment // of recognise
}

// passage is a place in the text of all passages.
type passage struct {
	hash  uint64 // of its bytes, at which nobody outside can aim
	at    int32
	first int32 // of said.anchors, behind at
}

// met is a passage that is met for the first time.
type met struct {
	Span
	hash uint64
}

// recognise returns segments with those parts of inserted ones that are known passages as copies of these; valid until the next call.
func (p *passages) recognise(text []byte, all []segment) []segment {
	p.begin()
	out, done := p.scratch[:0], 0
	for i, s := range all {
		if s.origin == anew && s.Len >= leastInserted {
			out = p.recogniseIn(text, s.Dst, s.Dst+s.Len, append(out, all[done:i]...))
			done = i + 1
		}
	}
	p.scratch = out
	if done == 0 {
		return all
	}
	p.scratch = append(out, all[done:]...)
	return p.scratch
}

// begin makes ready for a text, and forgets all passages if there are too many.
func (p *passages) begin() {
	p.fresh = p.fresh[:0]
	switch {
	case p.index == nil:
		p.seed, p.index = maphash.MakeSeed(), make([]int32, manyPassages)
	case len(p.known) < manyPassages && len(p.said.anchors) < manyAnchors:
		return
	default:
		clear(p.index)
	}
	p.known = append(p.known[:0], passage{})
	p.said.start(nil, false)
	p.said.size, p.end = -1, 1 // its edges are none of a text's that was judged
}

// recogniseIn is recognise for the inserted text[lo:hi].
func (p *passages) recogniseIn(text []byte, lo, hi int, out []segment) []segment {
	next := 0 // of known, behind the one that was met last
	for s, ok := firstPassage(text, lo, hi); ok; s, ok = passageAt(text, int(s.End), hi) {
		hash := maphash.Bytes(p.seed, text[s.Start:s.End])
		if next == len(p.known) || p.known[next].hash != hash {
			next = int(p.index[hash%manyPassages])
		}
		k := p.known[next]
		if k.hash != hash {
			p.fresh, next = append(p.fresh, met{s, hash}), 0
			continue
		}
		next++
		out = addInserted(out, lo, int(s.Start))
		out = addKnown(out, segment{edit.Edit{Dst: int(s.Start), Src: int(k.at), Len: int(s.End - s.Start)}, ofPassages, int(k.first)})
		lo = int(s.End)
	}
	return addInserted(out, lo, hi)
}

// addInserted appends the inserted text[lo:hi], if there is any.
func addInserted(out []segment, lo, hi int) []segment {
	if lo < hi {
		out = append(out, segment{Edit: edit.Edit{Dst: lo, Src: -1, Len: hi - lo}})
	}
	return out
}

// addKnown appends a copied passage, which may go on where the last one ends.
func addKnown(out []segment, s segment) []segment {
	if n := len(out); n > 0 && out[n-1].origin == ofPassages && out[n-1].Src+out[n-1].Len == s.Src && out[n-1].Dst+out[n-1].Len == s.Dst {
		out[n-1].Len += s.Len
		return out
	}
	return append(out, s)
}

// firstPassage returns the first passage of text[lo:hi], if there is one.
func firstPassage(text []byte, lo, hi int) (s Span, ok bool) {
	if lo > 0 && text[lo-1] != '\n' {
		n := bytes.IndexByte(text[lo:hi], '\n')
		if n < 0 {
			return s, false
		}
		lo += n + 1
	}
	return passageAt(text, lo, hi)
}

// passageAt returns the passage that begins with the line at text[lo:], if it ends at text[hi:] or in front. It ends with one of four lines:
// what they end in tells which, so that they are the same ones wherever a passage stands.
func passageAt(text []byte, lo, hi int) (s Span, ok bool) {
	for at := lo + leastPassage - 1; at < hi; {
		n := bytes.IndexByte(text[at:hi], '\n')
		if n < 0 {
			break
		}
		at += n + 1
		if last := binary.LittleEndian.Uint64(text[at-8:]); last*0x9e3779b97f4a7c15>>62 == 0 {
			return Span{int32(lo), int32(at)}, true
		}
	}
	return s, false
}

// learn remembers the passages that recognise met for the first time, now that there are verdicts on the text, but for those in which
// something is kept.
func (p *passages) learn(v *Verdicts) {
	if !v.known {
		return
	}
	rest, end := v.anchors, int32(-1)
	for _, m := range p.fresh {
		rest = rest[sort.Search(len(rest), func(i int) bool { return rest[i].end > m.Start }):]
		n := sort.Search(len(rest), func(i int) bool { return rest[i].end > m.End })
		if v.keeps(m.Span, rest[:n]) {
			continue
		}
		if m.Start != end {
			p.end++ // what lies apart in the text does so here
		}
		end = m.End
		p.index[m.hash%manyPassages] = int32(len(p.known))
		p.known = append(p.known, passage{m.hash, p.end, int32(len(p.said.anchors))})
		for _, a := range rest[:n] {
			a.end, a.first = a.end-m.Start+p.end, 0
			p.said.anchors = append(p.said.anchors, a)
		}
		p.end += m.End - m.Start
	}
}

// keeps reports whether anything is kept at the anchors in a span, or an encoded text that meets it.
func (v *Verdicts) keeps(s Span, anchors []anchor) bool {
	return slices.ContainsFunc(anchors, func(a anchor) bool { return a.kept > 0 }) ||
		slices.ContainsFunc(v.runs, func(r Span) bool { return r.Start < s.End && s.Start < r.End })
}
