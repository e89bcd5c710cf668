package detect

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/dfa"
)

// remembering returns a worker that remembers what it read from the first text on, as in a history.
func (m *Matcher) remembering() *Worker {
	w := m.NewWorker()
	w.recall.passages.read, w.follows = enoughText, true
	return w
}

// TestPassages holds chains of versions, whose worker remembers the passages of all, to judging each whole text.
func TestPassages(t *testing.T) {
	b, m := newBuilder(t, 8)
	b.cut()
	few := b.snippets
	w, judging := m.remembering(), m.judging()
	for i := range rounds(120) {
		b.rng.Shuffle(len(few), func(i, j int) { few[i], few[j] = few[j], few[i] })
		b.snippets = few[:40]
		b.compareGenerations(t, w, judging, b.text(1+b.rng.IntN(20)), 10, i%7 == 0)
	}
}

// TestPassagesAnywhere holds pieces of snippets that meet again, with ever other texts in front and behind, to judging them there. Half of
// the time what was in front of a piece or behind it stands there again.
func TestPassagesAnywhere(t *testing.T) {
	b, m := newBuilder(t, 12)
	b.snippets = append(b.snippets, "x = {\n  0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0 };\n", "password: |\n  Zk8xqT4vLw92hBnM\n")
	w, judging := m.remembering(), m.judging()
	for range rounds(400) {
		whole := b.text(1 + b.rng.IntN(3))
		lo := b.rng.IntN(len(whole) + 1)
		if i := strings.IndexByte(whole[lo:], '\n'); i >= 0 && b.rng.IntN(2) == 0 {
			lo += i + 1
		}
		hi := lo + b.rng.IntN(min(len(whole)-lo, 600)+1)
		for range 10 {
			front, behind := whole[:lo], whole[hi:]
			if b.rng.IntN(2) == 0 {
				front = b.text(1)
				front = front[:b.rng.IntN(len(front)+1)]
			}
			if b.rng.IntN(2) == 0 {
				behind = b.text(1)
			}
			text := []byte(front + whole[lo:hi] + behind)
			part := dfa.Range{Lo: int32(len(front)), Hi: int32(len(front) + hi - lo)}
			want, got := judging.passed(text, part), w.passed(text, part)
			if diff := difference(want, got); diff != "" {
				t.Fatalf("front %q\npiece %q\nbehind %q\n%s", front, whole[lo:hi], behind, diff)
			}
		}
	}
}

// TestPassagesBehind: what stands in front of a passage counts as far as a literal may reach: on its line, and from the line before.
func TestPassagesBehind(t *testing.T) {
	_, m := newBuilder(t, 14)
	long := slices.MaxFunc(m.cut(), func(a, b string) int { return len(a) - len(b) }) // of what the automaton looks for
	reach := len(long) - 1
	pad, behind := strings.Repeat("~", 40), " and more"
	whole := pad + long + behind
	end := len(pad + long)
	for _, c := range []struct {
		name, first string
		from        int // where the passage begins
		second      string
		again       int
	}{
		{"the last byte of a literal", pad + "~" + whole[len(pad)+1:], end - 1, whole, end - 1},
		{"a literal that goes on from the line in front", pad + "x\n  0x12, 0x34", 42, pad + "{\n  0x12, 0x34", 42},
		{"the same text, from where what a literal may begin in began", whole, end, whole[end-reach:], 0},
	} {
		w, judging := m.remembering(), m.judging()
		w.passed([]byte(c.first), dfa.Range{Lo: int32(c.from), Hi: int32(len(c.first))})
		part := dfa.Range{Lo: int32(c.again), Hi: int32(len(c.second))}
		want, got := judging.passed([]byte(c.second), part), w.passed([]byte(c.second), part)
		if diff := difference(want, got); diff != "" || len(want.anchors) == 0 {
			t.Errorf("%s: of %d anchors: %s", c.name, len(want.anchors), diff)
		}
	}
}

// passed returns the verdicts at the anchors in a part of a text.
func (w *Worker) passed(text []byte, part dfa.Range) (v Verdicts) {
	v.start(text, false)
	w.forget()
	all, hits := w.look(text, []dfa.Range{part}, false)
	for i := range all {
		hits = w.pass(text, &all[i], hits, &v)
	}
	return v
}

