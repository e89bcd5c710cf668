package spill

import (
	"errors"
	"os"
	"testing"
)

// TestBounds: a file, and all files together, may promise so much; what is closed counts no more.
func TestBounds(t *testing.T) {
	dir := t.TempDir()
	f := Files{Folder: func() (string, error) { return dir, nil }}
	if _, err := f.Create(maxFile + 1); err == nil {
		t.Error("a file may have any size")
	}
	var open []*File
	for range maxAll / maxFile {
		file, err := f.Create(maxFile)
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, file)
	}
	if _, err := f.Create(1); err == nil {
		t.Error("all files may have any size")
	}
	for _, file := range open {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}
	if f.Held() != 0 {
		t.Errorf("%d bytes are held", f.Held())
	}
	if names, err := os.ReadDir(dir); err != nil || len(names) > 0 {
		t.Errorf("%d files are left, %v", len(names), err)
	}
	none := Files{Folder: func() (string, error) { return "", errors.New("gone") }}
	if _, err := none.Create(1); err == nil || none.Held() != 0 {
		t.Errorf("without a folder: %v, %d bytes held", err, none.Held())
	}
}
