package detect

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
)

// Where a token begins and ends: what stands at its sides may make it the middle of something longer.

// endsValue reports whether what reads as a name with its sign, as pass:, is the value behind another sign: action=pass:repeat,
// nsubj:pass:rel.
func endsValue(text []byte, from, end int) bool {
	sign := func(c byte) bool { return c == ':' || c == '=' }
	return from > 1 && sign(text[from-1]) && sign(text[end-1]) && ascii.IsWord(text[from-2])
}

// withoutPath cuts off the last part of an address behind a token: /send.
func withoutPath(body []byte) []byte {
	i := bytes.LastIndexByte(body, '/')
	if last := body[i+1:]; i < 0 || len(last) >= judge.ShortestMixed || !ascii.All(last, ascii.IsLower) {
		return body
	}
	return withoutPath(body[:i])
}

// cut reports whether text[from:to] ends between two parts of a longer value: behind a mark, with a word that goes on.
func cut(text []byte, from, to int) bool {
	return to > from && to < len(text) && ascii.IsWord(text[to]) && bytes.IndexByte([]byte("-.~"), text[to-1]) >= 0
}

// buriedReach is how many letters of base64 on either side of a token make it a part of what they encode.
const buriedReach = 32

// buried reports whether text[from:to] stands in the middle of a longer run of base64 (RFC 4648): an image, a font, a certificate.
func buried(text []byte, from, to int) bool {
	if from < buriedReach || to+buriedReach > len(text) {
		return false
	}
	return ascii.All(text[from-buriedReach:from], ascii.IsBase64) && ascii.All(text[to:to+buriedReach], ascii.IsBase64)
}

// escapeReach is how far in front of a token, in bytes, an escape is looked for: one more than the longest takes.
const escapeReach = 18

// continuesLeft reports whether the byte in front of text[at:] makes it the middle of a longer word. What an escape leaves
// there does not: \n, \u0026, %3D.
func continuesLeft(text []byte, at int) bool {
	if at == 0 || at >= len(text) || !ascii.IsWord(text[at]) || !ascii.IsWord(text[at-1]) {
		return false
	}
	head := text[max(0, at-6):at]
	n := len(head)
	switch {
	case (head[n-1] == 'm' || head[n-1] == 'K') && coloured(text[max(0, at-escapeReach+1):at-1]):
		return false
	case n >= 2 && head[n-2] == '\\' && bytes.IndexByte([]byte("ntrfvb0"), head[n-1]) >= 0:
		return false
	case n >= 3 && head[n-3] == '%' && ascii.IsHex(head[n-2]) && ascii.IsHex(head[n-1]):
		return false
	case n == 6 && head[0] == '\\' && head[1] == 'u' && ascii.AllHex(head[2:]):
		return false
	case n >= 4 && head[n-4] == '\\' && head[n-3] == 'x' && ascii.AllHex(head[n-2:]):
		return false
	}
	return true
}

// coloured reports whether head ends with what sets a terminal's colour, but for its last letter: ESC [ 0;32 (ECMA-48), or an escape
// that stands for it.
func coloured(head []byte) bool {
	i := len(head)
	for i > 0 && (ascii.IsDigit(head[i-1]) || head[i-1] == ';') {
		i--
	}
	if i == 0 || head[i-1] != '[' {
		return false
	}
	for _, escape := range [...]string{"\x1b", `\x1b`, `\x1B`, `\033`, `\e`, `\E`, `\u001b`, `\u001B`} {
		if bytes.HasSuffix(head[:i-1], []byte(escape)) {
			return true
		}
	}
	return false
}

func continuesRight(text []byte, at int) bool {
	return at > 0 && at < len(text) && ascii.IsWord(text[at-1]) && ascii.IsWord(text[at])
}
