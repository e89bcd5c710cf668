package detect

import (
	"bytes"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Words that a value is bound to: those of its own name, those in front of it in its statement, the key or section that it lies
// below, a short comment right above it. They tell whose it is even if it has not the shape of the provider's secrets.

const (
	nameParts  = 3   // words of a name that are a provider's at most: exchange_rate_api
	rareShort  = 100 // how often, in a megabyte of source code, the letters of a word of shortWord letters may stand, mostly within others
	shortWord  = 3
	boundReach = 128 // bytes in front of a name on its line
)

// ownName returns the rule that suited returns for a word of c's own name, which may be a short one.
func (f *final) ownName(c Candidate) (number int32, ok bool) {
	eachPart(f.nameOf(c), func(word []byte) bool {
		if f.tells(word) || len(word) == shortWord && rules.Frequency(strings.ToLower(string(word))) <= rareShort {
			number, ok = f.suited(c, word)
		}
		return ok
	})
	return number, ok
}

// nameOf returns c's name, or the phrase that it ends.
func (f *final) nameOf(c Candidate) []byte {
	named := syntax.Assignment{Name: c.Name, Value: syntax.Span{Start: c.Start, End: c.End}}
	words := named.Phrase(f.text)
	return words[stored(words):]
}

// bound returns the rule of the provider that a value is bound to, whatever its shape: of random ones only, since passwords are of
// any service, and of none that are tokens by themselves.
func (f *final) bound(c Candidate) (number int32, ok bool) {
	if c.End-c.Start < leastMentioned || c.facts&judge.Words != 0 || f.worker.rule(c.Rule).Kind == rules.JWT {
		return 0, false
	}
	tell := func(word []byte) bool {
		if f.tells(word) {
			number, ok = f.called(c, word)
		}
		return ok
	}
	try := func(words []byte) bool {
		return eachPart(words, func(part []byte) bool { return !f.passing(words, part) && tell(part) })
	}
	above := func(words []byte) bool { return ascii.All(words, ascii.IsName) && try(words) }
	_ = try(f.nameOf(c)) || f.lead(c, try) || f.record(c, tell) || f.headings(c, true, above) || f.api(c, tell)
	return number, ok
}

// lead calls yield with the words in front of c on its line, last first, until it is content.
func (f *final) lead(c Candidate, yield func([]byte) bool) bool {
	end := int(c.Start)
	if c.Name.End > c.Name.Start {
		end = int(min(c.Start, c.Name.Start))
	}
	lead := f.text[max(0, end-boundReach):end]
	lead = lead[1+ascii.LastNewline(lead):]
	return lastWords(lead[stored(lead):], yield)
}

// called returns the first of the rules of the provider of that name that ask for words of c's name, first of those that ask for
// more than any credential's. Of a value without a name it may be any.
func (f *final) called(c Candidate, provider []byte) (number int32, ok bool) {
	name := f.text[c.Name.Start:c.Name.End]
	any := -1
	for _, n := range f.worker.of(provider) {
		r := f.worker.rule(n)
		switch {
		case len(r.names) == 0, !r.owns(provider):
		case judge.OfPassword(name) && (!r.chosen || !r.shape.none() && !r.shape.get().MatchAll(f.text[c.Start:c.End])):
		case r.anyName && !ok && (len(name) == 0 || r.named(name)):
			number, ok = n, true
		case len(name) == 0 && any < 0:
			any = int(n)
		case !r.anyName && len(name) > 0 && r.named(name):
			return n, true
		}
	}
	if !ok && any >= 0 {
		return int32(any), true
	}
	return number, ok
}

// passing reports whether a short part of a name only goes on a word or is a variable's name of its own, as both in
// box = openBox(x): such words name other things, too. The name is a part of the text, and the word one of the name; where they stand,
// their capacities tell.
func (f *final) passing(name, part []byte) bool {
	if len(part) > shortWord {
		return false
	}
	at, end := cap(name)-cap(part), cap(f.text)-cap(part)+len(part)
	behind := bytes.TrimLeft(f.text[end:min(len(f.text), end+len("  ="))], " ") // nothing of what lies behind the text in its memory
	return at > 0 && ascii.IsLetter(name[at-1]) || len(behind) > 0 && behind[0] == '='
}

// related reports whether a word is a provider's name or one is a part of the other, whatever signs stand in the word.
func related(word, name []byte) bool {
	var folded [64]byte
	var starts [65]bool
	n := wordlist.FoldName(word, folded[:], starts[:])
	return n >= 3 && (bytes.Contains(folded[:n], name) || bytes.Contains(name, folded[:n]))
}

// eachPart calls yield with the words of a name but second halves of compounds, and with what some that follow each other are together,
// longest first, until it is content.
func eachPart(name []byte, yield func([]byte) bool) bool {
	for from := range name {
		if wordlist.Fold(name[from]) == 0 || !wordlist.WordStarts(name, from) {
			continue
		}
		ends, n := firstEnds(name, from)
		if n > 0 && compound(name, from, ends[0]) {
			continue
		}
		for n--; n >= 0; n-- {
			if yield(name[from:ends[n]]) {
				return true
			}
		}
	}
	return false
}

// firstEnds returns where the next nameParts words of a name end, from the one on that starts at name[from:], and how many there are.
func firstEnds(name []byte, from int) (ends [nameParts]int, n int) {
	for at := from + 1; at <= len(name) && n < nameParts; at++ {
		if wordlist.Fold(name[at-1]) != 0 && (at == len(name) || wordlist.Fold(name[at]) == 0 || wordlist.WordStarts(name, at)) {
			ends[n] = at
			n++
		}
	}
	return ends, n
}
