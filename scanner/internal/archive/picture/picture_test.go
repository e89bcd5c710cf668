package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

func chunk(kind, body string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(body)))) + kind + body + "\x00\x00\x00\x00" // nobody asks for the sum
}

func packed(text string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.String()
}

func headless(text string) string {
	zipped := packed(text)
	return zipped[2 : len(zipped)-4]
}

const head = "\x89PNG\r\n\x1a\n"

func TestText(t *testing.T) {
	zipped := packed("token of zTXt")
	for name, test := range map[string]struct {
		chunks, want string
		err          error
	}{
		"plain":          {chunk("IHDR", strings.Repeat("\x00", 13)) + chunk("tEXt", "Comment\x00a note") + chunk("IEND", ""), "Comment = \"a note\"\n", nil},
		"compressed":     {chunk("zTXt", "Comment\x00\x00"+zipped), "Comment = \"token of zTXt\"\n", nil},
		"without a head": {chunk("zTXt", "mxGraphModel\x00\x00"+headless("%3Cmodel%3E")), "mxGraphModel = \"%3Cmodel%3E\"\n", nil},
		"international":  {chunk("iTXt", "password\x00\x00\x00de\x00Wort\x00Über"), "password = \"Über\"\n", nil},
		"both":           {chunk("iTXt", "Comment\x00\x01\x00\x00\x00"+zipped), "Comment = \"token of zTXt\"\n", nil},
		"lines":          {chunk("tEXt", "Comment\x00a = 1\nb = 2"), "Comment: a = 1\nb = 2\n", nil},
		"another chunk":  {chunk("iCCP", "icc\x00\x00"+zipped), "", nil},
		"damaged":        {chunk("zTXt", "Comment\x00\x00"+zipped[:len(zipped)-6]), "Comment = \"token of zTXt\"\n", pairs.ErrBroken},
		"not zlib":       {chunk("zTXt", "Comment\x00\x00text") + chunk("tEXt", "a\x00b"), "a = \"b\"\n", pairs.ErrBroken},
		"no keyword":     {chunk("tEXt", "Comment"), "", pairs.ErrBroken},
		"cut off":        {chunk("tEXt", "Comment\x00a note")[:18], "Comment = \"a \"\n", nil},
		"too long":       {chunk("tEXt", "a\x00"+strings.Repeat("b", pairs.MostValue+1)), "a = \"" + strings.Repeat("b", pairs.MostValue) + "\"\n", pairs.ErrBound},
	} {
		got, err := Text([]byte(head+test.chunks), ignored)
		if string(got) != test.want || err != test.err {
			t.Errorf("%s: %.80q %v, want %.80q %v", name, got, err, test.want, test.err)
		}
	}
}

// Many small chunks that stand for much end at the bound of the text.
func TestBomb(t *testing.T) {
	bomb := chunk("zTXt", "a\x00\x00"+packed(strings.Repeat("b", pairs.MostValue)))
	got, err := Text([]byte(head+strings.Repeat(bomb, 100)), ignored)
	if err != pairs.ErrBound || len(got) > pairs.MostText+2*pairs.MostValue {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func FuzzText(f *testing.F) {
	f.Add([]byte(head + chunk("tEXt", "Comment\x00a note") + chunk("zTXt", "a\x00\x00"+packed("b")) + chunk("iTXt", "c\x00\x01\x00\x00\x00"+packed("d"))))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, _ := Text(data, ignored)
		if len(got) > pairs.MostText+2*pairs.MostValue {
			t.Errorf("%d bytes", len(got))
		}
		if !bytes.Equal(got, bytes.ToValidUTF8(got, []byte("?"))) || bytes.IndexByte(got, 0) >= 0 {
			t.Error("no text")
		}
	})
}

func ignored(string, []byte) bool { return true }
