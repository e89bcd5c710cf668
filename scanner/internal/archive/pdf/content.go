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

// mostWord is how many letters a blank stands for at least where there are blanks.
const mostWord = 20

// content adds the texts that a page shows, a line for each of its lines. What the page puts on one line piece by piece are words if it
// shows no blanks; else they are pieces of words, too, and join.
func (f *file) content(data []byte) {
	l := lexer{data: data}
	var font glyphs
	var named, operand []byte // the last name and number
	from, blanks, line := len(f.text), 0, 0
	f.gaps = f.gaps[:0]
	for k := l.next(); k != end && len(f.text) < f.most; k = l.next() {
		switch k {
		case name:
			named = l.token()
		case number:
			operand = l.token()
			if operand[0] == '-' && thousandths(operand) < farGap {
				f.separate(' ')
			}
		case text:
			before := len(f.text)
			f.text = font.append(f.text, l.token())
			blanks += bytes.Count(f.text[before:], []byte{' '})
		case word:
			switch string(l.token()) {
			case "Tf":
				font = f.fonts[string(named)]
			case "Td", "TD":
				f.moved(thousandths(operand) != 0)
			case "Tm":
				to := thousandths(operand)
				f.moved(to != line)
				line = to
			case "T*", "'", "\"":
				f.separate('\n')
			}
		}
	}
	f.separate('\n')
	if blanks*mostWord > len(f.text)-from {
		f.join()
	}
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

// moved ends a line, or a piece of it, whose gap is noted.
func (f *file) moved(down bool) {
	n := len(f.text)
	switch {
	case down:
		f.separate('\n')
	case n > 0 && f.text[n-1] != ' ' && f.text[n-1] != '\n':
		f.text = append(f.text, ' ')
		f.gaps = append(f.gaps, n)
	}
}

// separate adds white space, unless some stands there: the end of a line takes the place of a blank, and both that of a gap.
func (f *file) separate(c byte) {
	n := len(f.text)
	switch {
	case n == 0 || f.text[n-1] == '\n':
		return
	case f.text[n-1] != ' ':
		f.text = append(f.text, c)
		return
	}
	f.text[n-1] = c
	if last := len(f.gaps) - 1; last >= 0 && f.gaps[last] == n-1 {
		f.gaps = f.gaps[:last]
	}
}

// join takes the gaps out of the text.
func (f *file) join() {
	if len(f.gaps) == 0 {
		return
	}
	to := f.gaps[0]
	for i, gap := range f.gaps {
		next := len(f.text)
		if i+1 < len(f.gaps) {
			next = f.gaps[i+1]
		}
		to += copy(f.text[to:], f.text[gap+1:next])
	}
	f.text = f.text[:to]
}
