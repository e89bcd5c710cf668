package model

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// How the features of a value are told to people.

// Reason is what one feature of a value adds to its score.
type Reason struct {
	Feature Feature
	Value   int16
	Adds    Score
}

// String tells the feature and its value, but no part of the text that was judged: "12 letters", "the name holds password".
func (r Reason) String() string {
	if t := telling()[r.Feature]; t != nil {
		return t(r.Value)
	}
	return fmt.Sprintf("%s %d", r.Feature, r.Value)
}

// telling is how features are told that are more than a number with a name.
var telling = sync.OnceValue(func() map[Feature]func(int16) string {
	return map[Feature]func(int16) string{
		fLength:             counted("bytes long"),
		fLetters:            counted("letters"),
		fLower:              ofValue("small letters"),
		fUpper:              ofValue("capitals"),
		fDigits:             ofValue("digits"),
		fOther:              ofValue("other characters"),
		fClasses:            counted("kinds of characters"),
		fClassChanges:       ofValue("changes of the kind of character"),
		fLetterDigitChanges: ofValue("changes between letters and digits"),
		fCaseChanges:        ofValue("changes to capitals"),
		fDistinct:           counted("different characters"),
		fEntropy:            func(n int16) string { return fmt.Sprintf("%.1f bits of entropy to a byte", float64(n)/64) },
		fEvenness:           ofValue("of the entropy that is possible"),
		fLongestRun:         counted("times the same character in a row"),
		fAscending:          ofValue("characters in ascending order"),
		fVowels:             shareOf("of the letters are vowels"),
		fPunctuation:        counted("different marks"),
		fSpecials:           counted("marks of passwords (!@#$%^&*?~+)"),
		fCodeMarks:          counted("marks of programs in the value"),
		fHexLength:          flagged("hexadecimal digits only", "not only hexadecimal digits"),
		fFirstClass:         classed("the value begins with"),
		fLastClass:          classed("the value ends with"),
		fPadding:            counted("times = at the end"),
		fLastDigits:         counted("digits at the end"),
		fLongestToken:       counted("letters and digits in a row at most"),
		fSpaces:             counted("blanks"),
		fNotASCII:           counted("bytes outside of ASCII"),
		fUncovered:          counted("letters outside of words, and digits"),
		fCovered:            shareOf("of the letters stand in words"),
		fLongestWord:        counted("letters in its longest word"),
		fWords:              counted("words"),
		fMeanPair:           often("pairs of characters"),
		fRarestPair:         often("the rarest pair of characters"),
		fMeanLetters:        often("pairs of letters"),
		fShape:              listed("looks like", "looks like nothing known", looks[:]),
		fPlaceholder:        flagged("holds a word of placeholders", "holds no word of placeholders"),
		fCredentialWord:     flagged("holds a word for a credential", "holds no word for a credential"),
		fTestWord:           flagged("holds a word of tests", "holds no word of tests"),
		fDefault:            flagged("a well-known default", "no well-known default"),
		fReference:          flagged("holds a mark of a reference", "holds no mark of a reference"),
		fNameLength:         counted("bytes of name"),
		fNameWords:          counted("words in the name"),
		fNameEnd:            listed("the name ends in a word like", "the name ends in no known word", firsts(nameEnds[:])),
		fNameCase: listed("the name is in", "the name is empty", []string{
			"capitals", "small letters", "small letters behind a capital", "small letters and capitals",
		}),
		fNameCovered: shareOf("of the name stand in words"),
		fNameInValue: flagged("the value holds the name", "the value does not hold the name"),
		fValueInName: flagged("the name holds the value", "the name does not hold the value"),
		fSyntax: listed("bound to its name by", "bound to no name", []string{
			"a sign such as =", "a colon", "a comma", "a call", "an element", "a flag",
			"nothing but a blank", "an attribute", "a header", "an address", "a default",
		}),
		fQuote:      marked("quoted with", "not quoted"),
		fEscaped:    flagged("its quote is escaped", "its quote is not escaped"),
		fBeforeName: marked("in front of the name stands", "the name begins the line"),
		fIndent:     counted("blanks in front of the line"),
		fColumn:     counted("bytes in front of the name on its line"),
		fComment: listed("the line begins with", "the line is no comment", []string{
			"#", "//", "*", "<!--", "$", "-", ";", "--", ">", "|", "%",
		}),
		fInString: func(n int16) string {
			return []string{"not within a string", `within a "string"`, "within a 'string'", "within strings"}[n&3]
		},
		fBehind:     marked("behind the value stands", "nothing stands behind the value"),
		fBehindLine: marked("the line ends with", "the line ends with the value"),
		fGap: func(n int16) string {
			blanks := []string{"no blanks around", "a blank in front of", "a blank behind", "blanks around"}
			return blanks[n&3] + " the sign" + []string{"", ", a new line behind it"}[n>>2&1]
		},
		fStatement:    vocabularied("the line holds", "the line begins no statement", statements, 0),
		fVerb:         vocabularied("in front of the name stands", "no verb in front of the name", verbs, 0),
		fMarks:        shareOf("of what stands around are marks of programs"),
		fQuotes:       shareOf("of what stands around are quotes"),
		fLineEnds:     shareOf("of what stands around are ends of lines"),
		fDigitsAround: shareOf("of what stands around are digits"),
		fNamePassword: named(fNamePassword),
		fNameSecret:   named(fNameSecret),
		fNameToken:    named(fNameToken),
		fNameKey:      named(fNameKey),
		fNameAuth:     named(fNameAuth),
		fNameAPI:      named(fNameAPI),
		fNameAccess:   named(fNameAccess),
		fNamePublic:   named(fNamePublic),
		fNameUser:     named(fNameUser),
		fNameAddress:  named(fNameAddress),
		fNameDigest:   named(fNameDigest),
		fNameNonce:    named(fNameNonce),
		fNameTest:     named(fNameTest),
		fNameSession:  named(fNameSession),
	}
})

