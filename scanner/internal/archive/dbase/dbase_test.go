package dbase

import (
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
)

func read(data []byte) (got string, whole bool) {
	var b strings.Builder
	whole = Text(data, func(text []byte) bool {
		b.Write(text)
		return true
	})
	return b.String(), whole
}

func TestText(t *testing.T) {
	data := archivetest.DBase([]string{"LOGIN", "PASSWORD"}, []string{"app", "of the app"}, []string{"root", "é, of the root user"}, []string{"", ""})
	want := "LOGIN = \"app\"\nPASSWORD = \"of the app\"\n\nLOGIN = \"root\"\nPASSWORD = \"é, of the root user\"\n\n"
	if got, whole := read(data); got != want || !whole || !Is(data) {
		t.Errorf("%q, want %q; %v", got, want, whole)
	}
	cut := data[:len(data)-70]
	if got, whole := read(cut); whole || !strings.Contains(got, "of the app") {
		t.Errorf("cut off: %q, %v", got, whole)
	}
	for n := range data {
		read(data[:n])
	}
}

func TestIsNoOther(t *testing.T) {
	data := archivetest.DBase([]string{"LOGIN"}, []string{"app"})
	for _, at := range []int{0, 2, 3, 9, 10, 32, 43, 48} { // a byte that says otherwise
		other := []byte(string(data))
		other[at] = 0xee
		if Is(other) {
			t.Errorf("byte %d", at)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add(archivetest.DBase([]string{"LOGIN", "PASSWORD"}, []string{"app", "of the app"}))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, _ := read(data)
		if most := 20 * (len(data) + 1000); len(got) > most {
			t.Errorf("%d bytes of %d", len(got), len(data))
		}
	})
}
