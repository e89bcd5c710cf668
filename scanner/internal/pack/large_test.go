package pack

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/spill"
)

// spilling returns a Reader for which every blob of more than a few bytes is large, and the folder of its files.
func spilling(t *testing.T, folder string) *Reader {
	r := NewReader(nil, &spill.Files{Folder: func() (string, error) { return folder, nil }})
	r.largeSize, r.maxDelta = 100, 40
	return r
}

// all returns the bytes of a content, also of one in a file.
func all(c *Content) ([]byte, error) {
	if !c.Large() {
		return c.Data, nil
	}
	in, err := c.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(in)
}

// readBytes reads an entry, and returns the bytes of a large one, too.
func readBytes(r *Reader, p *Pack, entry int, buf []byte, base Base) (Type, []byte, error) {
	c, err := r.Read(p, entry, buf, base)
	if err != nil {
		return 0, nil, err
	}
	defer c.Close()
	data, err := all(&c)
	return c.Type, data, err
}

// text returns all of an entry.
func (e *Entry) text(t *testing.T) string {
	if e.Open == nil {
		return string(e.Data)
	}
	in, err := e.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	data, err := io.ReadAll(in)
	if err != nil || int64(len(data)) != e.Size {
		t.Fatalf("%d bytes of %d, error %v", len(data), e.Size, err)
	}
	return string(data)
}

// TestLargeContentsAreTheSame: what goes to files reads as what is held, in walks and at random, and no file stays.
func TestLargeContentsAreTheSame(t *testing.T) {
	_, path := repository(t, oid.SHA1, 60)
	p := open(t, path, oid.SHA1)
	folder := t.TempDir()
	r, plain := spilling(t, folder), NewReader(nil, &spill.Files{})
	large := 0
	for _, family := range p.Families(nil) {
		err := r.Walk(context.Background(), p, family, nil, func(e *Entry) error {
			_, want, err := readBytes(plain, p, e.Index, nil, nil)
			if err != nil {
				return err
			}
			if e.Open != nil {
				large++
				if e.Type != Blob || e.Data != nil || len(e.Edits) > 0 {
					t.Errorf("entry %d: a large %v with %d bytes of data, %d edits", e.Index, e.Type, len(e.Data), len(e.Edits))
				}
			}
			if got := e.text(t); got != string(want) {
				t.Errorf("entry %d: %d bytes where %d are right", e.Index, len(got), len(want))
			}
			return nil
		}, func(entry int, err error) { t.Errorf("entry %d: %v", entry, err) })
		if err != nil {
			t.Fatal(err)
		}
	}
	if large < 20 {
		t.Errorf("only %d large contents", large)
	}
	for entry := range p.Len() {
		typ, want, err := readBytes(plain, p, entry, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		c, err := r.Read(p, entry, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := all(&c)
		if err != nil || c.Type != typ || string(got) != string(want) {
			t.Fatalf("entry %d: %v %d bytes where %d are right, error %v", entry, c.Type, len(got), len(want), err)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	left(t, folder, r)
}

// left tells of files, names of files and buffers that a Reader did not let go.
func left(t *testing.T, folder string, r *Reader) {
	t.Helper()
	names, err := os.ReadDir(folder)
	if err != nil || len(names) > 0 {
		t.Errorf("%d files have a name, error %v", len(names), err)
	}
	if n := r.files.Held(); n != 0 {
		t.Errorf("%d bytes of files are held", n)
	}
	if r.buffers.live != 0 {
		t.Errorf("%d bytes of buffers are held", r.buffers.live)
	}
}

// TestLargeDamage: a large delta that is wrong is an error of the entry and of those built on it, and leaves nothing behind.
func TestLargeDamage(t *testing.T) {
	base := []byte(strings.Repeat("a line\n", 30))
	entries := []handmade{
		{kind: uint8(Blob), data: base},
		{kind: offsetDelta, base: 0, data: append(deltaOf(base, 0, 200, strings.Repeat("x", 60)), 0x7f)},
		{kind: offsetDelta, base: 0, data: append(deltaOf(base, 0, 200, strings.Repeat("x", 60)), 0)},
		{kind: offsetDelta, base: 0, data: deltaOf(base[1:], 0, 200, strings.Repeat("x", 60))},
		{kind: offsetDelta, base: 1, data: deltaOf(base, 0, 100, "")},
		{kind: offsetDelta, base: 0, data: append(deltaOf(base, 0, 200, strings.Repeat("x", 60)), 0x80|0x01)},
		{kind: offsetDelta, base: 0, data: deltaOf(base, 0, 200, strings.Repeat("x", 60))},
	}
	p := open(t, build(t, 2, entries, nil), oid.SHA1)
	folder := t.TempDir()
	r := spilling(t, folder)
	got := outcomes(t, r, p, nil)
	want := []string{"stream", "error: " + errDeltaResult.Error(), "error: " + errDeltaOp.Error(), "error: " + errBaseSize.Error(),
		"error: delta base can't be read: " + errDeltaResult.Error(), "error: " + errDeltaEnd.Error(), "stream"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("(-want +got)", diff)
	}
	left(t, folder, r)
}

// TestLargeWithoutRoom: where no file can be made, the contents that need one are errors and all others are read.
func TestLargeWithoutRoom(t *testing.T) {
	_, path := repository(t, oid.SHA1, 20)
	p := open(t, path, oid.SHA1)
	r := spilling(t, "")
	r.files.Folder = func() (string, error) { return "", errors.New("no room") }
	read, failed := 0, 0
	for _, family := range p.Families(nil) {
		err := r.Walk(context.Background(), p, family, nil, func(*Entry) error { read++; return nil }, func(_ int, err error) {
			if failed++; !strings.Contains(err.Error(), "no room") {
				t.Error(err)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read == 0 || failed == 0 || read+failed != p.Len() {
		t.Errorf("%d read, %d failed of %d", read, failed, p.Len())
	}
}
