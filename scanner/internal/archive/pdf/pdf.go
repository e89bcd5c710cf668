// Package pdf makes a text of what PDF files (ISO 32000) show and of the objects that they pack.
//
//	pdf.go      streams, and what becomes of each
//	filter.go   how streams are packed
//	content.go  operators that show text
//	font.go     what codes of glyphs stand for
//	form.go     fields of forms
//	token.go    tokens
//
// Streams are found where they lie, by the words around them: the tables of a file that is damaged, or hostile, say nothing. Those that are
// packed as only images are, are left alone.
package pdf

import (
	"bytes"
	"errors"
	"strconv"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Bounds of one file, in bytes but for mostMaps.
const (
	mostStream = 8 << 20  // of a stream, decoded, and of each step on the way
	mostText   = 32 << 20 // of the text, and of all streams in its making
	dictReach  = 1 << 10  // of a stream's dictionary, in front of it
	mostMaps   = 64       // of fonts
)

// Errors of Text.
var (
	ErrEncrypted = errors.New("is encrypted")
	ErrBound     = errors.New("has more text than is read")
)

// Text returns the text of a file, most bytes of it or mostText, and holds as many bytes of streams. With ErrBound there is a text, too.
// Files that are attached and no texts go to held, under the numbers of their objects, until that returns false.
func Text(data []byte, most int, held func(name string, file []byte) bool) ([]byte, error) {
	if encrypted(data) {
		return nil, ErrEncrypted
	}
	f := file{most: min(most, mostText)}
	f.left = f.most
	maps := map[int]glyphs{}
	o := objects{map[string][]int{}, map[int]int{}, form{Bounded: pairs.NewBounded(mostText)}}
	o.read(data, 0)
	var kept []stream
	over := false
	f.streams(data, func(s stream) {
		switch {
		case bytes.Contains(s.dict, []byte("/EmbeddedFile")) && !isText(s.data):
			over = over || !held("attachment "+strconv.Itoa(s.number), s.data)
			return
		case bytes.Contains(s.data, []byte("beginbf")) && len(maps) < mostMaps:
			maps[s.number] = glyphsOf(s.data)
			return
		case s.packs():
			o.packed(s)
		case !shows(s.data) && !isText(s.data):
			return
		}
		s.data = bytes.Clone(s.data)
		kept = append(kept, s)
		f.left -= len(s.data)
	})
	f.fonts = o.fonts(maps)
	for _, s := range kept {
		f.read(s)
	}
	f.add(o.form.Bytes())
	if f.cut || !o.form.Whole() {
		return f.text, ErrBound
	}
	return f.text, nil
}

// encrypted reports whether a file is encrypted: then nothing in it can be read.
func encrypted(data []byte) bool {
	mark := []byte("/Encrypt")
	is := false
	for rest := data; ; { // forwards, which is several times as fast
		i := bytes.Index(rest, mark)
		if i < 0 || i+len(mark) == len(rest) {
			return is
		}
		rest = rest[i+len(mark):]
		is = isSpace(rest[0]) || rest[0] == '<'
	}
}

// file is a file under way.
type file struct {
	text    []byte
	most    int // bytes of the text
	left    int // bytes of streams that may be kept
	cut     bool
	fonts   map[string]glyphs // by the names that pages give them
	gaps    []int             // blanks between pieces of lines of a page, where they stand in text
	filters filters
}

// stream is a stream, decoded.
type stream struct {
	number int // of its object
	dict   []byte
	data   []byte // valid until the next stream is decoded
}

func (s *stream) packs() bool { return bytes.Contains(s.dict, []byte("/ObjStm")) }

// streams gives each stream of a file that can be read.
func (f *file) streams(data []byte, read func(stream)) {
	word := []byte("stream")
	for at := 0; ; {
		i := bytes.Index(data[at:], word)
		if i < 0 {
			return
		}
		begin := at + i
		at = begin + len(word)
		if begin >= 3 && string(data[begin-3:begin]) == "end" {
			continue
		}
		body := bytes.TrimPrefix(bytes.TrimPrefix(data[at:], []byte("\r")), []byte("\n"))
		n := bytes.Index(body, []byte("endstream"))
		if n < 0 {
			n = len(body)
		}
		s := head(data[max(0, begin-dictReach):begin])
		if s.data = f.decoded(s.dict, body[:n]); s.data != nil {
			read(s)
		}
		at = len(data) - len(body) + n
	}
}

// head reads the number and the dictionary of a stream's object, which are the last ones in front of it.
func head(front []byte) (s stream) {
	i := bytes.LastIndex(front, []byte(" obj"))
	if i < 0 {
		return s
	}
	s.dict = front[i:]
	number := front[:i]
	if j := bytes.LastIndexByte(number, ' '); j >= 0 { // the generation
		number = number[:j]
	}
	scale := 1
	for k := len(number) - 1; k >= 0 && '0' <= number[k] && number[k] <= '9' && scale < 1e9; k-- {
		s.number += int(number[k]-'0') * scale
		scale *= 10
	}
	return s
}

// decoded returns what a stream holds, nil if it is no text or nobody can read it here.
func (f *file) decoded(dict, body []byte) []byte {
	for _, other := range [...]string{"/Image", "/XRef", "/Length1", "/FontFile"} {
		if bytes.Contains(dict, []byte(other)) {
			return nil
		}
	}
	most := min(mostStream, f.left)
	plain, whole := f.filters.undo(dict, body, most)
	f.cut = f.cut || !whole
	return plain
}

// read adds what a stream holds to the text: of objects and of other text all, of the content of pages what it shows.
func (f *file) read(s stream) {
	switch {
	case shows(s.data):
		f.content(s.data)
	case s.packs() || isText(s.data):
		f.text = append(append(f.text, s.data...), '\n')
	}
	f.add(nil)
}

// add adds what there is room for.
func (f *file) add(text []byte) {
	if f.text = append(f.text, text...); len(f.text) > f.most {
		f.text, f.cut = f.text[:f.most], true
	}
}

// isText reports whether the beginning of a stream is of printable ASCII.
func isText(data []byte) bool {
	for _, c := range data[:min(len(data), 64)] {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' || c >= 0x7f {
			return false
		}
	}
	return len(data) > 0
}
