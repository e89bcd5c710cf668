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
	if !v.Quoted || v.Start == 0 || v.Start == v.End || !judge.Unnamable(v.Text[v.Start+1:v.End]) {
		return false
	}
	switch v.Text[v.Start-1] {
	case '\'':
		return true
	case '"':
		return !fillsIn(v)
	}
	return false
}

// declaring are words in front of a variable in languages that fill variables into strings in double quotes.
var declaring = [...]string{"my ", "our ", "val ", "var ", "def ", "local ", "export ", "set ", "final ", "readonly "}

// fillsIn reports whether a string in double quotes, which v is, is one of a language that fills variables into it, as what stands between it
// and its name, and in front of that, tells: shells, Perl, PHP, PowerShell, Kotlin, Groovy, Dart and Scala. The name may stand behind it.
func fillsIn(v *model.Value) bool {
	quote := v.Start - 1
	between := v.Text[min(v.NameEnd, quote):quote]
	if n := len(between); n > 0 && bytes.IndexByte([]byte("=$sf"), between[n-1]) >= 0 || bytes.HasSuffix(bytes.TrimRight(between, " "), []byte("=>")) {
		return true
	}
	before := v.Text[max(0, v.NameStart-len("readonly string ")):v.NameStart]
	before = before[1+ascii.LastNewline(before):]
	return bytes.IndexByte(before, '$') >= 0 || slices.ContainsFunc(declaring[:], func(word string) bool { return bytes.Contains(before, []byte(word)) })
}
