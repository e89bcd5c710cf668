package detect

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
	"github.com/sluice-scan/sluice/scanner/internal/edit"
)

// The permanent differential test of Follow: on any text and any edits it gives the verdicts of Local. Texts are made of the
// rules' own examples, so that tokens, assignments, addresses and blocks stand at seams and edges.

type builder struct {
	rng      *rand.Rand
	snippets []string
}

func newBuilder(t testing.TB, seed uint64) (*builder, *Matcher) {
	t.Helper()
	set := rules.Builtin()
	b := &builder{rng: rand.New(rand.NewPCG(seed, 1)), snippets: []string{
		"\n", " ", "x", "\"", "= ", "\\n", "# sluice:allow\n", "kind: Secret\n", "kind: SealedSecret\n", strings.Repeat("filler text, nothing in it\n", 30),
		strings.Repeat("0aB9", 200), "password = \"" + strings.Repeat("longvalue1", 70) + "\"\n",
		"<password>" + strings.Repeat(" ", 400) + "x</password>", "machine a login b password c1d2e3f4g5\n",
		strings.Repeat("_", 100) + "password" + strings.Repeat("_", 100) + " = q8Zk2LwPx91v\n",
	}}
	for i := range set.Rules {
		examples, negatives, err := set.Rules[i].Texts()
		if err != nil {
			t.Fatal(err)
		}
		b.snippets = append(append(b.snippets, examples...), negatives...)
	}
	b.encode()
	return b, compiled(t, set)
}

// encode adds encoded forms of some of the snippets: wrapped and in one line, nested, with what can stand in front.
func (b *builder) encode() {
	plain := b.snippets
	for i := 0; i < len(plain); i += 7 {
		text := plain[i] + "\n" + plain[(i*31)%len(plain)]
		one := base64.StdEncoding.EncodeToString([]byte(text))
		var wrapped strings.Builder
		for j := 0; j < len(one); j += 64 {
			wrapped.WriteString([]string{"", "  ", "\t"}[i%3] + one[j:min(len(one), j+64)] + []string{"\n", "\r\n"}[i%2])
		}
		b.snippets = append(b.snippets, url.QueryEscape(text), html.EscapeString(text)+"\n",
			fmt.Sprintf("%+q", strings.ReplaceAll(text, "_", "\u00e9")), strings.ReplaceAll(text, "e", "\\x65"))
		b.snippets = append(b.snippets, one, wrapped.String(), "data: "+base64.RawURLEncoding.EncodeToString([]byte(one)),
			"a/b-"+one+"\n", fmt.Sprintf("%x", text), one[1:])
		b.snippets = append(b.snippets, "\""+reversedText(plain[i])+"\"[::-1]\n", "strrev('"+reversedText(one[:min(len(one), 200)])+"')")
		b.snippets = append(b.snippets, inPiecesOf(13, plain[i], "\" \""), "["+inPiecesOf(17, plain[i], "',\n  '")+"].join('')",
			inPiecesOf(40, plain[i], "''"))
	}
}

func numbersOf(text, format, between string) string {
	var parts []string
	for _, c := range []byte(text) {
		parts = append(parts, fmt.Sprintf(format, c))
	}
	return strings.Join(parts, between)
}

// cut adds base64 of some of the snippets in pieces, and what else is written as a whole.
func (b *builder) cut() {
	plain := b.snippets
	for i := 0; i < len(plain); i += 23 {
		one := base64.StdEncoding.EncodeToString([]byte(plain[i] + "\n" + plain[(i*31)%len(plain)]))
		b.snippets = append(b.snippets, inPiecesOf(32, one, "\",\n  \""), inPiecesOf(28, one, "\\n"), inPiecesOf(24, one, "' +\n'"),
			inPiecesOf(25, one, "'\n     . '"))
		text := plain[i] + "\n"
		b.snippets = append(b.snippets, "x = ["+numbersOf(text, "%d", ", ")+"]\n", "chr("+numbersOf(text, "%d", ") . chr(")+");\n",
			"\n"+hex.Dump([]byte(text)), "\nbegin 644 a\n"+archivetest.Uuencode(text)+"`\nend\n", numbersOf(text, `\%03o`, ""))
		b.snippets = append(b.snippets, "# "+inPiecesOf(36, one, "\n# "), "//"+inPiecesOf(64, one, "\n//"))
	}
}

