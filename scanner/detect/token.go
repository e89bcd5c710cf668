package detect

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/rules/shape"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/entropy"
	"github.com/sluice-scan/sluice/scanner/internal/model"
)

// contextReach is how far from a token, in bytes, a context word may stand.
const contextReach = 256

// token judges literal + shape at text[start:end].
func (r *rule) token(text []byte, start, end int, c *Candidate) bool {
	from, to := start, end
	if !r.before.none() {
		s := r.before.get()
		n, ok := s.MatchBefore(text[max(0, start-s.MaxWidth()):start])
		if !ok {
			c.within(start-s.MaxWidth(), end)
			return c.drop(noPrefix)
		}
		from = max(0, start-s.MaxWidth()) + n
	}
	left := from - escapeReach // more than what a failed match in front of the literal looks at, if it has one
	if !r.before.none() {
		left = start - r.before.get().MaxWidth() - escapeReach
	}
	inner := r.Boundary != "none" && (continuesLeft(text, from) || r.Generic && endsValue(text, from, end))
	if inner && (text[from-1] != '_' || !r.behindName(end-start)) {
		c.within(left, end)
		return c.drop(insideWord)
	}
	var met *shape.Shape
	if !r.shape.none() {
		s, n, hi := r.bodies(text, start, end, c)
		if s == nil {
			c.within(left, hi)
			return c.drop(noShape)
		}
		if inner && c.facts&(widerShape|otherShape) != 0 {
			c.within(left, hi)
			return c.drop(insideWord)
		}
		met, to = s, end+n
	} else if r.Boundary != "none" && continuesRight(text, to) {
		c.within(left, to+1)
		return c.drop(insideWord)
	}
	return r.tokenValue(met, text, from, start, end, to, c)
}

// longPrefix is the length, in bytes, from which a literal may begin a token behind a name.
const longPrefix = 4

// behindName reports whether a rule is sure enough of a literal of that length to find a token of its shape behind a name, too: MY_ghp_….
func (r *rule) behindName(literal int) bool {
	return r.Kind == rules.Token && !r.Generic && literal >= longPrefix && r.Confidence == string(finding.ConfidenceHigh) && r.Exposure == string(finding.Server)
}

// endsValue reports whether what reads as a name with its sign, as pass:, is the value behind another sign: action=pass:repeat, nsubj:pass:rel.
func endsValue(text []byte, from, end int) bool {
	sign := func(c byte) bool { return c == ':' || c == '=' }
	return from > 1 && sign(text[from-1]) && sign(text[end-1]) && isWord(text[from-2])
}

// bodies tries the rule's shape behind the literal, then the wider one, then, if the literal tells enough alone, any. It returns the
// one that matched, nil for none, and how far it looked.
func (r *rule) bodies(text []byte, start, end int, c *Candidate) (met *shape.Shape, n, hi int) {
	for _, s := range [...]struct {
		shape *lazyShape
		seen  facts
	}{{&r.shape, 0}, {&r.wider, widerShape}, {r.any, otherShape}} {
		if s.shape == nil || s.shape.none() {
			continue
		}
		n, far, ok := r.body(s.shape.get(), text, start, end, c)
		hi = max(hi, far)
		if s.seen == otherShape {
			n = len(withoutPath(bytes.TrimRight(text[end:end+n], ".~/-"))) // a sentence may end there
			ok = ok && (!wordy(text[end:end+n]) || mixed(text[end:end+n])) && !pair(text[end:end+n])
		}
		if ok {
			c.facts |= s.seen
			return s.shape.get(), n, hi
		}
	}
	return nil, 0, hi
}

// withoutPath cuts off the last part of an address behind a token: /send.
func withoutPath(body []byte) []byte {
	i := bytes.LastIndexByte(body, '/')
	if last := body[i+1:]; i < 0 || len(last) >= shortestMixed || !all(last, isLower) {
		return body
	}
	return withoutPath(body[:i])
}

// shortestMixed is the length, in bytes, from which letters and digits side by side are no word with a number.
const shortestMixed = 16

// mixed reports a run of letters as long as random ones are that holds a digit.
func mixed(body []byte) bool {
	for len(body) > 0 {
		n := run(body, isAlnum)
		if n >= shortestMixed && bytes.ContainsFunc(body[:n], unicode.IsDigit) {
			return true
		}
		body = body[min(len(body), n+1):]
	}
	return false
}

