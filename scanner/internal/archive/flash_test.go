package archive

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/ulikunitz/xz/lzma"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
)

// flashOf is a film of a kind whose head says so many bytes.
func flashOf(kind string, version byte, length int, packed ...[]byte) []byte {
	b := binary.LittleEndian.AppendUint32(append([]byte(kind), version), uint32(length))
	return append(b, bytes.Join(packed, nil)...)
}

func TestFlash(t *testing.T) {
	const text = "a film's head and its code"
	var packed bytes.Buffer
	w, err := lzma.NewWriter(&packed)
	must(t, err)
	_, err = w.Write([]byte(text))
	must(t, err)
	must(t, w.Close())
	data := packed.Bytes()[13:] // behind properties and a length, of which the latter is none of a film
	size := binary.LittleEndian.AppendUint32(nil, uint32(len(data)))
	zlib := archivetest.Zlib(text)
	for name, test := range map[string]struct {
		data []byte
		gaps []Gap
	}{
		"CWS":     {flashOf("CWS", 10, 8+len(text), zlib), nil},
		"ZWS":     {flashOf("ZWS", 13, 8+len(text), size, packed.Bytes()[:5], data), nil},
		"cut off": {flashOf("CWS", 10, 8+len(text), zlib[:len(zlib)-4]), []Gap{{"c", "ends early", false, false}}},
	} {
		got := walk(t, "c", test.data, Limits{})
		if got.texts["c!c"] != text || !slices.Equal(got.gaps, test.gaps) {
			t.Errorf("%s: %q, %v", name, got.texts, got.gaps)
		}
	}
	for _, text := range []string{"CWS stands for something else", "ZWSP is a space of no width"} {
		if kind := Sniff([]byte(text)); kind != None {
			t.Errorf("%q is %v", text, kind)
		}
	}
}

func FuzzFlash(f *testing.F) {
	fuzz(f, flashOf("CWS", 10, 12, archivetest.Zlib("text")), flashOf("ZWS", 13, 12, []byte("\x05\x00\x00\x00\x5d\x00\x00\x10\x00\x00\x00\x00\x00\x00")))
}
