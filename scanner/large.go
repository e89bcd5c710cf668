package scanner

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/sluice-scan/sluice/scanner/internal/archive"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
	"github.com/sluice-scan/sluice/scanner/internal/lines"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Windows of content that is too large to be held whole, in bytes, with a margin on either side, in which judges can look around.
// Sizes are multiples of the widest code unit, so that a window never begins inside one. Patterns without a bound get larger windows.
const (
	windowSize      = 16 << 20
	unboundedWindow = 64 << 20
	margin          = 1 << 20
	headReach       = 64 << 10 // of the content's beginning, for what asks of the whole content
)

// piecewise is what windows keep from being judged.
const (
	piecewise     = "content above 64 MiB" + inPieces
	piecewiseWide = "text in UTF-16 or UTF-32 above 16 MiB" + inPieces
	inPieces      = " is judged in pieces, with 1 MiB on either side of each place and the first 64 KiB: " +
		"JSON objects and encoded texts that reach further are not seen as a whole"
)

func (s *scan) window() int {
	if len(s.matcher.Unbounded()) > 0 {
		return unboundedWindow
	}
	return windowSize
}

// large scans content that is too large to be held; gap is told what of an archive was not read.
func (w *worker) large(ctx context.Context, b *source.Blob, p *place, gap func(archive.Gap)) ([]hit, error) {
	r, err := b.Open()
	if err != nil {
		w.skip(source.Skip{Class: source.Unread, What: p.name(), Why: err.Error()})
		return nil, nil
	}
	defer r.Close()
	w.limit(piecewise)
	v := view{worker: w, place: p}
	if err := v.read(ctx, r); err != nil || !p.container(v.head) {
		return v.found, err
	}
	inside, err := w.largeMembers(ctx, b, p, gap)
	return merge(append(v.found, inside...)), err
}

// wide scans content in a wide encoding that is held, but whose text would take half as much again.
func (w *worker) wide(data []byte, p *place) []hit {
	w.limit(piecewiseWide)
	v := view{worker: w, place: p, held: true}
	_ = v.read(context.Background(), bytes.NewReader(data)) // it is some windows long, and does not fail
	return v.found
}

// read scans r window by window. What begins in a window's margins is left to the windows that have it in their middle, so none is
// reported twice and none is cut.
func (v *view) read(ctx context.Context, r io.Reader) error {
	w := v.worker
	if w.window == nil {
		w.window = make([]byte, margin+w.scan.window()+margin)
	}
	for held := 0; ctx.Err() == nil; {
		n, err := fill(r, w.window[held:])
		last := err != nil
		v.data = w.window[:held+n]
		if v.base == 0 {
			v.place.encoding = decode.Detect(v.data)
			v.head = bytes.Clone(v.data[:min(len(v.data), headReach)])
			v.top = bytes.Clone(w.decode(v.head, v.place.encoding))
			if !v.held {
				v.found = append(v.found, w.files(v.place, v.place.path, v.data, nil)...)
			}
		}
		if last {
			v.scan(len(v.data), len(v.data))
			if err != io.EOF {
				w.skip(source.Skip{
					Class: source.Unread, What: v.place.name(),
					Why: fmt.Sprintf("reading at byte %d: %v", v.base+int64(len(v.data)), err),
				})
			}
			return nil
		}
		to := len(v.data) - margin
		v.scan(to, to-margin)
		v.base += int64(to - margin)
		v.from = margin
		held = copy(w.window, v.data[to-margin:])
	}
	return ctx.Err()
}

// fill reads until p is full. The error is io.EOF where r has come to its end, also in the middle of p: for io.ReadFull that is
// io.ErrUnexpectedEOF, which is what a content that was cut off gives.
func fill(r io.Reader, p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		var more int
		more, err = r.Read(p[n:])
		n += more
	}
	if n == len(p) {
		err = nil
	}
	return n, err
}

// view is a window of a content.
type view struct {
	*worker
	place *place
	held  bool // the content is held, so others ask what kind of file it is
	found []hit
	head  []byte // the first bytes of the content
	top   []byte // head as text
	data  []byte
	base  int64         // of data in the content
	at    lines.Counter // of data's beginning
	from  int           // what begins in front of this was in the middle of the window before
}

// scan keeps what begins from v.from to to, and moves v.at to next, where the next window begins.
func (v *view) scan(to, next int) {
	w, encoding := v.worker, v.place.encoding
	text := w.decode(v.data, encoding)
	place := func(offset int) int { // in text
		if encoding.Wide() {
			return encoding.Length(v.data[:offset])
		}
		return offset
	}
	from, end := place(v.from), place(to)
	shared := *v.place
	w.detect.Local(text, encoding == decode.Binary, &w.alone)
	here := v.at
	for _, h := range w.finalise(text, v.top, &w.alone) {
		if h.Start < from || h.Start >= end {
			continue
		}
		h.place = &shared
		h.offset, h.length = v.base+int64(h.Start), int64(h.End-h.Start)
		if encoding.Wide() {
			start := encoding.Offset(v.data, h.Start)
			h.offset, h.length = v.base+int64(start), int64(encoding.Offset(v.data, h.End)-start)
		}
		h.From.Line, h.From.Column = here.At(text, h.Start)
		after := here
		h.To.Line, h.To.Column = after.At(text, h.End)
		v.found = append(v.found, h)
	}
	if encoding == decode.Binary {
		for _, h := range w.wideStrings(v.data, v.place, v.at) {
			if h.Start >= from && h.Start < end {
				h.offset += v.base
				v.found = append(v.found, h)
			}
		}
	}
	v.found = w.bounded(v.found)
	v.at.At(text, place(next))
	v.at.Rebase()
}
