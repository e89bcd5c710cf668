package syntax

import (
	"bytes"
	"slices"
	"unicode"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
)

// Values that sentences and notes tell, without a sign of assignment:  the password is x1, Admin token - x1, log in as ops and password x1.

// maxSaid bounds the verb and the word behind it, in bytes.
const maxSaid = 64

// maxPurpose bounds what a name is for, with the verb, in bytes.
const maxPurpose = 48

// said skips the verb of a sentence, and what the name is for, where what follows is no mere word:  the password is x1, the password for
// the console is x1.
func (p *parser) said() bool {
	verb := p.verb()
	if verb == 0 {
		return false
	}
	rest := p.look(verb + maxSaid)[verb:]
	if len(rest) == 0 {
		return false
	}
	word := rest[:ascii.Run(rest, func(c byte) bool { return !ascii.IsSpace(c) })]
	if p.has(becomes) && verb == len(becomes) {
		word = bytes.TrimRight(word, ".,;")
		if len(word) < shortestLone || bareBytes.Run(word) < len(word) || !judge.Unworded(word) {
			return false
		}
	} else if !ascii.IsQuote(rest[0]) && !bytes.ContainsAny(bytes.TrimRight(word, "!?"), "0123456789!@#%^*+=?") {
		return false
	}
	p.at += verb
	return true
}

// verbs say what something is, in English, German, French, Spanish, Portuguese, Italian and Swedish.
var verbs = [...]string{"is ", "is: ", "was ", "will be ", "ist ", "lautet ", "est ", "es ", "é ", "è ", "är "}

// becomes stands between a name and what its value was changed to:  I reset the password to x1. It is a word of many other sentences.
const becomes = "to "

// is stands behind what a name is for.
const is = " is "

// verb returns how long the verb of a sentence is, with what stands in front of it; 0 if there is none.
func (p *parser) verb() int {
	for _, v := range verbs {
		if p.has(v) {
			return len(v)
		}
	}
	if !p.has("for ") && !p.has("of ") && !p.has("to ") {
		return 0
	}
	b := p.look(maxPurpose)
	words := b[:ascii.Run(b, func(c byte) bool { return ascii.IsWord(c) || bytes.IndexByte([]byte(" @.-"), c) >= 0 })]
	at := bytes.Index(words, []byte(is))
	switch {
	case at >= 0:
		return at + len(is)
	case p.has(becomes):
		return len(becomes)
	}
	return 0
}

// dashes may stand between a name and its value.
var dashes = [...]string{"- ", "– ", "— "}

// dashed reports whether a line of words is followed by a dash and by one word that reads like none:  Admin token - x1.
func (p *parser) dashed(dash string) bool {
	b := p.look(len(dash) + longestLone)[len(dash):]
	n := bareBytes.Run(b)
	rest := bytes.TrimLeft(b[n:], " \t\r")
	return n >= shortestLone && n < longestLone && (len(rest) == 0 || rest[0] == '\n') && judge.Unworded(b[:n]) && ascii.All(bytes.TrimLeft(p.lead(), "- \t"), isCellWord)
}

// A value without a sign in front of it, in bytes.
const (
	shortestLone = 8
	longestLone  = 96
)

// leads stand in front of a name in a sentence that tells a login:  log in as ops and password x.
var leads = [...]string{"and ", "with ", "with the ", "use ", "using ", "default ", "enter ", "enter the ", "new ", "/ ", ", ", "("}

// conjunctions go on with such a sentence:  with the password x and then …
var conjunctions = [...]string{"and ", "to ", "then ", "or ", "at ", "on ", "for "}

// accounted reports whether what stands in front of a name ends in an account, as notes have it:  root@10.20.0.7 pass x1.
func accounted(front []byte) bool {
	front = bytes.TrimRight(front, " ,;:/|")
	word := front[len(front)-ascii.RunBack(front, func(c byte) bool { return !ascii.IsSpace(c) }):]
	return bytes.IndexByte(word, '@') > 0
}

// isMark reports a byte of what may stand in front of the first word of a line: blanks, and the marks of comments and lists, in which other
// names than a password's have digests beside them.
func isMark(c byte) bool { return ascii.IsBlank(c) || bytes.IndexByte([]byte("#/*;-"), c) >= 0 }

// lone reports whether one word is all that follows a name that begins its line, as in configurations without signs, or a name in a
// sentence that tells a login: a word of letters and digits that reads like none.
func (p *parser) lone() bool {
	if c := p.before(1); c != ' ' && c != '\n' && c != '(' && c != '\t' && c != 0 {
		return false
	}
	b := p.text[p.at:min(len(p.text), p.at+longestLone)]
	n := bareBytes.Run(b)
	p.far = max(p.far, p.at+n+1)
	if n < shortestLone || n == longestLone || bytes.ContainsAny(b[:n], "(=:[") || !judge.Unworded(b[:n]) {
		return false
	}
	line := p.lead()
	begins := len(line) < operatorLeft && (ascii.Run(line, ascii.IsBlank) == len(line) ||
		ascii.Run(line, isMark) == len(line) && judge.OfPassword(p.text[p.start:p.end]))
	if !begins && !accounted(line) && !slices.ContainsFunc(leads[:], func(lead string) bool { return bytes.HasSuffix(line, []byte(lead)) }) {
		return false
	}
	rest := p.look(longestLone)[n+ascii.Run(b[n:], ascii.IsBlank):]
	return len(rest) == 0 || rest[0] == '\n' || rest[0] == '\r' || !begins && (bytes.IndexByte([]byte(`"'.,<)`), b[n]) >= 0 ||
		bytes.ContainsFunc(b[:n], unicode.IsLetter) && slices.ContainsFunc(conjunctions[:], func(word string) bool { return bytes.HasPrefix(rest, []byte(word)) }))
}
