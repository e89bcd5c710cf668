package detect

import (
	"bytes"

	"github.com/sluice-scan/sluice/rules/shape"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/entropy"
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
			return false
		}
		from = max(0, start-s.MaxWidth()) + n
	}
	if r.Boundary != "none" && continuesLeft(text, from) {
		return false
	}
	if !r.shape.none() {
		n, ok := r.body(r.shape.get(), text, start, end, c)
		if !ok && !r.wider.none() {
			n, ok = r.body(r.wider.get(), text, start, end, c)
			c.facts |= widerShape
		}
		if !ok {
			return false
		}
		to = end + n
	} else if r.Boundary != "none" && continuesRight(text, to) {
		return false
	}
	return r.tokenValue(text, from, start, end, to, c)
}

// body matches a shape behind the literal, up to the end of a word.
func (r *rule) body(s *shape.Shape, text []byte, start, end int, c *Candidate) (int, bool) {
	n, ok := reached(s, text, start, end, c)
	return n, ok && (r.Boundary == "none" || !continuesRight(text, end+n))
}

// reached matches within the reach if that decides it, else as far as the shape goes.
func reached(s *shape.Shape, text []byte, start, end int, c *Candidate) (int, bool) {
	if near := start + reach - 1; near < len(text) && near > end {
		n, ok, open := s.MatchOpen(text[end:near])
		if !open {
			return n, ok
		}
		c.far = max(c.far, int32(end+s.MaxWidth()+1))
	}
	return s.Match(text[end:min(len(text), end+s.MaxWidth())])
}

// tokenValue judges the token text[from:to], whose literal is text[start:end].
func (r *rule) tokenValue(text []byte, from, start, end, to int, c *Candidate) bool {
	c.Start, c.End = int32(from), int32(to)
	variable := text[end:to]
	if !r.shape.none() && r.shape.get().HasSecret() {
		lo, hi := r.shape.get().Secret(variable)
		variable = variable[lo:hi]
		c.Start, c.End = int32(end+lo), int32(end+hi)
	}
	if len(variable) == 0 {
		variable = text[from:start]
	}
	if r.Generic {
		c.far = max(c.far, int32(to+len("…")))
		if continuesAsTemplate(text[to:]) || patternLike(variable) {
			return false
		}
	}
	f, ok := shaped(variable)
	c.facts |= f
	if !ok || f&madeUp != 0 && r.Generic || f&madeUp == 0 && entropy.Shannon(variable) < r.entropyFloor(len(variable)) {
		return false
	}
	if len(r.Context) > 0 {
		c.far = max(c.far, int32(to+contextReach))
		if !near(text, from, to, r.Context) {
			if r.Generic || to-from < longToken {
				return false
			}
			c.facts |= unnamed
		}
	}
	c.facts |= r.proof(text[start:to], end-start)
	return true
}

// longToken is the length, in bytes, from which a token whose context is missing is kept, with low confidence.
const longToken = 24

// entropyFloor returns the least entropy in bits per byte for a random part of n bytes: the rule's own, else one that only
// repetitive texts miss (random hexadecimal digits have 2.9 bits at 16, 3.4 at 32).
func (r *rule) entropyFloor(n int) float64 {
	switch {
	case r.MinEntropy > 0:
		return r.MinEntropy
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

// containsFold reports whether text holds word (lower-case ASCII), in any case.
func containsFold(text []byte, word string) bool {
	for i := 0; i+len(word) <= len(text); i++ {
		if lower(text[i]) == word[0] && equalFold(text[i:i+len(word)], word) {
			return true
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

// continuesLeft reports whether the byte in front of text[at:] makes it the middle of a longer word. What an escape leaves
// there does not: \n, \u0026, %3D.
func continuesLeft(text []byte, at int) bool {
	if at == 0 || at >= len(text) || !isWord(text[at]) || !isWord(text[at-1]) {
		return false
	}
	head := text[max(0, at-6):at]
	n := len(head)
	switch {
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

func continuesRight(text []byte, at int) bool {
	return at > 0 && at < len(text) && isWord(text[at-1]) && isWord(text[at])
}
