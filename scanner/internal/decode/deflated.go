package decode

import (
	"bytes"
	"compress/flate"
	"io"
)

// DEFLATE data without a head in base64, which nothing of its own tells: behind the names of messages of SAML in addresses (Bindings 2.0, 3.4.4.1),
// in diagrams of draw.io, and in PlantUML's alphabet in the address of a picture.

const (
	mostSeparators = 8   // bytes between a name and what it is
	mostAttributes = 256 // bytes of a tag
	leastDeflated  = 24  // letters
)

var (
	deflatedTriggers = []string{"samlrequest", "samlresponse", "<diagram", "lt;diagram"}
	plantUMLTriggers = []string{"plantuml/png/", "plantuml/svg/", "plantuml/uml/", "plantuml/txt/", "plantuml/img/"}
)

// plantUML gives for each byte 1 + its number in PlantUML's base64, 0 for other bytes.
var plantUML = func() (t [256]uint8) {
	for i, c := range []byte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_") {
		t[c] = uint8(i + 1)
	}
	return t
}()

// ofPlantUML and ofBase64 give 1 + the number of a letter, 0 for other bytes.
func ofPlantUML(c byte) uint8 { return plantUML[c] }

func ofBase64(c byte) uint8 { return letters[c] }

// deflated reads letters, whose numbers a function gives, and decompresses what they stand for. In files lines may end among them.
func (w *whole) deflated(number func(byte) uint8, lines bool) {
	packed := w.sextets(number, lines)
	if len(packed) == 0 {
		return
	}
	in := io.LimitReader(flate.NewReader(bytes.NewReader(packed)), int64(w.most)+1)
	var chunk [4 << 10]byte
	for {
		n, err := in.Read(chunk[:])
		w.plain = append(w.plain, chunk[:n]...)
		if err != nil {
			return // what is cut off is read as far as it goes
		}
	}
}

// sextets returns the bytes that letters stand for, nothing for too few. In addresses some are escaped.
func (w *whole) sextets(numberOf func(byte) uint8, lines bool) (packed []byte) {
	group, n := uint32(0), 0
	for ; w.at < len(w.text) && len(packed) < w.most; w.at++ {
		c := w.text[w.at]
		if c == '%' {
			value, width := hexByte(w.text[w.at:], 1)
			if value != '+' && value != '/' {
				break
			}
			c = byte(value)
			w.at += width - 1
		}
		number := numberOf(c)
		if number == 0 {
			if lines && isGap(c) {
				continue
			}
			break
		}
		group = group<<6 | uint32(number-1)
		if n++; n%4 == 0 {
			packed = append(packed, byte(group>>16), byte(group>>8), byte(group))
		}
	}
	switch n % 4 {
	case 2:
		packed = append(packed, byte(group>>4))
	case 3:
		packed = append(packed, byte(group>>10), byte(group>>2))
	}
	if n < leastDeflated {
		return nil
	}
	return packed
}

// behindTag skips the rest of a tag, of whose attributes no more are read than mostAttributes, or what stands between a name and what it is.
func (w *whole) behindTag() {
	if head := w.text[:min(len(w.text), mostAttributes)]; len(head) > 0 && (head[0] == ' ' || head[0] == '>' || head[0] == '&') {
		for w.at = 0; w.at < len(head); w.at++ {
			if n := tagEnd(head[w.at:]); n > 0 {
				w.at += n
				return
			}
		}
		w.text = head
		return
	}
	for w.at < len(w.text) && w.at < mostSeparators && bytes.IndexByte([]byte("=:\"' "), w.text[w.at]) >= 0 {
		w.at++
	}
	if w.at == 0 { // a longer name
		w.text = nil
	}
}

// tagEnd returns how long the end of a tag is that text begins with, 0 if it does not.
func tagEnd(text []byte) int {
	switch {
	case text[0] == '>':
		return 1
	case bytes.HasPrefix(text, []byte("&gt;")):
		return len("&gt;")
	}
	return 0
}
