package detect

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/model"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// What of a value the model is asked about.

// handedOn reports whether a value without quotes is an argument of the name that it is bound to: login(user: user, password: password).
func handedOn(v *model.Value) bool {
	value, behind := v.Text[v.Start:v.End], v.Text[v.End:]
	return !v.Quoted && v.Syntax == model.Colon && len(behind) > 0 && (behind[0] == ',' || behind[0] == ')') &&
		bytes.EqualFold(value, v.Text[v.NameStart:v.NameEnd])
}

// longestText returns what is weighed of a value: of an object in a string, {"name": "root", "sig": "…"}, the longest text in it, which
// is what makes it a credential.
func longestText(text []byte, value syntax.Span) syntax.Span {
	v := text[value.Start:value.End]
	if len(v) < 2 || v[0] != '{' || v[len(v)-1] != '}' {
		return value
	}
	longest := syntax.Span{}
	for from := 1; from < len(v); {
		n := bytes.IndexByte(v[from:], '"')
		if n < 0 {
			break
		}
		part := bytes.TrimRight(v[from:from+n], "\\")
		if int32(len(part)) > longest.End-longest.Start {
			longest = syntax.Span{Start: int32(from), End: int32(from + len(part))}
		}
		from += n + 1
	}
	if longest.End-longest.Start < judge.ShortestValue {
		return value
	}
	return syntax.Span{Start: value.Start + longest.Start, End: value.Start + longest.End}
}
