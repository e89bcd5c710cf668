package jet

import (
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
)

func read(data []byte) string {
	var b strings.Builder
	Text(data, func(name string, text []byte) bool {
		b.WriteString("== " + name + "\n")
		b.Write(text)
		return true
	})
	return b.String()
}

func example(wide bool) []byte {
	return archivetest.Jet(wide, "users", []string{"login", "password", "memo1"},
		[]string{"app", "of the app", "a longer text"}, []string{"root", "of the root user", strings.Repeat("long ", 10)}, []string{"gone", "deleted", "x"})
}

func TestText(t *testing.T) {
	want := "== MSysObjects\nName = \"users\"\n\n== users\nlogin = \"app\"\npassword = \"of the app\"\nmemo1 = \"a longer text\"\n\n" +
		"login = \"root\"\npassword = \"of the root user\"\nmemo1 = \"" + strings.Repeat("long ", 10) + "\"\n\nlogin = \"gone\"\npassword = \"deleted\"\nmemo1 = \"x\"\n\n"
	want = strings.Replace(want, "MSysObjects", "table 2", 1) // which names itself in real ones
	for _, wide := range []bool{true, false} {
		data := example(wide)
		if got := read(data); got != want {
			t.Errorf("wide %v: %q, want %q", wide, got, want)
		}
		for n := 0; n < len(data); n += 7 { // cut off
			read(data[:n])
		}
	}
}

// Rows of Jet 3 that are longer than 256 bytes say where their places go on.
func TestJumps(t *testing.T) {
	row := "\x03abc" + strings.Repeat("x", 300) + "last"
	row += "\x34\x30\x04\x01" // the end and the three values, from the last one on
	row += "\x02\x03\x07"     // the jump is in front of the value with number 2
	db := database{layout: jet3}
	ends := db.variables([]byte(row), 1)
	if len(ends) != 4 || ends[1] != 4 || ends[2] != 304 || ends[3] != 308 {
		t.Errorf("%v", ends)
	}
}

func TestIsNoOther(t *testing.T) {
	for _, data := range []string{"", Magic, "\x00\x01\x00\x01Standard Jet DB and more of it"} {
		if Is([]byte(data)) {
			t.Errorf("%q", data)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add(example(true))
	f.Add(example(false))
	f.Fuzz(func(t *testing.T, data []byte) {
		total := 0
		Text(data, func(_ string, text []byte) bool { total += len(text); return true })
		if most := 600 * (len(data) + 1<<16); total > most { // a value of a byte comes with a name of 255 letters
			t.Errorf("%d bytes of %d", total, len(data))
		}
	})
}
