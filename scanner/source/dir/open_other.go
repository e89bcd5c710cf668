//go:build !unix

package dir

import (
	"errors"
	"os"
)

// openRegular opens a file that is a regular one.
func openRegular(path string) (*os.File, error) {
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(err, errNotRegular)
	}
	return os.Open(path)
}