// pair reports a name and its value: name=ann.
func pair(body []byte) bool {
	i := bytes.IndexByte(body, '=')
	return i > 0 && all(body[:i], isWord) && len(bytes.TrimLeft(body[i:], "=")) > 0
}

// anyBody is what may stand behind a literal that tells enough alone.
const anyBody = `[0-9A-Za-z_.~=+/-]{12,1000}`

// rare is how often, in a megabyte of source code, a literal may stand that is taken for a prefix whatever follows.
const rare = 25

// telling reports whether the rule's literals, with a word near by if they are short, are enough to take any value for one of its
// secrets: prefixes with a mark at their end (glpat-, SG.), which no name of something else has (as user: is one).
func (r *rule) telling() bool {
	vague := func(l string) bool {
		word, named := strings.CutSuffix(l, ":")
		return len(l) < 4 && len(r.Context) == 0 || strings.IndexByte("_-.:/", l[len(l)-1]) < 0 || rules.Frequency(l) > rare || named && all([]byte(word), isLower)
	}
	return !r.Generic && r.Confidence != "low" && r.Exposure == "server" && !slices.ContainsFunc(r.Literals, vague)
}

// body matches a shape behind the literal, up to the end of a word. hi is how far it looked.
func (r *rule) body(s *shape.Shape, text []byte, start, end int, c *Candidate) (n, hi int, ok bool) {
	n, hi, ok = reached(s, text, start, end, c)
	return n, hi + 1, ok && (r.Boundary == "none" || !continuesRight(text, end+n) && !cut(text, end, end+n))
}

// cut reports whether text[from:to] ends between two parts of a longer value: behind a mark, with a word that goes on.
func cut(text []byte, from, to int) bool {
	return to > from && to < len(text) && isWord(text[to]) && bytes.IndexByte([]byte("-.~"), text[to-1]) >= 0
}

// nearBy is how many bytes behind its literal nearly every token that is none shows it.
const nearBy = 32

// reached matches a shape as far as it must look to decide that, and tells how far that was.
func reached(s *shape.Shape, text []byte, start, end int, c *Candidate) (n, hi int, ok bool) {
	for _, hi := range [...]int{end + nearBy, start + reach - 1} {
		if hi < end {
			continue
		}
		n, ok, open := s.MatchOpen(text[end:min(len(text), hi)])
		if !open {
			return n, hi, ok
		}
	}
	hi = end + s.MaxWidth()
	c.far = max(c.far, int32(hi+1))
	n, ok = s.Match(text[end:min(len(text), hi)])
	return n, hi, ok
}

// tokenValue judges the token text[from:to], whose literal is text[start:end] and whose rest met a shape.
func (r *rule) tokenValue(met *shape.Shape, text []byte, from, start, end, to int, c *Candidate) bool {
	c.Start, c.End = int32(from), int32(to)
	variable := text[end:to]
	marked := true
	switch {
	case met != nil && met.HasSecret():
		lo, hi := met.Secret(variable)
		variable = variable[lo:hi]
		c.Start, c.End = int32(end+lo), int32(end+hi)
	case !r.before.none() && r.before.get().HasSecret():
		lo, hi := r.before.get().Secret(text[from:start])
		variable = text[from+lo : from+hi]
		c.Start, c.End = int32(from+lo), int32(from+hi)
	default:
		marked = false
	}
	if (c.facts&(widerShape|otherShape) != 0 || r.namely) && from >= 2 && text[from-1] == '-' && isAlnum(text[from-2]) {
		return c.drop(insideWord) // "acme-secret-…": what looks like a prefix is the end of a name
	}
	if len(variable) == 0 {
		variable = text[from:start]
	}
	if r.Generic {
		c.far = max(c.far, int32(to+len("…")))
		if continuesAsTemplate(text[to:]) {
			return c.drop(template)
		}
		if patternLike(variable) {
			return c.drop(expression)
		}
		if !utf8.Valid(variable) {
			return c.drop(notText)
		}
	}
	if marked && reference(variable) {
		return c.drop(fetched)
	}
	if marked && defaultPair(variable) {
		c.facts |= trivial
	}
	prefix := end - start
	if marked {
		prefix = 0 // a name stands in front of the value, which may be any word
	}
	if !r.random(variable, prefix, c) {
		return false
	}
	if len(r.Context) > 0 {
		c.far = max(c.far, int32(to+contextReach))
		if !near(text, from, to, r.Context) {
			if r.Generic || to-from < longToken || c.facts&otherShape != 0 || marked {
				return c.drop(elsewhere)
			}
			c.facts |= unnamed
		}
		if wordy(variable) {
			if c.facts&unnamed != 0 && (r.namely || oneName(text[end-1], text[end:to])) {
				return c.drop(wordsOnly)
			}
			c.facts |= words // its literal is a common one, as test_ is, and the rest of a name
		}
	}
	c.far = max(c.far, int32(to+buriedReach))
	if buried(text, from, to) {
		c.facts |= embedded
	}
	token, literal := text[start:to], end-start
	if marked {
		token, literal = text[c.Start:c.End], 0 // a secret behind its literal has a checksum of its own
	}
	proof := r.proof(token, literal)
	if proof == checksumOK {
		c.facts &^= madeUp | words // by chance: people make up no checksum
	}
	c.facts |= proof
	return true
}

