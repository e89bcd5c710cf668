package pack

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"

	"github.com/sluice-scan/sluice/scanner/internal/edit"
)

// Edit is how a content follows from its base.
type Edit = edit.Edit

// maxEdits bounds how many edits are kept of one delta, as a few packed bytes can make many millions: what follows the first
// ones counts as one insertion, which only makes a reader look at more than it had to.
const maxEdits = 1 << 18

var (
	errDeltaEnd    = errors.New("delta ends early")
	errDeltaCopy   = errors.New("delta copies from outside its base")
	errDeltaOp     = errors.New("delta has a reserved instruction")
	errDeltaResult = errors.New("delta does not give the size it declares")
)

// deltaSizes reads the start of a delta: the sizes of its base and its result, then the instructions.
func deltaSizes(delta []byte) (base, result int64, instructions []byte, err error) {
	base, delta, err = deltaSize(delta)
	if err == nil {
		result, delta, err = deltaSize(delta)
	}
	return base, result, delta, err
}

// deltaSize reads a little-endian number of 7-bit groups below 2^63.
func deltaSize(delta []byte) (size int64, rest []byte, err error) {
	for i, b := range delta {
		if i == 9 {
			break
		}
		size |= int64(b&0x7f) << (7 * i)
		if b&0x80 == 0 {
			return size, delta[i+1:], nil
		}
	}
	return 0, nil, errDeltaEnd
}

// applyDelta fills out, whose length is the size of the result, and appends the edits to edits. gitformat-pack(5),
// "Deltified representation".
func applyDelta(out, base, instructions []byte, edits []Edit) ([]Edit, error) {
	at := 0
	for len(instructions) > 0 {
		op := instructions[0]
		instructions = instructions[1:]
		switch {
		case op&0x80 != 0:
			src, size, n := copyOperands(op, instructions)
			if n > len(instructions) {
				return edits, errDeltaEnd
			}
			if src+size > int64(len(base)) {
				return edits, errDeltaCopy
			}
			if size > int64(len(out)-at) {
				return edits, errDeltaResult
			}
			copyShort(out[at:], base[src:], int(size))
			edits = appendEdit(edits, Edit{Dst: at, Src: int(src), Len: int(size)})
			instructions = instructions[n:]
			at += int(size)
		case op == 0:
			return edits, errDeltaOp
		default:
			size := int(op)
			if size > len(instructions) {
				return edits, errDeltaEnd
			}
			if size > len(out)-at {
				return edits, errDeltaResult
			}
			copyShort(out[at:], instructions, size)
			edits = appendEdit(edits, Edit{Dst: at, Src: -1, Len: size})
			instructions = instructions[size:]
			at += size
		}
	}
	if at != len(out) {
		return edits, errDeltaResult
	}
	return edits, nil
}

// copyShort copies n bytes. Most runs of a delta are short: where there is room, those are copied at one length, whatever stands behind
// them, since the next run overwrites that. A copy of a length that nobody can foresee costs more than 32 bytes.
func copyShort(to, from []byte, n int) {
	const short = 32
	if n <= short && len(to) >= short && len(from) >= short {
		*(*[short]byte)(to) = *(*[short]byte)(from)
		return
	}
	copy(to, from[:n])
}

// copyOperands reads where a copy begins and how long it is; n is the length of the operands, which may be more than there
// is. How many of the 4 bytes of the position and of the 3 of the size are given is as good as random: this has no branch on it. But
// those that are left out, since they are 0, are nearly always the highest.
func copyOperands(op byte, operands []byte) (src, size int64, n int) {
	var padded [8]byte
	if len(operands) < len(padded) {
		copy(padded[:], operands)
		operands = padded[:]
	}
	left := binary.LittleEndian.Uint64(operands)
	if from, length := op&0xf, op>>4&7; from&(from+1)|length&(length+1) == 0 {
		width := bits.OnesCount8(from)
		src, size = lowBytes(left, width), lowBytes(left>>(8*width), bits.OnesCount8(length))
	} else {
		src, left = operand(op, left, 4)
		size, _ = operand(op>>4, left, 3)
	}
	if size == 0 {
		size = 0x10000
	}
	return src, size, bits.OnesCount8(op & 0x7f)
}

// lowBytes returns the lowest n bytes, n < 8.
func lowBytes(b uint64, n int) int64 { return int64(b & (1<<(8*n&63) - 1)) }

// operand assembles a little-endian number of which only those bytes are given whose bit in op is set.
func operand(op byte, given uint64, width int) (value int64, rest uint64) {
	for i := range width {
		bit := uint64(op) >> i & 1
		value |= int64(given&(0xff*bit)) << (8 * i)
		given >>= 8 * bit
	}
	return value, given
}

// appendEdit joins an edit to the last one if they are one run.
func appendEdit(edits []Edit, e Edit) []Edit {
	if len(edits) == 0 {
		return append(edits, e)
	}
	last := &edits[len(edits)-1]
	switch {
	case last.Src >= 0 && last.Src+last.Len == e.Src, last.Src < 0 && e.Src < 0:
		last.Len += e.Len
	case len(edits) == maxEdits:
		last.Src = -1
		last.Len += e.Len
	default:
		return append(edits, e)
	}
	return edits
}

// tooLarge is the error for a content that would have to be held in memory but may not.
func tooLarge(size, limit int64) error {
	return fmt.Errorf("size of %d bytes is above the limit of %d", size, limit)
}

// ErrLong tells that what a delta gives is longer than it may be.
var ErrLong = errors.New("the delta gives more than it may")

// Apply returns what a delta, with its sizes in front, makes of its base: at most that many bytes, else the error is ErrLong.
func Apply(base, delta []byte, most int64) ([]byte, error) {
	from, size, instructions, err := deltaSizes(delta)
	switch {
	case err != nil:
		return nil, err
	case from != int64(len(base)):
		return nil, errBaseSize
	case size > most:
		return nil, ErrLong
	}
	out := make([]byte, size)
	_, err = applyDelta(out, base, instructions, nil)
	return out, err
}
