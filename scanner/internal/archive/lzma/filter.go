package lzma

import "io"

// Filter is a reversible change of the data that was made before its compression, by the number that xz gives it.
type Filter byte

const (
	Delta Filter = 0x03 // each byte less the one some bytes before
	X86   Filter = 0x04
	ARM   Filter = 0x07
	Thumb Filter = 0x08
	ARM64 Filter = 0x0a
)

// harmless reports that a filter's work need not be undone to read texts: it changes only the operands of call instructions, next to
// bytes that ASCII text doesn't hold (e8 and e9 on x86, eb, f0 to ff, 90 to 97 on ARM). Those of other processors change text, too.
func (f Filter) harmless() bool { return f == X86 || f == ARM || f == Thumb || f == ARM64 }

// deltaReader undoes Delta.
type deltaReader struct {
	in       io.Reader
	last     [256]byte
	at       byte
	distance byte // less one
}

// NewDelta returns a reader of in with Delta undone; distance is that of the bytes, 1 less.
func NewDelta(in io.Reader, distance byte) io.Reader {
	return &deltaReader{in: in, distance: distance}
}

func (r *deltaReader) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	for i := range p[:n] {
		p[i] += r.last[r.at-r.distance-1]
		r.last[r.at] = p[i]
		r.at++
	}
	return n, err
}
