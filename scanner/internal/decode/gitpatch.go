package decode

import (
	"bytes"
	"compress/zlib"
	"io"
	"math/bits"
	"slices"
	"strconv"
)

// Binary patches of git (emit_binary_diff_body in its diff.c): behind "GIT binary patch" a hunk that makes the new content, and one that makes
// the old one again. Each is a zlib stream in base 85, of a content as it is ("literal") or of the instructions that make it of the other one
// ("delta"), of which what they insert is read.

// letters85 gives for each byte 1 + its number in the base 85 of git's patches and RFC 1924, 0 for other bytes.
var letters85 = func() (t [256]uint8) {
	for i, c := range []byte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~") {
		t[c] = uint8(i + 1)
	}
	return t
}()

// longestHunkHead is the length of "literal ", a number and a line's end at most.
const longestHunkHead = 32

// hunk reads one hunk. Without one w.at stays where it was; damaged reports that it does not give what its head says.
func (w *whole) hunk() (damaged bool) {
	before := w.at
	size, delta, ok := w.hunkHead()
	if !ok {
		w.at = before
		return false
	}
	w.lines85()
	stream := slices.Clone(w.plain[w.begin:])
	w.plain = w.plain[:w.begin]
	r, err := zlib.NewReader(bytes.NewReader(stream))
	if err != nil {
		return true
	}
	out := bytes.NewBuffer(w.plain)
	n, err := out.ReadFrom(io.LimitReader(r, int64(w.most)+1))
	w.plain = out.Bytes()
	if damaged = err != nil || n != size && n <= int64(w.most); delta {
		inserted, sound := insertions(w.plain[w.begin:])
		w.plain, damaged = w.plain[:w.begin+len(inserted)], damaged || !sound
	}
	return damaged
}

// hunkHead reads what a hunk begins with; the line of the trigger may end in front of it.
func (w *whole) hunkHead() (size int64, delta, ok bool) {
	if rest := w.text[w.at:]; len(rest) > 0 && (rest[0] == '\n' || rest[0] == '\r') {
		_, _ = w.line()
	}
	rest := w.text[w.at:]
	kind, number, _ := bytes.Cut(rest[:min(len(rest), longestHunkHead)], []byte{' '})
	end := bytes.IndexAny(number, "\r\n")
	delta = string(kind) == "delta"
	if !delta && string(kind) != "literal" || end < 0 {
		return 0, false, false
	}
	size, err := strconv.ParseInt(string(number[:end]), 10, 64)
	if err != nil {
		return 0, false, false
	}
	_, _ = w.line()
	return size, delta, true
}

// lines85 reads lines that begin with the number of their bytes, A to Z and a to z, up to an empty one, or one that is none.
func (w *whole) lines85() {
	for !w.full() {
		before := w.at
		line, ok := w.line()
		switch {
		case !ok || len(line) == 0:
			return
		case !w.line85(line):
			w.at = before
			return
		}
	}
}

func (w *whole) line85(line []byte) bool {
	n := 0
	switch c := line[0]; {
	case 'A' <= c && c <= 'Z':
		n = int(c-'A') + 1
	case 'a' <= c && c <= 'z':
		n = int(c-'a') + 27
	}
	if n == 0 || len(line)-1 != (n+3)/4*5 {
		return false
	}
	had := len(w.plain)
	for group := range slices.Chunk(line[1:], 5) {
		value := uint32(0)
		for _, c := range group {
			if letters85[c] == 0 {
				w.plain = w.plain[:had]
				return false
			}
			value = value*85 + uint32(letters85[c]-1)
		}
		w.plain = append(w.plain, byte(value>>24), byte(value>>16), byte(value>>8), byte(value))
	}
	w.plain = w.plain[:had+n]
	return true
}

// insertions returns what a delta inserts, in its memory, each part that does not follow another one at once on a line of its own
// (gitformat-pack(5), "Deltified representation"); sound is false if there is what is no instruction.
func insertions(delta []byte) (inserted []byte, sound bool) {
	at := 0
	for range 2 { // the sizes of what it changes and of what it makes
		for at < len(delta) && delta[at]&0x80 != 0 {
			at++
		}
		at++
	}
	inserted = delta[:0] // an instruction takes a byte, so no byte is overwritten before it is read
	copied := false
	for at < len(delta) {
		op := delta[at]
		at++
		switch n := int(op); {
		case op == 0:
			return inserted, false
		case op&0x80 != 0:
			at += bits.OnesCount8(op & 0x7f)
			copied = true
		default:
			n = min(n, len(delta)-at)
			if copied && len(inserted) > 0 {
				inserted = append(inserted, '\n')
			}
			copied = false
			inserted = append(inserted, delta[at:at+n]...)
			if at += n; n < int(op) {
				return inserted, false
			}
		}
	}
	return inserted, at == len(delta)
}
