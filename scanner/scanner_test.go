package scanner_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/git"
)

// acme is a rule set of one rule, so that tests need no real-looking token.
func acme(t testing.TB, more string) *rules.Set {
	t.Helper()
	set, err := rules.Parse("acme.toml", []byte(`
[[rule]]
id = "acme-key"
name = "Acme key"
kind = "token"
literals = ["acmekey_"]
shape = '[0-9a-f]{16}'
confidence = "high"
`+more))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func newScanner(t testing.TB, set *rules.Set, o scanner.Options) *scanner.Scanner {
	t.Helper()
	s, err := scanner.New(set, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// key returns the n-th made-up key.
func key(n int) string {
	text, err := rules.Fill("acmekey_{{hex:16}}", "acme", n)
	if err != nil {
		panic(err)
	}
	return text
}

type list []finding.Finding

func (l *list) Report(f finding.Finding) error { *l = append(*l, f); return nil }

// blobs is a source of one batch for each blob.
type blobs []source.Blob

func (s blobs) Batches(_ context.Context, yield func(source.Batch) error, _ func(source.Skip)) error {
	for i := range s {
		if err := yield(one{&s[i]}); err != nil {
			return err
		}
	}
	return nil
}

type one struct{ blob *source.Blob }

func (o one) Blobs(_ context.Context, yield func(*source.Blob) error, _ func(source.Skip)) error {
	return yield(o.blob)
}

func file(path, text string) source.Blob {
	return source.Blob{Kind: source.File, Path: path, Data: []byte(text), Size: int64(len(text))}
}

func TestReportDoesNotDependOnWorkers(t *testing.T) {
	var src blobs
	for i := range 500 {
		src = append(src, file(fmt.Sprintf("f%03d", i%250), "k = "+key(i)+"\n\nk = "+key(i/2)))
	}
	var want list
	for _, workers := range []int{1, 2, 8} {
		var got list
		if _, err := newScanner(t, acme(t, ""), scanner.Options{Workers: workers}).Scan(t.Context(), src, &got); err != nil {
			t.Fatal(err)
		}
		if workers == 1 {
			want = got
		}
		if diff := cmp.Diff(fmt.Sprintf("%+v", want), fmt.Sprintf("%+v", got)); len(got) != 1000 || diff != "" {
			t.Errorf("%d workers: %d findings: %s", workers, len(got), diff)
		}
	}
}

type failing struct{ calls int }

func (f *failing) Report(finding.Finding) error { f.calls++; return errDisk }

var errDisk = errors.New("disk full")

func TestSinkErrorEndsTheScan(t *testing.T) {
	sink := &failing{}
	receipt, err := newScanner(t, acme(t, ""), scanner.Options{}).Scan(t.Context(), blobs{file("a", key(1)), file("b", key(2))}, sink)
	if !errors.Is(err, errDisk) || sink.calls != 1 || receipt.Complete {
		t.Errorf("%v after %d calls, complete: %v", err, sink.calls, receipt.Complete)
	}
}

// crashing has a batch that yields one blob and then panics with what it read, as a bug would, and another.
type crashing struct{ text string }

func (c crashing) Batches(_ context.Context, yield func(source.Batch) error, _ func(source.Skip)) error {
	return errors.Join(yield(c), yield(one{&source.Blob{Kind: source.File, Path: "b", Data: []byte(c.text)}}))
}

func (c crashing) Blobs(_ context.Context, yield func(*source.Blob) error, _ func(source.Skip)) error {
	if err := yield(&source.Blob{Kind: source.File, Path: "a", Data: []byte("nothing")}); err != nil {
		return err
	}
	panic(c.text)
}

func TestPanicInABatchIsUnreadAndTellsNoSecret(t *testing.T) {
	var got list
	receipt, err := newScanner(t, acme(t, ""), scanner.Options{}).Scan(t.Context(), crashing{key(1)}, &got)
	if err != nil || receipt.Complete || len(got) != 1 || len(receipt.Skipped) != 1 || strings.Contains(fmt.Sprint(receipt), key(1)) ||
		receipt.Skipped[0].What != "a and the rest of its batch" {
		t.Errorf("%v, %d findings, %+v", err, len(got), receipt)
	}
}

// broken is a batch that ends with an error behind its first blob.
type broken struct{ text string }

func (b broken) Batches(_ context.Context, yield func(source.Batch) error, _ func(source.Skip)) error {
	return yield(b)
}

func (b broken) Blobs(_ context.Context, yield func(*source.Blob) error, _ func(source.Skip)) error {
	return errors.Join(yield(&source.Blob{Kind: source.File, Path: "a", Data: []byte(b.text)}), errors.New("the disk is gone"))
}

func TestBrokenBatchIsUnread(t *testing.T) {
	var got list
	receipt, err := newScanner(t, acme(t, ""), scanner.Options{}).Scan(t.Context(), broken{key(1)}, &got)
	if err != nil || receipt.Complete || len(got) != 1 || len(receipt.Skipped) != 1 || receipt.Skipped[0].Why != "the disk is gone" {
		t.Errorf("%v, %d findings, %+v", err, len(got), receipt)
	}
}

func TestCancelledScanIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var got list
	receipt, err := newScanner(t, acme(t, ""), scanner.Options{}).Scan(ctx, blobs{file("a", key(1))}, &got)
	if !errors.Is(err, context.Canceled) || !receipt.Interrupted || receipt.Complete || len(got) != 0 {
		t.Errorf("%v, %+v, %d findings", err, receipt, len(got))
	}
}

// TestLargeContent puts keys at the borders of windows, and what allows one up to a margin away: each is found once, at its place, as
// in the whole.
func TestLargeContent(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute with the race detector, which finds nothing in one goroutine")
	}
	const window, margin = 16 << 20, 1 << 20
	text := bytes.Repeat([]byte("a line of 32 bytes, no key here\n"), (2*window+window/2)/32)
	places := []int{0, window - 60, window + 100, len(text) - 24}
	for _, border := range []int{window + margin, 2*window + margin} {
		places = append(places, border-margin, border-60, border-30, border, border+40, border+margin-7)
	}
	for i, at := range places {
		copy(text[at:], key(i))
		if at > 0 {
			text[at-1] = ' '
		}
		if at+24 < len(text) {
			text[at+24] = ' '
		}
	}
	copy(text[window+margin-(50<<10):], "\n# sluice:allow-begin: reason\n")
	copy(text[window+margin+margin/2:], "\n# sluice:allow-end\n")
	for name, text := range map[string][]byte{"UTF-8": text, "UTF-16": []byte(utf16le("\ufeff", string(text[:window])))} {
		open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }
		var large, whole list
		s := newScanner(t, acme(t, ""), scanner.Options{})
		receipt, err := s.Scan(t.Context(), blobs{{Kind: source.File, Path: "f", Open: open, Size: int64(len(text))}}, &large)
		if err != nil || len(receipt.Limits) != 1 || !strings.Contains(receipt.Limits[0], "judged in pieces") {
			t.Errorf("%v, limits %q", err, receipt.Limits)
		}
		if _, err := s.Scan(t.Context(), blobs{file("f", string(text))}, &whole); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(fmt.Sprintf("%+v", whole), fmt.Sprintf("%+v", large)); diff != "" ||
			name == "UTF-8" && (len(large) != len(places) || !strings.Contains(fmt.Sprint(whole), "reason")) {
			t.Errorf("%s: %d findings, %d in the whole: %s", name, len(large), len(whole), diff)
		}
	}
}

