package judge

import "github.com/sluice-scan/sluice/scanner/finding"

// Facts are what the judges saw of a candidate that they kept; they decide its confidence and are told in the report.
type Facts uint64

// The facts; sentences says what each of them is.
const (
	ChecksumOK Facts = 1 << iota
	ChecksumBad
	Encrypted
	Trivial
	LocalHost
	ExampleHost
	unquoted
	testWord
	UUIDValue
	MadeUp
	Words
	WiderShape
	OtherShape
	Apart
	Unnamed
	Malformed
	Unsigned
	KnownKey
	Unlikely
	Embedded
	Shown
	Printed
	Commented
	NamedAside
	Ciphertext
	Bound
	ShortLived
	ProductKey
	Midway     // the model's probability is below leastTested: not told
	Likely     // words that are a password which somebody chose: not told
	Certain    // random characters that the model is all but sure of: not told
	Handed     // an argument of what makes a client of the provider: not told
	BlockKeyed // words as long as the key of a block cipher, which their use must tell: not told
)

// sentences are in the order in which the judges run.
var sentences = [...]struct {
	fact Facts
	text string
}{
	{ChecksumOK, "its checksum is right"},
	{ChecksumBad, "its checksum is wrong"},
	{Encrypted, "the key is encrypted with a passphrase"},
	{Trivial, "the value is a common word or a well-known default"},
	{LocalHost, "the address is of the local machine or of a template"},
	{ExampleHost, "the address is of a domain for examples"},
	{unquoted, "the value is not quoted"},
	{testWord, "the value says that it is for tests"},
	{UUIDValue, "the value is a UUID, which mostly names something"},
	{MadeUp, "the value is a sequence or a repetition, as people make them up"},
	{Words, "the value reads as words"},
	{WiderShape, "the value has not quite the shape of such a secret"},
	{OtherShape, "the value has another shape than such secrets are known for"},
	{Apart, "the provider is named near by, not in the value's own name"},
	{Malformed, "the block does not decode to a private key: it was cut short or made up"},
	{Unsigned, "the token has no signature"},
	{KnownKey, "the token is signed with a key that documentation uses, with which everybody can sign one"},
	{Unnamed, "nothing near by names the provider"},
	{Embedded, "it is a part of a longer base64 text"},
	{Commented, "it stands in an example: in a comment, in the transcript of an interpreter, below a key or in a sentence that says so"},
	{Shown, "the provider's own documentation shows this value"},
	{Printed, "a published standard prints this value as an example"},
	{NamedAside, "its name ends in a word that tells something about a secret, as id, path or type do"},
	{Ciphertext, "its form or its name says that it is encrypted, or it is given to a function that decrypts it"},
	{Bound, "the token is of use only to who has the key that it names"},
	{ShortLived, "the address says that it was valid for a week at most"},
	{ProductKey, "the value has the form of a product key, which activates software"},
	{Unlikely, "the model of values finds it less likely than not"},
}

// Lowering facts make any candidate's confidence low.
const Lowering = ChecksumBad | Encrypted | Trivial | LocalHost | ExampleHost | testWord | UUIDValue | MadeUp | Words | Malformed |
	Unsigned | KnownKey | Unlikely | Embedded | Shown | Printed | Commented | NamedAside | Ciphertext | Bound | ShortLived | ProductKey | Loose

// Lowers returns what makes a candidate's confidence low: that it reads as words does not where somebody chose them.
func (f Facts) Lowers() Facts {
	if f&Likely != 0 {
		f &^= Words
	}
	return f & Lowering
}

// Loose facts are of candidates that only some of the rule holds for.
const Loose = WiderShape | OtherShape | Apart | Unnamed

// StaysLow reports whether a candidate is of low confidence whichever rule it is given to: an owner may know that a UUID is no mere name.
func (f Facts) StaysLow() bool { return f.Lowers()&^UUIDValue != 0 }

// Reasons returns what was seen, a sentence for each fact that is told.
func (f Facts) Reasons() []string {
	var out []string
	for _, s := range sentences {
		if f&s.fact != 0 {
			out = append(out, s.text)
		}
	}
	return out
}

// Checksum tells whether a checksum was computed, and whether it is right.
func (f Facts) Checksum() finding.Checksum {
	switch {
	case f&ChecksumOK != 0:
		return finding.ChecksumOK
	case f&ChecksumBad != 0:
		return finding.ChecksumBad
	}
	return finding.ChecksumNone
}