// looks are the names of the values of the feature "shape".
var looks = [...]string{
	"a UUID", "the hash of a password", "an address", "an e-mail address", "a path",
	"a number", "an identifier", "a sentence", "base64", "a call", "a format",
}

func counted(what string) func(int16) string {
	return func(n int16) string { return strconv.Itoa(int(n)) + " " + what }
}

func ofValue(what string) func(int16) string { return shareOf("of the value: " + what) }

func shareOf(what string) func(int16) string {
	return func(n int16) string { return fmt.Sprintf("%d %% %s", (int(n)*100+128)/256, what) }
}

func flagged(yes, no string) func(int16) string {
	return func(n int16) string {
		if n > 0 {
			return yes
		}
		return no
	}
}

// often tells log-odds of pairs of characters.
func often(what string) func(int16) string {
	return func(n int16) string {
		if n < 0 {
			return fmt.Sprintf("%s rarer than in source code (%d)", what, n)
		}
		return fmt.Sprintf("%s as frequent as in source code (%d)", what, n)
	}
}

// listed tells which of a list a feature numbers, from 1.
func listed(some, none string, list []string) func(int16) string {
	return func(n int16) string {
		if n <= 0 || int(n) > len(list) {
			return none
		}
		return some + " " + list[n-1]
	}
}

// vocabularied tells which word of a group was found.
func vocabularied(some, none string, v *vocabulary, group int16) func(int16) string {
	return func(n int16) string {
		i := slices.IndexFunc(v.words, func(w word) bool { return w.group == group && w.number == n })
		if i < 0 {
			return none
		}
		return some + " " + strings.TrimSpace(v.words[i].text)
	}
}

func named(f Feature) func(int16) string {
	group := int16(f - fNamePassword)
	i := slices.IndexFunc(nameWords.words, func(w word) bool { return w.group == group })
	return vocabularied("the name holds", "the name holds no word like "+nameWords.words[i].text, nameWords, group)
}

// classed tells kinds of characters.
func classed(what string) func(int16) string {
	return listed(what, what+" nothing", []string{
		"a small letter", "a capital", "a digit", "a mark", "a blank", "a character outside of ASCII",
	})
}

// marked tells what markKind numbers.
func marked(some, none string) func(int16) string {
	return func(n int16) string {
		switch {
		case n <= 0:
			return none
		case n == 1:
			return some + " a letter or digit"
		case int(n)-2 < len(marks):
			return some + " " + strconv.QuoteRune(rune(marks[n-2]))
		}
		return some + " another character"
	}
}

// firsts returns the first word of each group.
func firsts(groups [][]string) (out []string) {
	for _, g := range groups {
		out = append(out, g[0])
	}
	return out
}
