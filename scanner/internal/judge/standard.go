package judge

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Values that standards have names for: algorithms, encodings of characters, numbers of objects.

// standardName reports whether a value is one of those.
func standardName(value []byte) bool {
	return joseAlgorithm(value) || javaAlgorithm(value) || Charset(value) || objectNumber(value)
}

// joseAlgorithm reports the name of an algorithm that keys or contents are encrypted with (RFC 7518, 4.1 and 5.1): A128CBC-HS256.
func joseAlgorithm(value []byte) bool {
	if len(value) > len("PBES2-HS512+A256KW") || value[0] != 'A' && value[0] != 'E' && value[0] != 'P' {
		return false
	}
	for _, head := range joseHeads {
		if len(value) > len(head) && string(value[:len(head)]) == head {
			return slices.ContainsFunc(joseTails[:], func(tail string) bool { return string(value[max(0, len(value)-len(tail)):]) == tail })
		}
	}
	return false
}

// javaAlgorithm reports the name that Java gives an algorithm which makes keys from passwords: PBEwithHmacSHA256AndAES_128.
func javaAlgorithm(value []byte) bool {
	const head = "pbewith"
	return len(value) > len(head) && ascii.EqualFold(value[:len(head)], head)
}

// What names of such algorithms begin and end with.
var (
	joseHeads = [...]string{"A128", "A192", "A256", "ECDH-ES+A", "PBES2-HS"}
	joseTails = [...]string{"GCM", "KW", "CBC-HS256", "CBC-HS384", "CBC-HS512"}
)

// charsets are names of encodings of characters, without what separates their parts, in small letters.
var charsets = wordlist.New([]string{
	"utf7", "utf8", "utf8sig", "utf8mb3", "utf8mb4", "utf16", "utf16le", "utf16be", "utf32", "utf32le", "utf32be", "ucs2", "ucs4",
	"latin1", "latin2", "latin9", "usascii", "macroman", "gb2312", "gb18030", "big5", "eucjp", "euckr", "shiftjis", "koi8r", "koi8u",
	"cp037", "cp437", "cp500", "cp850", "cp852", "cp855", "cp858", "cp862", "cp866", "cp874", "cp932", "cp936", "cp949", "cp950", "cp65001",
}, wordlist.LongWord)

// pages begin names of encodings that one or two digits end: cp1252, windows-1251, ISO-8859-15.
var pages = [...]string{"iso8859", "windows125", "cp125"}

// longestCharset bounds the names of encodings, in bytes.
const longestCharset = 16

// Charset reports the name of an encoding of characters (https://www.iana.org/assignments/character-sets), as text.encode("cp1252") has it.
func Charset(value []byte) bool {
	if len(value) > longestCharset {
		return false
	}
	var folded [longestCharset]byte
	var starts [longestCharset + 1]bool
	name := folded[:wordlist.FoldName(value, folded[:], starts[:])]
	if charsets.Is(name) {
		return true
	}
	for _, page := range pages {
		if number, ok := bytes.CutPrefix(name, []byte(page)); ok {
			return 0 < len(number) && len(number) <= 2 && ascii.All(number, ascii.IsDigit)
		}
	}
	return false
}

// objectNumber reports the number of an object in the tree of ISO and ITU-T: 1.2.840.113549.1.9.7.
func objectNumber(value []byte) bool {
	return bytes.Count(value, []byte{'.'}) >= 4 && '0' <= value[0] && value[0] <= '2' && value[1] == '.' &&
		ascii.All(value, func(c byte) bool { return ascii.IsDigit(c) || c == '.' })
}
