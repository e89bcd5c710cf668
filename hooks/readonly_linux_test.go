package hooks

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"errors"
)

// TestReadOnly: a folder that may not be written to is told with the cure, and nothing in it changes. The thread gives up its rights
// to files, as root may write anywhere.
func TestReadOnly(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "pre-commit")
	if err := errors.Join(os.WriteFile(path, []byte("theirs\n"), 0o755), os.Chmod(dir, 0o555)); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, dir)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := syscall.Setfsuid(65534); err != nil {
		t.Fatal(err)
	}
	_, err := folder{dir: dir}.install(known[0], program)
	if back := syscall.Setfsuid(os.Getuid()); back != nil {
		t.Fatal(back)
	}
	if !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "hint: you may not write to "+dir) {
		t.Errorf("error %v", err)
	}
	if after := snapshot(t, dir); len(after) != len(before) || after["pre-commit"] != before["pre-commit"] {
		t.Errorf("changed: %v", after)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
}

// TestReadOnlyFileSystem: no mode of a folder is to blame there.
func TestReadOnlyFileSystem(t *testing.T) {
	err := folder{dir: "/hooks"}.explain("installing", &fs.PathError{Op: "open", Path: "/hooks/x", Err: syscall.EROFS})
	if !strings.Contains(err.Error(), "hint: nothing can be written on the file system of /hooks") {
		t.Errorf("error %v", err)
	}
}
