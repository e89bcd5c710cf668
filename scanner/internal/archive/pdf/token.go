package pdf

// kind of a token.
type kind uint8

const (
	end    kind = iota
	word        // an operator or keyword
	number      // one of the two
	name        // without its slash
	text        // in parentheses, or in hexadecimal digits: decoded
	mark        // of an array or a dictionary
)

// lexer reads tokens; of texts it uses the same memory again and again. It notes places and no slices of data: pointers that are written
// through one are told the garbage collector while it runs, which takes longer than to read a token.
type lexer struct {
	data     []byte
	at       int // where the next token is looked for
	from, to int // where the last one stands
	buffer   []byte
	decoded  bool // the last one is the text in buffer
}

// token returns the last token, until the next one is read.
func (l *lexer) token() []byte {
	if l.decoded {
		return l.buffer
	}
	return l.data[l.from:l.to]
}

func (l *lexer) next() kind {
	l.skip()
	l.decoded = false
	if l.at == len(l.data) {
		return end
	}
	switch c := l.data[l.at]; {
	case classes[c] == numeric:
		l.run()
		return number
	case classes[c] == regular:
		l.run()
		return word
	case c == '(':
		l.literal()
		return text
	case c == '<' && !l.follows('<'):
		l.hexadecimal()
		return text
	case c == '/':
		l.at++
		l.run()
		return name
	case c == '<':
		l.from, l.to = l.at, l.at+2
	default:
		l.from, l.to = l.at, l.at+1
	}
	l.at = l.to
	return mark
}

// follows reports whether c stands behind the byte at which l is.
func (l *lexer) follows(c byte) bool { return l.at+1 < len(l.data) && l.data[l.at+1] == c }

// skip goes over white space and comments.
func (l *lexer) skip() {
	comment := false
	for ; l.at < len(l.data); l.at++ {
		switch c := l.data[l.at]; {
		case comment:
			comment = c != '\n' && c != '\r'
		case c == '%':
			comment = true
		case classes[c] != white:
			return
		}
	}
}

// run reads up to what ends a word.
func (l *lexer) run() {
	l.from = l.at
	for l.at < len(l.data) && !endsToken(l.data[l.at]) {
		l.at++
	}
	l.to = l.at
}

// mostLiteral bounds a text, in bytes: one that has no end would take all that is behind it.
const mostLiteral = 1 << 16

// literal reads a text in parentheses, in which others stand in pairs.
func (l *lexer) literal() {
	b, rest := l.buffer[:0], l.data[l.at:]
	depth, i := 0, 0
	for ; i < len(rest) && i < mostLiteral; i++ {
		c := rest[i]
		switch c {
		case '(':
			if depth++; depth == 1 {
				continue
			}
		case ')':
			depth--
		case '\\':
			var n int
			var some bool
			c, n, some = escape(rest[i:])
			if i += n - 1; !some {
				continue
			}
		}
		if depth == 0 {
			i++
			break
		}
		b = append(b, c)
	}
	l.buffer, l.decoded, l.at = b, true, l.at+i
}

// escape reads a backslash and what belongs to it: a letter, up to three octal digits, the end of a line, which stands for nothing.
func escape(b []byte) (c byte, n int, some bool) {
	if len(b) < 2 {
		return 0, 1, false
	}
	switch c = b[1]; c {
	case 'n', 'r', 'f':
		return '\n', 2, true
	case 't', 'b':
		return ' ', 2, true
	case '\n', '\r':
		return 0, 2, false
	}
	if c < '0' || c > '7' {
		return c, 2, true
	}
	value := 0
	for n = 1; n < len(b) && n < 4 && '0' <= b[n] && b[n] <= '7'; n++ {
		value = value<<3 | int(b[n]-'0')
	}
	return byte(value), n, true
}

// hexadecimal reads a text in digits.
func (l *lexer) hexadecimal() {
	b, rest := l.buffer[:0], l.data[l.at:]
	high, half, i := byte(0), false, 1
	for ; i < len(rest) && i < mostLiteral && rest[i] != '>'; i++ {
		v := digit(rest[i])
		switch {
		case v > 15:
		case half:
			b, half = append(b, high<<4|v), false
		default:
			high, half = v, true
		}
	}
	if half {
		b = append(b, high<<4)
	}
	l.buffer, l.decoded, l.at = b, true, l.at+min(i+1, len(rest))
}

// digit returns the value of a hexadecimal digit; 255 of what is none.
func digit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10
	}
	return 255
}

// class of a byte, by what it may stand in.
type class uint8

const (
	regular   class = iota // words and names
	numeric                // numbers, and all that regular ones do
	white                  // between tokens
	delimiter              // at the beginning or the end of some
)

// classes are those of all bytes, ISO 32000-1, 7.2.2.
var classes = func() (table [256]class) {
	for c, bytes := range map[class]string{numeric: "0123456789+-.", white: " \n\r\t\f\x00", delimiter: "()<>[]{}/%"} {
		for i := range len(bytes) {
			table[bytes[i]] = c
		}
	}
	return table
}()

func isSpace(c byte) bool { return classes[c] == white }

// endsToken reports whether a byte belongs to no word: no others than white space and delimiters end one.
func endsToken(c byte) bool { return classes[c] >= white }
