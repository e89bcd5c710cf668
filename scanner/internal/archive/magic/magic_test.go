package magic

import (
	"testing"
)

// The table is looked up by first bytes, and the first row that fits counts.
func TestTable(t *testing.T) {
	seen := map[byte]bool{}
	for i, r := range table {
		if i > 0 && r.magic[0] != table[i-1].magic[0] && seen[r.magic[0]] {
			t.Errorf("%q does not stand beside the others that begin like it", r.magic)
		}
		seen[r.magic[0]] = true
		if got := row([]byte(r.magic)); got != i {
			t.Errorf("%q is row %d, not %d", r.magic, got, i)
		}
		if row([]byte(r.magic[:len(r.magic)-1])) == i {
			t.Errorf("%q is known too early", r.magic)
		}
		if (r.kind >= Foreign) != (r.name != "") {
			t.Errorf("%q: of kind %v, and called %q", r.magic, r.kind, r.name)
		}
	}
	if len(names) != int(Sealed)+1 {
		t.Errorf("%d kinds have %d names", Sealed+1, len(names))
	}
}

func TestEncoded(t *testing.T) {
	for head, want := range map[string]bool{
		"PK\x03\x04\x14\x00": true, "\x1f\x8b\x08\x00": true, "\x78\x9c\x01": true, "\x30\x82\x01\x00\x02\x01\x03\x30\x82\x00\x00\x00": true,
		"\x5a\x2a\x4d\x18": true, "Rar!\x1a\x07\x01\x00": true, "Salted__\x00\x01": false, "\x1f\x9d\x90\x00": true, "SIT!text": false, "\x89PNG\r\n\x1a\n": false, "text": false, "P": false, "": false, "\x78\x9d": false,
	} {
		if Encoded([]byte(head)) != want {
			t.Errorf("%q: %v", head, !want)
		}
	}
}
