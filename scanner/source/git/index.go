package git

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/sluice-scan/sluice/scanner/internal/gitindex"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing"
	"github.com/sluice-scan/sluice/scanner/internal/regular"
	"github.com/sluice-scan/sluice/scanner/source"
)

// The indexes of the repository and of its linked worktrees name contents and files that no tree may have.

// Indexed calls yield for each entry of each index; id is zero for a submodule, and for a file whose content is yet to be added. path is
// valid until yield returns. What cannot be read was told by Late.
func (s *Source) Indexed(yield func(path []byte, id oid.ID)) { s.indexes(yield, func(source.Skip) {}) }

func (s *Source) indexes(yield func(path []byte, id oid.ID), skip func(source.Skip)) {
	for _, dir := range s.store.Repository.GitDirs() {
		file := filepath.Join(dir, "index")
		err := s.index(file, yield)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			skip(source.Skip{Class: source.Unread, What: file, Why: regular.Why(err) + ": names that only it has are not scanned"})
		}
	}
}

func (s *Source) index(file string, yield func(path []byte, id oid.ID)) error {
	x, err := gitindex.Open(file, s.store.Repository.Format)
	if errors.Is(err, gitindex.ErrUnsupported) {
		return s.listed(filepath.Dir(file), yield)
	}
	if err != nil {
		return err
	}
	defer x.Close()
	c := x.Entries()
	for c.Next() {
		var id oid.ID
		if !c.Mode.IsGitlink() && !c.Intent {
			id = oid.New(c.ID)
		}
		yield(c.Path, id)
	}
	return c.Err()
}

// listed asks git for the entries of an index of a kind that is not read here.
func (s *Source) listed(gitDir string, yield func(path []byte, id oid.ID)) error {
	g, err := plumbing.New(s.store.Repository.Temporary, gitDir, gitDir)
	if err != nil {
		return err
	}
	defer g.Close()
	out, err := g.Output(context.Background(), "--git-dir=.", "ls-files", "--stage", "-z")
	for entry := range bytes.SplitSeq(out, []byte{0}) {
		fields, path, _ := bytes.Cut(entry, []byte{'\t'}) // mode, object, stage
		if parts := bytes.Fields(fields); len(parts) == 3 {
			id, _ := oid.Parse(parts[1])
			if string(parts[0]) == gitlink {
				id = oid.ID{}
			}
			yield(path, id)
		}
	}
	return err
}

// gitlink is the mode of a submodule.
const gitlink = "160000"

// path gathers the names in a path; before is the path that was gathered last.
func (g *gathered) path(path, before []byte) {
	known := 0 // bytes of the folders that both have
	for known < len(path) {
		end := bytes.IndexByte(path[known:], '/') + 1
		if end == 0 || !bytes.HasPrefix(before, path[:known+end]) {
			break
		}
		known += end
	}
	for name := range bytes.SplitSeq(path[known:], []byte{'/'}) {
		if len(name) > 0 {
			g.name(name)
		}
	}
}
