package policy

import (
	"bytes"
	"cmp"
	"strings"
	"time"
)

// Markers in a text allow findings in it. How far one may stand from the finding is bounded, in bytes: minified files have lines of
// megabytes, and an unclosed block must not silence a file of any size.
const (
	markerReach = 1024    // on a line
	blockReach  = 1 << 16 // from the begin of a block to the finding
	noteShown   = 120     // of what stands behind a marker
)

// span is which findings a marker allows.
type span int

const (
	sameLine span = iota
	nextLine
)

// marker is a word that allows findings. Behind sluice's own may stand the id of the one rule that it allows, until=YYYY-MM-DD, the
// last day on which it counts, and a reason.
type marker struct {
	text string
	span span
	own  bool
}

const (
	blockBegin = "sluice:allow-begin"
	blockEnd   = "sluice:allow-end"
)

// markers are sluice's own and those of other scanners, each as that scanner's documentation gives it. detect-secrets' are read by
// pragma.
var markers = [...]marker{
	{"sluice:allow", sameLine, true}, {"sluice:allow-next-line", nextLine, true},
	{"gitleaks:allow", sameLine, false}, {"betterleaks:allow", sameLine, false},
	{"trufflehog:ignore", sameLine, false}, {"kingfisher:ignore", sameLine, false},
	{"ggignore", sameLine, false}, {"secretlint-disable-line", sameLine, false}, {"secretlint-disable-next-line", nextLine, false},
}

// Marked is what the markers around a finding say.
type Marked struct {
	Marker  string // the one that allows it, "" if none does
	Reason  string // what the marker gives
	Expired string // a marker that would allow it if its day had not passed, and that day; "" if there is none
	Another string // the rule that a marker there allows where none allows this one; "" if there is none
	others  *other // that allow another rule's finding there, last first
}

// other is a marker that names another rule.
type other struct {
	rule string
	Marked
	next *other
}

// For returns what the markers say of the finding if it is the rule's, too: its path may tell whose it is when they were read.
func (m Marked) For(rule string) Marked {
	for o := m.others; o != nil && m.Marker == ""; o = o.next {
		if o.rule == rule {
			m.Marker, m.Reason, m.Expired = o.Marker, o.Reason, cmp.Or(o.Expired, m.Expired)
		} else if o.Marker != "" {
			m.Another = o.rule
		}
	}
	if m.Marker != "" {
		m.Another = ""
	}
	m.others = nil
	return m
}

// String tells why a finding is allowed.
func (m Marked) String() string {
	if m.Marker != "" && m.Reason != "" {
		return m.Marker + ": " + m.Reason
	}
	return m.Marker
}

// Markers looks for markers in a text. Whether it has any that open a block is seen once for all its findings.
type Markers struct {
	text   []byte
	blocks bool
}

// MarkersIn prepares the search in text, which must stay as it is, for findings that begin at its byte last or before. What it
// looks for begins with a byte that is rarer in texts than a letter.
func MarkersIn(text []byte, last int) Markers {
	return Markers{text, bytes.Contains(text[:min(max(last, 0), len(text))], []byte(blockBegin[len("sluice"):]))}
}

// Inline looks for markers that allow the finding of a rule at text[start:end]: on its lines, on the line before, or around it as a
// block. Offsets are clipped to the text; today is a day as YYYY-MM-DD. A marker is a word of its own, and not inside of the secret.
func (m Markers) Inline(start, end int, ruleID, today string) Marked {
	text := m.text
	start = min(max(start, 0), len(text))
	end = min(max(end, start), len(text))
	l := look{text: text, rule: ruleID, today: today}
	first, whole := lineStart(text, start, markerReach)
	l.words(first, start, sameLine)
	l.words(end, lineEnd(text, end, markerReach), sameLine)
	if whole && first > 0 {
		before, _ := lineStart(text, first-1, markerReach)
		l.words(before, first-1, nextLine)
	}
	if m.blocks {
		l.block(max(0, start-blockReach), start)
	}
	return l.found
}

// lineStart returns where the line of text[at] begins, but looks no further than reach bytes in front of it: to look further for each
// finding of a line of megabytes would take for ever. whole says that the line does begin there.
func lineStart(text []byte, at, reach int) (start int, whole bool) {
	from := max(0, at-reach)
	i := bytes.LastIndexByte(text[from:at], '\n')
	return from + i + 1, i >= 0 || from == 0
}

// lineEnd returns where the line of text[at] ends, but looks no further than reach bytes behind it.
func lineEnd(text []byte, at, reach int) int {
	to := min(len(text), at+reach)
	if i := bytes.IndexByte(text[at:to], '\n'); i >= 0 {
		return at + i
	}
	return to
}

// look is one search for a marker.
type look struct {
	text        []byte
	rule, today string
	found       Marked
}

// words looks between from and to for markers of a span.
func (l *look) words(from, to int, s span) {
	if l.found.Marker != "" {
		return
	}
	for _, m := range markers {
		for at := from; m.span == s && l.found.Marker == ""; {
			i := l.word(m.text, at, to)
			if i < 0 {
				break
			}
			at = i + len(m.text)
			l.consider(m.text, at, to, m.own)
		}
	}
	if l.found.Marker == "" {
		l.found.Marker = pragma(l.text[from:to], s)
	}
}

