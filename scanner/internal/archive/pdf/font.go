package pdf

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// glyphs is what the codes of a font stand for, as a file's ToUnicode map tells; nil for fonts whose codes are letters. Codes are of one
// byte or of two.
type glyphs map[uint32]rune

// wide marks codes of two bytes.
const wide = 1 << 16

// mostGlyphs is how many codes of a font are remembered.
const mostGlyphs = 1 << 16

// append adds what codes stand for.
func (g glyphs) append(dst, codes []byte) []byte {
	if g == nil {
		for _, c := range codes { // Latin letters, whichever of the usual encodings it is
			dst = utf8.AppendRune(dst, rune(c))
		}
		return dst
	}
	for len(codes) > 0 {
		if r, ok := g[uint32(codes[0])]; ok {
			dst, codes = utf8.AppendRune(dst, r), codes[1:]
			continue
		}
		if len(codes) < 2 {
			break
		}
		if r, ok := g[wide|uint32(codes[0])<<8|uint32(codes[1])]; ok {
			dst = utf8.AppendRune(dst, r)
		}
		codes = codes[2:]
	}
	return dst
}

// glyphsOf reads a ToUnicode map: `<code> <text>` between beginbfchar and endbfchar, `<first> <last> <text>` or `<first> <last> [<text> …]`
// between beginbfrange and endbfrange.
func glyphsOf(data []byte) glyphs {
	g := glyphs{}
	l := lexer{data: data}
	width := 0 // texts of an entry
	var entry []uint32
	var first uint32
	array := false
	for k := l.next(); k != end && len(g) < mostGlyphs; k = l.next() {
		switch {
		case k == word:
			width, entry, array = entryWidth(l.token()), nil, false
		case k == mark && l.token()[0] == '[' && len(entry) == 2:
			array, first = true, entry[0]
		case k == mark && l.token()[0] == ']':
			array, entry = false, nil
		case k == text && array:
			g[first] = letter(l.token())
			first++
		case k == text && width > 0 && len(entry) < width-1:
			entry = append(entry, code(l.token()))
		case k == text && width > 0:
			g.add(entry, letter(l.token()))
			entry = nil
		}
	}
	return g
}

// entryWidth returns how many texts an entry has behind an operator, 0 where there are none.
func entryWidth(operator []byte) int {
	switch string(operator) {
	case "beginbfchar":
		return 2
	case "beginbfrange":
		return 3
	}
	return 0
}

// add adds a code, or a range of them.
func (g glyphs) add(codes []uint32, r rune) {
	last := codes[len(codes)-1]
	for c := codes[0]; c <= last && len(g) < mostGlyphs; c++ {
		g[c] = r
		r++
	}
}

// code returns the code that one byte or two are.
func code(b []byte) uint32 {
	switch len(b) {
	case 1:
		return uint32(b[0])
	case 2:
		return wide | uint32(b[0])<<8 | uint32(b[1])
	}
	return 0
}

// letter returns the first letter of a text in UTF-16.
func letter(b []byte) rune {
	var units []uint16
	for i := 0; i+1 < len(b) && i < 4; i += 2 {
		units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
	}
	if len(units) == 0 {
		return utf8.RuneError
	}
	return utf16.Decode(units)[0]
}

// Bounds of what is remembered of a file: references of one name, and names.
const (
	mostMeant = 8
	mostNames = 1 << 12
)

// objects are the objects of a file as far as they lead from the name of a font to its map, or are fields of a form.
type objects struct {
	meant map[string][]int // objects that stand behind a name: /F1 7 0 R
	maps  map[int]int      // the stream that an object names as its map: 7 0 obj << /ToUnicode 9 0 R >>
	form  form
}

// fonts returns the maps by the names of fonts.
func (o *objects) fonts(maps map[int]glyphs) map[string]glyphs {
	fonts := map[string]glyphs{}
	for called, all := range o.meant {
		for _, n := range all {
			if g := maps[o.maps[n]]; g != nil {
				fonts[called] = g
				break
			}
		}
	}
	return fonts
}

// read reads the references of objects in data, of which the first one has that number, and passes over streams.
func (o *objects) read(data []byte, object int) {
	l := lexer{data: data}
	var called string
	var numbers [2]int
	for k := l.next(); k != end; k = l.next() {
		switch k {
		case name:
			called = string(l.token())
		case text:
			o.form.text(called, l.token())
		case mark:
			o.form.mark(&l)
		case number:
			n, _ := strconv.Atoi(string(l.token()))
			numbers[0], numbers[1] = numbers[1], n
		case word:
			switch string(l.token()) {
			case "obj":
				object = numbers[0]
				o.form.end()
			case "R":
				o.refers(object, called, numbers[0])
				called = ""
			case "stream":
				l.at += max(0, bytes.Index(l.data[l.at:], []byte("endstream")))
			}
		}
	}
}

func (o *objects) refers(from int, called string, to int) {
	switch {
	case called == "ToUnicode":
		o.maps[from] = to
	case called != "" && len(o.meant) < mostNames && len(o.meant[called]) < mostMeant:
		o.meant[called] = append(o.meant[called], to)
	}
}

// packed reads the objects that a stream packs: numbers and offsets first, then the objects.
func (o *objects) packed(s stream) {
	l := lexer{data: s.data}
	var at []int // numbers and offsets
	for k := l.next(); k == number; k = l.next() {
		n, _ := strconv.Atoi(string(l.token()))
		at = append(at, n)
	}
	_, behind, _ := bytes.Cut(s.dict, []byte("/First"))
	first := lexer{data: behind}
	if first.next() != number {
		return
	}
	base, _ := strconv.Atoi(string(first.token()))
	for i := 0; i+1 < len(at); i += 2 {
		from, to := base+at[i+1], len(s.data)
		if i+3 < len(at) {
			to = base + at[i+3]
		}
		if base < 0 || at[i+1] < 0 || from > to || to > len(s.data) {
			return
		}
		o.read(s.data[from:to], at[i])
	}
}
