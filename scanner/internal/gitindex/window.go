package gitindex

import (
	"fmt"
	"hash"
	"io"
)

// windowSize is how much is read at a time, in bytes: so little that it stays in a processor's cache, and more than an entry.
const windowSize = 256 << 10

// window reads forward through a file and shows what comes next.
type window struct {
	from io.ReaderAt
	end  int64  // offset behind what may be read
	at   int64  // offset of next
	next []byte // read and not passed yet
	buf  []byte
	sum  hash.Hash // of all that was read; nil for none
}

// left returns how many bytes come.
func (w *window) left() int64 { return w.end - w.at }

// peek returns the next bytes: n at least, or as many as there are, but never none.
func (w *window) peek(n int) ([]byte, error) {
	if len(w.next) >= n || int64(len(w.next)) == w.left() && len(w.next) > 0 {
		return w.next, nil
	}
	if w.buf == nil {
		w.buf = make([]byte, min(windowSize, w.end))
	}
	kept := copy(w.buf, w.next)
	fresh := w.buf[kept:min(int64(len(w.buf)), w.left())]
	if len(fresh) == 0 {
		return nil, fmt.Errorf("%w: it is cut off", ErrMalformed)
	}
	if n, err := w.from.ReadAt(fresh, w.at+int64(kept)); n < len(fresh) {
		return nil, fmt.Errorf("reading at byte %d: %w", w.at+int64(kept), err)
	}
	if w.sum != nil {
		w.sum.Write(fresh)
	}
	w.next = w.buf[:kept+len(fresh)]
	return w.next, nil
}

// need is peek for bytes that must be there.
func (w *window) need(n int) ([]byte, error) {
	next, err := w.peek(n)
	if err == nil && len(next) < n {
		err = fmt.Errorf("%w: it is cut off", ErrMalformed)
	}
	return next, err
}

// skip passes n of the bytes that were peeked.
func (w *window) skip(n int) { w.next, w.at = w.next[n:], w.at+int64(n) }

// pass passes n bytes.
func (w *window) pass(n int64) error {
	for n > 0 {
		next, err := w.peek(1)
		if err != nil {
			return err
		}
		some := min(n, int64(len(next)))
		w.skip(int(some))
		n -= some
	}
	return nil
}

// take returns a copy of the next n bytes, which must be left.
func (w *window) take(n int) ([]byte, error) {
	out := make([]byte, 0, n)
	for len(out) < n {
		next, err := w.peek(1)
		if err != nil {
			return nil, err
		}
		some := min(n-len(out), len(next))
		out = append(out, next[:some]...)
		w.skip(some)
	}
	return out, nil
}

// seek goes to an offset.
func (w *window) seek(offset int64) {
	if ahead := offset - w.at; ahead >= 0 && ahead <= int64(len(w.next)) {
		w.skip(int(ahead))
		return
	}
	w.at, w.next = offset, nil
}
