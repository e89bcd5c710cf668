// Package pdf makes a text of what PDF files (ISO 32000) show and of the objects that they pack.
//
//	pdf.go      streams, and what becomes of each
//	content.go  operators that show text
//	font.go     what codes of glyphs stand for
//	token.go    tokens
//
// Streams are found where they lie, by the words around them: the tables of a file that is damaged, or hostile, say nothing. Those that are
// compressed in another way than DEFLATE, as images are, are left alone.
package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"io"
)

// Magic is how a file begins.
const Magic = "%PDF-"

// Bounds of one file, in bytes but for mostMaps.
const (
	mostStream = 8 << 20  // of a stream, decoded
	mostText   = 32 << 20 // of the text, and of all streams in its making
	dictReach  = 1 << 10  // of a stream's dictionary, in front of it
	mostMaps   = 64       // of fonts
)

// Text returns the text of a file; whole is false if one of the bounds ended it.
func Text(data []byte) (text []byte, whole bool) {
	if Encrypted(data) {
		return nil, true
	}
	f := file{left: mostText}
	maps := map[int]glyphs{}
	o := objects{map[string][]int{}, map[int]int{}}
	o.read(data, 0)
	f.streams(data, func(s stream) {
		if bytes.Contains(s.data, []byte("beginbf")) && len(maps) < mostMaps {
			maps[s.number] = glyphsOf(s.data)
		} else if s.packs() {
			o.packed(s)
		}
	})
	f.fonts, f.left = o.fonts(maps), mostText
	f.streams(data, f.read)
	return f.text, !f.cut
}

// Encrypted reports whether a file is encrypted: then nothing in it can be read.
func Encrypted(data []byte) bool {
	mark := []byte("/Encrypt")
	encrypted := false
	for rest := data; ; { // forwards, which is several times as fast
		i := bytes.Index(rest, mark)
		if i < 0 || i+len(mark) == len(rest) {
			return encrypted
		}
		rest = rest[i+len(mark):]
		encrypted = isSpace(rest[0]) || rest[0] == '<'
	}
}

// file is a file under way.
type file struct {
	text  []byte
	left  int // bytes of streams that may be decoded
	cut   bool
	fonts map[string]glyphs // by the names that pages give them
}

// stream is a stream, decoded.
type stream struct {
	number int // of its object
	dict   []byte
	data   []byte
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

// decoded returns what a stream holds, nil if nobody can read it here.
func (f *file) decoded(dict, body []byte) []byte {
	for _, other := range [...]string{"DCTDecode", "JPXDecode", "CCITTFaxDecode", "JBIG2Decode", "LZWDecode", "ASCIIHexDecode", "/Image", "/XRef", "/Length1", "/FontFile"} {
		if bytes.Contains(dict, []byte(other)) {
			return nil
		}
	}
	if bytes.Contains(dict, []byte("/ASCII85Decode")) {
		body = fromASCII85(body)
	}
	most := min(mostStream, f.left)
	if !bytes.Contains(dict, []byte("/Fl")) { // FlateDecode, or Fl
		f.cut = f.cut || len(body) > most
		body = body[:min(len(body), most)]
		f.left -= len(body)
		return body
	}
	r, err := zlib.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil
	}
	plain, _ := io.ReadAll(io.LimitReader(r, int64(most)+1)) // what came before an error counts
	if len(plain) > most {
		f.cut = true
		plain = plain[:most]
	}
	f.left -= len(plain)
	return plain
}

// fromASCII85 undoes the letters that a compressed stream may be written in, up to where they are damaged.
func fromASCII85(body []byte) []byte {
	body, _, _ = bytes.Cut(body, []byte("~>"))
	plain := make([]byte, len(body))
	n, _, _ := ascii85.Decode(plain, bytes.ReplaceAll(body, []byte("z"), []byte("!!!!!")), true)
	return plain[:n]
}

// read adds what a stream holds to the text: of objects and of other text all, of the content of pages what it shows.
func (f *file) read(s stream) {
	switch {
	case bytes.Contains(s.data, []byte("beginbf")):
	case shows(s.data):
		f.content(s.data)
	case s.packs() || isText(s.data):
		f.text = append(append(f.text, s.data...), '\n')
	}
	if len(f.text) > mostText {
		f.text, f.left, f.cut = f.text[:mostText], 0, true
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
