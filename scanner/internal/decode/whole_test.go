package decode

import (
	"bytes"
	"compress/flate"
	"encoding/ascii85"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
)

const wholeText = "token = made up, and a line\nmore of it\n"

func numbers(format, between string) string {
	var parts []string
	for _, c := range []byte(wholeText) {
		parts = append(parts, fmt.Sprintf(format, c))
	}
	return strings.Join(parts, between)
}

func uuencoded(text string) string { return archivetest.Uuencode(text) }

func yEncoded(text string) string {
	var b strings.Builder
	for i, c := range []byte(text) {
		if c += 42; c == 0 || c == '\n' || c == '\r' || c == '=' {
			b.WriteByte('=')
			c += 64
		}
		b.WriteByte(c)
		if i%32 == 31 {
			b.WriteString("\r\n")
		}
	}
	return b.String()
}

func ascii85Of(text string) string {
	var b bytes.Buffer
	w := ascii85.NewEncoder(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.String()
}

// deflatedOf is text as DEFLATE data in base64 of an alphabet.
func deflatedOf(text, alphabet string) string {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, 9)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return base64.NewEncoding(alphabet).WithPadding(base64.NoPadding).EncodeToString(b.Bytes())
}

const (
	standardLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	plantUMLLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
)

const dumpOfXxd = `746f 6b65 6e20 3d20 6d61 6465 2075 702c  token = made up,
00000010: 2061 6e64 2061 206c 696e 650a 6d6f 7265   and a line.more
00000020: 206f 6620 6974 0a                         of it.
`

const dumpOfHexdump = `74 6f 6b 65 6e 20 3d 20  6d 61 64 65 20 75 70 2c  |token = made up,|
00000010  20 61 6e 64 20 61 20 6c  69 6e 65 0a 6d 6f 72 65  | and a line.more|
00000020  20 6f 66 20 69 74 0a                              | of it.|
00000027
`

// TestWhole: each form stands for the text, whatever follows it.
func TestWhole(t *testing.T) {
	for _, test := range []struct {
		name   string
		escape Escape
		text   string
	}{
		{"decimal", Codes, numbers("%d", ",") + "];"},
		{"lines", Codes, "\n\t" + numbers("%d", ",\n\t") + "\n}"},
		{"hexadecimal", Codes, numbers("0x%02x", ", ") + ", 0x00 };"},
		{"characters", Codes, strings.ReplaceAll(numbers("'%c'", ", "), "'\n'", `'\n'`) + "}"},
		{"calls", Codes, numbers("%d", ") . chr(") + ");"},
		{"calls over lines", Codes, numbers("%d", ") & _\n    Chr(") + ")"},
		{"casts", Codes, numbers("%d", "+[char]")},
		{"uuencode", Uuencode, "44 a.txt\n" + uuencoded(wholeText) + "`\nend\n"},
		{"uuencode without blanks at ends", Uuencode, "44 a b.txt\r\n" + strings.ReplaceAll(uuencoded(wholeText), " \n", "\r\n") + " \nend\n"},
		{"yEnc", YEnc, "line=128 size=39 name=a b.txt\r\n" + yEncoded(wholeText) + "\r\n=yend size=39\r\n"},
		{"yEnc in parts", YEnc, "part=1 line=128 size=39 name=a\n=ypart begin=1 end=39\n" + yEncoded(wholeText) + "\n=yend size=39\n"},
		{"ASCII85", Ascii85, ascii85Of(wholeText) + "~>"},
		{"SAML", Deflated, "=" + strings.NewReplacer("+", "%2B", "/", "%2f").Replace(deflatedOf(wholeText, standardLetters)) + "%3D&RelayState=x"},
		{"SAML in JSON", Deflated, `": "` + deflatedOf(wholeText, standardLetters) + `=="`},
		{"draw.io", Deflated, ` id="x" name="Page-1">` + deflatedOf(wholeText, standardLetters) + "</diagram>"},
		{"draw.io in SVG", Deflated, " id=&quot;x&quot;&gt;" + deflatedOf(wholeText, standardLetters) + "&lt;/diagram&gt;"},
		{"PlantUML", PlantUML, deflatedOf(wholeText, plantUMLLetters) + ")"},
		{"xxd", HexDump, dumpOfXxd},
		{"hexdump", HexDump, dumpOfHexdump},
	} {
		plain, width, _ := test.escape.AppendWhole([]byte("in front "), []byte(test.text), 1<<20)
		if got := string(plain); got != "in front "+wholeText {
			t.Errorf("%s: %q", test.name, got)
		}
		if width > len(test.text) {
			t.Errorf("%s: %d bytes of %d", test.name, width, len(test.text))
		}
	}
}

// TestNotWhole: what only begins like one of the forms is nothing.
func TestNotWhole(t *testing.T) {
	for _, test := range []struct {
		escape Escape
		text   string
	}{
		{Codes, "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]"},
		{Codes, "103, 104, 112]"},
		{Codes, numbers("%d", ",")[:30] + "; x"},
		{Codes, "300, " + numbers("%d", ",")},
		{Codes, "255)"},
		{Uuencode, "44\n" + uuencoded(wholeText)},
		{Uuencode, "44 in the morning\nand words that are no lines of it\n"},
		{Ascii85, "words that are not of its letters, though they begin so"},
		{Base85, "\ndelta 12\n"},
		{Deflated, "=" + deflatedOf(wholeText, standardLetters)[:20]},
		{Deflated, "Handler" + deflatedOf(wholeText, standardLetters)},
		{Deflated, " " + strings.Repeat("x", mostAttributes) + ">" + deflatedOf(wholeText, standardLetters)},
		{Deflated, "=" + deflatedOf("\x00\x01\x02\x03 no text, but of some length", standardLetters)},
		{PlantUML, "words_that_are_not_compressed_at_all"},
		{HexDump, "746f 6b65\n00000010: 2061 6e64\n"},
	} {
		if plain, _, _ := test.escape.AppendWhole(nil, []byte(test.text), 1<<20); len(plain) > 0 {
			t.Errorf("%q is %q", test.text, plain)
		}
	}
}

