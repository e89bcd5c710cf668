package dataset

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Avro's object containers (https://avro.apache.org/docs/1.12.0/specification/): a head with the schema and what blocks are packed with, then blocks of
// values, in which nothing but the schema tells one from the other.

const (
	syncSize = 16 // bytes that end the head and each block
	nameAvro = "text"
)

// avroCodecs are the packings by their names.
var avroCodecs = map[string]Packing{"": Plain, "null": Plain, "deflate": Deflate, "snappy": Snappy, "zstandard": Zstd, "bzip2": Bzip2, "xz": Xz}

// avro reads a file block by block.
func (t *table) avro() {
	r := reader{data: t.data[len(magicAvro):]}
	var values *shape
	packing := Plain
	r.blocks(func() {
		name, value := r.sized(), r.sized()
		switch string(name) {
		case "avro.schema":
			values = shapeOf(value)
		case "avro.codec":
			packing = avroCodecs[string(value)]
		default:
			if pairs.IsText(name) && len(name) <= pairs.MostName {
				t.value(string(name), value)
			}
		}
	})
	sync := r.take(syncSize)
	if values == nil || packing == Unknown || sync == nil {
		t.broken = true
		return
	}
	pieces := 0
	for len(r.data) > 0 && !r.broken && !t.text.Over {
		count, block := r.signed(), r.sized()
		if packing == Snappy {
			block = block[:max(0, len(block)-4)] // its checksum
		}
		t.records(values, count, t.unpacked(packing, block), &pieces)
		if !bytes.Equal(r.take(syncSize), sync) {
			r.fail()
		}
	}
	t.text.Flush(nameAvro, &pieces)
	t.broken = t.broken || r.broken
}

// sized reads bytes behind their length, which Avro writes with a sign.
func (r *reader) sized() []byte {
	n := r.signed()
	return r.take(int(max(-1, min(n, int64(len(r.data)+1)))))
}

// blocks calls read for each element of an array or a map. Some are told to be there at a time, and how long they are if the number is less than 0.
func (r *reader) blocks(read func()) {
	for !r.broken {
		n := r.signed()
		if n == 0 {
			return
		}
		if n < 0 {
			n = -n
			r.signed()
		}
		for ; n != 0 && !r.broken; n-- {
			read()
		}
	}
}

// records adds the values of a block, with an empty line between them.
func (t *table) records(s *shape, count int64, block []byte, pieces *int) {
	r := reader{data: block}
	t.left += pairs.MostTimes * len(block)
	for ; count > 0 && !r.broken && !t.text.Over; count-- {
		before := t.text.Len()
		t.avroValue(&r, s, "", 0)
		if t.text.Len() > before {
			t.text.End()
		}
		if t.text.Long() {
			t.text.Flush(nameAvro, pieces)
		}
	}
	t.broken = t.broken || r.broken && !t.cut
}

// avroValue reads a value, and adds its texts under the name of the innermost field or key.
func (t *table) avroValue(r *reader, s *shape, name string, depth int) {
	if t.left--; t.left < 0 {
		t.cut = true
		r.fail()
	}
	if depth++; depth > mostDeep {
		r.fail()
	}
	if r.broken || t.text.Over {
		return
	}
	switch s.kind {
	case boolean:
		r.take(1)
	case integer:
		r.unsigned()
	case float:
		r.take(4)
	case double:
		r.take(8)
	case fixed:
		t.value(name, r.take(s.size))
	case text:
		t.value(name, r.sized())
	case array:
		r.blocks(func() { t.avroValue(r, s.of[0], name, depth) })
	case mapping:
		r.blocks(func() {
			key := r.sized()
			if !pairs.IsText(key) || len(key) > pairs.MostName {
				key = nil
			}
			t.avroValue(r, s.of[0], string(key), depth)
		})
	case union:
		branch := r.signed()
		if branch < 0 || branch >= int64(len(s.of)) {
			r.fail()
			return
		}
		t.avroValue(r, s.of[branch], name, depth)
	case record:
		for i, of := range s.of {
			t.avroValue(r, of, s.names[i], depth)
		}
	}
}