// inPiecesOf writes something between parts of a text.
func inPiecesOf(size int, text, between string) string {
	var b strings.Builder
	for len(text) > size {
		b.WriteString(text[:size] + between)
		text = text[size:]
	}
	return between[:1] + b.String() + text + between[:1]
}

// text returns some snippets, one after the other.
func (b *builder) text(n int) string {
	var out strings.Builder
	for range n {
		out.WriteString(b.snippets[b.rng.IntN(len(b.snippets))])
		if b.rng.IntN(3) == 0 {
			out.WriteByte('\n')
		}
	}
	return out.String()
}

// follow makes a text of copies of base and insertions.
func (b *builder) follow(base string) (string, []edit.Edit) {
	var out strings.Builder
	var edits []edit.Edit
	add := func(src int, text string) {
		if text == "" {
			return
		}
		edits = append(edits, edit.Edit{Dst: out.Len(), Src: src, Len: len(text)})
		out.WriteString(text)
	}
	at := 0
	if b.rng.IntN(3) == 0 {
		at = b.rng.IntN(len(base) + 1)
	}
	for n := 1 + b.rng.IntN(5); n > 0; n-- {
		end := at + b.rng.IntN(len(base)-at+1)
		if n == 1 && b.rng.IntN(2) == 0 {
			end = len(base)
		}
		add(at, base[at:end])
		at = end
		switch b.rng.IntN(4) {
		case 0:
			add(-1, b.text(1))
		case 1:
			add(-1, "x")
		case 2:
			at = min(len(base), at+b.rng.IntN(40))
		default:
			at = b.rng.IntN(len(base) + 1)
		}
	}
	return out.String(), edits
}

// compareFollowed compares for many random texts of at most so many snippets, some of them as binary ones if they are to be.
func (b *builder) compareFollowed(t *testing.T, w *Worker, most int, binary bool) {
	t.Helper()
	for i := range rounds(4000) {
		base := b.text(1 + b.rng.IntN(most))
		text, edits := b.follow(base)
		compare(t, w, base, text, edits, binary && i%7 == 0)
	}
}

// rounds returns how many random texts of n a test tries: fewer under -short, for the race detector, which they, all in one goroutine, have
// nothing for.
func rounds(n int) int {
	if testing.Short() {
		return n / 16
	}
	return n
}

// compare checks Follow against Local, and their verdicts against each other over several steps.
func compare(t *testing.T, w *Worker, base, text string, edits []edit.Edit, binary bool) {
	t.Helper()
	var before, want, got Verdicts
	w.Local([]byte(base), binary, &before)
	w.Local([]byte(text), binary, &want)
	w.Follow([]byte(text), binary, edits, &before, &got)
	if diff := difference(want, got); diff != "" {
		t.Fatalf("base %q\ntext %q\nedits %v\n%s", base, text, edits, diff)
	}
}

// difference compares verdicts, but for the numbers of sets of literals: each automaton counts them as it meets them.
func difference(want, got Verdicts) string {
	return cmp.Diff(want, got, cmp.AllowUnexported(Verdicts{}, anchor{}, Candidate{}, extent{}, encoded{}),
		cmpopts.IgnoreFields(anchor{}, "set"), cmpopts.EquateEmpty())
}

// judging returns a worker that recalls no former verdict.
func (m *Matcher) judging() *Worker {
	w := m.NewWorker()
	w.recall = nil
	return w
}

