package dataset

import (
	"encoding/binary"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Parquet (https://github.com/apache/parquet-format): a footer tells the schema and where the pages of each column are. Texts are in its dictionary, each
// once, or in the pages themselves, behind numbers that say which values are missing and where lists begin.

// Types, encodings and pages.
const (
	byteArray = 6

	plain           = 0
	plainDictionary = 2
	deltaLengths    = 6
	deltaTexts      = 7
	dictionary      = 8

	dataPage       = 0
	dictionaryPage = 2
	dataPage2      = 3

	required = 0
	repeated = 2
)

// parquetCodecs are the packings by their numbers.
var parquetCodecs = [...]Packing{0: Plain, 1: Snappy, 2: Gzip, 4: Brotli, 6: Zstd, 7: LZ4}

// leaf is a column as the schema tells it.
type leaf struct {
	name     string
	optional bool // some values may be missing
	repeated bool // it is in a list
}

// parquet reads a file by its footer.
func (t *table) parquet() {
	const tail = 8 // length of the footer, magic
	end := pairs.Part(t.data, len(t.data)-tail, tail)
	if end == nil || string(end[4:]) != magicParquet {
		t.broken = true
		return
	}
	size := int(int32(binary.LittleEndian.Uint32(end)))
	r := reader{data: pairs.Part(t.data, len(t.data)-tail-size, size)}
	var columns []leaf
	r.fields(func(id int, kind byte) bool {
		switch {
		case id == 2 && kind == thriftList:
			columns = leaves(&r)
		case id == 4 && kind == thriftList:
			pieces := make([]int, len(columns))
			r.list(func(byte) { t.rowGroup(&r, columns, pieces) })
		case id == 5 && kind == thriftList:
			r.list(func(byte) { t.setting(&r) })
			pieces := 0
			t.text.Flush("metadata", &pieces)
		default:
			return false
		}
		return true
	})
	t.broken = t.broken || r.broken
}

// setting reads a name and a value of the footer.
func (t *table) setting(r *reader) {
	var name, value []byte
	r.fields(func(id int, kind byte) bool {
		switch {
		case id == 1 && kind == thriftBinary:
			name = r.text()
		case id == 2 && kind == thriftBinary:
			value = r.text()
		default:
			return false
		}
		return true
	})
	if pairs.IsText(name) && len(name) <= pairs.MostName {
		t.value(string(name), value)
	}
}

// wrappers are names that schemas give to what only makes a list or a map.
var wrappers = map[string]bool{"list": true, "element": true, "item": true, "array": true, "bag": true, "key_value": true, "map": true, "value": true}

// node is an element of a schema with others below it.
type node struct {
	leaf
	left int // elements below it that are still to come
}

// leaves reads a schema: its elements, each in front of those below it.
func leaves(r *reader) (columns []leaf) {
	var open []node
	r.list(func(byte) {
		var name string
		repetition, children := int64(required), int64(0)
		r.fields(func(id int, kind byte) bool {
			switch {
			case id == 3 && kind <= thriftI64:
				repetition = r.signed()
			case id == 4 && kind == thriftBinary:
				name = string(r.text())
			case id == 5 && kind <= thriftI64:
				children = r.signed()
			default:
				return false
			}
			return true
		})
		for len(open) > 0 && open[len(open)-1].left == 0 {
			open = open[:len(open)-1]
		}
		n := node{leaf: leaf{name, repetition != required, repetition == repeated}, left: int(max(0, children))}
		if len(open) == 0 { // the root, which is no column
			open = append(open, node{left: n.left})
			return
		}
		above := &open[len(open)-1]
		above.left--
		n.optional, n.repeated = n.optional || above.optional, n.repeated || above.repeated
		switch {
		case above.name == "":
		case wrappers[name]:
			n.name = above.name
		default:
			n.name = above.name + "." + name
		}
		if len(n.name) > pairs.MostName {
			n.name = name[:min(len(name), pairs.MostName)]
		}
		if n.left == 0 {
			n.name = strings.ToValidUTF8(n.name, "\uFFFD")
			columns = append(columns, n.leaf)
		} else if len(open) < mostDeep {
			open = append(open, n)
		} else {
			r.fail()
		}
	})
	return columns
}

// chunk is where the pages of a column are for some of the rows.
type chunk struct {
	kind, codec, data, dictionary, size int64
}

// rowGroup reads the columns of some rows.
func (t *table) rowGroup(r *reader, columns []leaf, pieces []int) {
	r.fields(func(id int, kind byte) bool {
		if id != 1 || kind != thriftList {
			return false
		}
		i := 0
		r.list(func(byte) {
			c, ok := readChunk(r)
			if i < len(columns) && ok && c.kind == byteArray && !t.text.Over {
				t.chunk(&c, &columns[i], &pieces[i])
			}
			i++
		})
		return true
	})
}

// readChunk reads what is told of the pages of a column; ok is false if that is encrypted.
func readChunk(r *reader) (c chunk, ok bool) {
	r.fields(func(id int, kind byte) bool {
		if id != 3 || kind != thriftStruct {
			return false
		}
		ok = true
		r.fields(func(id int, kind byte) bool {
			to := map[int]*int64{1: &c.kind, 4: &c.codec, 7: &c.size, 9: &c.data, 11: &c.dictionary}[id]
			if to == nil || kind > thriftI64 {
				return false
			}
			*to = r.signed()
			return true
		})
		return true
	})
	return c, ok
}

// page is the head of a page.
type page struct {
	kind, packed, values, encoding int64
	levels                         int64 // bytes in front of what is packed
	plain                          bool  // nothing is packed
}

// pageHead reads the head of a page.
func pageHead(r *reader) (p page) {
	r.fields(func(id int, kind byte) bool {
		switch {
		case id == 1 && kind <= thriftI64:
			p.kind = r.signed()
		case id == 3 && kind <= thriftI64:
			p.packed = r.signed()
		case (id == 5 || id == 7 || id == 8) && kind == thriftStruct:
			p.more(r, id == 8)
		default:
			return false
		}
		return true
	})
	return p
}

// more reads what differs by the kind of page.
func (p *page) more(r *reader, second bool) {
	r.fields(func(id int, kind byte) bool {
		switch {
		case id == 1 && kind <= thriftI64:
			p.values = r.signed()
		case id == 2 && kind <= thriftI64 && !second, id == 4 && kind <= thriftI64 && second:
			p.encoding = r.signed()
		case (id == 5 || id == 6) && kind <= thriftI64 && second:
			p.levels += r.signed()
		case id == 7 && kind == thriftFalse && second:
			p.plain = true
			return true
		default:
			return false
		}
		return true
	})
}

// chunk reads the pages of a column.
func (t *table) chunk(c *chunk, l *leaf, pieces *int) {
	from := c.data
	if c.dictionary > 0 {
		from = min(from, c.dictionary)
	}
	packing := Unknown
	if c.codec >= 0 && c.codec < int64(len(parquetCodecs)) {
		packing = parquetCodecs[c.codec]
	}
	if from < 0 || from > int64(len(t.data)) || c.size < 0 || packing == Unknown {
		t.broken = true
		return
	}
	if t.left -= int(min(c.size, int64(len(t.data)))); t.left < 0 {
		t.cut = true
		return
	}
	r := reader{data: t.data[from:min(int64(len(t.data)), from+min(c.size, int64(len(t.data))))]}
	for len(r.data) > 0 && !t.text.Over {
		p := pageHead(&r)
		body := r.take(int(min(max(0, p.packed), int64(len(t.data)+1))))
		if body == nil {
			break
		}
		t.texts(&p, packing, body, l)
		if t.text.Long() {
			t.text.Flush(l.name, pieces)
		}
	}
	t.broken = t.broken || r.broken
	t.text.Flush(l.name, pieces)
}

// texts adds the texts of a page. Numbers of those in the dictionary say nothing more.
func (t *table) texts(p *page, packing Packing, body []byte, l *leaf) {
	if p.plain {
		packing = Plain
	}
	switch {
	case p.kind == dictionaryPage:
		p.encoding = plain
		body = t.unpacked(packing, body)
	case p.kind != dataPage && p.kind != dataPage2, p.encoding == dictionary, p.encoding == plainDictionary:
		return
	case p.kind == dataPage2:
		if p.levels < 0 || p.levels > int64(len(body)) {
			t.broken = true
			return
		}
		body = t.unpacked(packing, body[p.levels:])
	default:
		body = withoutLevels(t.unpacked(packing, body), l)
	}
	switch p.encoding {
	case plain:
		t.plain(body, l)
	case deltaLengths, deltaTexts:
		t.deltas(p, body, l)
	default:
		t.broken = true
	}
}

// withoutLevels returns what follows the levels of a page, each list of which has its length in front.
func withoutLevels(body []byte, l *leaf) []byte {
	for _, has := range [...]bool{l.repeated, l.optional} {
		if has && len(body) >= 4 {
			body = body[4:][min(len(body)-4, int(binary.LittleEndian.Uint32(body))):]
		}
	}
	return body
}

// plain adds texts that have their length in front.
func (t *table) plain(body []byte, l *leaf) {
	for len(body) >= 4 && !t.text.Over {
		text := pairs.Part(body, 4, int(int32(binary.LittleEndian.Uint32(body))))
		if text == nil {
			t.broken = t.broken || !t.cut
			return
		}
		t.value(l.name, text)
		body = body[4+len(text):]
	}
}
