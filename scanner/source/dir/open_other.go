//go:build !unix

package dir

import "os"

// openRegular opens a file and returns its size in bytes. There is no way to open without following a link here: what has taken the
// file's place between the two calls is seen afterwards.
func openRegular(path string) (*os.File, int64, error) {
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
	return regular(f)
}
