package serialized

import (
	"encoding/binary"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// arrayOf is a file of NumPy.
func arrayOf(types, elements string) string {
	head := "{'descr': " + types + ", 'fortran_order': False, 'shape': (1,), }\n"
	return numPyMagic + "\x01\x00" + string(binary.LittleEndian.AppendUint16(nil, uint16(len(head)))) + head + elements
}

// wideText is a text of four bytes a letter, filled up to some letters.
func wideText(s string, letters int) string {
	b := make([]byte, 4*letters)
	for i, c := range []byte(s) {
		b[4*i] = c
	}
	return string(b)
}

func TestNumPy(t *testing.T) {
	for data, want := range map[string]string{
		arrayOf("'<U24'", wideText("a text without a name", 24)+wideText("short", 24)):                                           "a text without a name\n",
		arrayOf("'|S24'", "a text without a name\x00\x00\x00"):                                                                   "a text without a name\n",
		arrayOf("[('user', '<U8'), ('n', '<i4'), ('password', 'S12')]", wideText("app", 8)+"\x01\x02\x03\x04of the app\x00\x00"): "user = \"app\"\npassword = \"of the app\"\n",
		arrayOf("'|O'", string(logins[len(logins)-1])):                                                                           textOf(t, string(logins[len(logins)-1])),
		arrayOf("'<f8'", "12345678"):                                                                                             "",
		arrayOf("[('grid', '<f4', (3,)), ('password', 'S12')]", "0123456789abof the app\x00\x00"):                                "",
	} {
		if got, err := Text([]byte(data), nil); string(got) != want || err != nil || !Is([]byte(data)) {
			t.Errorf("%q: %q, want %q; %v", data, got, want, err)
		}
	}
	if _, err := Text([]byte(numPyMagic+"\x01\x00\xff\x00{'descr': "), nil); err != pairs.ErrBroken {
		t.Error(err)
	}
}
