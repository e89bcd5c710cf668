//go:build unix

package dir

import (
	"errors"
	"os"
	"syscall"
)

// openRegular opens a file and returns its size in bytes, without following a link at its end and without waiting on a pipe or device
// that has taken its place.
func openRegular(path string) (*os.File, int64, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if errors.Is(err, syscall.ELOOP) {
		return nil, 0, errNotRegular
	}
	if err != nil {
		return nil, 0, err
	}
	return regular(f)
}
