package syntax

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Values that stand below their name in a list of YAML, the first of which the parser reads:
//
//	tokens:
//	  - x
//	  - y

const (
	maxItem   = 256 // bytes behind a name in which the first item ends
	leastItem = 8   // bytes of an item; shorter ones are words
)

// itemBelow skips to such an item from the colon behind a name that begins its line. What holds no digit is a name, as those of secrets are
// that a container gets, and what holds nothing else is a number, as in recorded headers.
func (p *parser) itemBelow() bool {
	b := p.look(maxGap)
	n := 1 + ascii.Run(b[1:], ascii.IsBlank)
	n += ascii.Run(b[n:], func(c byte) bool { return c == '\r' })
	if n == len(b) || b[n] != '\n' {
		return false
	}
	p.seen.Start = min(p.seen.Start, int32(lineStart(p.text, p.start)))
	key := bytes.TrimRight(p.lead(), "\"'")
	if len(bytes.Trim(key, " -")) > 0 {
		return false
	}
	b = p.look(maxItem)
	n++
	indent := ascii.Run(b[n:], ascii.IsBlank)
	value := item(b[n+indent:])
	if digits := ascii.Run(value, ascii.IsDigit); indent < len(key) || len(value) < leastItem || digits == len(value) || !bytes.ContainsAny(value, "0123456789") {
		return false
	}
	p.at += n + indent + len("- ")
	return true
}

// item returns the value of a line that is an item of a list; nothing if it is more than one word, or does not end.
func item(line []byte) []byte {
	rest, ok := bytes.CutPrefix(line, []byte("- "))
	n := ascii.Run(rest, func(c byte) bool { return !ascii.IsSpace(c) })
	if !ok || n == 0 || n == len(rest) || rest[n-1] == ':' {
		return nil
	}
	behind := bytes.TrimLeft(rest[n:], " \t\r")
	if len(behind) == 0 || behind[0] != '\n' && behind[0] != '#' {
		return nil
	}
	return unquoted(rest[:n])
}

// unquoted returns a word without the quotes around it.
func unquoted(word []byte) []byte {
	if n := len(word) - 1; n > 0 && (word[0] == '"' || word[0] == '\'') && word[n] == word[0] {
		return word[1:n]
	}
	return word
}

// below returns what stands in front of the value on its line if it is the first item of such a list, its quote aside.
func (a *Assignment) below(text []byte) []byte {
	between := text[a.Name.End:max(a.Name.End, a.Value.Start)]
	line := between[1+bytes.LastIndexByte(between, '\n'):]
	line = bytes.TrimRight(line, "\"'")
	if len(line) == len(between) || string(ascii.TrimSpaces(line)) != "- " {
		return nil
	}
	return line
}

// eachBelow goes through the items behind the first.
func (a *Assignment) eachBelow(text, front []byte, each func(value Span)) {
	at := min(len(text), int(a.Value.End))
	for range mostListed {
		end := bytes.IndexByte(text[at:], '\n')
		if end < 0 || !bytes.HasPrefix(text[at+end+1:], front) {
			return
		}
		at += end + 1
		value := item(text[at+len(front)-len("- "):])
		if value == nil {
			return
		}
		start := at + len(front) + bytes.Index(text[at+len(front):], value)
		each(Span{int32(start), int32(start + len(value))})
	}
}
