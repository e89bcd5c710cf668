package syntax

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Lists of values under one name:  tokens = ["x", "y"]

// mostListed is the most items of a list that are read behind the first.
const mostListed = 20

// Listed reports whether the value is the first item of a list of quoted ones, or of one below the name.
func (a *Assignment) Listed(text []byte) bool {
	if a.below(text) != nil {
		return true
	}
	if !a.Quoted {
		return false
	}
	front := text[max(0, int(a.Value.Start)-1-maxIndent):max(0, int(a.Value.Start)-1)]
	front = bytes.TrimRight(front, " \t\r\n")
	return len(front) > 0 && (front[len(front)-1] == '[' || front[len(front)-1] == '{')
}

// EachItem goes through the items behind the first of a list, mostListed of them at most and within valueReach.
func (a *Assignment) EachItem(text []byte, each func(value Span)) {
	text = text[:min(len(text), int(a.Name.End)+ValueReach)]
	if front := a.below(text); front != nil {
		a.eachBelow(text, front, each)
		return
	}
	quote := text[a.Value.Start-1]
	at := min(len(text), int(a.Value.End))
	for range mostListed {
		rest := text[at:]
		n := ascii.Run(rest, func(c byte) bool { return ascii.IsSpace(c) || c == ',' || c == quote })
		if n < 3 || rest[0] != quote || rest[n-1] != quote {
			return
		}
		end := bytes.IndexByte(rest[n:], quote)
		if end < 0 {
			return
		}
		each(Span{int32(at + n), int32(at + n + end)})
		at += n + end
	}
}
