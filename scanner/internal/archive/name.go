package archive

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	longestName = 1024 // bytes of a member's name that are shown
	noName      = "unnamed"

	unnamedStream = "\x00" // what a stream without a name holds, until Join gives it one; clean leaves no name like that
)

// clean makes a path to show of the name that an archive gives to a member: slashes only, without what would lead upwards or to the
// root, in valid UTF-8, without characters that control a terminal or change the direction of text.
func clean(name string) string {
	if len(name) > longestName {
		end := longestName
		for end > longestName-utf8.UTFMax && !utf8.RuneStart(name[end]) {
			end--
		}
		name = name[:end] + "…"
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case r == '\\':
			return '/'
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
			return utf8.RuneError
		}
		return r
	}, name)
	var parts []string
	for p := range strings.SplitSeq(name, "/") {
		if p != "" && p != "." && p != ".." {
			parts = append(parts, p)
		}
	}
	if len(parts) == 0 {
		return noName
	}
	return strings.Join(parts, "/")
}

// packedSuffixes are the ends of names of compressed streams and what takes their place when they are decoded.
var packedSuffixes = [...]struct{ packed, plain string }{
	{".tgz", ".tar"}, {".tbz2", ".tar"}, {".tbz", ".tar"}, {".txz", ".tar"}, {".tzst", ".tar"}, {".tlz", ".tar"},
	{".gz", ""}, {".bz2", ""}, {".xz", ""}, {".zst", ""}, {".zstd", ""}, {".lzma", ""}, {".svgz", ".svg"}, {".z", ""},
	{".lz4", ""}, {".sz", ""}, {".s2", ""}, {".br", ""}, {".jsonlz4", ".json"}, {".mozlz4", ""},
}

// unpackedName returns what a compressed stream is called when it is decoded.
func unpackedName(name string) string {
	for _, s := range packedSuffixes {
		n := len(name) - len(s.packed)
		if n > 0 && strings.EqualFold(name[n:], s.packed) {
			return name[:n] + s.plain
		}
	}
	return name
}
