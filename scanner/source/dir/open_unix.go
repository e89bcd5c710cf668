//go:build unix

package dir

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// descriptor is an open file. An os.File would also ask the poller to wait for it, which refuses regular files: one call for each.
type descriptor int

// openRegular opens a file and returns its size in bytes, without following a link at its end and without waiting on a pipe or device
// that has taken its place.
func openRegular(path string) (io.ReadCloser, int64, error) {
	fd, err := again(func() (int, error) {
		return syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	})
	if errors.Is(err, syscall.ELOOP) {
		return nil, 0, errNotRegular
	}
	if err != nil {
		return nil, 0, &os.PathError{Op: "open", Path: path, Err: err}
	}
	var info syscall.Stat_t
	_, err = again(func() (int, error) { return 0, syscall.Fstat(fd, &info) })
	if err == nil && info.Mode&syscall.S_IFMT != syscall.S_IFREG {
		err = errNotRegular
	}
	if err != nil {
		return nil, 0, errors.Join(err, syscall.Close(fd))
	}
	return descriptor(fd), info.Size, nil
}

// Read implements io.Reader.
func (d descriptor) Read(p []byte) (int, error) {
	n, err := again(func() (int, error) { return syscall.Read(int(d), p) })
	if n == 0 && err == nil && len(p) > 0 {
		err = io.EOF
	}
	return max(n, 0), err
}

// Close implements io.Closer.
func (d descriptor) Close() error { return syscall.Close(int(d)) }

// again repeats a call that a signal interrupts.
func again(call func() (int, error)) (int, error) {
	for {
		if n, err := call(); err != syscall.EINTR {
			return n, err
		}
	}
}
