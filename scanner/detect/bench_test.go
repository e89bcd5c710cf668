package detect

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/dfa"
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

func builtinWorker(t testing.TB) *Worker {
	t.Helper()
	return compiled(t, rules.Builtin()).NewWorker()
}

// workerOf runs rules that are written in TOML.
func workerOf(t testing.TB, text string) *Worker {
	t.Helper()
	set, err := rules.Parse("acme.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return compiled(t, set).NewWorker()
}

func compiled(t testing.TB, set *rules.Set) *Matcher {
	t.Helper()
	m, err := Compile(set)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// BenchmarkLiterals is the automaton alone: with the literals of all rules, and with 400 of them, each n-th. The budget of all is
// twice the time of the 400 in one run.
func BenchmarkLiterals(b *testing.B) {
	m := compiled(b, rules.Builtin())
	all, text := m.cut(), sourceText(b)
	var some []string
	for i := range 400 {
		some = append(some, all[i*len(all)/400])
	}
	for _, c := range []struct {
		name     string
		literals []string
	}{{"all", all}, {"400", some}} {
		b.Run(c.name, func(b *testing.B) {
			finder := dfa.New(c.literals).NewFinder()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				finder.Find(text, dfa.Range{Hi: int32(len(text))})
			}
		})
	}
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

// BenchmarkHostileTables looks for what tables lack, however often one seems to begin: the end of a string, another statement.
func BenchmarkHostileTables(b *testing.B) {
	insert := "insert into t (" + strings.Repeat("pwd,", 240) + "pwd) values ("
	create := "create table t (" + strings.Repeat("pwd text,", 100)
	for name, text := range map[string]string{
		"unended in INSERT":  insert + strings.Repeat(`\'`, 8000),
		"unended in a row":   create + ");\n insert t values (" + strings.Repeat(`\'`, 8000),
		"words of INSERT":    create + ");\n" + strings.Repeat("insert ", 2000),
		"unended in columns": strings.Repeat("create table t ('"+strings.Repeat(`\'`, 500)+"\n"+strings.Repeat("pwd text,\n", 100), 100),
	} {
		b.Run(name, func(b *testing.B) {
			w := builtinWorker(b)
			var v Verdicts
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				w.Local([]byte(text), false, &v)
			}
		})
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
	w.recall.passages.read = enoughText
	var v Verdicts
	for range 3 { // passages take each other's place
		w.Local(text, false, &v)
	}
	if n := testing.AllocsPerRun(5, func() { w.Local(text, false, &v) }); n != 0 {
		t.Errorf("%v allocations for a text of %d bytes, want 0", n, len(text))
	}
}
