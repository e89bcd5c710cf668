package judge

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Values that name something by a number or a digest of it: a character, a publication, a file in a store.

// characterReferences reports nothing but characters by their numbers, as resources of Android have the icons of a font: &#xe9df;
func characterReferences(value []byte) bool {
	for len(value) > 0 {
		rest, ok := bytes.CutPrefix(value, []byte("&#"))
		n := ascii.Run(rest, func(c byte) bool { return ascii.IsHex(c) || c == 'x' })
		if !ok || n == 0 || n == len(rest) || rest[n] != ';' {
			return false
		}
		value = rest[n+1:]
	}
	return true
}

// OpensEscaped reports a value that begins with a quote of a text in HTML: what the text says, its reading without escapes tells.
func OpensEscaped(value []byte) bool {
	return slices.ContainsFunc(escapedQuotes[:], func(quote string) bool { return bytes.HasPrefix(value, []byte(quote)) })
}

// escapedQuotes are quotes as HTML writes them.
var escapedQuotes = [...]string{"&quot;", "&apos;", "&#34;", "&#39;", "&#x22;", "&#x27;"}

// doi reports the identifier of a publication (ISO 26324), as it stands in an address too: 10.1037/h0054346, 10.1037%2Fh0054346.
func doi(value []byte) bool {
	rest, ok := bytes.CutPrefix(value, []byte("10."))
	n := ascii.Run(rest, ascii.IsDigit)
	return ok && 4 <= n && n <= 9 && (bytes.HasPrefix(rest[n:], []byte{'/'}) || bytes.HasPrefix(rest[n:], []byte("%2F")) || bytes.HasPrefix(rest[n:], []byte("%2f")))
}

// Fraction reports a number with a decimal point: 38.26968765.
func Fraction(value []byte) bool {
	whole, fraction, ok := bytes.Cut(bytes.TrimPrefix(value, []byte{'-'}), []byte{'.'})
	return ok && len(whole) > 0 && len(fraction) > 0 && ascii.All(whole, ascii.IsDigit) && ascii.All(fraction, ascii.IsDigit)
}

// Slug reports the last part of the address of an article, with its number and title: 360022839451-How-to-create-a-key.
func Slug(value []byte) bool {
	rest := value[bytes.LastIndexByte(value, '/')+1:]
	number := ascii.Run(rest, ascii.IsDigit)
	if number < fewestOfArticle || number == len(rest) || rest[number] != '-' {
		return false
	}
	words := 0
	for rest = rest[number+1:]; len(rest) > 0; words++ {
		n := ascii.Run(rest, ascii.IsLetter)
		if n < len(rest) && rest[n] != '-' {
			return false
		}
		rest = bytes.TrimPrefix(rest[n:], []byte{'-'})
	}
	return words > 1
}

// fewestOfArticle is how many digits the number of an article has at least.
const fewestOfArticle = 6

// pinned reports the commit that a dependency is held to, behind its branch, its repository or its version: dev-main#4ad10a65f4f8….
func pinned(value []byte) bool {
	n := len(value) - commitDigits - 1
	return n > 0 && value[n] == '#' && ascii.AllHex(value[n+1:]) && ascii.All(value[:n], func(c byte) bool { return ascii.IsBase64URL(c) || c == '.' || c == '/' })
}

// commitDigits is the number of hexadecimal digits of a commit's name in git.
const commitDigits = 40

// byDigest reports the path of a file in a store that names files by their digests, in folders of their first digits: 6\3\63507b57…
func byDigest(value []byte) bool {
	n := bytes.LastIndexAny(value, `/\`) + 1
	name := value[n:]
	if n < 2 || n > len("ab/cd/") || len(name) < ShortestDigest || !ascii.AllHex(name) {
		return false
	}
	at := 0
	for _, c := range value[:n] {
		if c == '/' || c == '\\' {
			continue
		}
		if c != name[at] {
			return false
		}
		at++
	}
	return at > 0
}

// typedID reports an identifier as programs write its type in front of it: Guid(35cb05ff…), ObjectId("507f…"), UUID('…').
func typedID(value []byte) bool {
	kind, id, ok := bytes.Cut(value, []byte{'('})
	return ok && idTypes.Is(kind) && ascii.All(bytes.Trim(id, `"')`), func(c byte) bool { return ascii.IsHex(c) || c == '-' })
}

var idTypes = wordlist.New([]string{"Guid", "GUID", "UUID", "Uuid", "ObjectId", "ObjectID"}, 0)

// leastAlike is how many letters behind their first mark names begin with alike that stand in a list of one program's.
const leastAlike = 2

// sibling reports whether a value is another name of the list that its own name is in: SQL_NonLocalInstance6 behind
// SQL_NonInteractiveWithPassword. Of constants, OBJ_X509 behind OBJ_userPassword, the first word alone tells.
func sibling(name, value []byte) bool {
	mark := bytes.IndexByte(name, '_') + 1
	n := mark + leastAlike
	if ascii.All(value, func(c byte) bool { return ascii.IsUpper(c) || ascii.IsDigit(c) || c == '_' }) {
		n = mark
	}
	return mark > 1 && len(name) > n && len(value) > n && bytes.Equal(name[:n], value[:n]) && ascii.All(value, ascii.IsWord)
}

// colours are words of names for what something is painted with.
var colours = wordlist.New([]string{"color", "colour", "colors", "colours"}, wordlist.LongWord)

// paint reports a colour by the parts of its light, as its name says: COLOR_SYSTEM_PW 0xFFFF33AA.
func paint(name, value []byte) bool {
	hex, ok := bytes.CutPrefix(value, []byte("0x"))
	return ok && (len(hex) == len("rrggbb") || len(hex) == len("rrggbbaa")) && ascii.AllHex(hex) && colours.Named(name)
}

// ShortestDigest is the length of the shortest digest, MD5, in hexadecimal digits.
const ShortestDigest = 32

// leastSteps is how many numbers of a list make it a series.
const leastSteps = 8

// series reports a list of numbers each of which is as far from the one in front of it: 0x00, 0x11, 0x22, … of a test.
func series(value []byte) bool {
	if bytes.Count(value, []byte{','}) < leastSteps-1 {
		return false
	}
	last, step := 0, 0
	for n := 0; ; n++ {
		item, rest, more := bytes.Cut(value, []byte{','})
		number, ok := integer(bytes.TrimPrefix(bytes.TrimSpace(item), []byte("(byte)")))
		if !ok || n > 1 && number-last != step {
			return false
		}
		last, step = number, number-last
		if !more {
			return step != 0
		}
		value = rest
	}
}

// longestInteger is how many digits are read of a number.
const longestInteger = 6

// integer reads a number in decimal or, behind 0x, in hexadecimal digits.
func integer(text []byte) (n int, ok bool) {
	base, digits := 10, text
	if len(text) > 2 && text[0] == '0' && text[1]|0x20 == 'x' {
		base, digits = 16, text[2:]
	}
	for _, c := range digits {
		if !ascii.IsHex(c) || base == 10 && !ascii.IsDigit(c) {
			return 0, false
		}
		n = n*base + int(hexDigit(c))
	}
	return n, 0 < len(digits) && len(digits) <= longestInteger
}