// TestLargeWideContent: text in UTF-16 that is judged in pieces has its findings where they stand in the same text in UTF-8.
func TestLargeWideContent(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute with the race detector, which finds nothing in one goroutine")
	}
	const window, margin = 16 << 20, 1 << 20
	text := bytes.Repeat([]byte("a line of 32 bytes, no key here\n"), (window+window/4)/32)
	for i, at := range []int{
		0, 500, (window+margin)/2 - 60, (window + margin) / 2, window/2 + margin, window/2 + 2*margin, len(text) - 25,
	} {
		copy(text[at:], " "+key(i)+" ")
	}
	s := newScanner(t, acme(t, ""), scanner.Options{})
	want, _, err := s.Bytes(t.Context(), "f", text)
	if err != nil {
		t.Fatal(err)
	}
	got, receipt, err := s.Bytes(t.Context(), "f", []byte(utf16le("\ufeff", string(text))))
	if err != nil || len(got) != 7 || len(got) != len(want) || len(receipt.Limits) != 1 {
		t.Fatalf("%v, %d findings, want %d, limits %q", err, len(got), len(want), receipt.Limits)
	}
	for i, g := range got {
		if w := want[i]; g.Start != w.Start || g.End != w.End || g.ByteOffset != 2*w.ByteOffset+2 || g.ByteLength != 2*w.ByteLength {
			t.Errorf("%+v, want %+v", g, w)
		}
	}
}

