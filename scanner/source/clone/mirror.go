package clone

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha1"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/idxfile"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
)

// newMirror makes a bare repository with the refs in dir. All refs are lines of packed-refs: no name of the remote's becomes a file.
func newMirror(dir string, refs *packp.AdvRefs) error {
	files := map[string][]byte{
		"HEAD":        head(refs),
		"config":      []byte("[core]\n\trepositoryformatversion = 0\n\tbare = true\n"),
		"packed-refs": packedRefs(refs),
	}
	if len(refs.Shallows) > 0 { // the remote is cut itself
		var cut bytes.Buffer
		for _, id := range refs.Shallows {
			fmt.Fprintln(&cut, id)
		}
		files["shallow"] = cut.Bytes()
	}
	err := errors.Join(os.MkdirAll(filepath.Join(dir, "objects", "pack"), 0o700), os.MkdirAll(filepath.Join(dir, "refs"), 0o700))
	for name, data := range files {
		err = errors.Join(err, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
	return err
}

func head(refs *packp.AdvRefs) []byte {
	for _, ref := range refs.Capabilities.Get(capability.SymRef) {
		if name, found := bytes.CutPrefix([]byte(ref), []byte("HEAD:")); found && plumbing.ReferenceName(name).Validate() == nil {
			return fmt.Appendf(nil, "ref: %s\n", name)
		}
	}
	if refs.Head != nil {
		return fmt.Appendln(nil, refs.Head)
	}
	return []byte("ref: refs/heads/main\n")
}

// packedRefs leaves out names that are no refs; what they name is fetched and scanned all the same.
func packedRefs(refs *packp.AdvRefs) []byte {
	var lines bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(refs.References)) {
		ref := plumbing.ReferenceName(name)
		if bytes.HasPrefix([]byte(name), []byte("refs/")) && ref.Validate() == nil {
			fmt.Fprintf(&lines, "%s %s\n", refs.References[name], name)
		}
	}
	return lines.Bytes()
}

// receive writes the pack and its index.
func receive(ctx context.Context, dir string, r io.Reader) (err error) {
	name := filepath.Join(dir, "objects", "pack", "incoming")
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	size, err := io.Copy(f, r)
	if err != nil {
		return err
	}
	sum, err := verify(ctx, f, size)
	if err != nil {
		return err
	}
	final := filepath.Join(dir, "objects", "pack", fmt.Sprintf("pack-%x", sum))
	if err := index(ctx, f, final+".idx"); err != nil {
		return err
	}
	return os.Rename(name, final+".pack")
}

var errCut = errors.New("the pack is damaged or cut off")

// verify compares a pack's checksum with what was received, and returns it.
func verify(ctx context.Context, f *os.File, size int64) ([]byte, error) {
	if size < sha1.Size {
		return nil, errCut
	}
	hash, want := sha1.New(), make([]byte, sha1.Size)
	if _, err := f.ReadAt(want, size-sha1.Size); err != nil {
		return nil, err
	}
	if _, err := io.Copy(hash, &interruptible{ctx, io.NewSectionReader(f, 0, size-sha1.Size)}); err != nil {
		return nil, err
	}
	if !bytes.Equal(hash.Sum(nil), want) {
		return nil, errCut
	}
	return want, nil
}

// index writes a pack's index.
func index(ctx context.Context, f *os.File, name string) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	entries := new(idxfile.Writer)
	parser, err := packfile.NewParser(packfile.NewScanner(&interruptible{ctx, f}), entries)
	if err != nil {
		return err
	}
	if _, err := parser.Parse(); err != nil {
		return fmt.Errorf("indexing the pack: %w", err)
	}
	idx, err := entries.Index()
	if err != nil {
		return err
	}
	out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	_, err = idxfile.NewEncoder(w).Encode(idx)
	return errors.Join(err, w.Flush(), out.Close())
}

// interruptible ends reading with its context.
type interruptible struct {
	ctx context.Context
	io.ReadSeeker
}

// Read implements io.Reader.
func (r *interruptible) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.ReadSeeker.Read(p)
}
