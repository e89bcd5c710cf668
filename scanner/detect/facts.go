package detect

import (
	"slices"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// facts are what the judges saw of a candidate that they kept; they decide its confidence and are told in the report.
type facts uint32

const (
	checksumOK facts = 1 << iota
	checksumBad
	encrypted
	trivial
	localHost
	exampleHost
	unquoted
	testWord
	uuidValue
	madeUp
	words
	widerShape
	otherShape
	apart
	unnamed
	malformed
	unsigned
	unlikely
	embedded
	shown
	printed
	commented
	namedAside
	ciphertext
	bound
	shortLived
	productKey
	midway  // the model's probability is below leastTested: not told
	likely  // words that are a password which somebody chose: not told
	certain // random characters that the model is all but sure of: not told
	handed  // an argument of what makes a client of the provider: not told
)

// sentences are in the order in which the judges run.
var sentences = [...]struct {
	fact facts
	text string
}{
	{checksumOK, "its checksum is right"},
	{checksumBad, "its checksum is wrong"},
	{encrypted, "the key is encrypted with a passphrase"},
	{trivial, "the value is a common word or a well-known default"},
	{localHost, "the address is of the local machine or of a template"},
	{exampleHost, "the address is of a domain for examples"},
	{unquoted, "the value is not quoted"},
	{testWord, "the value says that it is for tests"},
	{uuidValue, "the value is a UUID, which mostly names something"},
	{madeUp, "the value is a sequence or a repetition, as people make them up"},
	{words, "the value reads as words"},
	{widerShape, "the value has not quite the shape of such a secret"},
	{otherShape, "the value has another shape than such secrets are known for"},
	{apart, "the provider is named near by, not in the value's own name"},
	{malformed, "the block does not decode to a private key: it was cut short or made up"},
	{unsigned, "the token has no signature"},
	{unnamed, "nothing near by names the provider"},
	{embedded, "it is a part of a longer base64 text"},
	{commented, "it stands in an example: in a comment, in the transcript of an interpreter, below a key or in a sentence that says so"},
	{shown, "the provider's own documentation shows this value"},
	{printed, "a published standard prints this value as an example"},
	{namedAside, "its name ends in a word that tells something about a secret, as id, path or type do"},
	{ciphertext, "its name says that it is encrypted, or it is given to a function that decrypts it"},
	{bound, "the token is of use only to who has the key that it names"},
	{shortLived, "the address says that it was valid for a week at most"},
	{productKey, "the value has the form of a product key, which activates software"},
	{unlikely, "the model of values finds it less likely than not"},
}

// lowering facts make any candidate's confidence low.
const lowering = checksumBad | encrypted | trivial | localHost | exampleHost | testWord | uuidValue | madeUp | words | malformed |
	unsigned | unlikely | embedded | shown | printed | commented | namedAside | ciphertext | bound | shortLived | productKey | loose

// lowers returns what makes a candidate's confidence low: that it reads as words does not where somebody chose them.
func (f facts) lowers() facts {
	if f&likely != 0 {
		f &^= words
	}
	return f & lowering
}

// loose facts are of candidates that only some of the rule holds for.
const loose = widerShape | otherShape | apart | unnamed

// staysLow reports whether a candidate is of low confidence whichever rule it is given to: an owner may know that a UUID is no mere name.
func (f facts) staysLow() bool { return f.lowers()&^uuidValue != 0 }

// Low reports whether all matches that Finalise may make of a text's candidates are of low confidence: what lowered each of them stays with
// it, whichever rule it is given to or beside, and nothing that is surer can be joined with it.
func (w *Worker) Low(candidates []Candidate) bool {
	return !slices.ContainsFunc(candidates, func(c Candidate) bool { return c.Rule < 0 || !c.facts.staysLow() || w.decidesLater(c.Rule) })
}

// Lowered reports whether one of a text's candidates is of low confidence already.
func (w *Worker) Lowered(candidates []Candidate) bool {
	return slices.ContainsFunc(candidates, func(c Candidate) bool { return c.facts.lowers() != 0 })
}

// decidesLater reports whether the finalise stage finds the places of a rule's matches.
func (w *Worker) decidesLater(number int32) bool {
	switch w.set[number].Kind {
	case rules.Assignment, rules.Token, rules.URI:
		return false
	}
	return true
}

// reasons returns what the judges saw of a candidate; of one that its rule alone makes low, what kind of rule that is.
func (w *Worker) reasons(c Candidate) []string {
	told := c.facts.reasons()
	switch {
	case len(told) > 0 || w.confidence(c) != finding.ConfidenceLow:
		return told
	case w.rule(c.Rule).Exposure == string(finding.Publishable):
		return []string{"it is no secret alone"}
	}
	return []string{"many values of this kind are none: its name and its shape tell little"}
}

func (f facts) reasons() []string {
	var out []string
	for _, s := range sentences {
		if f&s.fact != 0 {
			out = append(out, s.text)
		}
	}
	return out
}
