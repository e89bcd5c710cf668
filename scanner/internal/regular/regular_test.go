package regular

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

func TestRead(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	if err := os.WriteFile(file, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("file", link); err != nil {
		link = file
	}
	for _, path := range []string{file, link} {
		if data, err := Read(path, 4); err != nil || string(data) != "text" {
			t.Errorf("%s: %q, %v", path, data, err)
		}
	}
	if _, err := Read(file, 3); err == nil {
		t.Error("a file above the limit is read")
	}
	if _, err := Open(dir); err == nil {
		t.Error("a folder is opened")
	}
	if runtime.GOOS == "windows" {
		return
	}
	pipe := filepath.Join(dir, "pipe")
	if out, err := exec.Command("mkfifo", pipe).CombinedOutput(); err != nil {
		t.Skipf("%v: %s", err, out)
	}
	for _, path := range []string{pipe, os.DevNull} {
		if _, err := Read(path, 100); err == nil {
			t.Errorf("%s is read", path)
		}
	}
}

// TestWhy: what was done to a path is left out, what was done it for stays.
func TestWhy(t *testing.T) {
	_, err := os.Open(filepath.Join(t.TempDir(), "none"))
	plain := Why(err)
	if plain != err.(*os.PathError).Err.Error() {
		t.Errorf("%q", plain)
	}
	if got := Why(fmt.Errorf("making a file: %w", err)); got != "making a file: "+plain {
		t.Errorf("%q", got)
	}
	if got := Why(errors.New("another")); got != "another" {
		t.Errorf("%q", got)
	}
}
