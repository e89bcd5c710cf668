package detect

import (
	"bytes"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/dfa"
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
		b.compareGenerations(t, w, judging, b.text(1+b.rng.IntN(20)), 10, i%7 == 0)
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
	most := 0
	for i := range 3_000 {
		text = append(text[:440], byte(i), byte(i>>8), byte(i>>16))
		w.Local(text, false, &v)
		most = max(most, len(w.recall.passages.anchors))
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
