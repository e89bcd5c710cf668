package decode

// Encoded runs: the letters of base64 in both alphabets, to which those of hexadecimal numbers belong. A run on one line goes on in the
// next one where that line is full, as encoders wrap lines and people indent them.

// MinRun is the least length of a run in bytes: 18 bytes in base64, 12 in hexadecimal digits.
const MinRun = 24

const (
	fullLine   = 40 // letters before a line's end that make it one that goes on
	mostIndent = 32 // blanks before the rest of a run
)

// RunReach is how far from a run, in bytes, what stands there can join it.
const RunReach = fullLine + mostIndent + 2 + 22

// letters gives for each byte 1 + its number in base64, 0 for other bytes.
var letters = func() (t [256]uint8) {
	for i, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		t[c] = uint8(i + 1)
	}
	t['-'], t['_'] = t['+'], t['/']
	return t
}()

func isLetter(c byte) bool { return letters[c] != 0 }

// isOne is 1 for letters, so that several bytes can be asked without a branch for each.
var isOne = func() (t [256]uint8) {
	for i, n := range letters {
		t[i] = min(n, 1)
	}
	return t
}()

// window is how many letters are looked for at once.
const window = 8

func fullWindow(b *[window]byte) bool {
	return isOne[b[0]]&isOne[b[1]]&isOne[b[2]]&isOne[b[3]]&isOne[b[4]]&isOne[b[5]]&isOne[b[6]]&isOne[b[7]] != 0
}

// windowBeside reports whether the window in front of the one at p, or the one behind it, may be full: of a run of MinRun letters one of
// the two is. So words and identifiers are left without being read letter by letter.
func windowBeside(text []byte, p int) bool {
	if p < window || p+2*window > len(text) {
		return true
	}
	return fullWindow((*[window]byte)(text[p-window:])) || fullWindow((*[window]byte)(text[p+window:]))
}

// NextRun returns the first run of text that has a letter at from or behind it, with its lines, and one in front of to. Looking for one
// that does not exist costs a load and a few steps for each 17 bytes.
func NextRun(text []byte, from, to int) (lo, hi int, ok bool) {
	const stride = MinRun - window + 1 // of the letters of a run one window at least is full
	if from < len(text) && isLetter(text[from]) {
		from, _ = lineRun(text, from)
	}
	for p := from; p+window <= len(text) && p < to+MinRun; p += stride {
		if !fullWindow((*[window]byte)(text[p:])) || !windowBeside(text, p) {
			continue
		}
		lo, hi = lineRun(text, p)
		if hi-lo >= MinRun {
			break
		}
		p = hi + 1 - stride
		lo, hi = 0, 0
	}
	if hi-lo < MinRun || lo >= to {
		return 0, 0, false
	}
	lo, hi = joined(text, lo, hi)
	return lo, hi, true
}

// Touched returns the text of which a change of text[from:to] can make or unmake runs and compounds: the letters and marks that it
// touches, and the ends of the lines in front and behind if they could join these or could have done so. It does not go below floor. A
// further change in front of same touches nothing else behind it.
func Touched(text []byte, from, to, floor int) (lo, hi, same int) {
	lo, hi = from, to
	if lo > floor && text[lo-1] == '=' {
		if lo--; lo > floor && text[lo-1] == '=' {
			lo--
		}
	}
	for lo > floor && isPart[text[lo-1]] != 0 {
		lo--
	}
	for hi < len(text) && isPart[text[hi]] != 0 {
		hi++
	}
	same = hi
	// A line in front counts if it is full, since only then it goes on; one behind if it is a run by itself.
	if end := gapBefore(text, lo, floor); end < lo && end-floor >= fullLine && allLetters(text[end-fullLine:end]) {
		lo = end - MinRun
	}
	if start := gapBehind(text, hi); start > hi && len(text)-start >= MinRun && allLetters(text[start:start+MinRun]) {
		hi = start + MinRun
	}
	return lo, hi, same
}

// mostGap is how many bytes can stand between the lines of a run.
const mostGap = mostIndent + 2

// gapBefore returns where the white space in front of text[at:] begins that may join lines; where letters end there, a line may go on.
func gapBefore(text []byte, at, floor int) int {
	start := at
	for start > floor && at-start < mostGap && isGap(text[start-1]) {
		start--
	}
	return start
}

