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

// plantUML gives for each letter of PlantUML's base64 that of the usual one, 0 for other bytes.
var plantUML = func() (t [256]byte) {
	const usual = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for i, c := range []byte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_") {
		t[c] = usual[i]
	}
	return t
}()

// ofPlantUML and ofBase64 give the letter of base64 that a byte stands for, 0 for none.
func ofPlantUML(c byte) byte { return plantUML[c] }

func ofBase64(c byte) byte {
	if !isLetter(c) {
		return 0
	}
	return c
}

// deflated reads letters, which a function gives, and decompresses what they stand for. In files lines may end among them.
func (w *whole) deflated(letterOf func(byte) byte, lines bool) {
	run := w.lettersOf(letterOf, lines)
	if len(run) < leastDeflated {
		return
	}
	in := io.LimitReader(flate.NewReader(bytes.NewReader(appendBase64(nil, run))), int64(w.most)+1)
	var chunk [4 << 10]byte
	for {
		n, err := in.Read(chunk[:])
		w.plain = append(w.plain, chunk[:n]...)
		if err != nil {
			return // what is cut off is read as far as it goes
		}
	}
}

// lettersOf returns the letters that follow, as many as stand for no more than most bytes, by a group. In addresses some are escaped.
func (w *whole) lettersOf(letterOf func(byte) byte, lines bool) (run []byte) {
	for ; w.at < len(w.text) && len(run)/4*3 < w.most; w.at++ {
		c := w.text[w.at]
		if c == '%' {
			value, width := hexByte(w.text[w.at:], 1)
			if value != '+' && value != '/' {
				break
			}
			c = byte(value)
			w.at += width - 1
		}
		switch letter := letterOf(c); {
		case letter != 0:
			run = append(run, letter)
		case !lines || !isGap(c):
			return run
		}
	}
	return run
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
