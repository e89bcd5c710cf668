package archive

import (
	"bytes"
	"io"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/archive/office"
)

// Sheets of Excel hold places of texts; the texts are in another member of the same zip, which mostly comes behind them.

// Bounds in bytes: of the XML of shared texts, of the text made of one sheet.
const (
	mostShared = 8 << 20
	mostSheet  = 16 << 20

	timesShared = 4 // what is made of the XML of empty texts takes more than that
)

const (
	sharedName = "xl/sharedStrings.xml"
	errShared  = limitError("holds more than 8 MiB of texts; the sheets are read without the rest")
	errSheet   = limitError("has more cells than are read: 16 MiB of text")
)

// book is the zip that is open, whose sheets may want the texts they share.
type book struct {
	path     string
	data     []byte
	base, at int64 // where offsets count from, where the directory begins
	asked    bool
	texts    []string
	held     int64 // of the account
}

// document yields the text of an office document.
func (w *walker) document(data []byte, yield func(string, []byte) bool) error {
	if !office.IsSheet(data) {
		yield(textName, office.Text(data))
		return nil
	}
	text, whole := office.Sheet(data, w.shared(), int(min(mostSheet, w.left/2, w.limits.MemberBytes)))
	if len(text) > 0 {
		yield(textName, text)
	}
	if !whole {
		return errSheet
	}
	return nil
}

// shared returns the texts that the sheets of the open zip share. They are read when the first sheet asks.
func (w *walker) shared() []string {
	b := &w.book
	if b.asked {
		return b.texts
	}
	b.asked = true
	for at := b.at; ; {
		m, next, ok := centralMember(b.data, at)
		if !ok {
			return nil
		}
		at = next
		if !strings.EqualFold(m.name, sharedName) {
			continue
		}
		if m.flags&flagEncrypted == 0 && m.locate(b.data, b.base) == nil {
			b.texts = office.Strings(w.member(m))
		}
		return b.texts
	}
}

// member returns the beginning of a member of the open zip; what is wrong with it is told where it is read for itself.
func (w *walker) member(m zipMember) []byte {
	b := &w.book
	in := bytes.NewReader(b.data[m.at : m.at+m.size])
	decoded, back, err := w.unzip(m.method, in)
	if err != nil {
		return nil
	}
	defer back()
	b.held = w.spend(min(timesShared*mostShared, w.left/2))
	most := b.held / timesShared
	path := b.path + "!" + clean(m.name)
	metered := &meter{w: w, in: decoded, path: path, took: func() int64 { return m.size - int64(in.Len()) }}
	data, err := io.ReadAll(io.LimitReader(metered, most))
	if int64(len(data)) == most && err == nil {
		w.tell(path, errShared)
	}
	return data
}
