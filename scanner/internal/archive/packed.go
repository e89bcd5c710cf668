package archive

import (
	"bufio"
	"compress/bzip2"
	"fmt"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/s2"

	"github.com/sluice-scan/sluice/scanner/internal/archive/deflate64"
	"github.com/sluice-scan/sluice/scanner/internal/archive/lz4"
	"github.com/sluice-scan/sluice/scanner/internal/archive/lzma"
	"github.com/sluice-scan/sluice/scanner/internal/archive/lzw"
	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
)

// decoders keeps decoders for use again: to set one up costs more than to decode a small member. Those that are open within each
// other have places in a list.
type decoders struct {
	flates, enhanceds, gzips, lzmas, zstds, lz4s, lzws pool
}

// pool is a list of decoders of a kind, of which the first some are in use.
type pool struct {
	all  []any
	used int
}

// get returns the next free decoder.
func (p *pool) get(make func() any) any {
	if p.used == len(p.all) {
		p.all = append(p.all, make())
	}
	p.used++
	return p.all[p.used-1]
}

// back gives back the decoder that was got last.
func (p *pool) back() { p.used-- }

func (w *walker) packed(it item, kind Kind, in *input) {
	decoded, back, err := w.decode(kind, in.Reader)
	if err != nil {
		w.tell(it.path, err)
		return
	}
	defer back()
	name := unnamedStream
	if it.name != "" {
		name = clean(unpackedName(it.name))
	}
	m := &meter{w: w, in: decoded, path: it.path, took: in.taken}
	w.read(item{path: it.path + "!" + name, name: name, depth: it.depth + 1, outer: it.path, belongs: archives, counted: true}, m)
	if m.err == io.EOF && (kind == magic.Gzip || kind == magic.Zlib) {
		w.rest(it, in)
	}
}

// decode returns a reader of what a compressed stream holds; back gives its decoder back, the one got last first.
func (w *walker) decode(kind Kind, in *bufio.Reader) (decoded io.Reader, back func(), err error) {
	switch kind {
	case magic.Gzip:
		return w.gzip(in)
	case magic.Bzip2:
		return bzip2.NewReader(in), func() {}, nil
	case magic.Zstd:
		return w.zstd(in)
	case magic.Zlib:
		return w.zlib(in)
	case magic.Flash:
		return w.flash(in)
	case magic.LZ4:
		return w.lz4(in)
	case magic.LZW:
		r := w.lzws.get(func() any { return new(lzw.Reader) }).(*lzw.Reader)
		r.Reset(in)
		return r, w.lzws.back, nil
	case magic.Snappy:
		held := w.spend(mostSnappy)
		return s2.NewReader(in), func() { w.left += held }, nil
	case magic.Brotli:
		held := w.spend(mostBrotli)
		return brotli.NewReader(in), func() { w.left += held }, nil
	case magic.Xz:
		x := lzma.NewXzReader(w.lzma().Decoder)
		x.Reset(in)
		return x, w.backLzma, nil
	case magic.Lzma:
		d := w.lzma()
		if err := d.File(in); err != nil {
			w.backLzma()
			return nil, nil, err
		}
		return d, w.backLzma, nil
	}
	return nil, nil, fmt.Errorf("kind %d is no compressed stream", kind)
}

// flate returns a reader of DEFLATE data. It reads nothing of in beyond the end if in is an io.ByteReader.
func (w *walker) flate(in io.Reader) (io.Reader, func()) {
	r := w.flates.get(func() any { return flate.NewReader(nil) })
	if err := r.(flate.Resetter).Reset(in, nil); err != nil {
		return failing{err}, w.flates.back
	}
	return r.(io.Reader), w.flates.back
}

// enhanced returns a reader of Deflate64 data, which reads nothing of in beyond the end.
func (w *walker) enhanced(in io.ByteReader) (io.Reader, func()) {
	r := w.enhanceds.get(func() any { return new(deflate64.Reader) }).(*deflate64.Reader)
	r.Reset(in)
	return r, w.enhanceds.back
}

// Bytes that decoders hold.
const (
	mostLZ4    = 16 << 20
	mostSnappy = 9 << 20 // of S2; of Snappy far less
)

// lz4 returns a reader of a stream of LZ4.
func (w *walker) lz4(in *bufio.Reader) (io.Reader, func(), error) {
	r := w.lz4s.get(func() any { return new(lz4.Reader) }).(*lz4.Reader)
	r.Reset(in)
	held := w.spend(mostLZ4)
	return r, func() {
		w.left += held
		w.lz4s.back()
	}, nil
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// gzipReader reads all streams of a gzip file. Zeros may follow, as gzip itself allows, and anything else is left to the caller.
type gzipReader struct {
	in      *bufio.Reader
	decoder *gzip.Reader
	single  bool // the first stream alone
	err     error
}

func (w *walker) gzip(in *bufio.Reader) (io.Reader, func(), error) {
	r := w.gzips.get(func() any { return &gzipReader{decoder: new(gzip.Reader)} }).(*gzipReader)
	r.in, r.single, r.err = in, false, nil
	if err := r.next(); err != nil {
		w.gzips.back()
		return nil, nil, err
	}
	return r, w.gzips.back, nil
}

func (r *gzipReader) next() error {
	err := r.decoder.Reset(r.in)
	if err == io.EOF {
		err = errTruncated
	}
	r.decoder.Multistream(false)
	return err
}

func (r *gzipReader) Read(p []byte) (int, error) {
	for r.err == nil {
		n, err := r.decoder.Read(p)
		if err == io.EOF {
			err = r.after()
		}
		r.err = err
		if n > 0 || len(p) == 0 {
			return n, nil
		}
	}
	return 0, r.err
}

// after goes to the next stream.
func (r *gzipReader) after() error {
	if r.single {
		return io.EOF
	}
	if err := skipZeros(r.in); err != nil {
		return err
	}
	if next, _ := r.in.Peek(2); string(next) != "\x1f\x8b" {
		return io.EOF
	}
	return r.next()
}

// skipZeros goes to the next byte that is not zero.
func skipZeros(in *bufio.Reader) error {
	for {
		b, err := in.ReadByte()
		if err != nil {
			return err
		}
		if b != 0 {
			return in.UnreadByte()
		}
	}
}
