package pairs

import "errors"

// Errors of Held.Text. There may be a text, too.
var (
	ErrBound  = errors.New("has more names and values than are read")
	ErrBroken = errors.New("is damaged, or holds something of an unknown kind")
)

// Held is the text of a file some of whose values may be files: those that are no texts go to whoever opens them.
type Held struct {
	Bounded
	Broken bool // there is something that could not be read
	hold   func(name string, value []byte) bool
}

// NewHeld returns an empty text of a file of size bytes. Values go to hold under their names until that returns false.
func NewHeld(size int, hold func(name string, value []byte) bool) Held {
	return Held{Bounded: NewBounded(size), hold: hold}
}

// Hold gives a value that is no text away, if more are wanted and it has a name that one may have.
func (h *Held) Hold(name, value []byte) {
	if len(name) <= MostName && h.hold != nil && !h.hold(string(name), value) {
		h.hold = nil
	}
}

// Text returns the text, which is valid until the next change, and whether a bound or damage left something out.
func (h *Held) Text() ([]byte, error) {
	switch {
	case !h.Whole():
		return h.Bytes(), ErrBound
	case h.Broken:
		return h.Bytes(), ErrBroken
	}
	return h.Bytes(), nil
}
