package detect

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/entropy"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Whether what a statement says, and has the shape, is the value.

// value judges text[at:end], which has the shape, and the words in front of it.
func (s *statement) value(phrase, at, end int) bool {
	text, value := s.text, s.text[at:end]
	if s.partOfMore(at, end) || s.behindText(at) || s.assigns(value) {
		return false
	}
	if s.rule.vague() && inAddress(text, at) && !s.rule.named(text[addressStart(text, at):at]) {
		return false // a part of an address that names no secret
	}
	named := s.rule.named(text[phrase:at]) && !leadsTo(text, phrase, at)
	if !named && !s.given && !s.nameless(phrase, at, len(value)) {
		return false // most are, so the value is judged behind its name
	}
	if at > s.end && stored(text[s.start:at]) > 0 {
		return false
	}
	seen, ok := s.judged(at, end)
	if !ok {
		return false
	}
	switch called := s.called(at); {
	case judge.NamesDigest(called), accessors.Within(called), judge.About(judge.OptionBefore(text[:at])), s.rule.Generic && judge.About(called):
		return s.drop(judge.NameAbout, at, end)
	case seen&judge.Words != 0 && (!named || s.rule.vague() && !s.rule.Generic && s.rule.Checksum == ""):
		return false
	case s.given:
		seen |= judge.Handed
	case !named:
		seen |= judge.Apart
	}
	return s.keep(at, end, seen)
}

// partOfMore reports whether text[at:end] goes on, or is the name of a member.
func (s *statement) partOfMore(at, end int) bool {
	text := s.text
	front, last := text[at-1], end+1 == len(text)
	switch {
	case continuesRight(text, end):
		return true
	case end == len(text):
		return false
	case !last && text[end] == '@' && ascii.IsAlnum(text[end+1]): // the user of a mailbox
		return true
	case !last && bytes.IndexByte([]byte("-.%"), text[end]) >= 0 && ascii.IsAlnum(text[end+1]), text[end-1] == '-' && ascii.IsAlnum(text[end]):
		return true
	case !last && ascii.IsQuote(front) && text[end] == front && text[end+1] == ':':
		return true
	case !last && ascii.IsQuote(front) && text[end] == '?' && ascii.IsAlnum(text[end+1]):
		return true
	}
	return (front == '/' || front == '+') && bytes.IndexByte([]byte("/+="), text[end]) >= 0 // base64
}

// assigns reports whether a value is a name of the rule's with its own value behind a sign.
func (s *statement) assigns(value []byte) bool {
	sign := bytes.IndexByte(bytes.TrimRight(value, "="), '=')
	return sign >= 0 && s.rule.named(value[:sign])
}

// nameless reports whether a value of n bytes at text[at:], behind a phrase that names no secret, may be one by the provider's word alone.
func (s *statement) nameless(phrase, at, n int) bool {
	return s.rule.anyName && !s.rule.vague() && !inPath(s.text, at) && phrase == s.start &&
		at-phrase <= nameless+len(s.rule.Literals[0]) && n >= s.least(at)
}

// behindText reports whether the value at text[at:] is a string of its own behind the one that the literal stands in, of which more lines
// follow: 'wechat:\n  secret: ??\n  id: ??', 'value'. Such a string is a text, and names nothing behind it.
func (s *statement) behindText(at int) bool {
	if !ascii.IsQuote(s.text[at-1]) {
		return false
	}
	front := s.text[s.end:max(s.end, at-1)]
	front, ok := bytes.CutSuffix(bytes.TrimRight(front, " \t\r\n"), []byte(","))
	if !ok {
		return false
	}
	front, ok = bytes.CutSuffix(bytes.TrimRight(front, " \t\r\n"), s.text[at-1:at])
	line := bytes.Index(front, []byte(`\n`))
	return ok && line >= 0 && line+len(`\n`) < len(front)
}

// judged judges text[at:end], which has the shape, by itself.
func (s *statement) judged(at, end int) (seen judge.Facts, ok bool) {
	text, value := s.text, s.text[at:end]
	quoted := at > 0 && ascii.IsQuote(text[at-1])
	seen, why := judge.Shaped(value)
	switch {
	case why != judge.NoReason:
	case opensTemplate(text[max(0, at-templateMark):at]), judge.Reference(value):
		why = judge.Fetched
	case s.rule.vague() && !quoted && judge.CodeLike(bytes.TrimRight(value, ",;:.)")):
		why = judge.Expression
	case len(value) < minStated:
		why = judge.PhraseValue
	case seen&judge.MadeUp == 0 && entropy.Shannon(value) < s.rule.entropyFloor(len(value)):
		why = judge.Uniform
	case judge.Identified(text, at), judge.Identified(text, judge.DigestStart(text, at)), s.rule.publicName(value), s.rule.Generic && judge.OnHost(value),
		judge.IsUUID(value) && at > s.start && judge.ResourceName(text[s.start:at]) && !s.rule.named(text[s.start:at]):
		why = judge.Naming
	case s.rule.reads(value), s.rule.vague() && !quoted && bytes.IndexByte(value, ' ') < 0 && judge.Wordy(bytes.TrimRight(value, ",;:.)")):
		why = judge.WordsOnly
	}
	if why != judge.NoReason {
		return seen, s.drop(why, at, end)
	}
	if judge.Reading(value) {
		seen |= judge.Words
	}
	return seen, true
}

// keep makes text[at:end] the value if the rule's context is met.
func (s *statement) keep(at, end int, seen judge.Facts) bool {
	if len(s.rule.Context) > 0 {
		s.left, s.read = min(s.left, s.start-contextReach, at-contextReach), max(s.read, s.start+contextReach, end+contextReach)
		if !near(s.text, min(s.start, at), max(s.start, end), at, end, s.rule.Context) {
			return s.drop(judge.Elsewhere, at, end)
		}
	}
	s.c.facts |= seen
	s.c.Start, s.c.End, s.c.Name = int32(at), int32(end), syntax.Span{}
	return true
}

// What a value without a name must measure, in bytes: behind the provider's word with something between, and right behind it in quotes.
const (
	leastNameless = 16
	leastQuoted   = 10
)

// least returns that for the value at text[at:].
func (s *statement) least(at int) int {
	if ascii.IsQuote(s.text[at-1]) && len(bytes.Trim(s.text[s.end:at], " =:\"'`")) == 0 {
		return leastQuoted
	}
	return leastNameless
}

// vague reports whether the shape of the rule's values tells little: any word or expression may have it.
func (r *rule) vague() bool {
	return r.Generic || r.Confidence == string(finding.ConfidenceLow) && r.Exposure == string(finding.Server)
}

// templateMark is how many bytes the longest mark takes that opens a template, with a blank behind it.
const templateMark = 3

// opensTemplate reports whether the text in front of a value makes it the inside of a template: {{ name }}, ${name}.
func opensTemplate(front []byte) bool {
	front = bytes.TrimSuffix(front, []byte{' '})
	for _, mark := range [...]string{"{{", "${", "#{", "$(", "%(", "<%"} {
		if bytes.HasSuffix(front, []byte(mark)) {
			return true
		}
	}
	return false
}

// drop notes why the value text[at:end] is none.
func (s *statement) drop(why judge.Reason, at, end int) bool {
	s.c.Start, s.c.End = int32(at), int32(end)
	return s.c.drop(why)
}

// accessors are words of names for what a token is looked up and revoked by, and which opens nothing: AccessorID of Consul, and Vault's.
var accessors = wordlist.New([]string{"accessor"}, wordlist.LongWord)
