package archive

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"github.com/sluice-scan/sluice/scanner/internal/archive/lz4"
	"github.com/sluice-scan/sluice/scanner/internal/archive/lzma"
)

// archiveError is what is wrong with an archive.
type archiveError string

func (e archiveError) Error() string { return string(e) }

const (
	errArHead        = archiveError("not a valid ar header; the rest is read as one text")
	errArNames       = archiveError("the table of names is too long")
	errLongName      = archiveError("a name is too long")
	errCpioHead      = archiveError("not a valid cpio header; the rest is read as one text")
	errRpmHead       = archiveError("not a valid rpm header; the rest is read as one text")
	errDirectory     = archiveError("the directory of the zip is damaged")
	errNoDirectory   = archiveError("the directory of the zip is missing; its members are found by their own headers")
	errWrongSum      = archiveError("does not match its checksum")
	errEncrypted     = archiveError("is encrypted")
	errOverlap       = archiveError("members overlap; the rest is not read")
	errSevenHeader   = archiveError("the header of the 7z is damaged")
	errSevenLong     = archiveError("the header of the 7z is too long")
	errSevenCoders   = archiveError("the way the 7z combines compression methods is not supported")
	errSevenProperty = archiveError("the properties of a compression method are not valid")
	errPPMd          = archiveError("is compressed with PPMd, which is not supported")
	errTruncated     = archiveError("ends early")
)

// errEnough ends the walk.
const errEnough = archiveError("the walk is over")

// fault is what went wrong with a decoder or why it was stopped. Everything that reads from the decoder sees the same fault, and the
// first to hear of it tells it, with the path of the container that is to blame.
type fault struct {
	path, why  string
	lost, told bool
	limit      bool
}

func (f *fault) Error() string { return f.why }

// tell passes on why a part was not read, once.
func (w *walker) tell(path string, err error) {
	if err == nil || err == io.EOF || !w.goOn() {
		return
	}
	g := Gap{Path: path, Why: err.Error(), Lost: lost(err), Limit: errors.As(err, new(limitError))}
	if err == io.ErrUnexpectedEOF {
		g.Why = errTruncated.Error()
	}
	if f := (*fault)(nil); errors.As(err, &f) {
		if f.told {
			return
		}
		f.told = true
		g = Gap{Path: f.path, Why: f.why, Lost: f.lost, Limit: f.limit}
	}
	w.gap(g)
}

// limitError says which limit was reached.
type limitError string

func (e limitError) Error() string { return string(e) }

func limited(format string, args ...any) error { return limitError(fmt.Sprintf(format, args...)) }

// lost reports whether an error says that there are bytes that could not be read. What is cut off or has a wrong sum was decoded as far
// as it goes, and what is encrypted nobody can read.
func lost(err error) bool {
	for _, other := range [...]error{
		errEncrypted, errObjects, errPagesLost, errPicture, errTruncated, errNoDirectory, io.ErrUnexpectedEOF, errWrongSum, errArHead, errCpioHead, errRpmHead, tar.ErrHeader,
		gzip.ErrChecksum, zlib.ErrChecksum, lzma.ErrTruncated, lzma.ErrXzCheck,
		lz4.ErrDictionary, lz4.ErrLong, lzma.ErrWindow, zstd.ErrWindowSizeExceeded, zstd.ErrDecoderSizeExceeded,
	} {
		if errors.Is(err, other) {
			return false
		}
	}
	return !errors.As(err, new(limitError))
}

// enough tells which limit was reached and ends the walk.
func (w *walker) enough(path, format string, args ...any) {
	if w.over == nil {
		w.gap(Gap{Path: path, Why: fmt.Sprintf(format, args...), Limit: true})
		w.over = errEnough
	}
}

// goOn reports that the walk is not over.
func (w *walker) goOn() bool {
	if w.over == nil {
		w.over = w.ctx.Err()
	}
	return w.over == nil
}

// meter passes on what a decoder gives, up to the limits. Its errors stay.
type meter struct {
	w    *walker
	in   io.Reader
	path string       // of the container
	took func() int64 // compressed bytes so far; nil: what in gives is not compressed
	gave int64
	err  error
}

func (m *meter) Read(p []byte) (int, error) {
	if m.err == nil && !m.w.goOn() {
		m.err = m.w.over
	}
	if m.err != nil || len(p) == 0 {
		return 0, m.err
	}
	left := m.w.limits.Bytes - m.w.decoded
	if left == 0 {
		return 0, m.atEnd()
	}
	n, err := m.in.Read(p[:min(int64(len(p)), left)])
	m.gave += int64(n)
	m.w.decoded += int64(n)
	if m.took != nil && m.gave > smallBuffer {
		m.w.enter() // its window may be as large
	}
	m.fail(err)
	if m.err == nil && m.took != nil && m.gave > ratioFrom && m.gave/m.w.limits.Ratio > m.took() {
		why := fmt.Sprintf("expands to more than %d times its size; the rest is not read", m.w.limits.Ratio)
		m.err = &fault{path: m.path, why: why, limit: true}
	}
	return n, m.err
}

// fail keeps an error, with the path that it belongs to.
func (m *meter) fail(err error) {
	m.err = err
	f := (*fault)(nil)
	if err == nil || err == io.EOF || errors.As(err, &f) || errors.Is(err, errEnough) {
		return
	}
	if err == io.ErrUnexpectedEOF {
		err = errTruncated
	}
	m.err = &fault{path: m.path, why: err.Error(), lost: lost(err)}
}

// atEnd looks whether there is anything beyond the limit.
func (m *meter) atEnd() error {
	var one [1]byte
	n, err := m.in.Read(one[:])
	m.fail(err)
	if n > 0 {
		m.w.enough(m.path, "holds more than %d bytes; the rest is not read", m.w.limits.Bytes)
		m.err = errEnough
	}
	return m.err
}

// part is the next bytes of an archive, no more and no fewer.
type part struct {
	in   io.Reader
	left int64
}

func (p *part) Read(b []byte) (int, error) {
	if p.left <= 0 {
		return 0, io.EOF
	}
	n, err := p.in.Read(b[:min(int64(len(b)), p.left)])
	p.left -= int64(n)
	switch {
	case err == io.EOF && p.left > 0:
		err = errTruncated
	case err == io.EOF:
		err = nil
	}
	return n, err
}

// skipRest goes to the part's end and as many bytes beyond.
func (p *part) skipRest(beyond int64) error {
	_, err := io.CopyN(io.Discard, p.in, p.left+beyond)
	if err == io.EOF {
		err = errTruncated
	}
	return err
}
