package archive

import (
	"io"
	"path"

	"github.com/sluice-scan/sluice/scanner/internal/archive/compound"
	"github.com/sluice-scan/sluice/scanner/internal/archive/office"
)

// Compound files: their streams are members, and those of Word, Excel, PowerPoint and Visual Basic become texts besides.

const (
	errDocument = limitError("has more text than is read: 16 MiB")
	errOLE      = archiveError("the compound file is damaged; what follows is not read")
)

func (w *walker) ole(it item, data []byte) {
	file, err := compound.Open(data)
	if err != nil {
		w.tell(it.path, errOLE)
		return
	}
	left := int64(len(data))
	for _, s := range file.Streams {
		if left -= s.Size; left < 0 {
			w.tell(it.path, errOverlap)
			return
		}
		w.entry(it, s.Path, it.counted, file.Open(s))
		if w.goOn() {
			w.tell(it.path, w.stream(it, file, s))
		}
	}
}

// stream yields the text that a stream becomes, if it is of a kind that does.
func (w *walker) stream(it item, file *compound.File, s compound.Stream) error {
	most := int(min(mostSheet, w.left/8, w.limits.MemberBytes))
	at := it.path + "!" + clean(s.Path)
	var text []byte
	whole, encrypted := true, false
	switch name := path.Base(s.Path); {
	case name == "Workbook" || name == "Book":
		w.reading(file, s, func(book []byte) { text, whole, encrypted = office.Workbook(book, most) })
	case name == "WordDocument":
		w.reading(file, s, func(document []byte) { text, whole, encrypted = w.word(file, s, document, most) })
	case name == "PowerPoint Document":
		w.reading(file, s, func(slides []byte) { text, whole = office.Slides(slides, most) })
	case name == "EncryptedPackage":
		encrypted = true
	case path.Base(path.Dir(s.Path)) == "VBA":
		w.reading(file, s, func(module []byte) { text = office.Macro(module, most) })
	}
	if len(text) > 0 {
		w.written(at+"!"+textName, text)
	}
	switch {
	case encrypted:
		return errEncrypted
	case !whole:
		return errDocument
	}
	return nil
}

// word is office.Word with the document's table, which lies beside it.
func (w *walker) word(file *compound.File, s compound.Stream, document []byte, most int) (text []byte, whole, encrypted bool) {
	name, encrypted, ok := office.WordTable(document)
	if encrypted || !ok {
		return nil, true, encrypted
	}
	var table []byte
	for _, t := range file.Streams {
		if t.Path == path.Join(path.Dir(s.Path), name) {
			w.reading(file, t, func(data []byte) { table = data })
		}
	}
	text, whole = office.Word(document, table, most)
	return text, whole, false
}

// reading calls use with what a stream holds, or its beginning; what ends early is told where the stream is read as a member.
func (w *walker) reading(file *compound.File, s compound.Stream, use func(data []byte)) {
	held := w.spend(min(2*s.Size, w.left/4)) // the buffer doubles
	defer func() { w.left += held }()
	data, _ := io.ReadAll(io.LimitReader(file.Open(s), held/2))
	use(data)
}
