package detect

// The extent of a verdict is the text that it was made from. As long as that text stays as it is, so does the verdict: this is what
// lets a scan judge of a delta only what changed (follow.go). Most anchors are dropped for what stands a few bytes around them, so
// a judge that knows how far it looked says so, and one that does not counts as having looked as far as any may.
//
// An extent may lie beyond the edges of the text: where a judge saw that the text ends, the end is a part of what it read.

// reach is how far, in bytes from its anchor's start, a verdict's extent goes that says nothing of itself. To the left it is the
// bound of all; a judge that reads further to the right says how far (Candidate.far). It is what the longest chain of optional parts of an
// assignment takes.
const reach = 512

// extent collects what the steps of a verdict read, each between begin and end.
type extent struct {
	lo, hi int32
	said   bool // by the step under way
}

// begin starts a step.
func (c *Candidate) begin() { c.said = false }

// within is a step's last word: what it decided depends on text[lo:hi] alone.
func (c *Candidate) within(lo, hi int) {
	c.said = true
	c.widen(int32(lo), int32(hi))
}

// end ends a step on an anchor that begins at text[start:].
func (c *Candidate) end(start int) {
	if !c.said {
		c.widen(int32(start-reach), max(int32(start+reach), c.far))
	}
}

func (c *Candidate) widen(lo, hi int32) {
	c.lo, c.hi = min(c.lo, lo), max(c.hi, hi)
}
