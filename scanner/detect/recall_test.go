package detect

import (
	"bytes"
	"testing"
)

// TestRecall holds what a worker recalls of former texts to judging everything: texts of the same snippets in ever other surroundings, cut
// off anywhere, some of them as binary ones.
func TestRecall(t *testing.T) {
	b, m := newBuilder(t, 6)
	few := b.snippets
	recalling, judging := m.remembering(), m.judging()
	for i := range rounds(6000) {
		if i%500 == 0 { // few at a time, so that they meet again
			b.rng.Shuffle(len(few), func(i, j int) { few[i], few[j] = few[j], few[i] })
			b.snippets = few[:60]
		}
		text := []byte(b.text(1 + b.rng.IntN(8)))
		lo := b.rng.IntN(len(text) + 1)
		text = text[lo : lo+b.rng.IntN(len(text)-lo+1)]
		var want, got Verdicts
		judging.Local(text, i%7 == 0, &want)
		recalling.Local(text, i%7 == 0, &got)
		if diff := difference(want, got); diff != "" {
			t.Fatalf("text %q\n%s", text, diff)
		}
	}
}

// TestRecallIsAsked shows that what is remembered decides: by a drop that no rule made.
func TestRecallIsAsked(t *testing.T) {
	_, m := newBuilder(t, 7)
	w := m.remembering()
	text := []byte("db_password = \"Zk8xqT4vLw92hBnM\"\n")
	var v Verdicts
	w.Local(text, false, &v)
	if len(v.kept) == 0 {
		t.Fatal("the password is not kept")
	}
	for _, a := range v.anchors {
		for number, literal := range m.anchors.Texts {
			if !bytes.HasSuffix(text[:a.end], []byte(literal)) {
				continue
			}
			kind := uint64(number) << 1
			w.recall.drops.remember(w.recall.drops.near(text, a.end, kind), text, &a, kind)
		}
	}
	if w.Local(text, false, &v); len(v.kept) > 0 {
		t.Errorf("kept %v", v.kept)
	}
}
