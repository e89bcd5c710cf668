package finding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Compare orders findings as reports list them: by path, place, origin and rule. It is total up to findings that are alike.
func Compare(a, b Finding) int {
	return cmp.Or(
		strings.Compare(a.Path, b.Path),
		strings.Compare(a.Container, b.Container),
		cmp.Compare(a.Start.Line, b.Start.Line),
		cmp.Compare(a.Start.Column, b.Start.Column),
		cmp.Compare(a.ByteOffset, b.ByteOffset),
		strings.Compare(a.Source.Kind, b.Source.Kind),
		strings.Compare(a.Source.Object, b.Source.Object),
		strings.Compare(a.Rule, b.Rule),
		strings.Compare(a.Fingerprint, b.Fingerprint),
		strings.Compare(a.Source.Ref, b.Source.Ref),
		cmp.Compare(a.ByteLength, b.ByteLength),
		strings.Compare(a.Secret.Reveal(), b.Secret.Reveal()),
		slices.Compare(a.Paths, b.Paths),
	)
}

// Visible returns text with everything escaped that could act on a terminal or hide in it: control characters, bidirectional and
// other format characters, bytes that are not UTF-8. What a CI server that reads along would take for a command is broken, too: "::" in
// front of a word (GitHub, of a line's first word), "##[" and "##vso[" anywhere (GitHub, Azure), "##teamcity[".
func Visible(text string) string {
	if !strings.ContainsFunc(text, hidden) && utf8.ValidString(text) && !strings.Contains(text, "::") && !strings.Contains(text, "##") {
		return text
	}
	var b strings.Builder
	for i, before := 0, ' '; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case hidden(r) && r < utf8.RuneSelf, command(text[i:], before):
			fmt.Fprintf(&b, `\x%02x`, r)
		case hidden(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteString(text[i : i+n])
		}
		i, before = i+n, r
	}
	return b.String()
}

// VisibleLines is Visible for a text of several lines, which stay lines.
func VisibleLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = Visible(line)
	}
	return strings.Join(lines, "\n")
}

// command reports whether a CI server may take text, which stands behind that character, for a command.
func command(text string, before rune) bool {
	if strings.HasPrefix(text, "::") {
		return unicode.IsSpace(before)
	}
	rest, ok := strings.CutPrefix(text, "##")
	return ok && strings.HasPrefix(strings.TrimLeftFunc(rest, unicode.IsLetter), "[")
}

func hidden(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}
