package archive

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
)

// Dumps of PostgreSQL in its custom format (src/bin/pg_dump/pg_backup_custom.c): a table of contents with the statements, then the rows of each
// table in pieces, each behind its length, most of them compressed together. The names of columns, which the statement that takes the rows has,
// go in front of them as the head of a table.
const (
	dumpMagic = "PGDMP"
	dumpHead  = 11 // magic, version, sizes of numbers, format
	dumpInt   = 5  // bytes of a number: its sign, and 32 bits

	rowsOfTable  = 1
	largeObjects = 3

	lz4Magic = "\x04\x22\x4d\x18"

	errLZ4  = archiveError("is compressed with LZ4, which is not supported")
	errDump = archiveError("the dump holds data in a form that is not supported")
)

// isDump recognises dumps in the custom format, whose numbers have four bytes.
func isDump(data []byte) bool {
	const custom = 1
	return len(data) > dumpHead && string(data[:len(dumpMagic)]) == dumpMagic && data[8] == 4 && data[10] == custom
}

// dump is one that is read. As anything may look like a piece, steps bounds how many are looked at.
type dump struct {
	*walker
	it    item
	data  []byte
	steps int
	parts int // that were found
}

func (w *walker) pgDump(it item, data []byte) {
	d := dump{walker: w, it: it, data: data, steps: len(data)}
	heads, at := d.heads()
	for at < len(data) && w.goOn() {
		kind := data[at]
		from := at + 1 + dumpInt
		switch {
		case kind == rowsOfTable && d.zeroSign(at+1):
			head := ""
			if len(heads) > 0 {
				head = heads[0]
			}
			if end := d.part(from, head); end > 0 {
				heads, at = heads[min(1, len(heads)):], end
				continue
			}
		case kind == largeObjects && d.zeroSign(at+1):
			if end := d.objects(from); end > 0 {
				at = end
				continue
			}
		}
		at++
	}
	if w.goOn() && d.parts == 0 && len(heads) > 0 {
		w.tell(it.path, errDump)
	}
}

// heads returns the names of columns in the statements that take rows, in the order of these, and where the last one ends.
func (d *dump) heads() (all []string, end int) {
	const begin, from = "COPY ", " FROM stdin;\n"
	for end = dumpHead; ; {
		i := bytes.Index(d.data[end:], []byte(begin))
		if i < 0 {
			return all, end
		}
		at := end + i
		end = at + len(begin)
		if at < dumpInt || !d.zeroSign(at-dumpInt) {
			continue
		}
		n := int64(binary.LittleEndian.Uint32(d.data[at-4:]))
		if n > int64(len(d.data)-at) || !bytes.HasSuffix(d.data[at:at+int(n)], []byte(from)) {
			continue
		}
		end = at + int(n)
		_, columns, _ := strings.Cut(string(d.data[at:end-len(from)]), " (")
		all = append(all, strings.ReplaceAll(strings.TrimSuffix(columns, ")"), ", ", "\t")+"\n")
	}
}

// zeroSign reports whether a number that is not negative may stand at an offset.
func (d *dump) zeroSign(at int) bool { return at+dumpInt <= len(d.data) && d.data[at] == 0 }

// objects reads large objects, each behind its number, and returns where they end, 0 if there are none.
func (d *dump) objects(at int) int {
	for met := 0; d.zeroSign(at); met++ {
		if binary.LittleEndian.Uint32(d.data[at+1:]) == 0 {
			if met == 0 {
				return 0
			}
			return at + dumpInt
		}
		if at = d.part(at+dumpInt, ""); at == 0 {
			return 0
		}
	}
	return 0
}

// part reads pieces that are one part, and returns where they end, 0 if they are none.
func (d *dump) part(at int, head string) (end int) {
	from := at
	for ; ; d.steps-- {
		if !d.zeroSign(at) || d.steps <= 0 {
			return 0
		}
		n := int64(binary.LittleEndian.Uint32(d.data[at+1:]))
		at += dumpInt
		if n == 0 {
			break
		}
		if n > int64(len(d.data)-at) {
			return 0
		}
		at += int(n)
	}
	if at-from > dumpInt {
		d.parts++
		d.read(head, &pieces{data: d.data[from : at-dumpInt]})
	}
	return at
}

// read reads a part as a member.
func (d *dump) read(head string, in *pieces) {
	name := fmt.Sprintf("data/%d", d.parts)
	path := d.it.path + "!" + name
	packed := d.newInput(in)
	defer d.done(packed)
	start, _ := packed.Peek(sniffed)
	if bytes.HasPrefix(start, []byte(lz4Magic)) {
		d.tell(path, errLZ4)
	}
	decoded := io.Reader(packed)
	if kind := sniffStart(start); kind.Compresses() {
		r, back, err := d.decode(kind, packed.Reader)
		if err != nil {
			d.tell(path, err)
			return
		}
		defer back()
		decoded = &meter{w: d.walker, in: r, path: path, took: packed.taken}
	}
	d.entry(d.it, name, true, io.MultiReader(strings.NewReader(head), decoded))
}

// pieces are those of a part, which lie behind their lengths.
type pieces struct {
	data []byte
	left int // of the piece
}

func (p *pieces) Read(b []byte) (n int, err error) {
	for p.left == 0 {
		if len(p.data) < dumpInt {
			return 0, io.EOF
		}
		p.left = int(binary.LittleEndian.Uint32(p.data[1:]))
		p.data = p.data[dumpInt:]
	}
	n = copy(b, p.data[:min(p.left, len(p.data))])
	if n == 0 && len(b) > 0 {
		return 0, io.EOF
	}
	p.data, p.left = p.data[n:], p.left-n
	return n, nil
}
