package pdf

import "bytes"

// farGap is from how far on a number between two texts stands for a blank, in thousandths of the size of the font.
const farGap = -180 * thousand

// shows reports whether a stream is of a page that shows text. Its operators stand alone: their letters are in every large stream of
// other bytes, too.
func shows(data []byte) bool {
	return hasOperator(data, "BT") && (hasOperator(data, "Tj") || hasOperator(data, "TJ") || hasOperator(data, "'"))
}

// hasOperator reports whether an operator stands in data, with nothing of a word or a name at its sides.
func hasOperator(data []byte, operator string) bool {
	for at := 0; ; {
		i := bytes.Index(data[at:], []byte(operator))
		if i < 0 {
			return false
		}
		begin, behind := at+i, at+i+len(operator)
		if (begin == 0 || endsToken(data[begin-1])) && (behind == len(data) || endsToken(data[behind])) {
			return true
		}
		at = behind
	}
}

// endsToken reports whether a byte belongs to no word: no others than white space and delimiters end one.
func endsToken(c byte) bool { return isSpace(c) || isDelimiter(c) }

// content adds the texts that a page shows, a line for each of its lines. What the page puts on one line piece by piece are words if it
// shows no blanks; else they are pieces of words, too, and join.
func (f *file) content(data []byte) {
	from := len(f.text)
	if blanks := f.lines(data, ' '); blanks*mostWord > len(f.text)-from {
		f.text = f.text[:from]
		f.lines(data, 0)
	}
}

// mostWord is how many letters a blank stands for at least where there are blanks.
const mostWord = 20

// lines adds the texts of a page, with gap between pieces of a line, and returns how many blanks it shows itself.
func (f *file) lines(data []byte, gap byte) (blanks int) {
	l := lexer{rest: data}
	var font glyphs
	var last []byte // name
	numbers := [2]int{}
	line := 0 // where Tm put it
	for k := l.next(); k != end && len(f.text) < f.most; k = l.next() {
		switch k {
		case name:
			last = l.token
		case number:
			value := thousandths(l.token)
			numbers[0], numbers[1] = numbers[1], value
			if value < farGap {
				f.separate(' ')
			}
		case text:
			before := len(f.text)
			f.text = font.append(f.text, l.token)
			blanks += bytes.Count(f.text[before:], []byte{' '})
		case word:
			switch string(l.token) {
			case "Tf":
				font = f.fonts[string(last)]
			case "Td", "TD":
				f.moved(numbers[1] != 0, gap)
			case "Tm":
				f.moved(numbers[1] != line, gap)
				line = numbers[1]
			case "T*", "'", "\"":
				f.separate('\n')
			}
		}
	}
	f.separate('\n')
	return blanks
}

const thousand = 1000

// thousandths returns a number times thousand, without the digits behind those; of what is too large for a page not all digits.
func thousandths(token []byte) int {
	value, sign, unit, point := 0, 1, thousand/10, false // unit is what the next digit behind the point counts for
	for _, c := range token {
		switch {
		case c == '-':
			sign = -1
		case c == '.':
			point = true
		case c < '0' || c > '9' || value > 1<<26:
		case point:
			value += int(c-'0') * unit
			unit /= 10
		default:
			value = 10*value + int(c-'0')*thousand
		}
	}
	return sign * value
}

// moved ends a line, or a piece of it.
func (f *file) moved(down bool, gap byte) {
	switch {
	case down:
		f.separate('\n')
	case gap != 0:
		f.separate(gap)
	}
}

// separate adds white space, unless some stands there; the end of a line takes the place of a blank.
func (f *file) separate(c byte) {
	n := len(f.text)
	switch {
	case n == 0 || f.text[n-1] == '\n' || f.text[n-1] == c:
	case f.text[n-1] == ' ':
		f.text[n-1] = c
	default:
		f.text = append(f.text, c)
	}
}
