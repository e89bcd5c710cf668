package odb

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/regular"
)

// What a repository lacks by its own word.

// Shallow returns the commits that a shallow clone ends with (gitrepository-layout(5)).
func (r *Repository) Shallow() map[oid.ID]bool { return readIDs(filepath.Join(r.CommonDir, "shallow")) }

// Grafted returns the commits that info/grafts gives other parents.
func (r *Repository) Grafted() map[oid.ID]bool {
	return readIDs(filepath.Join(r.CommonDir, "info", "grafts"))
}

// maxCut bounds the files "shallow" and "info/grafts", in bytes.
const maxCut = 64 << 20

// readIDs returns the first object name of each line of a file.
func readIDs(path string) map[oid.ID]bool {
	data, err := regular.Read(path, maxCut)
	if err != nil {
		return nil
	}
	ids := map[oid.ID]bool{}
	for line := range strings.Lines(string(data)) {
		first, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		if id, err := oid.Parse(first); err == nil {
			ids[id] = true
		}
	}
	return ids
}

// Partial reports whether a remote promised to keep objects for the repository (git's partial-clone.txt).
func (r *Repository) Partial() bool {
	promises, err := fs.Glob(os.DirFS(r.CommonDir), "objects/pack/*.promisor")
	return err == nil && len(promises) > 0
}
