package scanner

import (
	"context"
	"fmt"
	"io"
	"slices"

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
)

// piecewise is what windows keep from being judged.
const piecewise = "content above 64 MiB is judged in pieces, with 1 MiB on either side of each place: JSON objects and encoded texts that reach further are not seen as a whole"

func (s *scan) window() int {
	if len(s.matcher.Unbounded()) > 0 {
		return unboundedWindow
	}
	return windowSize
}

// large scans content that is too large to be held whole.
func (w *worker) large(ctx context.Context, b *source.Blob, p place) error {
	r, err := b.Open()
	if err != nil {
		w.skip(source.Skip{Class: source.Unread, What: p.name(), Why: err.Error()})
		return nil
	}
	defer r.Close()
	w.limit(piecewise)
	before := len(w.hits)
	head, err := w.windows(ctx, r, &p)
	if err != nil || !p.container(head) {
		return err
	}
	inside, err := w.largeMembers(ctx, b, &p)
	w.hits = append(w.hits[:before], merge(inside, slices.Clone(w.hits[before:]))...)
	return err
}

// windows scans r window by window, and returns the first bytes of the content, which are valid until the next call. What begins in a
// window's margins is left to the windows that have it in their middle, so none is reported twice and none is cut.
func (w *worker) windows(ctx context.Context, r io.Reader, p *place) (head []byte, err error) {
	if w.window == nil {
		w.window = make([]byte, margin+w.scan.window()+margin)
	}
	v := view{worker: w, place: p}
	for held := 0; ctx.Err() == nil; {
		n, err := fill(r, w.window[held:])
		last := err != nil
		v.data = w.window[:held+n]
		if v.base == 0 {
			p.encoding = decode.Detect(v.data)
			head = append(head, v.data[:min(len(v.data), headSize)]...)
			w.hits = append(w.hits, w.files(p, p.path, v.data, nil)...)
		}
		if last {
			v.scan(len(v.data), len(v.data))
			if err != io.EOF {
				w.skip(source.Skip{Class: source.Unread, What: p.name(), Why: fmt.Sprintf("reading at byte %d: %v", v.base+int64(len(v.data)), err)})
			}
			return head, nil
		}
		to := len(v.data) - margin
		v.scan(to, to-margin)
		v.base += int64(to - margin)
		v.from = margin
		held = copy(w.window, v.data[to-margin:])
	}
	return nil, ctx.Err()
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
			return len(encoding.AppendUTF8(nil, v.data[:offset]))
		}
		return offset
	}
	from, end := place(v.from), place(to)
	shared := *v.place
	w.detect.Local(text, encoding == decode.Binary, &w.alone)
	here := v.at
	for _, h := range w.finalise(text, &w.alone) {
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
		w.hits = append(w.hits, h)
	}
	v.at.At(text, place(next))
	v.at.Rebase()
}
