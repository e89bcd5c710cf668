package detect

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
)

// Values that are labels: text for people, as that around them is.

const (
	speechReach = 1024 // bytes on either side of a value in which others tell that all are labels
	fewestTexts = 3    // of them
)

// labelled reports whether the values around one are text for people: at least half of the values around it are phrases,
// or words in another alphabet.
func (f *final) labelled(c Candidate) bool {
	around := f.text[max(0, int(c.Start)-speechReach):min(len(f.text), int(c.End)+speechReach)]
	own := f.text[c.Start:c.End]
	texts, values := 0, 0
	if is, _ := judge.Spoken(own); is {
		texts, values = 1, 1
	}
	for len(around) > 0 {
		var member []byte
		member, around = nextMember(around)
		value := assignedIn(member)
		if len(value) == 0 || bytes.Equal(value, own) {
			continue
		}
		values++
		if is, _ := judge.Spoken(value); is || judge.Sentence(value) {
			texts++
		}
	}
	return texts >= fewestTexts && 2*texts >= values
}

// nextMember cuts off a line, or a member that another follows on its line.
func nextMember(text []byte) (member, rest []byte) {
	end := bytes.IndexByte(text, '\n')
	if end < 0 {
		end = len(text)
	}
	for at := 0; at < end; at++ {
		n := bytes.IndexByte(text[at:end], ',')
		if n < 0 {
			break
		}
		if at += n; at > 0 && ascii.IsQuote(text[at-1]) {
			end = at
		}
	}
	return text[:end], text[min(len(text), end+1):]
}

// assignedIn returns the value of a member behind its name, or the text of an element; nothing where there is none.
func assignedIn(member []byte) []byte {
	sign := ascii.Run(member, func(c byte) bool { return c != '=' && c != ':' })
	if end := bytes.LastIndexByte(member, '<'); end >= 0 && bytes.HasPrefix(member[end:], []byte("</")) {
		member = member[:end]
		sign = bytes.LastIndexByte(member, '>')
	}
	if sign < 0 || sign >= len(member) {
		return nil
	}
	value := member[sign+1:]
	return aroundText.TrimEnd(value[aroundText.Run(value):])
}

// aroundText is what stands around the text of a member.
var aroundText = ascii.ClassOf(ascii.IsSpace, "=:>\"'`,;{}[]()\\")
