// Package program finds the texts in compiled programs whose language keeps them side by side, with nothing in between: Go and Rust know a text by
// where it begins and how long it is, and the linker lays one behind the other. So what the bytes show is "GET" + a token + "invalid", and nothing
// there says where the token ends. What says so are the places that refer to a text.
//
//	program.go  what callers use; texts from one beginning to the next
//	image.go    where the parts of a program lie in memory: ELF, PE, Mach-O, of 64 bits
//	code.go     instructions of x86-64 and ARM64 that refer to a place
//
// Headers are hostile. What is said to lie beyond the data is nothing, and memory is a bit a byte beside the text.
package program

import (
	"bytes"
	"encoding/binary"
	"slices"
	"unicode/utf8"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// marks are what programs of these languages hold, stripped ones too: what Go's version is told in, paths of Rust's library, and what its programs say
// when they end.
var marks = [...]string{"\xff Go buildinf:", "/rustc/", "called `Option::unwrap()` on"}

// shortest is the least length, in bytes, of a text that is told.
const shortest = 8

// Is reports whether data is a program of such a language that can be read.
func Is(data []byte) bool {
	if p := newImage(data); len(p.parts) == 0 {
		return false
	}
	for _, mark := range marks {
		if bytes.Contains(data, []byte(mark)) {
			return true
		}
	}
	return false
}

// Text returns the texts that a program refers to and that touch another one, each on lines of its own, and where they are, in order; nothing of what is no
// program. The error is pairs.ErrBound if a bound ended that.
func Text(data []byte) (text []byte, at []pairs.Range, err error) {
	p := newImage(data)
	if len(p.parts) == 0 {
		return nil, nil, nil
	}
	p.begins = newPlaces(len(data))
	p.relocations()
	for i := range p.parts {
		if part := &p.parts[i]; part.code {
			p.code(part)
		} else if !p.listed {
			p.headers(part)
		}
	}
	b := pairs.NewBounded(len(data))
	if p.cut {
		b.Cut()
	}
	slices.SortFunc(p.parts, func(a, b part) int { return a.at - b.at })
	end := 0
	for _, part := range p.parts {
		p.texts(max(end, part.at), part.at+part.size, &b)
		end = max(end, part.at+part.size)
	}
	if !b.Whole() {
		err = pairs.ErrBound
	}
	return b.Bytes(), p.shown, err
}

// places are places in a file, by their offset.
type places []uint64

func newPlaces(size int) places { return make(places, size/64+1) }

func (p places) set(at int) { p[at/64] |= 1 << (at % 64) }

func (p places) has(at int) bool { return p[at/64]>>(at%64)&1 != 0 }

// isPrinted reports whether a byte may stand in a text.
func isPrinted(c byte) bool { return c >= ' ' && c != 0x7f || c == '\t' || c == '\n' || c == '\r' }

// begin notes that something refers to an address, where a text may begin.
func (p *image) begin(address uint64) {
	if at := p.place(address); at >= 0 && isPrinted(p.data[at]) {
		p.begins.set(at)
	}
}

// headers looks through data for addresses.
func (p *image) headers(part *part) {
	for data := p.data[part.at : part.at+part.size]; len(data) >= 8; data = data[8:] {
		if v := binary.LittleEndian.Uint64(data); v != 0 {
			p.begin(p.pointer(v))
		}
	}
}

// texts adds the texts in a part of the file that touch others, from where each begins to where the next one does, or something stands that is no text.
func (p *image) texts(start, end int, b *pairs.Bounded) {
	for at := start; at < end && !b.Full(); {
		if p.begins[at/64] == 0 {
			at = (at/64 + 1) * 64
			continue
		}
		if !p.begins.has(at) {
			at++
			continue
		}
		from := at
		for at++; at < end && isPrinted(p.data[at]) && !p.begins.has(at); at++ {
		}
		if at < end && isPrinted(p.data[at]) || from > start && isPrinted(p.data[from-1]) {
			p.show(from, at, b)
		}
	}
}

// show adds a text.
func (p *image) show(from, to int, b *pairs.Bounded) {
	n := len(p.shown)
	switch {
	case n > 0 && p.shown[n-1].To == from:
		p.shown[n-1].To = to
	case n > 0 && p.shown[n-1].To-p.shown[n-1].From < shortest: // of which nothing is told
		p.shown[n-1] = pairs.Range{From: from, To: to}
	default:
		p.shown = append(p.shown, pairs.Range{From: from, To: to})
	}
	if text := b.Looked(p.data[from:to]); len(text) >= shortest && utf8.Valid(text) {
		b.Alone(text)
	}
}
