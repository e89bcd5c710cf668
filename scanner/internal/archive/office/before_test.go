package office

import (
	"bytes"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
)

func TestWorkbook(t *testing.T) {
	book := []byte(archivetest.Workbook("User", "Password", "ab€", "x1y2"))
	const want = "| User | Password |\n| ab€ | x1y2 |\nUser = \"ab€\"\nPassword = \"x1y2\"\n"
	if got, whole, encrypted := Workbook(book, 1<<10); string(got) != want || !whole || encrypted {
		t.Errorf("%q, %t, %t", got, whole, encrypted)
	}
	if got, whole, _ := Workbook(book, 90); whole || len(got) > 90 {
		t.Errorf("%q, %t", got, whole)
	}
	filePass := []byte{0x2f, 0, 0, 0}
	if got, _, encrypted := Workbook(append(bytes.Clone(book[:20]), append(filePass, book[20:]...)...), 1<<10); len(got) > 0 || !encrypted {
		t.Errorf("%q, %t", got, encrypted)
	}
}

// A text that goes on in the next record may have characters of another width there.
func TestTextInPieces(t *testing.T) {
	r := texts{data: []byte("\x05\x00\x00ab"), rest: []byte("\x3c\x00\x07\x00\x01c\x00\xac\x20e\x00")}
	if got := r.text(); got != "abc€e" {
		t.Errorf("%q", got)
	}
}

func TestWord(t *testing.T) {
	document, table := archivetest.Word("Mail\vserver\rUser\aPassword\a\aapp\ax1y2\a\abehind\r")
	if name, encrypted, ok := WordTable([]byte(document)); name != "1Table" || encrypted || !ok {
		t.Error(name, encrypted, ok)
	}
	const want = "Mail\nserver\n| User | Password |\n| app | x1y2 |\nUser = \"app\"\nPassword = \"x1y2\"\nbehind\n\n"
	if got, whole := Word([]byte(document), []byte(table), 1<<10); string(got) != want || !whole {
		t.Errorf("%q, %t", got, whole)
	}
}

// module is one that a copy of its first three characters ends but for one.
const module = "compiled\x01\x0e\xb0\x00Attribut\x04e \x00\x90x"

func TestMacro(t *testing.T) {
	if got := Macro([]byte(module), 100); string(got) != "Attribute Attx" {
		t.Errorf("%q", got)
	}
	if got := Macro([]byte(module), 12); string(got) != "Attribute At" {
		t.Errorf("%q", got)
	}
}

func FuzzWorkbook(f *testing.F) {
	f.Add([]byte(archivetest.Workbook("User", "Password", "ab", "x1y2")))
	f.Fuzz(func(t *testing.T, data []byte) {
		if text, _, _ := Workbook(data, 1000); len(text) > 1000 {
			t.Errorf("%d bytes", len(text))
		}
	})
}

func FuzzWord(f *testing.F) {
	document, table := archivetest.Word("User\aPassword\a\aapp\ax1y2\a\abehind\r")
	f.Add([]byte(document), []byte(table))
	f.Fuzz(func(t *testing.T, document, table []byte) {
		if _, _, ok := WordTable(document); !ok {
			return
		}
		if text, _ := Word(document, table, 1000); len(text) > 3000 {
			t.Errorf("%d bytes", len(text))
		}
	})
}

func FuzzMacro(f *testing.F) {
	f.Add([]byte(module))
	f.Fuzz(func(t *testing.T, data []byte) {
		if source := Macro(data, 10000); len(source) > 10000 {
			t.Errorf("%d bytes", len(source))
		}
	})
}

func FuzzSlides(f *testing.F) {
	f.Add([]byte("\x0f\x00\xe8\x03\x00\x00\x00\x00\x00\x00\xa8\x0f\x04\x00\x00\x00text\x00\x00\xa0\x0f\x04\x00\x00\x00a\x00\xac\x20"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if text, _ := Slides(data, 1000); len(text) > 1000 {
			t.Errorf("%d bytes", len(text))
		}
	})
}

func TestSlides(t *testing.T) {
	data := "\x0f\x00\xe8\x03\x00\x00\x00\x00\x00\x00\xa8\x0f\x04\x00\x00\x00te\rt\x00\x00\xa0\x0f\x04\x00\x00\x00a\x00\xac\x20"
	if text, whole := Slides([]byte(data), 1000); string(text) != "te\nt\na€\n" || !whole {
		t.Errorf("%q, %t", text, whole)
	}
}
