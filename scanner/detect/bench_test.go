package detect

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sluice-scan/sluice/rules"
)

// sourceText returns this package's own files: ordinary source code.
func sourceText(b testing.TB) []byte {
	b.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		b.Fatal(err)
	}
	var text []byte
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		text = append(text, data...)
	}
	return text
}

func builtinWorker(b testing.TB) *Worker {
	b.Helper()
	set := rules.Builtin()
	m, err := Compile(set)
	if err != nil {
		b.Fatal(err)
	}
	return m.NewWorker()
}

// BenchmarkLocal is the local stage on source text with the built-in rules.
func BenchmarkLocal(b *testing.B) {
	w, text := builtinWorker(b), sourceText(b)
	var v Verdicts
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		w.Local(text, false, &v)
	}
}

// BenchmarkCompile is what every start of the program pays.
func BenchmarkCompile(b *testing.B) {
	set := rules.Builtin()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compile(set); err != nil {
			b.Fatal(err)
		}
	}
}

func TestLocalAllocatesNothingOnceWarm(t *testing.T) {
	w, text := builtinWorker(t), sourceText(t)
	var v Verdicts
	if n := testing.AllocsPerRun(5, func() { w.Local(text, false, &v) }); n != 0 {
		t.Errorf("%v allocations for a text of %d bytes, want 0", n, len(text))
	}
}
