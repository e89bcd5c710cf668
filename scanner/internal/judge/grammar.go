package judge

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// What could be an expression of a program, in any language: operands and operators take turns, brackets close what was opened.

// deepest is how many open brackets are remembered; what nests deeper counts as an expression.
const deepest = 16

// closers are the brackets that close what another one opens. Those of generics open nothing: they may compare.
var closers = [256]byte{'(': ')', '[': ']', '{': '}'}

// Signs between two operands, those that may stand in front of one, and pairs that are one sign.
var (
	betweenBytes = ascii.ClassOf(func(byte) bool { return false }, ".,:+-*/%^&|=<>?")
	frontBytes   = ascii.ClassOf(func(byte) bool { return false }, ".+-*&!~<>@:")
	operandBytes = ascii.ClassOf(func(c byte) bool { return ascii.IsWord(c) || c >= 0x80 }, "$")
	doubles      = [...]string{"==", "&&", "||", "**", "//", "??", "=>", "<=", ">=", "!=", "+=", "-=", "*=", "/=", "|=", "?.", "/>"}
)

// grammatical reports whether a value, which may have been cut off at a blank or a quote, begins like an expression, a template (%x[y]),
// cells of a row or a text with escapes. Random signs hardly do: aB3(x9)kQ7, x]9k(Q, k9#(x.
func grammatical(value []byte) bool {
	if value[0] == '%' || bytes.Contains(value, []byte(`\u`)) || bytes.Count(value, []byte{'|'}) > 1 {
		return true
	}
	open := make([]byte, 0, deepest)
	operand := false               // whether one stands in front
	cast := closers[value[0]] != 0 // whether a type in brackets may: (char*)x, []byte(x)
	for i := 0; i < len(value); i++ {
		c := value[i]
		switch {
		case operandBytes[c]:
			if operand {
				return false
			}
			n := operandBytes.Run(value[i:])
			if ascii.IsDigit(c) && !number(value[i:i+n], value[i+n:]) {
				return false
			}
			i += n - 1
			operand = true
		case closers[c] != 0:
			if len(open) == deepest {
				return true
			}
			open = append(open, closers[c])
			operand = false
		case c == ')' || c == ']' || c == '}':
			if len(open) == 0 {
				return len(bytes.Trim(value[i:], ")]},;")) == 0 // of what was opened in front of the value
			}
			if open[len(open)-1] != c {
				return false
			}
			open = open[:len(open)-1]
			operand = !cast || len(open) > 0
		case c == ';' && len(open) == 0: // the next statement
			operand = false
		case c == '!' && operand: // foo!.x, foo!!, vec![x
			if i+1 < len(value) && bytes.IndexByte([]byte("=([{.!"), value[i+1]) < 0 {
				return false
			}
		case operand && betweenBytes[c]:
			operand = false
		case !operand && frontBytes[c], i > 0 && slices.Contains(doubles[:], string(value[i-1:i+1])):
		default:
			return false
		}
	}
	return true
}

// number reports whether a word that begins with a digit is a number, perhaps with a unit: 0x1F, 10L, 100ms. Nothing is called or indexed
// by one.
func number(word, rest []byte) bool {
	if len(rest) > 0 && closers[rest[0]] != 0 {
		return false
	}
	if word[0] == '0' && len(word) > 1 && ascii.IsLetter(word[1]) {
		return true
	}
	unit := word[ascii.Run(word, func(c byte) bool { return ascii.IsDigit(c) || c == '_' }):]
	return len(unit) <= 1 || len(unit) <= 3 && ascii.All(unit, ascii.IsLower) || ascii.Lower(unit[0]) == 'e' && ascii.All(unit[1:], ascii.IsDigit)
}

// joints are operators that put strings together.
const joints = "+.&"

// concatenated reports an expression between two string literals: the inside of "pw='" + hash(pw) + "'".
func concatenated(value []byte) bool {
	inner := bytes.Trim(value, "\"'")
	if len(inner) < len("+ x +") || bytes.IndexByte([]byte(joints), inner[0]) < 0 || inner[0] != inner[len(inner)-1] {
		return false
	}
	quoted := len(inner) <= len(value)-2
	inner = inner[1 : len(inner)-1]
	return quoted || inner[0] == ' ' && inner[len(inner)-1] == ' '
}

// pseudoClasses are what follows a colon in a style sheet:  input[type=password]:focus {
var pseudoClasses = wordlist.New([]string{
	"active", "after", "autofill", "before", "checked", "disabled", "empty", "enabled", "first-child", "focus", "focus-visible", "focus-within",
	"has", "hover", "indeterminate", "invalid", "is", "last-child", "not", "nth-child", "optional", "placeholder-shown", "read-only",
	"read-write", "required", "target", "user-invalid", "user-valid", "valid", "visited", "where",
}, 0)

// pseudoClass reports one of them, or one of a browser's own.
func pseudoClass(value []byte) bool {
	return pseudoClasses.Is(value) || bytes.HasPrefix(value, []byte("-webkit-")) || bytes.HasPrefix(value, []byte("-moz-")) ||
		bytes.HasPrefix(value, []byte("-ms-"))
}
