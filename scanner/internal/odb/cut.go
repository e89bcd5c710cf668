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

// Lack says why the repository may lack an object that it names. A fetch again of a partial clone (git's partial-clone.txt) brings only
// what the clone's own filter lets through, unless it is told to leave that out.
func (r *Repository) Lack() string {
	promises, err := fs.Glob(os.DirFS(r.CommonDir), "objects/pack/*.promisor")
	if err == nil && len(promises) > 0 {
		return "not in this partial clone; 'git fetch --refetch --no-filter' brings it"
	}
	return "missing from the repository"
}
