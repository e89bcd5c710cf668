package lzma

import "io"

const (
	states     = 12
	posBitsMax = 4
	minMatch   = 2
	endMarker  = 1<<32 - 1 // a distance of this value ends the stream

	slots, slotGroups       = 64, 4
	firstModelled, modelled = 4, 14 // position slots whose low bits have probabilities of their own
	alignBits               = 4
	maxLiteralBits          = 4 // literal context and position bits together; liblzma takes no more, either
	literalProbs            = 0x300
	lowLengths, highLengths = 8, 256
	statesAfterLiteral      = 7 // below it the last symbol was a literal
	matchState, repState    = 7, 8
	shortRepState           = 9
)

type lengths struct {
	choice, choice2 prob
	low, mid        [1 << posBitsMax][lowLengths]prob
	high            [highLengths]prob
}

// coder is the state of the LZMA decoder but its window.
type coder struct {
	ranger
	input []byte // the ranger's buffer

	contextBits, literalMask, posMask uint32

	state     uint32
	reps      [4]uint32 // last distances, less one
	pending   int       // bytes of the last match that did not fit
	processed uint32    // bytes since the window was empty

	isMatch, isRep0Long     [states << posBitsMax]prob
	isRep, isG0, isG1, isG2 [states]prob
	slot                    [slotGroups][slots]prob
	special                 [1<<(modelled/2) - modelled + 1]prob
	align                   [1 << alignBits]prob
	match, rep              lengths
	literal                 []prob
}

// setProperties takes the byte that says how many bits of context and position literals and matches look at.
func (c *coder) setProperties(b byte) error {
	if b >= 9*5*5 {
		return errProps
	}
	lc, lp, pb := uint32(b%9), uint32(b/9%5), uint32(b/45)
	if lc+lp > maxLiteralBits {
		return errProps
	}
	c.contextBits, c.literalMask, c.posMask = lc, 1<<lp-1, 1<<pb-1
	if c.literal == nil {
		c.literal = make([]prob, literalProbs<<maxLiteralBits)
	}
	return nil
}

func (c *coder) resetState() {
	c.state, c.reps = 0, [4]uint32{}
	resetProbs(c.literal)
	for _, p := range [][]prob{c.isMatch[:], c.isRep0Long[:], c.isRep[:], c.isG0[:], c.isG1[:], c.isG2[:], c.special[:], c.align[:]} {
		resetProbs(p)
	}
	for i := range c.slot {
		resetProbs(c.slot[i][:])
	}
	c.match.reset()
	c.rep.reset()
}

func (l *lengths) reset() {
	l.choice, l.choice2 = probStart, probStart
	for i := range l.low {
		resetProbs(l.low[i][:])
		resetProbs(l.mid[i][:])
	}
	resetProbs(l.high[:])
}

func (l *lengths) read(r *ranger, posState uint32) int {
	switch {
	case r.bit(&l.choice) == 0:
		return minMatch + int(r.tree(l.low[posState][:]))
	case r.bit(&l.choice2) == 0:
		return minMatch + lowLengths + int(r.tree(l.mid[posState][:]))
	}
	return minMatch + 2*lowLengths + int(r.tree(l.high[:]))
}

// decode decodes up to most bytes into the window, fewer where the window ends, and returns how many. The end marker is io.EOF.
func (d *Decoder) decode(most int) (n int, err error) {
	start, limit := d.at, min(d.at+most, len(d.window))
	if d.pending > 0 {
		err = d.copyMatch(limit)
	}
	for err == nil && d.at < limit {
		posState, before := d.processed&d.posMask, d.at
		if d.bit(&d.isMatch[d.state<<posBitsMax+posState]) == 0 {
			d.readLiteral()
		} else if err = d.readMatch(posState); err == nil {
			err = d.copyMatch(limit)
		}
		if d.short {
			d.at, err = before, ErrTruncated // the symbol was made up of bits that are not there
		}
	}
	return d.at - start, err
}

