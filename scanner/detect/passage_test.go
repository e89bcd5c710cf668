package detect

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestPassages holds the verdicts on texts that repeat parts of earlier ones, whole or cut anywhere, to those of Local.
func TestPassages(t *testing.T) {
	b, m := newBuilder(t, 6)
	w := m.NewWorker()
	blocks := make([]string, 40)
	for i := range blocks {
		for range 1 + b.rng.IntN(20) {
			blocks[i] += b.text(1) + "\n"
			for range 10 + b.rng.IntN(20) {
				blocks[i] += fmt.Sprintf("a token is not in line %d\n", b.rng.IntN(1000))
			}
		}
	}
	met := 0
	var base, v Verdicts
	for i := range 300 {
		var out strings.Builder
		for range 1 + b.rng.IntN(5) {
			block := blocks[b.rng.IntN(len(blocks))]
			lo := b.rng.IntN(len(block)) * b.rng.IntN(2)
			out.WriteString(block[lo : lo+b.rng.IntN(len(block)-lo)])
			out.WriteString(b.text(b.rng.IntN(2)))
		}
		text := out.String()
		w.Recall([]byte(text), false, &v)
		met += recognised(w)
		same(t, w, text, &v)
		next, edits := b.follow(text)
		base, v = v, base
		w.Follow([]byte(next), false, edits, &base, &v)
		met += recognised(w)
		same(t, w, next, &v)
		if i%100 == 99 {
			w.passages.known = make([]passage, manyPassages) // too many
		}
	}
	if met < 100 {
		t.Errorf("only %d passages were met again", met)
	}
}

// recognised returns how many segments of the last text were known from others.
func recognised(w *Worker) (n int) {
	for _, s := range w.passages.scratch {
		if s.origin == ofPassages {
			n++
		}
	}
	return n
}

func same(t *testing.T, w *Worker, text string, got *Verdicts) {
	t.Helper()
	var want Verdicts
	w.Local([]byte(text), false, &want)
	if diff := cmp.Diff(want, *got, cmp.AllowUnexported(Verdicts{}, anchor{}, Candidate{}, extent{}), cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("text %q\n%s", text, diff)
	}
}

// TestPassagesApart: what was remembered of one text, but did not stand side by side there, does so in the next one.
func TestPassagesApart(t *testing.T) {
	_, m := newBuilder(t, 7)
	w := m.NewWorker()
	var v Verdicts
	filler := strings.Repeat("nothing is in this line, whatever it says\n", 4)
	passage := func(keeps bool, format string, endings ...any) string {
		for _, ending := range endings {
			text := filler + fmt.Sprintf(format, ending)
			s, ok := passageAt([]byte(text), 0, len(text))
			w.Local([]byte(text), false, &v)
			if ok && int(s.End) == len(text) && len(v.kept) > 0 == keeps {
				return text
			}
		}
		t.Fatalf("no passage ends with %q", format)
		return ""
	}
	name := passage(false, "%s =\n", "password", "auth_token", "access_token", "db_password", "user_password", "signing_secret", "pass_phrase", "login_token", "mail_token", "mail_password", "root_password")
	value := "    \"q8Zk2LwPx91v" + "Tb4Rm7Yc\"\n" + passage(false, "it ends with %s\n", "this", "that", "these", "those", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
	kept := passage(true, "mail_password = \"b7Kx3QvN"+"z81mLd5R\" # %s\n", "this", "that", "these", "those", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
	for _, text := range []string{name + kept + value, name + value, value + name + value} {
		w.Recall([]byte(text), false, &v)
		same(t, w, text, &v)
	}
	if recognised(w) != 3 || len(v.kept) == 0 {
		t.Errorf("%d passages were met again, and %d candidates kept", recognised(w), len(v.kept))
	}
}
