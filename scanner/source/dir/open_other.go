//go:build !unix

package dir

import (
	"errors"
	"io"
	"os"
)

// openRegular opens a file and returns its size in bytes. There is no way to open without following a link here: what has taken the
// file's place between the two calls is seen afterwards.
func openRegular(path string) (io.ReadCloser, int64, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, errNotRegular
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	if info, err = f.Stat(); err == nil && !info.Mode().IsRegular() {
		err = errNotRegular
	}
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, info.Size(), nil
}
