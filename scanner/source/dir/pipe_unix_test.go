//go:build unix

package dir

import (
	"syscall"
	"testing"
)

// pipe makes a named pipe, whose opening would wait for somebody to write.
func pipe(t testing.TB, path string) {
	t.Helper()
	must(t, syscall.Mkfifo(path, 0o644))
}