// oneName reports words that the mark at a literal's end joins as it joins the literal to them: private_ip_address.
func oneName(mark byte, rest []byte) bool {
	return !isAlnum(mark) && mark != '.' && bytes.IndexByte(rest, mark) >= 0
}

// buriedReach is how many letters of base64 on either side of a token make it a part of what they encode.
const buriedReach = 32

// buried reports whether text[from:to] stands in the middle of a longer run of base64 (RFC 4648): an image, a font, a certificate.
func buried(text []byte, from, to int) bool {
	if from < buriedReach || to+buriedReach > len(text) {
		return false
	}
	return all(text[from-buriedReach:from], isBase64) && all(text[to:to+buriedReach], isBase64)
}

// manyCapitals is how many letters are hardly all capitals by chance where small ones and digits may stand: 1 in 10^12.
const manyCapitals = 32

// capitals reports a value of capitals alone.
func capitals(value []byte) bool { return len(value) >= manyCapitals && all(value, isUpper) }

// random judges the variable part of a token: of a provider's token one that people made up is kept as such.
func (r *rule) random(variable []byte, literal int, c *Candidate) bool {
	f, why := shaped(variable)
	if why == noReason && (c.facts&loose != 0 || literal <= weakPrefix) && r.reads(variable) {
		why = wordsOnly
	}
	if why == noReason && capitals(variable) && strings.HasPrefix(r.Shape, "[0-9A-Za-z") {
		why = wordsOnly // a protein, for one
	}
	floor := r.entropyFloor(len(variable))
	if c.facts&otherShape != 0 {
		floor = leastEntropy(len(variable)) // the rule's own is about values of its shape
	}
	if why == noReason && f&madeUp == 0 && entropy.Shannon(variable) < floor {
		f = madeUp
		if len(variable) < shortMadeUp {
			why = uniform
		}
	}
	if why == noReason && f&madeUp != 0 && r.Generic {
		why = standIn
	}
	c.facts |= f
	return c.judged(why)
}

// weakPrefix is the length, in bytes, up to which a prefix may as well begin a name: test_, live_.
const weakPrefix = 5

// shortestRead is the length, in bytes, below which random characters may read as words.
const shortestRead = 16

// reads reports whether a value reads as words though the rule's secrets are random: none that people made up of repetitions and
// sequences, which they do in the place of a secret.
func (r *rule) reads(value []byte) bool {
	if r.Generic || r.Exposure != "server" || len(value) < shortestRead || bytes.IndexByte(value, ' ') >= 0 || allHex(value) || repeats(value) || sequence(value) {
		return false
	}
	return camelled(value) || model.Words(value)
}

// camelled reports a name of a program's parts: NewConnectionHandler. Its capitals are four letters apart, on average.
func camelled(value []byte) bool {
	capitals := 0
	for _, c := range value {
		if !isLetter(c) {
			return false
		}
		if isUpper(c) {
			capitals++
		}
	}
	return capitals >= 3 && 4*capitals <= len(value) && !isUpper(value[len(value)-1])
}

// longToken is the length, in bytes, from which a token whose context is missing is kept, with low confidence.
const longToken = 24

