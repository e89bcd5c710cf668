package pairs

import "encoding/binary"

// Bounds of the text of a file.
const (
	MostText  = 16 << 20 // bytes of a text, and the rest of its last line
	MostTimes = 16       // as many bytes as the file has may be looked at for its strings
	LookAtAll = 1 << 16  // bytes, and these
	MostName  = 1 << 10  // bytes of what may be a name
	MostValue = 1 << 20  // bytes of a value; the rest is read only where it lies
)

// Bounded is the text of a hostile file under way, which may refer to one string as often as it likes: the text is bounded, and so is the
// work that it takes.
type Bounded struct {
	text Text
	left int  // bytes that may be looked at
	cut  bool // a value was too long, or a bound of a format left something out
}

// NewBounded returns an empty text of a file of size bytes.
func NewBounded(size int) Bounded { return Bounded{left: MostTimes*size + LookAtAll} }

// Bytes returns the text, which is valid until the next change.
func (b *Bounded) Bytes() []byte { return b.text.Bytes() }

// Full reports that a bound was reached: nothing is added any more.
func (b *Bounded) Full() bool { return b.text.Len() >= MostText || b.left <= 0 }

// Whole reports that no bound ended the text or a value.
func (b *Bounded) Whole() bool { return !b.Full() && !b.cut }

// Cut notes that something else was left out because of a bound.
func (b *Bounded) Cut() { b.cut = true }

// Step accounts for something that was looked at.
func (b *Bounded) Step() { b.left-- }

// Looked accounts for bytes that were looked at, and returns them.
func (b *Bounded) Looked(data []byte) []byte {
	b.left -= len(data) + 1
	return data
}

// Pair adds a value and its name, if there is a value.
func (b *Bounded) Pair(value []byte, name func() []byte) {
	if len(value) == 0 || b.Full() {
		return
	}
	n := name()
	if len(n) > MostName {
		n = nil
	}
	if len(value) > MostValue {
		value, b.cut = value[:MostValue], true
	}
	b.text.Pair(n, value)
}

// Value adds a line, or lines, that were put together from what was looked at.
func (b *Bounded) Value(line []byte) { b.text.Value(line) }

// apart are empty lines: more than stand between a name and its value.
var apart = []byte{'\n'}

// Alone adds a text that has nothing to do with those around it.
func (b *Bounded) Alone(text []byte) {
	b.Value(text)
	b.Value(apart)
}

// Range is a range of bytes of a file.
type Range struct{ From, To int }

// Part returns size bytes at a place in a file, both of which the file itself may tell; nil if they are not all there.
func Part(data []byte, at, size int) []byte {
	if at < 0 || size < 0 || size > len(data)-at {
		return nil
	}
	return data[at : at+size]
}

// Number returns the number of 32 bits at a place, 0 if it is not all there; one that does not fit into 31 bits is less than 0, and so no length or index.
func Number(data []byte, at int, order binary.ByteOrder) int {
	if b := Part(data, at, 4); b != nil {
		return int(int32(order.Uint32(b)))
	}
	return 0
}