// TestLargeContentThatWasThere: what stood in a former content is no news, however large both are.
func TestLargeContentThatWasThere(t *testing.T) {
	large := func(text string) source.Blob {
		open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
		return source.Blob{Kind: source.File, Path: "f", Open: open, Size: int64(len(text))}
	}
	blob, old := large(key(1)+"\n"+key(2)+"\n"), large(key(1)+"\n")
	for _, previous := range []source.Blob{old, {Data: []byte(key(1))}} {
		blob.Previous = func(yield func(*source.Blob) error) error { return yield(&previous) }
		var got list
		if _, err := newScanner(t, acme(t, ""), scanner.Options{}).Scan(t.Context(), blobs{blob}, &got); err != nil {
			t.Fatal(err)
		}
		if len(got) != 1 || got[0].Secret.Reveal() != key(2) {
			t.Errorf("%d findings: %v", len(got), got)
		}
	}
}

// TestLargeWideStrings: strings in UTF-16 of a large binary content are found at their place once, and are no news either where they stood.
func TestLargeWideStrings(t *testing.T) {
	wide := func(text string) string {
		var b strings.Builder
		for _, c := range []byte(text) {
			b.Write([]byte{c, 0})
		}
		return b.String()
	}
	binary := func(text string) source.Blob {
		text = strings.Repeat("\x00\x01\x02\xff", 64) + wide("   "+text+"   ") + strings.Repeat("\xff\x03\x00\x01", 64)
		open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
		return source.Blob{Kind: source.File, Path: "f", Open: open, Size: int64(len(text))}
	}
	scan := func(b source.Blob) (got list) {
		if _, err := newScanner(t, acme(t, ""), scanner.Options{}).Scan(t.Context(), blobs{b}, &got); err != nil {
			t.Fatal(err)
		}
		return got
	}
	blob, old := binary(key(1)), binary(key(1))
	if got := scan(blob); len(got) != 1 || got[0].ByteOffset != 4*64+2*3 {
		t.Errorf("%d findings: %v", len(got), got)
	}
	blob.Previous = func(yield func(*source.Blob) error) error { return yield(&old) }
	if got := scan(blob); len(got) != 0 {
		t.Errorf("news: %v", got)
	}
}

// TestLargeContentCutOff: a content that ends in front of its end is not all that there was.
func TestLargeContentCutOff(t *testing.T) {
	for _, failure := range []error{io.ErrUnexpectedEOF, errors.New("broken")} {
		open := func() (io.ReadCloser, error) {
			return io.NopCloser(io.MultiReader(strings.NewReader("text"), iotest.ErrReader(failure))), nil
		}
		receipt, err := newScanner(t, acme(t, ""), scanner.Options{}).Scan(t.Context(),
			blobs{{Kind: source.File, Path: "f", Open: open, Size: 100}}, new(list))
		if err != nil || receipt.Complete || len(receipt.Skipped) != 1 {
			t.Errorf("%v: %+v, %v", failure, receipt, err)
		}
	}
}

