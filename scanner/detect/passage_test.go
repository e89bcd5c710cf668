package detect

import (
	"bytes"
	"testing"
)

// remembering returns a worker that remembers passages from the first one on.
func (m *Matcher) remembering() *Worker {
	w := m.NewWorker()
	w.recall.passages.read = enoughText
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
		binary := i%7 == 0
		text := b.text(1 + b.rng.IntN(20))
		var steps [2]Verdicts
		w.Local([]byte(text), binary, &steps[0])
		for version := 1; version < 10; version++ {
			next, edits := b.follow(text)
			from, got := &steps[(version-1)%2], &steps[version%2]
			w.Follow([]byte(next), binary, edits, from, got)
			var want Verdicts
			judging.Local([]byte(next), binary, &want)
			if diff := difference(want, *got); diff != "" {
				t.Fatalf("text %q\nnext %q\nedits %v\n%s", text, next, edits, diff)
			}
			text = next
		}
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
	text := bytes.Repeat([]byte("password = "), 40)
	for i := range 8_000 {
		text = append(text[:440], byte(i), byte(i>>8), byte(i>>16))
		w.Local(text, false, &v)
		if n := len(w.recall.passages.anchors); n > manyAnchors {
			t.Fatalf("%d anchors are remembered", n)
		}
	}
	if n := len(w.recall.passages.anchors); n == 0 {
		t.Error("nothing is remembered")
	}
}
