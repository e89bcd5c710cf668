package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"os"
	"strings"
	"testing"
)

// object is an object with a stream; its number is n.
func object(n int, dict, data string, pack bool) string {
	if pack {
		var b bytes.Buffer
		w := zlib.NewWriter(&b)
		_, _ = w.Write([]byte(data)) // bytes.Buffer takes it
		_ = w.Close()
		data, dict = b.String(), dict+" /Filter /FlateDecode"
	}
	return fmt.Sprintf("%d 0 obj\n<< %s /Length %d >>\nstream\n%s\nendstream\nendobj\n", n, dict, len(data), data)
}

const unicodeMap = `/CIDInit /ProcSet findresource begin 2 beginbfchar
<0003> <0020> <0004> <0041>
endbfchar 2 beginbfrange
<0010> <0012> <0061>
<0020> <0021> [<0078> <0079>] endbfrange`

func TestText(t *testing.T) {
	for name, test := range map[string]struct{ data, want string }{
		"literals": {
			object(1, "", `BT /F1 12 Tf 72 720 Td (pass\(wo\)) Tj (rd: \101\
b) Tj 0 -14 Td [(to) -20 (ken) -300 (value)] TJ T* <4142> Tj ET`, true),
			"pass(wo)rd: Ab\ntoken value\nAB\n",
		},
		"not compressed":   {object(1, "", "BT (plain) Tj ET", false), "plain\n"},
		"words one by one": {object(1, "", "BT 1 0 0 1 10 50 Tm (a) Tj 1 0 0 1 20 50 Tm (b) Tj 1 0 0 1 10 30 Tm (c) Tj ET", true), "a b\nc\n"},
		"pieces of words":  {object(1, "", "BT 1 0 0 1 10 50 Tm (a to) Tj 1 0 0 1 20 50 Tm (ken of ) Tj 1 0 0 1 20 50 Tm (it) Tj ET", true), "a token of it\n"},
		"pieces and words": {object(1, "", "BT 1 0 0 1 10 50 Tm (a b c) Tj 1 0 0 1 20 50 Tm [-300 (d e f)] TJ 1 0 0 1 30 50 Tm (g) Tj 1 0 0 1 20 30 Tm (h) Tj ET",
			true), "a b c d e fg\nh\n"},
		"packed objects": {object(1, "/Type /ObjStm /N 1 /First 4", "7 0 << /URI (https://host/path) >>", true), "7 0 << /URI (https://host/path) >>\n"},
		"other bytes":    {object(1, "", "\x00xBT\x01\x02Tj\x05(no text)\x00TJx", true), ""},
		"an image":       {object(1, "/Subtype /Image", "BT (pixels) Tj ET", true), ""},
		"glyphs": {
			"7 0 obj << /Type /Font /ToUnicode 9 0 R >> endobj 3 0 obj << /Font << /F4 7 0 R >> >> endobj " +
				object(9, "", unicodeMap, true) + object(1, "", "BT /F4 11 Tf <0010001100120003> Tj <00200021> Tj (\\000\\004) Tj ET",
				true),
			"abc xyA\n",
		},
		"glyphs in packed objects": {
			object(5, "/Type /ObjStm /N 2 /First 9", "7 0 3 20 << /ToUnicode 9 0 R> /F4 7 0 R", true) + object(9, "", unicodeMap, true) +
				object(1, "", "BT /F4 11 Tf <0010> Tj ET", true),
			"7 0 3 20 << /ToUnicode 9 0 R> /F4 7 0 R\na\n",
		},
	} {
		got, err := Text([]byte("%PDF-"+"1.7\n"+test.data), mostText, ignored)
		if string(got) != test.want || err != nil {
			t.Errorf("%s: %q, %v, want %q", name, got, err, test.want)
		}
	}
}

func TestBounds(t *testing.T) {
	bomb := object(1, "", "BT ("+strings.Repeat("x", 9<<20)+") Tj ET", true)
	for _, most := range []int{mostText, 1 << 20} {
		text, err := Text([]byte("%PDF-"+strings.Repeat(bomb, 20)), most, ignored)
		if err != ErrBound || len(text) > most {
			t.Errorf("%d bytes, %v", len(text), err)
		}
	}
	if text, err := Text([]byte("%PDF-"+"trailer << /Encrypt 5 0 R >>"+object(1, "", "BT (x) Tj ET", true)), mostText, ignored); len(text) > 0 ||
		err != ErrEncrypted {
		t.Errorf("%q, %v of what is encrypted", text, err)
	}
}

// A document of a program that people use, if there is one to try.
func TestRealFile(t *testing.T) {
	name := os.Getenv("SLUICE_PDF")
	if name == "" {
		t.Skip("SLUICE_PDF names no file")
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := Text(data, mostText, ignored)
	t.Logf("%d bytes, %v\n%.3000s", len(text), err, text)
}

func FuzzText(f *testing.F) {
	f.Add([]byte(object(1, "", "BT /F1 1 Tf (a\\(b) Tj [<41> -200 (c)] TJ ET", true)))
	f.Add([]byte("7 0 obj << /ToUnicode 9 0 R >> /F4 7 0 R " + object(9, "", unicodeMap, false) +
		object(1, "", "BT /F4 11 Tf <0010> Tj ET", false)))
	f.Add([]byte("5 0 obj << /T (key) /MK << /CA (a) >> /V <FEFF0061> >> << /Contents (\xfe\xff\x00a) >> endobj"))
	f.Add([]byte(object(5, "/Type /ObjStm /N 2 /First 9", "7 0 3 20 << /ToUnicode 9 0 R> /F4 7 0 R", false)))
	f.Fuzz(func(t *testing.T, data []byte) {
		if text, _ := Text(data, 1<<16, ignored); len(text) > 1<<16 {
			t.Errorf("%d bytes of %d", len(text), len(data))
		}
	})
}

func TestThousandths(t *testing.T) {
	for token, want := range map[string]int{
		"0": 0, "12": 12000, "-3.5": -3500, ".25": 250, "-.0017": -1, "+7.": 7000, "-180": -180000, "": 0,
	} {
		if got := thousandths([]byte(token)); got != want {
			t.Errorf("%q is %d, want %d", token, got, want)
		}
	}
}

func ignored(string, []byte) bool { return true }

// BenchmarkText reads the file that SLUICE_PDF names.
func BenchmarkText(b *testing.B) {
	name := os.Getenv("SLUICE_PDF")
	if name == "" {
		b.Skip("SLUICE_PDF names no file")
	}
	data, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Text(data, mostText, ignored); err != nil && err != ErrBound {
			b.Fatal(err)
		}
	}
}
