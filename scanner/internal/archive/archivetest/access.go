package archivetest

// Access is a database of Access, of Jet 4, with one table of one row.
func Access(column, value string) []byte {
	return Jet(true, "users", []string{"email", column}, []string{"a@corp.net", value})
}

// Jet is a database of Jet 4 if it is wide, or of Jet 3, with one table. Rows have texts for all columns; those of a column that begins with "memo" are
// long ones. The last row is one that was deleted.
func Jet(wide bool, table string, columns []string, rows ...[]string) []byte {
	j := jet{wide: wide, size: 2048}
	if wide {
		j.size = 4096
	}
	head := make([]byte, 2*j.size)
	copy(head, "\x00\x01\x00\x00Standard Jet DB\x00")
	if wide {
		head[0x14] = 1
	}
	var users [][]byte
	for _, r := range rows {
		users = append(users, j.row(nil, columns, r))
	}
	data := append(head, j.definition([]string{"Id", "Name"})...)
	data = append(data, j.rows(2, false, j.row(words(4), []string{"Name"}, []string{table}))...)
	data = append(data, j.definition(columns)...)
	return append(data, j.rows(4, true, users...)...)
}

type jet struct {
	wide bool
	size int
}

// either returns what belongs to the version.
func (j *jet) either(wide, narrow int) int {
	if j.wide {
		return wide
	}
	return narrow
}

// text is a text as rows have it: of Jet 4 in one byte a letter behind a mark, or in two.
func (j *jet) text(s string) []byte {
	switch {
	case !j.wide:
		return []byte(s)
	case len(s)%2 == 0:
		return append([]byte{0xff, 0xfe}, s...)
	}
	return j.letters(s)
}

func (j *jet) letters(s string) (b []byte) {
	for _, c := range []byte(s) {
		b = append(b, c)
		if j.wide {
			b = append(b, 0)
		}
	}
	return b
}

// number is one of as many bytes as the version has for it.
func (j *jet) number(n int) []byte {
	if j.wide {
		return []byte{byte(n), byte(n >> 8)}
	}
	return []byte{byte(n)}
}

// definition is the page of a table. A column Id is a number.
func (j *jet) definition(columns []string) []byte {
	p := make([]byte, j.size)
	p[0], p[1] = 2, 1
	little.PutUint16(p[j.either(45, 25):], uint16(len(columns)))
	at, variable := j.either(63, 43), 0
	var names []byte
	for i, name := range columns {
		c := p[at:]
		little.PutUint16(c[j.either(5, 1):], uint16(i))
		little.PutUint16(c[j.either(7, 3):], uint16(variable))
		switch {
		case name == "Id":
			c[0], c[j.either(15, 13)] = 4, 1
		case len(name) > 4 && name[:4] == "memo":
			c[0] = 12
			variable++
		default:
			c[0] = 10
			variable++
		}
		at += j.either(25, 18)
		names = append(append(names, j.number(len(j.letters(name)))...), j.letters(name)...)
	}
	copy(p[at:], names)
	return p
}

// row is a row of a number, if there is one, and texts.
func (j *jet) row(id []byte, columns, texts []string) []byte {
	count := len(texts)
	if len(id) > 0 {
		count++
	}
	row := append(j.number(count), id...)
	ends := []int{}
	for i, s := range texts {
		ends = append(ends, len(row))
		if len(columns[i]) > 4 && columns[i][:4] == "memo" {
			row = append(row, words(len(j.text(s))|0x80<<24, 0, 0)...)
		}
		row = append(row, j.text(s)...)
	}
	ends = append(ends, len(row))
	for i := range ends {
		row = append(row, j.number(ends[len(ends)-1-i])...)
	}
	row = append(row, j.number(len(texts))...)
	return append(row, 1<<count-1)
}

// rows is a page of rows of the table that a page defines.
func (j *jet) rows(of int, deleted bool, rows ...[]byte) []byte {
	p := make([]byte, j.size)
	p[0], p[1] = 1, 1
	little.PutUint32(p[4:], uint32(of))
	at, end := j.either(12, 8), j.size
	little.PutUint16(p[at:], uint16(len(rows)))
	for i, row := range rows {
		end -= len(row)
		copy(p[end:], row)
		place := end
		if deleted && len(rows) > 1 && i == len(rows)-1 {
			place |= 0x8000
		}
		little.PutUint16(p[at+2+2*i:], uint16(place))
	}
	return p
}

// DBase is a table of dBASE III with fields of 30 letters.
func DBase(fields []string, rows ...[]string) []byte {
	const width = 48
	head := make([]byte, 32)
	copy(head, "\x03\x7a\x01\x02")
	little.PutUint32(head[4:], uint32(len(rows)))
	little.PutUint16(head[8:], uint16(32+32*len(fields)+1))
	little.PutUint16(head[10:], uint16(1+width*len(fields)))
	for _, name := range fields {
		f := make([]byte, 32)
		copy(f, name)
		f[11], f[16] = 'C', width
		head = append(head, f...)
	}
	head = append(head, 0x0d)
	for _, r := range rows {
		head = append(head, ' ')
		for _, s := range r {
			head = append(append(head, s...), make([]byte, width-len(s))...)
		}
	}
	return append(head, 0x1a)
}