func (d *Decoder) readLiteral() {
	previous := d.back(1)
	context := (d.processed&d.literalMask)<<d.contextBits + uint32(previous)>>(8-d.contextBits)
	p := d.literal[literalProbs*context:][:literalProbs]
	var b byte
	if d.state < statesAfterLiteral {
		b = byte(d.tree(p[:0x100]))
	} else {
		b = d.matched(p, d.back(d.reps[0]+1))
	}
	d.window[d.at] = b
	d.at++
	d.processed++
	switch {
	case d.state < 4:
		d.state = 0
	case d.state < 10:
		d.state -= 3
	default:
		d.state -= 6
	}
}

// back returns the byte that is that far back, 0 before the start.
func (d *Decoder) back(distance uint32) byte {
	switch {
	case int64(distance) <= int64(d.at):
		return d.window[d.at-int(distance)]
	case d.full && int64(distance) <= int64(len(d.window)):
		return d.window[d.at-int(distance)+len(d.window)]
	}
	return 0
}

// readMatch reads the distance and the length of a match.
func (d *Decoder) readMatch(posState uint32) error {
	if d.bit(&d.isRep[d.state]) == 0 {
		d.reps[3], d.reps[2], d.reps[1] = d.reps[2], d.reps[1], d.reps[0]
		d.pending = d.match.read(&d.ranger, posState)
		d.state = after(d.state, matchState)
		d.reps[0] = d.distance(d.pending)
		if d.reps[0] == endMarker {
			d.pending = 0
			return io.EOF
		}
		return nil
	}
	if d.bit(&d.isG0[d.state]) == 0 {
		if d.bit(&d.isRep0Long[d.state<<posBitsMax+posState]) == 0 {
			d.state = after(d.state, shortRepState)
			d.pending = 1
			return nil
		}
	} else {
		d.repeatOlder()
	}
	d.pending = d.rep.read(&d.ranger, posState)
	d.state = after(d.state, repState)
	return nil
}

// repeatOlder brings the second to fourth last distance to the front.
func (d *Decoder) repeatOlder() {
	i := 1
	if d.bit(&d.isG1[d.state]) == 1 {
		i = 2 + int(d.bit(&d.isG2[d.state]))
	}
	distance := d.reps[i]
	copy(d.reps[1:i+1], d.reps[:i])
	d.reps[0] = distance
}

// after returns the state after a symbol that leads to s when a literal went before it.
func after(state, s uint32) uint32 {
	switch {
	case state < statesAfterLiteral:
		return s
	case s == matchState:
		return 10
	}
	return 11
}

func (d *Decoder) distance(length int) uint32 {
	slot := d.tree(d.slot[min(length-minMatch, slotGroups-1)][:])
	if slot < firstModelled {
		return slot
	}
	bits := int(slot>>1 - 1)
	distance := (2 | slot&1) << bits
	if slot < modelled {
		return distance + d.reverseTree(d.special[distance-slot:], bits)
	}
	distance += d.direct(bits-alignBits) << alignBits
	return distance + d.reverseTree(d.align[:], alignBits)
}

// copyMatch repeats the pending bytes from the last distance back, as far as limit.
func (d *Decoder) copyMatch(limit int) error {
	distance, from := int64(d.reps[0])+1, d.at
	switch {
	case distance <= int64(d.at):
		from -= int(distance)
	case d.full && distance <= int64(len(d.window)):
		from += len(d.window) - int(distance)
	default:
		return d.tooFarBack()
	}
	n := min(d.pending, limit-d.at)
	d.pending -= n
	d.processed += uint32(n)
	for n > 0 {
		k := min(n, len(d.window)-from)
		if from < d.at {
			k = min(k, d.at-from) // the run doubles
		}
		copy(d.window[d.at:d.at+k], d.window[from:from+k])
		if from >= d.at {
			if from += k; from == len(d.window) {
				from = 0
			}
		}
		d.at += k
		n -= k
	}
	return nil
}

// tooFarBack says why a distance leads nowhere.
func (d *Decoder) tooFarBack() error {
	if d.full && d.asked > int64(d.size) {
		return ErrWindow
	}
	return errCorrupt
}
