// Package program finds the texts in compiled programs whose language keeps them side by side, with nothing in between: Go and Rust know a text by
// where it begins and how long it is, and the linker lays one behind the other. So what the bytes show is "GET" + a token + "invalid", and nothing
// there says where the token ends. What says so are the places that refer to a text.
//
//	program.go  what callers use; texts from one beginning to the next
//	headers.go  what ELF, PE and Mach-O say of it, of 64 and 32 bits, and universal programs
//	image.go    where the parts of a program lie in memory
//	code.go     instructions of x86-64, ARM64, x86 and ARM that refer to a place
//
// Headers are hostile. What is said to lie beyond the data is nothing, and memory is a bit a byte beside the text.
package program

import (
	"bytes"
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
	var programs [mostPrograms]pairs.Range // every content is asked: nothing is allocated
	known := false
	for _, r := range universal(programs[:0], data) {
		p := newImage(data[r.From:r.To])
		known = known || len(p.parts) > 0
	}
	if !known {
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
// program. Of a universal program each text is returned once. The error is pairs.ErrBound if a bound ended that.
func Text(data []byte) (text []byte, at []pairs.Range, err error) {
	w := writer{Bounded: pairs.NewBounded(len(data))}
	all := universal(nil, data)
	if len(all) > 1 {
		w.told = map[string]bool{}
	}
	for _, r := range all {
		p := newImage(data[r.From:r.To])
		if len(p.parts) > 0 {
			p.read()
			w.shown, w.from = nil, r.From
			w.image(&p)
			at = append(at, w.shown...)
		}
	}
	if !w.Whole() {
		err = pairs.ErrBound
	}
	return w.Bytes(), at, err
}

// read notes where texts of a program begin.
func (p *image) read() {
	p.begins = newPlaces(len(p.data))
	p.relocations()
	for i := range p.parts {
		if part := &p.parts[i]; part.code {
			p.code(part)
		} else if !p.listed {
			p.headers(part)
		}
	}
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
	for at := part.at; at <= part.at+part.size-p.width; at += p.width {
		if v := p.word(at); v != 0 {
			p.begin(p.pointer(v))
		}
	}
}

// writer makes the text of all programs in a file.
type writer struct {
	pairs.Bounded
	shown []pairs.Range   // of one program
	from  int             // where that begins
	told  map[string]bool // texts, if there may be others that are the same
}

// image adds the texts of a program.
func (w *writer) image(p *image) {
	if p.cut {
		w.Cut()
	}
	slices.SortFunc(p.parts, func(a, b part) int { return a.at - b.at })
	end := 0
	for _, part := range p.parts {
		w.texts(p, max(end, part.at), part.at+part.size)
		end = max(end, part.at+part.size)
	}
}

// texts adds the texts in a part of the file that touch others, from where each begins to where the next one does, or something stands that is no text.
func (w *writer) texts(p *image, start, end int) {
	for at := start; at < end && !w.Full(); {
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
			w.show(p.data[from:at], w.from+from)
		}
	}
}

// show adds a text that is at a place in the file.
func (w *writer) show(text []byte, from int) {
	n, to := len(w.shown), from+len(text)
	switch {
	case n > 0 && w.shown[n-1].To == from:
		w.shown[n-1].To = to
	case n > 0 && w.shown[n-1].To-w.shown[n-1].From < shortest: // of which nothing is told
		w.shown[n-1] = pairs.Range{From: from, To: to}
	default:
		w.shown = append(w.shown, pairs.Range{From: from, To: to})
	}
	if w.Looked(text); len(text) < shortest || w.told[string(text)] || !utf8.Valid(text) {
		return
	}
	if w.told != nil {
		w.told[string(text)] = true
	}
	w.Alone(text)
}
