package staged

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/source"
)

// fresh are paths that a commit has not, each with the part of it that is new: without the folders in front that the commit has.
type fresh map[string]string

// add adds a path of which the first known bytes are not new.
func (f fresh) add(path string, known int) { f[path] = path[known:] }

// keep leaves out what another parent of a merge has.
func (f fresh) keep(other fresh) {
	for path, part := range f {
		if there, ok := other[path]; !ok {
			delete(f, path)
		} else if len(there) < len(part) {
			f[path] = there
		}
	}
}

// named is a name of a file or folder, and a path with it.
type named struct{ name, path string }

// names returns the names in what is new of wanted paths, in order, each with the first of these paths.
func (f fresh) names(only restriction) (out []named) {
	told := map[string]bool{}
	for _, path := range slices.Sorted(maps.Keys(f)) {
		if !only.wants(path) {
			continue
		}
		for name := range strings.SplitSeq(f[path], "/") {
			if !told[name] {
				told[name] = true
				out = append(out, named{name, path})
			}
		}
	}
	return out
}

// nameBatch is names of files and folders.
type nameBatch []named

// Blobs implements source.Batch.
func (b nameBatch) Blobs(ctx context.Context, yield func(*source.Blob) error, _ func(source.Skip)) error {
	for _, n := range b {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := yield(&source.Blob{
			Kind: source.FileName, Path: n.name, Ref: n.path, Data: []byte(n.name), Size: int64(len(n.name)),
		}); err != nil {
			return err
		}
	}
	return nil
}
