package model

// Feature numbers an entry of Features. The order is part of the trained model: trees name features by number.
type Feature uint8

// Features are what the trees look at. Shares are in 1/256, entropy in 1/64 bit, log-odds in the bigram table's units.
type Features [featureCount]int16

const (
	// The value's characters.
	fLength Feature = iota
	fLetters
	fLower
	fUpper
	fDigits
	fOther
	fClasses
	fClassChanges
	fLetterDigitChanges
	fCaseChanges
	fDistinct
	fEntropy
	fEvenness
	fLongestRun
	fAscending
	fVowels
	fPunctuation
	fSpecials
	fCodeMarks
	fDots
	fSlashes
	fSpaces
	fDashes
	fUnderscores
	fNotASCII
	fHexLength
	fFirstClass
	fLastClass
	fPadding
	fLastDigits
	fLongestToken
	// Its language.
	fUncovered
	fCovered
	fLongestWord
	fWords
	fMeanPair
	fRarestPair
	fMeanLetters
	// What it looks like.
	fShape
	fPlaceholder
	fCredentialWord
	fTestWord
	fDefault
	fReference
	// Its name.
	fNameLength
	fNameWords
	fNamePassword
	fNameSecret
	fNameToken
	fNameKey
	fNameAuth
	fNameAPI
	fNameAccess
	fNamePublic
	fNameUser
	fNameAddress
	fNameDigest
	fNameNonce
	fNameTest
	fNameSession
	fNameEnd
	fNameCase
	fNameCovered
	fNameInValue
	fValueInName
	// Where they stand.
	fSyntax
	fQuote
	fEscaped
	fBeforeName
	fIndent
	fColumn
	fComment
	fInString
	fBehind
	fBehindLine
	fGap
	fStatement
	fVerb
	fMarks
	fQuotes
	fLineEnds
	fDigitsAround
	featureCount
)

// featureNames are told by explain and checked against the trained model.
var featureNames = [featureCount]string{
	"length", "letters", "lower", "upper", "digits", "other", "classes", "class changes", "letter-digit changes", "case changes",
	"distinct", "entropy", "evenness", "longest run", "ascending", "vowels", "punctuation", "specials", "code marks",
	"dots", "slashes", "spaces", "dashes", "underscores", "not ascii", "hex length",
	"first class", "last class", "padding", "last digits", "longest token",
	"uncovered", "covered", "longest word", "words", "mean pair", "rarest pair", "mean letter pair",
	"shape", "placeholder", "credential word", "test word", "default", "reference",
	"name length", "name words", "name: password", "name: secret", "name: token", "name: key", "name: auth", "name: api",
	"name: access", "name: public", "name: user", "name: address", "name: digest", "name: nonce", "name: test", "name: session",
	"name ends", "name case", "name covered", "name in value", "value in name",
	"syntax", "quote", "escaped", "before name", "indent", "column", "comment", "in string", "behind", "behind line", "gap",
	"statement", "verb", "code marks around", "quotes around", "line ends around", "digits around",
}

func (f Feature) String() string { return featureNames[f] }

// Names returns the names of all features, in their order.
func Names() []string { return featureNames[:] }

// features fills in f, which must be zero.
func (v *Value) features(f *Features) {
	v.pair(f)
	v.place(f)
}

// pair fills in what the value and its name say.
func (v *Value) pair(f *Features) {
	value := v.Text[v.Start:min(v.End, v.Start+longestValue)]
	f[fLength] = int16(min(v.End-v.Start, 1000))
	var c count
	c.take(value)
	c.features(value, f)
	language(value, f)
	shape(value, f)
	v.name(value, f)
}

// longestValue is how much of a value is looked at, in bytes; of a longer one only its length counts besides.
const longestValue = 160

func flag(b bool) int16 {
	if b {
		return 1
	}
	return 0
}

// share returns n of total in 1/256.
func share(n, total int) int16 {
	if total == 0 {
		return 0
	}
	return int16(n * 256 / total)
}
