package reftable

import (
	"encoding/binary"
	"math"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

// Types of ref records.
const (
	deletedRef = iota
	plainRef
	peeledRef // an annotated tag with what it points to
	symbolicRef
)

// reader reads a block's records. After the first thing that cannot be read, broken is set and all else reads as zero.
type reader struct {
	data   []byte
	key    []byte // of the last record; the next shares its beginning
	broken bool
}

// refs reads the records of a ref block: prefix length, suffix length and type, suffix, update, value.
func (s *Stack) refs(t *table, records []byte) error {
	for r := (&reader{data: records}); len(r.data) > 0; {
		kind := r.next()
		r.varint()
		var ref Ref
		switch kind {
		case deletedRef:
		case plainRef:
			ref.ID = r.id(t.format)
		case peeledRef:
			ref.ID = r.id(t.format)
			r.id(t.format)
		case symbolicRef:
			ref.Target = r.text()
		default:
			r.broken = true
		}
		if r.broken {
			return errBlock
		}
		if err := s.hold(len(r.key)); err != nil {
			return err
		}
		if kind == deletedRef {
			delete(s.Refs, string(r.key))
			continue
		}
		s.Refs[string(r.key)] = ref
	}
	return nil
}

// entries reads the records of a log block. Their key is the ref, NUL, and the inverse of the update's index.
func (s *Stack) entries(t *table, records []byte) error {
	for r := (&reader{data: records}); len(r.data) > 0; {
		kind := r.next()
		at := len(r.key) - 9
		if r.broken || at < 0 || r.key[at] != 0 || kind > 1 {
			return errBlock
		}
		if kind == 0 {
			continue // a deleted entry
		}
		if err := s.hold(at); err != nil {
			return err
		}
		e := Entry{Ref: string(r.key[:at]), Index: math.MaxUint64 - binary.BigEndian.Uint64(r.key[at+1:])}
		e.Old, e.New = r.id(t.format), r.id(t.format)
		e.Name, e.Email = r.text(), r.text()
		r.varint() // seconds
		r.take(2)  // zone
		e.Message = r.text()
		if r.broken {
			return errBlock
		}
		s.Log = append(s.Log, e)
	}
	return nil
}

// next reads a record's key and returns its type.
func (r *reader) next() (kind uint64) {
	prefix, suffix := r.varint(), r.varint()
	if prefix > uint64(len(r.key)) || suffix>>3 > maxName-prefix {
		r.broken = true
		return 0
	}
	r.key = append(r.key[:prefix], r.take(suffix>>3)...)
	return suffix & 7
}

// varint reads a number in groups of 7 bits, big-endian, each group but the last one less by one, as pack files have it.
func (r *reader) varint() (n uint64) {
	for i := 0; i < len(r.data) && n < 1<<56; i++ {
		b := r.data[i]
		n = n<<7 | uint64(b&0x7f)
		if b&0x80 == 0 {
			r.data = r.data[i+1:]
			return n
		}
		n++
	}
	r.broken, r.data = true, nil
	return 0
}

// take returns the next bytes.
func (r *reader) take(n uint64) []byte {
	if n > uint64(len(r.data)) {
		r.broken, r.data = true, nil
		return nil
	}
	taken := r.data[:n]
	r.data = r.data[n:]
	return taken
}

func (r *reader) text() string { return string(r.take(r.varint())) }

func (r *reader) id(format oid.Format) oid.ID { return oid.New(r.take(uint64(format.Size()))) }
