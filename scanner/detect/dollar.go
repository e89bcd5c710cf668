package detect

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/model"
)

// Dollar signs in front of letters and digits: in the strings of some languages they begin a variable, in others they are characters as
// any, and people write an s with them.

// inDollar reports whether the dollar sign that a value begins with is a part of it: in a literal that nothing is filled into, in front of
// what no variable is called. v.Start is the sign's place.
func inDollar(v *model.Value) bool {
	if !v.Quoted || v.Start == 0 || !judge.Unnamable(v.Text[v.Start+1:v.End]) {
		return false
	}
	switch v.Text[v.Start-1] {
	case '\'':
		return true
	case '"':
		return !fillsIn(v.Text, v.NameStart, min(v.NameEnd, v.Start), v.Start-1)
	}
	return false
}

// declaring are words in front of a variable in languages that fill variables into strings in double quotes.
var declaring = [...]string{"my ", "our ", "val ", "var ", "def ", "local ", "export ", "set ", "final ", "readonly "}

// fillsIn reports whether a string in double quotes at text[quote:] is one of a language that fills variables into it, as what stands between
// it and its name text[from:to], and in front of that, tells: shells, Perl, PHP, PowerShell, Kotlin, Groovy and Dart.
func fillsIn(text []byte, from, to, quote int) bool {
	between := text[to:quote]
	if bytes.HasSuffix(between, []byte("=>")) || bytes.HasSuffix(between, []byte("=> ")) || bytes.HasSuffix(between, []byte("=")) ||
		len(between) == 0 || quote > 0 && (text[quote-1] == '$' || ascii.IsLetter(text[quote-1])) {
		return true
	}
	before := text[max(0, from-len("readonly string ")):from]
	before = before[1+ascii.LastNewline(before):]
	return bytes.IndexByte(before, '$') >= 0 || slices.ContainsFunc(declaring[:], func(word string) bool { return bytes.Contains(before, []byte(word)) })
}