func TestFollowEqualsLocal(t *testing.T) {
	b, m := newBuilder(t, 1)
	b.cut()
	w := m.judging()
	b.compareFollowed(t, w, 12, true)
}

// TestFollowEncoded does the same where nearly all is letters of base64, and where lines join matters.
func TestFollowEncoded(t *testing.T) {
	b, m := newBuilder(t, 4)
	b.cut()
	from := slices.IndexFunc(b.snippets, func(s string) bool { return strings.HasPrefix(s, "data: ") })
	b.snippets = append(b.snippets[from:], "\n", "\r\n", "\n", "\t", "    ", strings.Repeat(" ", 31), "=", "x", "-", "\\n",
		"Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9v", "Zm9vYmFyZm9vYmFyZm9vYmFy", "Zm9v", "\"", "\",\n  \"", "',\n", "'", "\" +\n",
		"\n# ", "Zm9vYmFyZm9vYmFyZm9vYmFyIGZv", "\" << \"")
	w := m.judging()
	b.compareFollowed(t, w, 8, false)
}

// TestFollowBehindDump: a line that is too long for one of a dump ends the dump, and counts as far as it was read.
func TestFollowBehindDump(t *testing.T) {
	_, m := newBuilder(t, 5)
	row := func(n int) string {
		return fmt.Sprintf("%08x  61 70 69 5f 6b 65 79 3d  %s  |api_key=........|\n", n, "78 51 34 76 4c 77 39 32")
	}
	base := row(0) + row(16) + row(32) + "00000030  68 42 6e 4d 5a 6b 38 78 " + strings.Repeat("-", 1200) + "\n"
	text := base[:len(base)-400]
	compare(t, m.judging(), base, text, []edit.Edit{{Dst: 0, Src: 0, Len: len(text)}}, false)
}

// TestFollowOverGenerations carries verdicts through chains of deltas.
func TestFollowOverGenerations(t *testing.T) {
	b, m := newBuilder(t, 2)
	w := m.judging()
	for range rounds(60) {
		b.compareGenerations(t, w, w, b.text(20), 20, false)
	}
}

// compareGenerations holds the verdicts that a worker carries from each text to the next one to those that judging gives of the whole.
func (b *builder) compareGenerations(t *testing.T, w, judging *Worker, text string, many int, binary bool) {
	t.Helper()
	var steps [2]Verdicts
	w.Local([]byte(text), binary, &steps[0])
	for generation := 1; generation < many; generation++ {
		next, edits := b.follow(text)
		from, got := &steps[(generation-1)%2], &steps[generation%2]
		w.Follow([]byte(next), binary, edits, from, got)
		var want Verdicts
		judging.Local([]byte(next), binary, &want)
		if diff := difference(want, *got); diff != "" {
			t.Fatalf("generation %d\ntext %q\nnext %q\nedits %v\n%s", generation, text, next, edits, diff)
		}
		text = next
	}
}

// FuzzFollow cuts the base at any three places and inserts anything.
func FuzzFollow(f *testing.F) {
	b, m := newBuilder(f, 3)
	for range 30 {
		f.Add(b.text(4), b.text(1), uint16(b.rng.IntN(900)), uint16(b.rng.IntN(900)), uint16(b.rng.IntN(900)))
	}
	w := m.judging()
	f.Fuzz(func(t *testing.T, base, insert string, p, q, r uint16) {
		n := len(base) + 1
		a, c, d := int(p)%n, int(q)%n, int(r)%n
		var edits []edit.Edit
		text := ""
		for _, part := range []struct{ from, to int }{{min(a, c), max(a, c)}, {-1, 0}, {d, len(base)}, {0, min(a, d)}} {
			piece, src := insert, -1
			if part.from >= 0 {
				piece, src = base[part.from:max(part.from, part.to)], part.from
			}
			if piece != "" {
				edits = append(edits, edit.Edit{Dst: len(text), Src: src, Len: len(piece)})
				text += piece
			}
		}
		compare(t, w, base, text, edits, false)
	})
}
