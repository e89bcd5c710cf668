package policy

import "bytes"

// markerReach is how far from a finding, in bytes, a marker on its line may stand: minified files have lines of megabytes.
const markerReach = 1024

// markers allow the findings on their line. Behind sluice's own may stand the id of the one rule that it allows.
var markers = [...]string{"sluice:allow", "gitleaks:allow"}

// Inline reports whether a marker on the finding's line allows it, and which one. The finding takes length bytes of line from at
// on; a marker inside the secret does not count.
func Inline(line []byte, at, length int, ruleID string) (marker string, ok bool) {
	before := line[max(0, at-markerReach):at]
	after := line[min(len(line), at+length):min(len(line), at+length+markerReach)]
	for _, part := range [...][]byte{before, after} {
		for _, m := range markers {
			if allows(part, m, ruleID) {
				return m, true
			}
		}
	}
	return "", false
}

// allows looks for a marker as a word of its own, without another rule's id behind it.
func allows(text []byte, marker, ruleID string) bool {
	for at := 0; ; {
		i := bytes.Index(text[at:], []byte(marker))
		if i < 0 {
			return false
		}
		from, to := at+i, at+i+len(marker)
		at = to
		if from > 0 && wordByte(text[from-1]) || to < len(text) && wordByte(text[to]) {
			continue
		}
		if id := idBehind(text[to:]); id == "" || marker != markers[0] || id == ruleID {
			return true
		}
	}
}

// idBehind returns the rule id that stands one space behind a marker, "" if none does. Ids hold a hyphen, which tells them from
// the words of a comment.
func idBehind(text []byte) string {
	if len(text) == 0 || text[0] != ' ' {
		return ""
	}
	n := 1
	for n < len(text) && (wordByte(text[n]) || text[n] == '-') {
		n++
	}
	id := text[1:n]
	if bytes.IndexByte(bytes.Trim(id, "-"), '-') < 0 {
		return ""
	}
	return string(id)
}

func wordByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
