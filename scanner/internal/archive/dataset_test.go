package archive

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDataset: blocks are unpacked however they are packed; what nobody unpacks is told.
func TestDataset(t *testing.T) {
	names, err := filepath.Glob("dataset/testdata/*.*")
	must(t, err)
	for _, name := range names {
		data, err := os.ReadFile(name)
		must(t, err)
		got := walk(t, "c", data, Limits{})
		text := got.texts["c!text"]
		if strings.HasSuffix(name, ".parquet") {
			text = got.texts["c!password"] + got.texts["c!password#2"]
		}
		if !strings.Contains(text, `password = "first"`) || !strings.Contains(text, `password = "second"`) || len(got.gaps) > 0 {
			t.Errorf("%s: %q, %v", name, text, got.gaps)
		}
	}
	if len(names) < 13 {
		t.Errorf("only %d files", len(names))
	}
}

func FuzzDataset(f *testing.F) { fuzzFiles(f, "dataset/testdata/*.*") }