// entropyFloor returns the least entropy in bits per byte for a random part of n bytes: the rule's own, else one that only
// repetitive texts miss (random hexadecimal digits have 2.9 bits at 16, 3.4 at 32).
func (r *rule) entropyFloor(n int) float64 {
	if r.MinEntropy > 0 {
		return r.MinEntropy
	}
	return leastEntropy(n)
}

func leastEntropy(n int) float64 {
	switch {
	case n >= 16:
		return 2
	case n >= 8:
		return 1.5
	}
	return 0
}

// proof verifies the rule's checksum over a token that begins with a literal of the given length.
func (r *rule) proof(token []byte, literal int) facts {
	if r.checksum == nil {
		return 0
	}
	if r.checksum.Verify(token, literal) {
		return checksumOK
	}
	return checksumBad
}

func (f facts) checksum() finding.Checksum {
	switch {
	case f&checksumOK != 0:
		return finding.ChecksumOK
	case f&checksumBad != 0:
		return finding.ChecksumBad
	}
	return finding.ChecksumNone
}

// near reports whether one of words stands within contextReach of text[from:to], in any case.
func near(text []byte, from, to int, words []string) bool {
	around := text[max(0, from-contextReach):min(len(text), to+contextReach)]
	for _, word := range words {
		if containsFold(around, word) {
			return true
		}
	}
	return false
}

// containsFold reports whether text holds word (lower-case ASCII), in any case. It looks for the first letter in one case, then in the other.
func containsFold(text []byte, word string) bool {
	cases := []byte{word[0], word[0] - 'a' + 'A'}
	if !isLetter(word[0]) {
		cases = cases[:1]
	}
	for _, first := range cases {
		for rest := text; ; {
			i := bytes.IndexByte(rest, first)
			if i < 0 || len(rest)-i < len(word) {
				break
			}
			if equalFold(rest[i:i+len(word)], word) {
				return true
			}
			rest = rest[i+1:]
		}
	}
	return false
}

// equalFold reports whether text is word (lower-case ASCII), in any case.
func equalFold(text []byte, word string) bool {
	if len(text) != len(word) {
		return false
	}
	for i := range text {
		if lower(text[i]) != word[i] {
			return false
		}
	}
	return true
}

// escapeReach is how far in front of a token, in bytes, an escape is looked for: one more than the longest takes.
const escapeReach = 18

// continuesLeft reports whether the byte in front of text[at:] makes it the middle of a longer word. What an escape leaves
// there does not: \n, \u0026, %3D.
func continuesLeft(text []byte, at int) bool {
	if at == 0 || at >= len(text) || !isWord(text[at]) || !isWord(text[at-1]) {
		return false
	}
	head := text[max(0, at-6):at]
	n := len(head)
	switch {
	case (head[n-1] == 'm' || head[n-1] == 'K') && coloured(text[max(0, at-escapeReach+1):at-1]):
		return false
	case n >= 2 && head[n-2] == '\\' && bytes.IndexByte([]byte("ntrfvb0"), head[n-1]) >= 0:
		return false
	case n >= 3 && head[n-3] == '%' && isHex(head[n-2]) && isHex(head[n-1]):
		return false
	case n == 6 && head[0] == '\\' && head[1] == 'u' && allHex(head[2:]):
		return false
	case n >= 4 && head[n-4] == '\\' && head[n-3] == 'x' && allHex(head[n-2:]):
		return false
	}
	return true
}

// coloured reports whether head ends with what sets a terminal's colour, but for its last letter: ESC [ 0;32 (ECMA-48), or an escape
// that stands for it.
func coloured(head []byte) bool {
	i := len(head)
	for i > 0 && (isDigit(head[i-1]) || head[i-1] == ';') {
		i--
	}
	if i == 0 || head[i-1] != '[' {
		return false
	}
	for _, escape := range [...]string{"\x1b", `\x1b`, `\x1B`, `\033`, `\e`, `\E`, `\u001b`, `\u001B`} {
		if bytes.HasSuffix(head[:i-1], []byte(escape)) {
			return true
		}
	}
	return false
}

func continuesRight(text []byte, at int) bool {
	return at > 0 && at < len(text) && isWord(text[at-1]) && isWord(text[at])
}
