package decode

// Compounds: runs that marks join to words on either side. Tokens in parts are written so: id.time.signature, app|secret.

// mostStarts is how many places a compound may begin at.
const mostStarts = 3

// MostOnLine is the greatest length in bytes of a run that surely is on one line.
const MostOnLine = fullLine

// Bounds of what is looked at around a run; what is further away is no part of a token. All lie within RunReach.
const (
	mostInFront = mostStarts - 1 // words in front of a run, each shorter than a run
	mostBehind  = 90             // bytes
	mostPadding = 2
)

// Marks are what joins the words of a compound. Rules ask their shapes for them (rules.Joins).
const Marks = ".:|"

// isMark is 1 for marks, isPart for letters and marks, and adjoins for what next to a run makes more of it than its letters: marks,
// padding, and what escapes begin with.
var (
	isMark  = with([256]uint8{}, Marks)
	isPart  = with(isOne, Marks)
	adjoins = with(isMark, `=\%`)
)

// with returns a table of bytes with those of set.
func with(table [256]uint8, set string) [256]uint8 {
	for _, c := range []byte(set) {
		table[c] = 1
	}
	return table
}

// Alone reports whether a token in the run text[lo:hi] on one line can be nothing but the run.
func Alone(text []byte, lo, hi int) bool {
	return (lo == 0 || adjoins[text[lo-1]] == 0) && (hi == len(text) || adjoins[text[hi]] == 0)
}

// Compound is a run on one line with the words that marks join to it.
type Compound struct {
	End    int             // behind its last word and the padding that may follow it: = or ==
	Starts [mostStarts]int // where what it holds may begin: a name may stand in front
	Count  int             // of Starts
	Joined bool            // it has more words than one
}

// CompoundOf returns the compound that the run text[lo:hi] is the first of. It is not ok if there is an earlier one, or if words go on
// for too long.
func CompoundOf(text []byte, lo, hi int) (c Compound, ok bool) {
	c.End = hi
	for c.End+1 < len(text) && isMark[text[c.End]] != 0 && isLetter(text[c.End+1]) {
		_, c.End = lineRun(text, c.End+1)
		if c.End-hi > mostBehind {
			return c, false
		}
		c.Joined = true
	}
	for most := min(len(text), c.End+mostPadding); c.End < most && text[c.End] == '='; c.End++ {
	}
	c.begin(text, lo)
	for at, n := lo, 0; n < mostInFront && at > 1 && isMark[text[at-1]] != 0 && isLetter(text[at-2]); n++ {
		end := at - 1
		for at = end; at > 0 && isLetter(text[at-1]); at-- {
			if end-at == MinRun-1 {
				return c, false
			}
		}
		c.Joined = true
		c.begin(text, at)
	}
	return c, true
}

// begin adds a place, unless a dot joins it to what stands in front. What an escape leaves in front is left out: \n, %3D.
func (c *Compound) begin(text []byte, at int) {
	if at > 0 {
		switch text[at-1] {
		case '.':
			return
		case '\\':
			at++
		case '%':
			at += 2
		}
	}
	if at < c.End {
		c.Starts[c.Count] = at
		c.Count++
	}
}