// TestFollows: of calls for one number each the first reads all.
func TestFollows(t *testing.T) {
	for front, want := range map[string]bool{
		"": true, "x = chr(103) . ": false, "x = CHR(103)||": false, "chr(13) & Chr(10) & name & ": true, "print chr(103); y = ": true, "chr(x) . ": true,
	} {
		text := []byte(front + "chr(104)")
		if Codes.Begins(text, len(front), len(front)+len("chr(")) != want {
			t.Errorf("%q: %v", front, !want)
		}
	}
	for text, want := range map[string]bool{"begin 644": true, "x\nbegin 644": true, "to begin 644": false} {
		if i := strings.Index(text, "begin"); Uuencode.Begins([]byte(text), i, i+len("begin 6")) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

// TestMostOfWhole: no more than one byte above the bound, however long the lines are.
func TestMostOfWhole(t *testing.T) {
	for e, long := range map[Escape]string{
		Uuencode: "44 a\n" + uuencoded(strings.Repeat(wholeText, 100)),
		YEnc:     "x\n" + strings.Repeat("7", 30) + strings.Repeat("0", 300),
	} {
		if plain, _, _ := e.AppendWhole(nil, []byte(long), 100); len(plain) != 101 {
			t.Errorf("%d: %d bytes", e, len(plain))
		}
	}
}

// TestPackedLiterals: a literal ends with its last one that is put together with it, and where another packed one begins, so that none is read twice.
func TestPackedLiterals(t *testing.T) {
	const begin = `"\x1f\x8b\x08\0\n\"\101\u0042` + "'raw" + `\v` // and 16 bytes or more
	const want = "\x1f\x8b\x08\x00\n\"AB'raw\v"
	for literal, end := range map[string]string{
		begin + `0000", "more"`: "0000", begin + `00" + "00"; "more"`: "0000", begin + "00\"\n  b\"00\")": "0000",
		begin + `0000" ` + begin + `0000"`: "0000", begin + "0000\nmore": "0000", begin + `0000\`: "0000\\",
		begin + `0000\` + begin + `0000"`: "0000", begin + `0000'x\x9c0000"`: "0000",
	} {
		plain, width, _ := Packed.AppendWhole(nil, []byte(literal), 100)
		if string(plain) != want+end || width > len(begin)+len("00\"\n  b\"00\"") {
			t.Errorf("%s: %q, %d bytes", literal, plain, width)
		}
	}
}

func FuzzWhole(f *testing.F) {
	for e := Codes; int(e) < Escapes; e++ {
		for _, text := range []string{numbers("0x%x", ","), numbers("%d", ").chr("), "44 a\n" + uuencoded(wholeText), "x\n" + yEncoded(wholeText),
			ascii85Of(wholeText), `"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"`, "\nliteral 20\nTcmb=J`<E0|NsC0|NsC0|NsC\n\n", dumpOfXxd, dumpOfHexdump,
			"=" + deflatedOf(wholeText, standardLetters), deflatedOf(wholeText, plantUMLLetters)} {
			f.Add(text, uint8(e), uint16(50))
		}
	}
	f.Fuzz(func(t *testing.T, text string, kind uint8, most uint16) {
		e := Codes + Escape(kind)%(Escape(Escapes)-Codes)
		front := []byte("front")
		plain, width, _ := e.AppendWhole(front, []byte(text), int(most))
		if width < 0 || width > len(text) || len(plain) > len(front)+int(most)+1 || !bytes.HasPrefix(plain, front) {
			t.Fatalf("%d bytes of %d give %d", width, len(text), len(plain))
		}
		if again, _, _ := e.AppendWhole(nil, []byte(text[:width]), int(most)); len(plain) > len(front) && string(again) != string(plain[len(front):]) {
			t.Errorf("%q, and alone %q", plain[len(front):], again)
		}
	})
}

func TestBase32(t *testing.T) {
	for run, want := range map[string]bool{
		"ORXWWZLOEA6SA3LBMRSSA5LQFQQGC3TE": true, "orxwwzloea6sa3lbmrssa5lqfqqgc3te": true, "ORXWWZLOEA6SA3LB": false,
		"ORXWWZLOea6SA3LBMRSSA5LQFQQGC3TE": false, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP": false, "ORXWWZLOEA6SA3LBMRSSA5LQFQQGC3T1": true,
		"EnvironmentVariablesOfModules": false, "orxwwzlo0a6sa3lbmrssa5lqfqqgc3te": false,
	} {
		if (RunForm([]byte(run)) == Base32) != want {
			t.Errorf("%s: %v", run, !want)
		}
	}
	if got := string(appendBase32(nil, []byte("ORXWWZLO\n EA6SA3LB=="))); got != "token = ma" {
		t.Errorf("%q", got)
	}
}
