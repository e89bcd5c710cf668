package clone

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/internal/spill"
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

// receive writes the pack and returns its path.
func receive(dir string, r io.Reader) (path string, err error) {
	path = filepath.Join(dir, "objects", "pack", "pack-incoming.pack") // git reads packs of any name
	return path, write(path, func(w io.Writer) error { _, err := io.Copy(w, r); return err })
}

// index writes the index of a pack beside it.
func index(ctx context.Context, path string) error {
	return write(strings.TrimSuffix(path, "pack")+"idx", func(w io.Writer) error {
		return pack.WriteIndex(ctx, path, oid.SHA1, &spill.Files{Folder: func() (string, error) { return filepath.Dir(path), nil }}, w)
	})
}

// write makes a new file.
func write(name string, content func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(content(f), f.Close())
}
