package pairs

import "fmt"

// MostPiece is how many bytes of a long text are yielded at a time, and the rest of what was added last.
const MostPiece = 1 << 20

// Pieces is a text under way that may be long, such as that of a table: it is yielded in pieces.
type Pieces struct {
	Text
	Over  bool // nobody wants more
	yield func(name string, text []byte) bool
}

// NewPieces returns an empty text. Its pieces go to yield, until that returns false; they are valid until it returns.
func NewPieces(yield func(name string, text []byte) bool) Pieces { return Pieces{yield: yield} }

// Long reports that there is enough for a piece.
func (p *Pieces) Long() bool { return p.Len() >= MostPiece }

// Flush yields what was added since the last time, and counts it among the pieces of what has that name: the first is called so, others have
// their number behind it.
func (p *Pieces) Flush(name string, count *int) {
	if p.Len() == 0 || p.Over {
		return
	}
	*count++
	if *count > 1 {
		name = fmt.Sprintf("%s#%d", name, *count)
	}
	p.Over = !p.yield(name, p.Bytes())
	p.Reset()
}
