package policy

import "bytes"

// markerReach is how far from a finding, in bytes, a marker on its line may stand: minified files have lines of megabytes.
const markerReach = 1024

// markers allow the findings on their line. Behind sluice's own may stand the id of the one rule that it allows.
var markers = [...]string{"sluice:allow", "gitleaks:allow"}

// Inline reports whether a marker on the finding's line allows it, and which one. The finding takes length bytes of line from the
// 0-based offset at on. A marker counts within 1,024 bytes of the finding, as a word of its own, and not inside of the secret.
func Inline(line []byte, at, length int, ruleID string) (marker string, ok bool) {
	at = min(max(at, 0), len(line))
	end := at + min(max(length, 0), len(line)-at)
	sides := [...][2]int{{max(0, at-markerReach), at}, {end, min(len(line), end+markerReach)}}
	for _, side := range sides {
		for _, m := range markers {
			if allows(line, side[0], side[1], m, ruleID) {
				return m, true
			}
		}
	}
	return "", false
}

// allows looks between from and to for a marker as a word of its own, without another rule's id behind it.
func allows(line []byte, from, to int, marker, ruleID string) bool {
	for {
		i := bytes.Index(line[from:to], []byte(marker))
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(marker)
		from = end
		if start > 0 && wordByte(line[start-1]) || wordGoesOn(line[end:]) {
			continue
		}
		if id := idBehind(line[end:to]); id == "" || marker != markers[0] || id == ruleID {
			return true
		}
	}
}

// wordGoesOn reports whether text goes on with the word in front of it: "sluice:allow-list" is another word, "sluice:allow-->"
// is not.
func wordGoesOn(text []byte) bool {
	return len(text) > 0 && wordByte(text[0]) || len(text) > 1 && text[0] == '-' && wordByte(text[1])
}

// idBehind returns the rule id that stands behind a marker and blanks, "" if none does. Ids hold a hyphen, which tells them from
// the words of a comment.
func idBehind(text []byte) string {
	word := bytes.TrimLeft(text, " \t")
	if len(word) == len(text) {
		return ""
	}
	n := 0
	for n < len(word) && (wordByte(word[n]) || word[n] == '-') {
		n++
	}
	id := word[:n]
	if bytes.IndexByte(bytes.Trim(id, "-"), '-') < 0 {
		return ""
	}
	return string(id)
}

func wordByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
