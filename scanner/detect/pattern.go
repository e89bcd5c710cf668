package detect

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"time"
	"unicode/utf8"

	"github.com/dlclark/regexp2"

	"github.com/sluice-scan/sluice/rules"
)

// Users' patterns. RE2 patterns with a literal and a bounded width run on windows around the literal; all others run on the whole
// text, which costs, so Limits says it. A regexp2 pattern (back-references, look-around) runs under a time limit, since it can
// take exponential time.
const (
	patternTimeout = 2 * time.Second  // to the next match
	textTimeout    = 10 * time.Second // to the last match in one text
	mostMatches    = 100_000          // in one text; a pattern that matches nothing, too, does so at every byte
	widestWindow   = 4096             // bytes; wider patterns run on the whole text
	literalReach   = 64               // bytes; the longest literal that a window allows for
)

// pattern is a compiled user pattern; exactly one of the engines is set.
type pattern struct {
	re2    *regexp.Regexp
	net    *regexp2.Regexp
	group  int
	window int // bytes on either side of a literal; 0 for the whole text
}

// windowed reports whether each literal is a candidate of its own.
func (p *pattern) windowed() bool { return p.window > 0 }

func compilePattern(r *rules.Rule) (*pattern, error) {
	p := &pattern{group: r.Group}
	if r.Engine == "regexp2" {
		net, err := regexp2.Compile(r.Pattern, regexp2.None)
		if err != nil {
			return nil, fmt.Errorf("compiling its regexp2 pattern: %w", err)
		}
		net.MatchTimeout = patternTimeout
		p.net = net
		return p, nil
	}
	re2, err := regexp.Compile(r.Pattern)
	if err != nil {
		return nil, fmt.Errorf("compiling its pattern: %w", err)
	}
	p.re2 = re2
	if parsed, err := syntax.Parse(r.Pattern, syntax.Perl); err == nil && len(r.Literals) > 0 && !r.Anywhere {
		if w := width(parsed.Simplify()); w >= 0 && w <= widestWindow {
			p.window = w
		}
	}
	return p, nil
}

// width returns the most bytes that re can match, -1 if there is no bound; look-arounds at the edges (\b, ^) add one byte.
func width(re *syntax.Regexp) int {
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune) * utf8.UTFMax
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return utf8.UTFMax
	case syntax.OpStar, syntax.OpPlus:
		return -1
	case syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return 1
	}
	total := 0
	for _, sub := range re.Sub {
		n := width(sub)
		switch {
		case n < 0:
			return -1
		case re.Op == syntax.OpAlternate:
			total = max(total, n)
		default:
			total += n
		}
	}
	if re.Op == syntax.OpRepeat {
		if re.Max < 0 {
			return -1
		}
		total *= re.Max
	}
	return total
}

// What keeps a pattern from being searched in the rest of a text.
var (
	errTimeout = errors.New("its pattern took longer than its time limit, so what follows was not searched")
	errMatches = fmt.Errorf("its pattern matches at more than %d places of a content, of which only these were looked at", mostMatches)
)

// find calls keep with the secret of each match in text that has one.
func (p *pattern) find(text []byte, keep func(from, to int)) error {
	if p.net != nil {
		return p.findNet(text, keep)
	}
	all := p.re2.FindAllSubmatchIndex(text, mostMatches+1)
	for _, m := range all[:min(len(all), mostMatches)] {
		if from, to := rules.SecretOf(m, p.group); from < to {
			keep(from, to)
		}
	}
	if len(all) > mostMatches {
		return errMatches
	}
	return nil
}

// findNet runs regexp2, which works on runes: offsets are turned back into bytes.
func (p *pattern) findNet(text []byte, keep func(from, to int)) error {
	runes := bytes.Runes(text)
	offsets := byteOffsets{text: text}
	end, left := time.Now().Add(textTimeout), mostMatches
	m, err := p.net.FindRunesMatch(runes)
	for ; m != nil && err == nil; m, err = p.net.FindNextMatch(m) {
		if left--; left < 0 {
			return errMatches
		}
		if time.Now().After(end) {
			return errTimeout
		}
		g := p.netGroup(m)
		if from, to := offsets.at(g.Index), offsets.at(g.Index+g.Length); from < to {
			keep(from, to)
		}
	}
	if err != nil {
		return errTimeout
	}
	return nil
}

func (p *pattern) netGroup(m *regexp2.Match) *regexp2.Group {
	if g := m.GroupByNumber(p.group); p.group > 0 && g != nil && len(g.Captures) > 0 {
		return g
	}
	if p.group == 0 {
		for _, g := range m.Groups()[1:] {
			if g.Length > 0 {
				return &g
			}
		}
	}
	return m.GroupByNumber(0)
}

// byteOffsets turns ascending rune offsets into byte offsets; a group may lie in front of the last one, then it starts again.
type byteOffsets struct {
	text        []byte
	runes, byte int
}

func (o *byteOffsets) at(n int) int {
	if n < o.runes {
		o.runes, o.byte = 0, 0
	}
	for ; o.runes < n; o.runes++ {
		_, size := utf8.DecodeRune(o.text[o.byte:])
		o.byte += size
	}
	return o.byte
}
