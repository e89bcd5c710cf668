package stdin

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/sourcetest"
)

// open returns how a suite opens what in gives; temporary files go to a folder that must be empty in the end.
func open(t *testing.T, path string, in func() io.Reader) func(*testing.T) source.Source {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir)
	t.Cleanup(func() {
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("temporary files are left: %v, error %v", left, err)
		}
	})
	return func(t *testing.T) source.Source {
		s := New(in(), path)
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return s
	}
}

var large = strings.Repeat("0123456789abcde\n", source.LargeSize/16)

func TestConformance(t *testing.T) {
	for name, text := range map[string]string{
		"small": "one\ntwo\n", "empty": "", "a chunk": strings.Repeat("x", firstChunk), "some chunks": strings.Repeat("y", 5*firstChunk+1), "just held": large, "large": large + "+",
	} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Suite{
				Open: open(t, "name.txt", func() io.Reader { return strings.NewReader(text) }),
				Want: []sourcetest.Content{{Kind: source.File, Path: "name.txt", Text: sourcetest.Digest(text)}},
			}.Run(t)
		})
	}
}

// TestBrokenInput: what came before an error is scanned, and the error is told on every walk.
func TestBrokenInput(t *testing.T) {
	broken := iotest.ErrReader(errors.New("the pipe burst"))
	for name, c := range map[string]struct{ text, why string }{
		"small": {"one\n", "reading: the pipe burst"},
		"large": {large + "more", "reading into a temporary file: the pipe burst"},
	} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Suite{
				Open:  open(t, "", func() io.Reader { return io.MultiReader(strings.NewReader(c.text), broken) }),
				Want:  []sourcetest.Content{{Kind: source.File, Text: sourcetest.Digest(c.text)}},
				Skips: []source.Skip{{Class: source.Unread, What: "standard input", Why: c.why}},
			}.Run(t)
		})
	}
}

// TestNoTemporaryFile: what fits into memory is scanned, and the rest is told to be unread.
func TestNoTemporaryFile(t *testing.T) {
	t.Setenv("TMPDIR", "/nowhere")
	t.Setenv("TMP", "/nowhere")
	s := New(strings.NewReader(large+"+more"), "")
	defer s.Close()
	var skips []source.Skip
	err := s.Batches(t.Context(), func(b source.Batch) error {
		return b.Blobs(t.Context(), func(blob *source.Blob) error {
			in, err := blob.Open()
			if err != nil {
				return err
			}
			n, err := io.Copy(io.Discard, in)
			if n != source.LargeSize+1 || blob.Size != n {
				t.Errorf("%d bytes, size %d", n, blob.Size)
			}
			return err
		}, nil)
	}, func(s source.Skip) { skips = append(skips, s) })
	if err != nil || len(skips) != 1 || skips[0].Class != source.Unread || !strings.Contains(skips[0].Why, "for want of a temporary file") {
		t.Errorf("skips %+v, error %v", skips, err)
	}
}

// TestCancelWhileWaiting: a read that never ends is left behind; what it reads later harms nobody.
func TestCancelWhileWaiting(t *testing.T) {
	in, out := io.Pipe()
	s := New(in, "")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		done <- s.Batches(ctx, func(source.Batch) error { t.Error("a batch of nothing"); return nil }, nil)
	}()
	if _, err := out.Write([]byte("one")); err != nil { // now it reads
		t.Fatal(err)
	}
	cancel()
	if err := <-done; err != context.Canceled {
		t.Errorf("error %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	if _, err := out.Write(make([]byte, source.LargeSize+1-len("one"))); err != nil { // as much as is read in front of a file
		t.Error(err)
	}
	if err := out.Close(); err != nil {
		t.Error(err)
	}
	<-s.ended
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]os.DirEntry{}, left); d != "" {
		t.Errorf("a file was made after Close: %s", d)
	}
}
