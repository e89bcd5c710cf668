package pack

import (
	"fmt"
	"io"
)

const (
	windowStep = 16 << 10  // read at least so many bytes at a time
	maxWindow  = 256 << 10 // what is longer does not go through the window
)

// windows are the parts of packs that were read last, the last one first. A family of deltas goes back and forth between a few places: with
// four windows curl's history reads 356 MB where one reads 581, of a pack of 126.
type windows [4]window

// read returns the bytes [from, to) of the file, at most maxWindow. They are valid until the next call; the capacity of the
// result holds more of the file where a window has it.
func (ws *windows) read(f *packFile, from, to int64) ([]byte, error) {
	for i := range ws {
		if ws[i].holds(f, from, to) {
			ws.first(i)
			return ws[0].bytes(from, to), nil
		}
	}
	ws.first(len(ws) - 1)
	if err := ws[0].load(f, from, to); err != nil {
		return nil, err
	}
	return ws[0].bytes(from, to), nil
}

// first puts the i-th window in front of the others.
func (ws *windows) first(i int) {
	w := ws[i]
	copy(ws[1:i+1], ws[:i])
	ws[0] = w
}

// window is a part of a pack.
type window struct {
	file *packFile
	from int64
	data []byte
}

func (w *window) holds(f *packFile, from, to int64) bool {
	return w.file == f && from >= w.from && to <= w.from+int64(len(w.data))
}

// bytes returns the bytes [from, to) of the file, which the window holds.
func (w *window) bytes(from, to int64) []byte { return w.data[from-w.from : to-w.from : len(w.data)] }

// load makes the window hold the bytes [from, to) of the file, and more up to a step where the file has them.
func (w *window) load(f *packFile, from, to int64) error {
	n := int(min(max(to-from, windowStep), f.size-from))
	if int64(n) < to-from {
		return io.ErrUnexpectedEOF
	}
	w.file = nil // in case of an error
	if cap(w.data) < n {
		w.data = make([]byte, n)
	}
	w.data = w.data[:n]
	got, err := f.file.ReadAt(w.data, from)
	if int64(got) < to-from {
		return fmt.Errorf("read pack at %d: %w", from, err)
	}
	w.file, w.from, w.data = f, from, w.data[:got]
	return nil
}
