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
	i := 0
	for i < len(ws)-1 && !ws[i].holds(f, from, to) {
		i++
	}
	w := ws[i]
	copy(ws[1:i+1], ws[:i])
	ws[0] = w
	return ws[0].read(f, from, to)
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

func (w *window) read(f *packFile, from, to int64) ([]byte, error) {
	if !w.holds(f, from, to) {
		if err := w.load(f, from, to); err != nil {
			return nil, err
		}
	}
	return w.data[from-w.from : to-w.from : len(w.data)], nil
}

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
