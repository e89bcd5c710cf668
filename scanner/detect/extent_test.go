package detect

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sluice-scan/sluice/scanner/internal/dfa"
)

// TestExtent holds every verdict to its extent: whatever stands outside, it stays the same. Texts are made of all rules' examples, so
// that each judge comes to each of its answers.
func TestExtent(t *testing.T) {
	b, m := newBuilder(t, 4)
	w := m.NewWorker()
	for range 1500 {
		text := []byte(b.text(1 + b.rng.IntN(6)))
		var v Verdicts
		w.Local(text, false, &v)
		for _, a := range v.anchors {
			for range 2 {
				b.elsewhere(t, w, text, a, v.kept[a.first:a.first+a.kept])
			}
		}
	}
}

// elsewhere puts the extent of an anchor into other text and compares what is found there.
func (b *builder) elsewhere(t *testing.T, w *Worker, text []byte, a anchor, kept []Candidate) {
	t.Helper()
	lo, hi := int(a.end-a.left), int(a.end+a.right)
	front, back := text[:0:0], text[:0:0]
	if lo > 0 {
		front = []byte(b.text(1))
	}
	if hi < len(text) {
		back = []byte(b.text(1))
	}
	moved := slices.Concat(front, text[max(0, lo):min(hi, len(text))], back)
	shift := int32(len(front) - max(0, lo))
	var got Verdicts
	got.start(moved, false)
	w.forget()
	w.anchored(moved, dfa.Hit{End: a.end + shift, Set: a.set}, &got)
	want := Verdicts{size: len(moved), known: true, anchors: []anchor{a}}
	want.anchors[0].end += shift
	want.anchors[0].first = 0
	for _, c := range kept {
		want.kept = append(want.kept, c.moved(shift))
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Verdicts{}, anchor{}, Candidate{}, extent{}), cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("text %q\nextent %q\nin %q\n%s", text, text[max(0, lo):min(hi, len(text))], moved, diff)
	}
}
