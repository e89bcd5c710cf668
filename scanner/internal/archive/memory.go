package archive

import (
	"io"
	"runtime"

	"github.com/klauspost/compress/zstd"

	"github.com/sluice-scan/sluice/scanner/internal/archive/lzma"
)

// What a walk holds at a time besides the container's own bytes: the zips and 7zs that are open in others, the windows of decoders, and the
// member that is read. All of them take from one account, the outermost first; what comes last gets what is left. So members deep in
// large containers are cut earlier than others, which is told like any other limit.

// lzmaWindow is how large a window of LZMA may be, in bytes; xz -9 uses as much. zstd uses at most zstdWindow up to level 20.
const (
	lzmaWindow = 64 << 20
	zstdWindow = 32 << 20

	smallestWindow = 64 << 10
)

// account is how many bytes a walk may take: a member, and the window of the stream that it lies in.
func (l Limits) account() int64 { return max(l.MemberBytes, lzmaWindow) + lzmaWindow }

// spend takes up to want bytes of the account.
func (w *walker) spend(want int64) (got int64) {
	got = max(min(want, w.left), 0)
	w.left -= got
	return got
}

// window is a decoder of LZMA whose window is on the account.
type window struct {
	*lzma.Decoder
	taken int64
}

func (w *walker) lzma() *window {
	return w.lzmas.get(func() any {
		d := &window{}
		d.Decoder = lzma.NewDecoder(func(want int64) int64 { return d.grow(w, want) })
		return d
	}).(*window)
}

// grow returns how large the window of a stream may be: half of what is left, if it wants more than the stream before it has got.
func (d *window) grow(w *walker, want int64) int64 {
	if more := min(want, lzmaWindow) - d.taken; more > 0 {
		d.taken += w.spend(min(more, w.left/2))
	}
	return d.taken
}

// backLzma gives back the decoder that was got last.
func (w *walker) backLzma() {
	d := w.lzmas.all[w.lzmas.used-1].(*window)
	d.Release()
	w.left += d.taken
	d.taken = 0
	w.lzmas.back()
}

// frames is a decoder of zstd whose window is on the account.
type frames struct {
	*zstd.Decoder
	most, taken, gave int64
}

func (f *frames) Read(p []byte) (int, error) {
	n, err := f.Decoder.Read(p)
	f.gave += int64(n)
	return n, err
}

// zstd returns a reader of a zstd stream.
func (w *walker) zstd(in io.Reader) (io.Reader, func(), error) {
	most := max(min(zstdWindow, w.left/2), smallestWindow)
	f, err := w.frames(most)
	if err == nil {
		err = f.Reset(in)
	}
	if err != nil {
		w.zstds.back()
		return nil, nil, err
	}
	f.taken = w.spend(most)
	return f, func() { w.backZstd(f) }, nil
}

// frames returns a decoder with windows of most bytes.
func (w *walker) frames(most int64) (*frames, error) {
	f := w.zstds.get(func() any { return &frames{} }).(*frames)
	f.gave = 0
	if f.most == most {
		return f, nil
	}
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(uint64(most)), zstd.WithDecoderMaxMemory(uint64(most)))
	*f = frames{Decoder: d, most: most}
	return f, err
}

// backZstd gives back the decoder that was got last, which is f. One with a large window is not kept: it would hold that.
func (w *walker) backZstd(f *frames) {
	w.left += f.taken
	w.zstds.back()
	if f.gave > smallBuffer {
		*f = frames{}
	}
}

// Sizes of the buffer of a member, in bytes. One that grows beyond what is small gets all that a member may take at once: memory that is
// not touched costs nothing, and copies that the collector has not taken yet do.
const (
	firstBuffer = 32 << 10
	smallBuffer = 8 << 20
)

// enter waits until no other walk takes much memory.
func (w *walker) enter() {
	if !w.large && w.room != nil {
		w.room.Lock()
		w.large = true
	}
}

// leave gives back what the walk took, before another one takes as much: the collector by itself would let twice as much stand.
func (w *walker) leave() {
	if w.large {
		w.buffer, w.decoders = nil, decoders{}
		runtime.GC()
		w.room.Unlock()
	}
}

// take reads what there is, up to most bytes, or what is left, into the buffer.
func (w *walker) take(r io.Reader, most int64) ([]byte, error) {
	most = w.spend(most)
	defer func() { w.left += most }()
	if int64(cap(w.buffer)) > max(most, smallBuffer) {
		w.buffer = nil
	}
	data := w.buffer[:0]
	defer func() { w.buffer = data[:0] }()
	for idle := 0; idle < 100; idle++ {
		if int64(len(data)) >= most {
			return data, moreThan(r, most)
		}
		if len(data) == cap(data) {
			data = append(make([]byte, 0, w.roomier(cap(data), most)), data...)
		}
		n, err := r.Read(data[len(data):min(int64(cap(data)), most)])
		data = data[:len(data)+n]
		if err == io.EOF {
			return data, nil
		}
		if err != nil {
			return data, err
		}
		if n > 0 {
			idle = 0
		}
	}
	return data, io.ErrNoProgress
}

// roomier returns the size of the buffer that takes the place of one of size bytes.
func (w *walker) roomier(size int, most int64) int64 {
	next := int64(max(2*size, firstBuffer))
	if next > smallBuffer {
		w.enter()
		next = most
	}
	return min(next, most)
}

// moreThan returns an error if there is more to read.
func moreThan(r io.Reader, most int64) error {
	var one [1]byte
	_, err := io.ReadFull(r, one[:])
	switch err {
	case nil:
		return limited("is longer than %d bytes; the rest is not read", most)
	case io.EOF:
		return nil
	}
	return err
}
