package decode

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// triggers are the texts of Triggers by their escape; of Percent triggerByte tells.
var triggers = [len(escapeNames)][]string{
	Backslash: {
		`\x2`, `\x3`, `\x4`, `\x5`, `\x6`, `\x7`, `\u002`, `\u003`, `\u004`,
		`\u005`, `\u006`, `\u007`, `\u{2`, `\u{3`, `\u{4`, `\u{5`, `\u{6`, `\u{7`,
		`\04`, `\06`, `\07`, `\10`, `\11`, `\12`, `\13`, `\14`, `\15`, `\16`, `\17`,
	},
	Entity: {
		"&quot;", "&apos;", "&lt;/", "&equals;", "&colon;", "&lowbar;", "&#x", "&#3", "&#4", "&#5", "&#6", "&#7", "&#8", "&#9", "&#1", "&#0",
	},
	QuotedPrintable: {"=3d", "=20", "=0a", "=09", "=22", "=27", "=5f", "=e2", "=c3"},
	Joined:          jointTriggers(`"`),
	JoinedSingle:    jointTriggers(`'`),
	Slash:           {`\/\/`}, // of an address: one alone is common in regular expressions
	Terminal:        controls[:1],
	TerminalSpelt:   controls[1:],
	Quoted:          Quoted.quotingTriggers(),
	QuotedSingle:    QuotedSingle.quotingTriggers(),
	Doubled:         Doubled.quotingTriggers(),
	DoubledSingle:   DoubledSingle.quotingTriggers(),
	QuotedShell:     QuotedShell.quotingTriggers(),
	Reversed: {
		"reverse(", "reversed(", `reverse "`, "reverse '", `".reverse`, "'.reverse", "strrev(", "[::-1]", ".rev()", "| rev",
	},
	Codes:    codeTriggers,
	Uuencode: {"begin 6", "begin 7"},
	YEnc:     {"=ybegin "},
	Ascii85:  {"<~"},
	Base85:   {"git binary patch"},
	HexDump:  {"00000000: ", "00000000  "},
	Packed:   packedTriggers,
	Deflated: deflatedTriggers,
	PlantUML: plantUMLTriggers,
}

// triggerByte reports whether the escape of a byte is a trigger: a letter, a digit, or what stands around names and values.
func triggerByte(c byte) bool {
	return '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || strings.IndexByte(`"%&'+/:=?@_{`, c) >= 0
}

// Trigger is a text, in lower case, with which an escape worth undoing begins.
type Trigger struct {
	Text   string
	Escape Escape
}

// Triggers returns, in ascending order, what to look for: the escapes of letters, digits and of what stands around names and values, but
// those that are common where nothing is hidden, such as blanks.
func Triggers() []Trigger {
	var out []Trigger
	for c := range byte(utf8.RuneSelf) {
		if triggerByte(c) {
			out = append(out, Trigger{"%" + hexOf(c), Percent})
		}
	}
	for e, texts := range triggers {
		for _, text := range texts {
			out = append(out, Trigger{text, Escape(e)})
		}
	}
	slices.SortFunc(out, func(a, b Trigger) int { return strings.Compare(a.Text, b.Text) })
	return out
}

func hexOf(c byte) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[c>>4], digits[c&15]})
}
