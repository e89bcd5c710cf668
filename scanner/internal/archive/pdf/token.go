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

// lexer reads tokens; of texts it uses the same memory again and again.
type lexer struct {
	rest   []byte
	token  []byte
	buffer []byte
}

func (l *lexer) next() kind {
	l.skip()
	if len(l.rest) == 0 {
		return end
	}
	switch c := l.rest[0]; {
	case c == '(':
		l.literal()
		return text
	case c == '<' && (len(l.rest) < 2 || l.rest[1] != '<'):
		l.hexadecimal()
		return text
	case c == '/':
		l.rest = l.rest[1:]
		l.run()
		return name
	case isDelimiter(c):
		n := 1
		if c == '<' {
			n = 2
		}
		l.token, l.rest = l.rest[:n], l.rest[n:]
		return mark
	case c == '-' || c == '+' || c == '.' || '0' <= c && c <= '9':
		l.run()
		return number
	}
	l.run()
	return word
}

// skip goes over white space and comments.
func (l *lexer) skip() {
	for len(l.rest) > 0 {
		switch c := l.rest[0]; {
		case isSpace(c):
			l.rest = l.rest[1:]
		case c == '%':
			for len(l.rest) > 0 && l.rest[0] != '\n' && l.rest[0] != '\r' {
				l.rest = l.rest[1:]
			}
		default:
			return
		}
	}
}

// run reads up to what ends a word.
func (l *lexer) run() {
	n := 0
	for n < len(l.rest) && !endsToken(l.rest[n]) {
		n++
	}
	l.token, l.rest = l.rest[:n], l.rest[n:]
}

// mostLiteral bounds a text, in bytes: one that has no end would take all that is behind it.
const mostLiteral = 1 << 16

// literal reads a text in parentheses, in which others stand in pairs.
func (l *lexer) literal() {
	b := l.buffer[:0]
	depth, i := 0, 0
	for ; i < len(l.rest) && i < mostLiteral; i++ {
		c := l.rest[i]
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
			c, n, some = escape(l.rest[i:])
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
	l.token, l.buffer, l.rest = b, b, l.rest[i:]
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
	b := l.buffer[:0]
	high, half, i := byte(0), false, 1
	for ; i < len(l.rest) && i < mostLiteral && l.rest[i] != '>'; i++ {
		v := digit(l.rest[i])
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
	l.token, l.buffer, l.rest = b, b, l.rest[min(i+1, len(l.rest)):]
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

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}
