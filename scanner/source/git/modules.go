package git

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/regular"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Submodules keep their repositories in the folder "modules" of the one that has them, which is where a clone with submodules holds what
// it does not check out any more (gitrepository-layout(5)). A submodule's own submodules lie in its folder in the same way.

// mostModules bounds how many folders are looked at for stores of submodules.
const mostModules = 1 << 16

// Nested implements source.Nested: the stores of submodules.
func (s *Source) Nested(ctx context.Context, yield func(where string, inside source.Source) error, skip func(source.Skip)) error {
	if s.rest {
		return nil
	}
	for _, dir := range moduleStores(s.modules, skip) {
		if err := ctx.Err(); err != nil {
			return err
		}
		where := s.where(dir)
		repository, err := odb.At(dir)
		if err != nil {
			skip(source.Skip{Class: source.Unread, What: where, Why: err.Error()})
			continue
		}
		repository.Temporary = s.store.Repository.Temporary
		inside, err := open(repository, dir)
		if err != nil {
			skip(source.Skip{Class: source.Unread, What: where, Why: err.Error()})
			continue
		}
		inside.Accept = s.Accept
		if err := errors.Join(yield(where, inside), inside.Close()); err != nil {
			return err
		}
	}
	return nil
}

// where names a store as a user finds it: from the work tree, or from the folder of a bare repository.
func (s *Source) where(dir string) string {
	root := s.modules
	if filepath.Base(root) == ".git" {
		root = filepath.Dir(root)
	}
	name, err := filepath.Rel(root, dir)
	if err != nil {
		return dir
	}
	return filepath.ToSlash(name)
}

// moduleStores lists the repositories in the "modules" folders of a git folder and of its linked worktrees, without those that are
// in one of them. Names of submodules may have slashes.
func moduleStores(gitDir string, skip func(source.Skip)) (dirs []string) {
	linked, _ := fs.Glob(os.DirFS(gitDir), "worktrees/*/modules") // its only error is that of a wrong pattern
	seen := 0
	for _, root := range append([]string{"modules"}, linked...) {
		filepath.WalkDir(filepath.Join(gitDir, filepath.FromSlash(root)), func(path string, d fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist):
			case err != nil:
				skip(source.Skip{Class: source.Unread, What: path, Why: regular.Why(err)})
			case d.Type()&fs.ModeSymlink != 0:
				skip(source.Skip{Class: source.Outside, What: path, Why: "a symbolic link, which is not followed"})
			case !d.IsDir():
			case odb.LooksLike(path):
				dirs = append(dirs, path)
				return fs.SkipDir
			case seen == mostModules:
				skip(source.Skip{Class: source.Unread, What: path, Why: "more folders of submodules than are looked at"})
				return fs.SkipAll
			default:
				seen++
			}
			return nil
		})
	}
	return dirs
}
