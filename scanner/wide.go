package scanner

import (
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/decode"
	"github.com/sluice-scan/sluice/scanner/internal/lines"
)

// wideStrings scans the strings in UTF-16 that a binary content holds. They are a text of their own, one a line; places are those in the
// content, whose beginning stands at from.
func (w *worker) wideStrings(data []byte, p *place, from lines.Counter) []hit {
	s := &w.strings
	if s.Read(data); len(s.Text) == 0 {
		return nil
	}
	w.detect.Local(s.Text, false, &w.alone)
	found := w.finalise(s.Text, nil, &w.alone)
	if len(found) == 0 {
		return nil
	}
	shared := *p
	shared.encoding = decode.UTF16LE
	for i := range found {
		h := &found[i]
		h.place = &shared
		h.Start, h.End = s.Offset(h.Start), s.Offset(h.End-1)+1
		h.offset, h.length = int64(h.Start), int64(h.End-h.Start)
	}
	slices.SortStableFunc(found, func(a, b hit) int { return a.Start - b.Start })
	for i := range found {
		h := &found[i]
		h.From.Line, h.From.Column = from.At(data, h.Start)
		end := from
		h.To.Line, h.To.Column = end.At(data, h.End)
	}
	return found
}