// TestPassagesAreTraced shows that all verdicts are told of where they are asked for.
func TestPassagesAreTraced(t *testing.T) {
	_, m := newBuilder(t, 13)
	text := []byte(strings.Repeat("a line without anything\n", 8) + "password = changeme\napi_key = ${API_KEY}\n")
	var want, got int
	var v Verdicts
	judging, w := m.judging(), m.remembering()
	judging.Trace = func(Trace) { want++ }
	judging.Local(text, false, &v)
	w.Local(text, false, &v)
	w.Trace = func(Trace) { got++ }
	if w.Local(text, false, &v); want == 0 || got != want {
		t.Errorf("told of %d verdicts, want %d", got, want)
	}
}

// TestPassagesAreAsked shows that what is remembered decides: by a passage that is said to have no anchors.
func TestPassagesAreAsked(t *testing.T) {
	_, m := newBuilder(t, 9)
	w := m.remembering()
	text := append(bytes.Repeat([]byte("a line without anything\n"), 20), "db_password = \"Zk8xqT4vLw92hBnM\"\n"...)
	var v Verdicts
	w.Local(text, false, &v)
	w.Local(text, false, &v)
	if len(v.kept) == 0 {
		t.Fatal("the password is not kept")
	}
	for i := range w.recall.passages.looked {
		w.recall.passages.looked[i].count = 0
	}
	if w.Local(text, false, &v); len(v.kept) > 0 {
		t.Errorf("kept %v", v.kept)
	}
}

// TestPassagesAreBounded shows that a worker remembers none where no texts follow from others, and forgets all when there are too many.
func TestPassagesAreBounded(t *testing.T) {
	_, m := newBuilder(t, 10)
	w := m.NewWorker()
	var v Verdicts
	if w.Local(make([]byte, 2*enoughText), true, &v); w.recall.passages.looked != nil {
		t.Error("passages are remembered where no text follows from another")
	}
	w = m.remembering()
	text := func(i int) []byte { return append(bytes.Repeat([]byte("password = "), 40), byte(i), byte(i>>8), '=') }
	most := 0
	for i := range 3_000 {
		w.Local(text(i), false, &v)
		most = max(most, len(w.recall.passages.anchors))
	}
	judging := m.judging()
	for i := 0; i < 3_000; i += 8 { // some of them are forgotten, or have another one's place
		whole := dfa.Range{Hi: int32(len(text(i)))}
		if diff := difference(judging.passed(text(i), whole), w.passed(text(i), whole)); diff != "" {
			t.Fatalf("text %d: %s", i, diff)
		}
	}
	w.Local(bytes.Repeat([]byte("api_key = "), 2*manyAnchors), false, &v) // more at once than there is room for
	if n := cap(w.recall.passages.anchors); n != manyAnchors || most < manyAnchors/2 {
		t.Errorf("room for %d anchors, %d at most were remembered", n, most)
	}
}

// TestPassageOfPanic shows that nothing is recalled of a passage in which a judge panicked.
func TestPassageOfPanic(t *testing.T) {
	_, m := newBuilder(t, 11)
	w, text := m.remembering(), []byte("first_token = \"Qm8xqT4vLw92hBnMt7\" // and\npassword = \"Zk8xqT4vLw92hBnM\"\n")
	var got, want Verdicts
	w.Local([]byte("x\n"), false, &got) // makes what it remembers
	all, hits := w.look(text, []dfa.Range{{Hi: int32(len(text))}}, false)
	if len(all) != 1 || len(hits) < 2 {
		t.Fatalf("%d passages, %d hits", len(all), len(hits))
	}
	hits = append([]dfa.Hit{}, hits...)
	hits[len(hits)-1].Set = -1
	func() {
		defer func() {
			if recover() == nil {
				t.Error("no panic")
			}
		}()
		w.pass(text, &all[0], hits, &got)
	}()
	m.judging().Local(text, false, &want)
	if w.Local(text, false, &got); difference(want, got) != "" {
		t.Error(difference(want, got))
	}
}