func TestOnlyWhatIsNewIsReported(t *testing.T) {
	old := "k = " + key(1) + "\n"
	blob := file("a", "moved down\n\nk = "+key(1)+"\nk = "+key(2)+"\n")
	blob.Previous = func(yield func(*source.Blob) error) error { return yield(&source.Blob{Data: []byte(old)}) }
	var got list
	if _, err := newScanner(t, acme(t, ""), scanner.Options{}).Scan(t.Context(), blobs{blob}, &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].Secret.Reveal() != key(2) {
		t.Errorf("%d findings: %v", len(got), got)
	}
	blob.Previous = func(func(*source.Blob) error) error { return errDisk }
	got = nil
	receipt, err := newScanner(t, acme(t, ""), scanner.Options{}).Scan(t.Context(), blobs{blob}, &got)
	if err != nil || receipt.Complete || len(got) != 2 {
		t.Errorf("without the old content: %v, %+v, %d findings", err, receipt, len(got))
	}
}

func TestUnboundedPatternIsALimit(t *testing.T) {
	set := acme(t, "[[rule]]\nid = 'own'\nname = 'Own'\nkind = 'regex'\npattern = 'q+z'\n[[rule]]\nid = 'own-two'\nname = 'Own'\nkind = 'regex'\nengine='regexp2'\npattern = '(?<=a)w{3}(?!x)'\n")
	findings, receipt, err := newScanner(t, set, scanner.Options{}).Bytes(t.Context(), "f", []byte("é qqqz awww awwwx"))
	if err != nil || len(findings) != 2 || len(receipt.Limits) != 2 {
		t.Fatalf("%v: %v, %v", err, findings, receipt.Limits)
	}
	if got := findings[1].Start; got != (finding.Position{Line: 1, Column: 9}) {
		t.Errorf("place %v", got)
	}
}

// A content of which a pattern did not search all is unread: a bound must not make it clean.
func TestPatternWithTooManyMatchesIsUnread(t *testing.T) {
	set := acme(t, "[[rule]]\nid = 'own'\nname = 'Own'\nkind = 'regex'\npattern = '[qz]?'\n")
	_, receipt, err := newScanner(t, set, scanner.Options{}).Bytes(t.Context(), "f", bytes.Repeat([]byte("a"), 100_001))
	if err != nil || receipt.Complete || len(receipt.Skipped) != 1 {
		t.Fatalf("%v: %+v", err, receipt)
	}
	if s := receipt.Skipped[0]; s.Class != "unread" || s.What != "f" ||
		!strings.HasPrefix(s.Why, "rule own: its pattern matches at more than 100000 places") {
		t.Errorf("%+v", s)
	}
}

// TestFullScanFindsTheSame compares the scan of changes with that of whole contents on the repository that SLUICE_REPO names.
func TestFullScanFindsTheSame(t *testing.T) {
	repo := os.Getenv("SLUICE_REPO")
	if repo == "" {
		t.Skip("SLUICE_REPO is not set")
	}
	set := rules.Builtin()
	var lists [2]list
	for i := range lists {
		src, err := git.Open(repo, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := newScanner(t, set, scanner.Options{FullScan: i == 1, MinConfidence: finding.ConfidenceLow}).Scan(t.Context(),
			src, &lists[i]); err != nil {
			t.Fatal(err)
		}
		src.Close()
	}
	t.Logf("%d findings", len(lists[0]))
	sameSecret := cmp.Comparer(func(a, b finding.Secret) bool { return a.Reveal() == b.Reveal() })
	if diff := cmp.Diff(lists[1], lists[0], sameSecret); diff != "" {
		t.Error(diff)
	}
}
