package sourcetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/source"
)

// model is a source that keeps its promises, but for one fault.
type model struct {
	fault string
	walks int
	buf   []byte // shared by batches when that is the fault
}

// modelBatches is how many batches a model has; the first is large.
const modelBatches = soon + 10

func modelBlobs(batch int) int {
	if batch == 0 {
		return soon + 10
	}
	return 2
}

func (m *model) Batches(ctx context.Context, yield func(source.Batch) error, skip func(source.Skip)) error {
	m.walks++
	why := "not understood"
	switch m.fault {
	case "no reason":
		why = ""
	case "upper-case reason":
		why = "Broken"
	}
	skip(source.Skip{Class: source.Unread, What: "broken", Why: why})
	for i := range modelBatches {
		if m.fault == "order" && m.walks%2 == 0 {
			i = modelBatches - 1 - i
		}
		if err := ctx.Err(); err != nil && m.fault != "deaf walk" {
			return err
		}
		if err := yield(&modelBatch{m, i}); err != nil {
			switch m.fault {
			case "goes on":
				continue
			case "wrapped":
				return fmt.Errorf("yield: %w", err)
			}
			return err
		}
	}
	return nil
}

type modelBatch struct {
	*model
	number int
}

func (b *modelBatch) Blobs(ctx context.Context, yield func(*source.Blob) error, _ func(source.Skip)) error {
	buf := &[]byte{}
	if b.fault == "shared buffer" {
		buf = &b.buf
	}
	for i := range modelBlobs(b.number) {
		if err := ctx.Err(); err != nil && b.fault != "deaf batch" {
			return err
		}
		*buf = fmt.Appendf((*buf)[:0], "text %d of %d", i, b.number)
		if err := yield(b.blob(i, *buf)); err != nil {
			return err
		}
	}
	return nil
}

// blob makes a blob with the model's fault.
func (b *modelBatch) blob(i int, data []byte) *source.Blob {
	blob := &source.Blob{Kind: source.File, Path: fmt.Sprintf("%d/%d", b.number, i), Data: data, Size: int64(len(data))}
	switch b.fault {
	case "size":
		blob.Size++
	case "kind":
		blob.Kind = "letter"
	case "path":
		blob.Path = "./" + blob.Path
	case "object":
		blob.Object, _ = oid.Parse(strings.Repeat("12", oid.SHA1Size))
	case "small but opened":
		blob.Data, blob.Open = nil, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	case "previous":
		blob.Previous = func(func(*source.Blob) error) error { return errors.New("gone") }
	case "one batch changes":
		if b.number == 3 {
			b.walks++
			blob.Data = fmt.Append(nil, b.walks)
		}
	}
	return blob
}

func (m *model) suite() Suite {
	s := Suite{
		Open:  func(*testing.T) source.Source { return m },
		Skips: []source.Skip{{Class: source.Unread, What: "broken", Why: "not understood"}},
	}
	for n := range modelBatches {
		for i := range modelBlobs(n) {
			s.Want = append(s.Want, Content{Kind: source.File, Path: fmt.Sprintf("%d/%d", n, i), Text: fmt.Sprintf("text %d of %d", i, n)})
		}
	}
	return s
}

// TestFaults: a source that keeps its promises passes, and each fault is seen by the check that is there for it.
func TestFaults(t *testing.T) {
	for fault, want := range map[string]string{
		"": "", "no reason": "contents", "upper-case reason": "contents", "order": "again", "deaf walk": "cancelled", "deaf batch": "cancel", "goes on": "errors",
		"wrapped": "errors", "shared buffer": "overlap", "size": "contents", "kind": "contents", "path": "contents", "object": "contents",
		"small but opened": "contents", "previous": "contents", "one batch changes": "again",
	} {
		t.Run(fault, func(t *testing.T) {
			seen := false
			for _, c := range checks() {
				if fault == "shared buffer" && c.name == "concurrent" {
					continue // the race detector would end the test
				}
				r := &report{}
				m := &model{fault: fault}
				c.run(r, m, m.suite())
				if fault == "" && len(r.problems) > 0 {
					t.Errorf("%s: %s", c.name, r.problems[0])
				}
				seen = seen || c.name == want && len(r.problems) > 0
			}
			if want != "" && !seen {
				t.Errorf("not seen by %q", want)
			}
		})
	}
}

// TestMissing: what is not yielded, or not expected, is seen.
func TestMissing(t *testing.T) {
	m := &model{}
	for name, change := range map[string]func(*Suite){
		"more is wanted": func(s *Suite) { s.Want = append(s.Want, Content{Kind: source.File, Path: "x"}) },
		"less is wanted": func(s *Suite) { s.Want = s.Want[1:] },
		"another text":   func(s *Suite) { s.Want[7].Text += "x" },
		"another kind":   func(s *Suite) { s.Want[7].Kind = source.Tag },
		"other skips":    func(s *Suite) { s.Skips = nil },
	} {
		s := m.suite()
		change(&s)
		r := &report{}
		contents(r, m, s)
		if len(r.problems) != 1 {
			t.Errorf("%s: problems %q", name, r.problems)
		}
	}
}

// TestDigest: read from a stream or held, at any length, a content has one digest.
func TestDigest(t *testing.T) {
	seen := map[string]bool{}
	for n := range 2 * shortest {
		text := strings.Repeat("a", n)
		held := Digest(text)
		streamed, size, err := digestOf(strings.NewReader(text), io.Discard)
		if streamed != held || size != int64(n) || err != nil || seen[held] {
			t.Errorf("%d bytes: %q held, %q streamed, %d bytes, error %v", n, held, streamed, size, err)
		}
		seen[held] = true
	}
}