// word returns where marker stands between from and to as a word of its own, -1 if it does not. Behind to, where a secret may
// begin, one byte alone is looked at.
func (l *look) word(marker string, from, to int) int {
	for from < to {
		i := bytes.Index(l.text[from:to], []byte(marker))
		if i < 0 {
			return -1
		}
		start, end := from+i, from+i+len(marker)
		if (start == 0 || !wordByte(l.text[start-1])) && !wordGoesOn(l.text[end:min(len(l.text), to+1)]) {
			return start
		}
		from = end
	}
	return -1
}

// block looks for the begin of a block between from and to that is not closed there.
func (l *look) block(from, to int) {
	for at := from; l.found.Marker == ""; {
		i := l.word(blockBegin, at, to)
		if i < 0 {
			return
		}
		at = i + len(blockBegin)
		if l.word(blockEnd, at, to) < 0 {
			l.consider(blockBegin, at, to, true)
		}
	}
}

// consider decides what a marker that ends at end allows; what belongs to it ends at to, for there the secret may begin.
func (l *look) consider(marker string, end, to int, own bool) {
	rest := l.text[end:min(lineEnd(l.text, end, markerReach), max(end, to))]
	if !own {
		l.found.Marker = marker
		return
	}
	id, until, reason := options(rest)
	said := &l.found
	if id != "" && id != l.rule {
		l.found.others = &other{rule: id, next: l.found.others}
		said = &l.found.others.Marked
	}
	if until != "" && !current(until, l.today) {
		said.Expired = marker + " until=" + until
		if !isDay(until) {
			said.Expired += " (write the last day as YYYY-MM-DD)"
		}
		return
	}
	said.Marker, said.Reason = marker, reason
}

// current reports whether a last day has not passed. What is no day has.
func current(until, today string) bool { return isDay(until) && today <= until }

func isDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// options reads what stands behind a marker of sluice's: blanks and a rule's id, blanks and until=DAY, a reason. Ids hold a hyphen,
// which tells them from the words of a comment.
func options(text []byte) (id, until, reason string) {
	rest := string(text)
	if word, after := nextWord(rest); strings.Contains(strings.Trim(word, "-"), "-") && !strings.Contains(word, "=") {
		id, rest = word, after
	}
	if word, after := nextWord(rest); word == "until" && strings.HasPrefix(after, "=") {
		day := after[1:]
		n := 0
		for n < len(day) && (wordByte(day[n]) || day[n] == '-') {
			n++
		}
		until, rest = day[:n], day[n:]
	}
	return id, until, note(rest)
}

// nextWord returns the word behind blanks, "" if there are no blanks or no word, and what follows it.
func nextWord(text string) (word, after string) {
	trimmed := strings.TrimLeft(text, " \t")
	if len(trimmed) == len(text) {
		return "", text
	}
	n := 0
	for n < len(trimmed) && (wordByte(trimmed[n]) || trimmed[n] == '-') {
		n++
	}
	return trimmed[:n], trimmed[n:]
}

// note is the reason behind a marker, without what closes a comment.
func note(text string) string {
	for _, closing := range []string{"*/", "-->", "--}}", "#}", "%>"} {
		text, _, _ = strings.Cut(text, closing)
	}
	text = strings.Trim(text, " \t\r:;,-–—\"'")
	return strings.ToValidUTF8(text[:min(len(text), noteShown)], "")
}

// pragma finds detect-secrets' markers: "pragma: allowlist secret", for the line, and "pragma: allowlist nextline secret", also as
// whitelist, without the blank behind the colon, and with hyphens (its detect_secrets/filters/allowlist.py).
func pragma(line []byte, s span) string {
	for found := true; found; {
		if _, line, found = bytes.Cut(line, []byte("pragma:")); found && pragmaSpan(line) == s {
			return map[span]string{sameLine: "pragma: allowlist secret", nextLine: "pragma: allowlist nextline secret"}[s]
		}
	}
	return ""
}

// pragmaSpan reads what stands behind "pragma:"; -1 is no marker.
func pragmaSpan(rest []byte) span {
	text := string(rest[:min(len(rest), 64)])
	text = strings.ReplaceAll(strings.TrimPrefix(text, " "), "-", " ")
	text, ok := strings.CutPrefix(strings.Replace(text, "whitelist", "allowlist", 1), "allowlist ")
	text, next := strings.CutPrefix(text, "nextline ")
	switch {
	case !ok || !strings.HasPrefix(text, "secret") || wordGoesOn([]byte(text[len("secret"):])):
		return -1
	case next:
		return nextLine
	}
	return sameLine
}

// wordGoesOn reports whether text goes on with the word in front of it: "sluice:allow-list" is another word, "sluice:allow-->"
// is not.
func wordGoesOn(text []byte) bool {
	return len(text) > 0 && wordByte(text[0]) || len(text) > 1 && text[0] == '-' && wordByte(text[1])
}

func wordByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