// gapBehind is gapBefore for what stands behind text[:at].
func gapBehind(text []byte, at int) int {
	end := at
	for end < len(text) && end-at < mostGap && isGap(text[end]) {
		end++
	}
	return end
}

func isGap(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func allLetters(b []byte) bool {
	for _, c := range b {
		if !isLetter(c) {
			return false
		}
	}
	return true
}

// lineRun returns the letters around text[at].
func lineRun(text []byte, at int) (lo, hi int) {
	for lo = at; lo > 0 && isLetter(text[lo-1]); lo-- {
	}
	for hi = at; hi < len(text) && isLetter(text[hi]); hi++ {
	}
	return lo, hi
}

// joined adds the lines in front of a run and behind it that it goes on in.
func joined(text []byte, lo, hi int) (int, int) {
	for {
		end := lineBefore(text, lo)
		if end < 0 {
			break
		}
		lo, _ = lineRun(text, end-1)
	}
	for {
		start := lineBehind(text, hi)
		if start < 0 {
			break
		}
		_, hi = lineRun(text, start)
	}
	return lo, hi
}

// lineBefore returns where the full line ends that goes on at text[lo:], or -1.
func lineBefore(text []byte, lo int) int {
	if text[lo] == '-' || text[lo] == '_' {
		return -1
	}
	end := lo
	for end > 0 && lo-end < mostIndent && (text[end-1] == ' ' || text[end-1] == '\t') {
		end--
	}
	if end == 0 || text[end-1] != '\n' {
		return -1
	}
	end--
	if end > 0 && text[end-1] == '\r' {
		end--
	}
	if end < fullLine || !allLetters(text[end-fullLine:end]) {
		return -1
	}
	return end
}

// lineBehind returns where the run text[:hi] goes on in the next line, or -1.
func lineBehind(text []byte, hi int) int {
	if hi < fullLine || !allLetters(text[hi-fullLine:hi]) {
		return -1
	}
	at := hi
	if at < len(text) && text[at] == '\r' {
		at++
	}
	if at == len(text) || text[at] != '\n' {
		return -1
	}
	at++
	start := at
	for start < len(text) && start-at < mostIndent && (text[start] == ' ' || text[start] == '\t') {
		start++
	}
	if start == len(text) || !isLetter(text[start]) || text[start] == '-' || text[start] == '_' {
		return -1
	}
	return start
}

// appendBase64 appends what the letters of a run stand for, white space between them left out, and leaves the rest out from where it is
// no base64. It never appends more than 3/4 of len(run) bytes.
func appendBase64(dst, run []byte) []byte {
	var group uint32
	n := 0
	for _, c := range run {
		v := letters[c]
		if v == 0 {
			if isGap(c) {
				continue
			}
			break
		}
		group = group<<6 | uint32(v-1)
		if n++; n == 4 {
			dst = append(dst, byte(group>>16), byte(group>>8), byte(group))
			group, n = 0, 0
		}
	}
	switch n {
	case 2:
		dst = append(dst, byte(group>>4))
	case 3:
		dst = append(dst, byte(group>>10), byte(group>>2))
	}
	return dst
}

// appendBase32 appends what the letters of a run stand for in the alphabet of RFC 4648, in either case, white space between them left out,
// and leaves the rest out from where it is no base32. It never appends more than 5/8 of len(run) bytes.
func appendBase32(dst, run []byte) []byte {
	var bits uint32
	have := 0
	for _, c := range run {
		v := values32[c]
		if v == 255 {
			if isGap(c) {
				continue
			}
			break
		}
		if bits, have = bits<<5|uint32(v), have+5; have >= 8 {
			have -= 8
			dst = append(dst, byte(bits>>have))
		}
	}
	return dst
}

// AppendHex appends what pairs of hexadecimal digits stand for, white space left out, up to the first other byte.
func AppendHex(dst, run []byte) []byte {
	high, half := byte(0), false
	for _, c := range run {
		v, ok := digit(c)
		if !ok {
			if isGap(c) {
				continue
			}
			break
		}
		if half {
			dst = append(dst, high<<4|v)
		}
		high, half = v, !half
	}
	return dst
}

func digit(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return (c | 0x20) - 'a' + 10, true
	}
	return 0, false
}
