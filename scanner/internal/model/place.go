package model

import "bytes"

// Where a name and its value stand.

func (v *Value) place(f *Features) {
	text := v.Text
	before := text[max(0, v.NameStart-Before):v.NameStart]
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	behind := text[v.End:min(len(text), v.End+Behind)]
	f[fSyntax] = int16(v.Syntax)
	f[fQuote], f[fEscaped] = v.quote()
	if n := len(line); n > 0 {
		f[fBeforeName] = markKind(line[n-1])
	}
	indent := len(line) - len(bytes.TrimLeft(line, " \t"))
	f[fIndent], f[fColumn] = int16(indent), int16(min(len(line), 127))
	f[fComment] = comment(line[indent:])
	f[fInString] = int16(bytes.Count(line, []byte{'"'})&1 | bytes.Count(line, []byte{'\''})&1<<1)
	f[fBehind], f[fBehindLine] = v.behind(behind)
	f[fGap] = v.gap()
	f[fStatement] = statements.first(line)
	f[fVerb] = verbs.first(line)
	surroundings(before, behind, f)
}

// quote returns which quote stands in front of the value, 0 for none, and whether it is escaped.
func (v *Value) quote() (int16, int16) {
	if v.Start == 0 || !v.Quoted {
		return 0, 0
	}
	escaped := v.Start > 1 && v.Text[v.Start-2] == '\\'
	return markKind(v.Text[v.Start-1]), flag(escaped)
}

// marks are told apart by the features that look at one character.
const marks = "\n\"'`=:,;.()[]{}<>/\\-_&?|@#$%*+ \t!"

// markKind numbers a character: letters and digits are 1.
func markKind(b byte) int16 {
	if classes[b] <= digitClass {
		return 1
	}
	return int16(bytes.IndexByte([]byte(marks), b)) + 2
}

// comment tells what a line begins with: 1 # ; -- and the like, 2 //, 3 * of a block, 4 <!--, 5 a prompt, 6 a list.
func comment(line []byte) int16 {
	if len(line) == 0 {
		return 0
	}
	for i, mark := range [...]string{"#", "//", "*", "<!--", "$ ", "- ", ";", "--", ">", "|", "%"} {
		if len(line) >= len(mark) && string(line[:len(mark)]) == mark {
			return int16(i + 1)
		}
	}
	return 0
}

// behind returns the first character behind the value's quote, and what the line ends with.
func (v *Value) behind(text []byte) (next, end int16) {
	if v.Quoted && len(text) > 0 && classes[text[0]] == markClass {
		if text[0] == '\\' {
			text = text[1:]
		}
		text = text[min(1, len(text)):]
	}
	rest := bytes.TrimLeft(text, " \t")
	if len(rest) > 0 {
		next = markKind(rest[0])
	}
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		rest = bytes.TrimRight(rest[:i], " \t\r")
		if len(rest) > 0 {
			return next, markKind(rest[len(rest)-1])
		}
		return next, 0
	}
	return next, -1
}

// gap tells about the blanks around the operator: 1 in front of it, 2 behind it, 4 for a line end.
func (v *Value) gap() int16 {
	between := v.Text[v.NameEnd:max(v.NameEnd, v.Start)]
	if len(between) == 0 {
		return 0
	}
	i := len(between) - 1
	for i > 0 && (between[i] == '"' || between[i] == '\'') {
		i--
	}
	return flag(between[0] == ' ') | flag(between[i] == ' ')<<1 | flag(bytes.IndexByte(between, '\n') >= 0)<<2
}

// statements are beginnings of statements in front of a name; the order is part of the trained model.
var statements = newVocabulary(
	"assert", "expect", "equal", "should", "export ", "const ", "let ", "var ", "static ", "String ", "string ", "def ",
	"function", "func ", "return", "if ", "raise", "throw", "print", "log", "set ", "ENV ", "echo", "new ", "case ",
)

// verbs in front of a name say what is done to it.
var verbs = newVocabulary(
	"get", "fetch", "load", "set", "create", "with", "put", "add", "Set", "With", "Get", "-H", "-d", "--", "curl", "?", "&", "://",
)

// surroundings counts what tells program code, configuration and prose apart.
func surroundings(before, behind []byte, f *Features) {
	var n tally
	for _, b := range before {
		n += tallies[b]
	}
	for _, b := range behind {
		n += tallies[b]
	}
	total := len(before) + len(behind)
	f[fMarks], f[fQuotes] = share(n.of(codeMark), total), share(n.of(quoteMark), total)
	f[fLineEnds], f[fDigitsAround] = share(n.of(lineEnd), total), share(n.of(oneDigit), total)
}

// tally counts four things at once in 16 bits each, of the Before + Behind bytes at most.
type tally uint64

const (
	codeMark tally = 1 << (16 * iota) // brackets and semicolons
	quoteMark
	lineEnd
	oneDigit
)

// of returns how many of one there are.
func (n tally) of(one tally) int { return int(uint16(n / one)) }

// tallies says what each byte counts as.
var tallies = func() (table [256]tally) {
	for one, all := range map[tally]string{codeMark: "(){};[]", quoteMark: "\"'", lineEnd: "\n", oneDigit: "0123456789"} {
		for _, b := range []byte(all) {
			table[b] = one
		}
	}
	return table
}()
