// Package odb reads git repositories: where one lies, and the objects in it, whichever pack, loose file or alternate holds them.
//
//	repository.go  discovery: .git folders and files, bare repositories, linked worktrees
//	config.go      the two settings that change the format on disk
//	refs.go        HEAD and refs
//	tables.go      refs in reftables
//	cut.go         what the repository lacks by its own word
//	store.go       packs, loose objects and alternates of one repository; random access
//	lookup.go      a few objects of a store that is not opened as a whole
//	alternates.go  the folders that a repository borrows objects from
//	batches.go     all objects, each once, in pieces of work
//	chains.go      some objects that are too large to be read one by one
//	loose.go       one loose object
package odb

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/regular"
	"github.com/sluice-scan/sluice/scanner/internal/spill"
)

// Repository is where a repository lies. Paths are absolute.
type Repository struct {
	GitDir    string // HEAD and index lie here
	CommonDir string // objects and refs lie here; GitDir but in linked worktrees
	WorkTree  string // "" for a bare repository
	Format    oid.Format
	Temporary spill.Folder // for files that a scan needs; set before the first use, nil for the system's

	reftables  bool     // refs are in reftables, not in files
	objects    string   // GIT_OBJECT_DIRECTORY or CommonDir/objects
	alternates []string // GIT_ALTERNATE_OBJECT_DIRECTORIES
}

// ErrNotRepository is returned where no repository is.
var ErrNotRepository = errors.New("not a git repository")

// smallFile bounds files such as HEAD and gitdir: links, in bytes.
const smallFile = 64 << 10

// Find finds the repository at path, or in a folder above it. For the current folder (path "" or ".") git's environment variables
// count, as in a hook; getenv gives them and may be nil.
func Find(path string, getenv func(string) string) (*Repository, error) {
	if getenv == nil || path != "" && path != "." {
		getenv = func(string) string { return "" }
	}
	start, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("finding the repository: %w", err)
	}
	r, err := locate(start, getenv)
	if err != nil {
		return nil, err
	}
	return r, r.open(getenv)
}

// At returns the repository whose git folder is dir.
func At(dir string) (*Repository, error) {
	if !isGitDir(dir) {
		return nil, ErrNotRepository
	}
	r := &Repository{GitDir: dir}
	return r, r.open(func(string) string { return "" })
}

// LooksLike reports whether dir is a repository's git folder, or the ruins of one: it has objects.
func LooksLike(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, "objects"))
	return err == nil && info.IsDir() || isGitDir(dir)
}

func locate(start string, getenv func(string) string) (*Repository, error) {
	if dir := getenv("GIT_DIR"); dir != "" {
		dir, err := filepath.Abs(dir)
		if err != nil || !isGitDir(dir) {
			return nil, fmt.Errorf("GIT_DIR=%s: %w", dir, ErrNotRepository)
		}
		r := &Repository{GitDir: dir, WorkTree: start}
		if tree := getenv("GIT_WORK_TREE"); tree != "" {
			r.WorkTree = tree
		} else if filepath.Base(dir) == ".git" {
			r.WorkTree = filepath.Dir(dir)
		}
		return r, nil
	}
	info, err := os.Stat(start)
	if err != nil {
		return nil, fmt.Errorf("opening the repository: %w", err)
	}
	if !info.IsDir() && filepath.Base(start) != ".git" {
		return nil, fmt.Errorf("%s: %w but a file\nhint: name its folder; 'sluice dir' scans files",
			start, ErrNotRepository)
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		if git, err := gitDirOf(filepath.Join(dir, ".git")); err != nil {
			return nil, err
		} else if git != "" {
			return &Repository{GitDir: git, WorkTree: dir}, nil
		}
		if isGitDir(dir) {
			return &Repository{GitDir: dir}, nil
		}
		if dir == start {
			if err := ruins(dir, 1); err != nil {
				return nil, err
			}
		}
		if dir == filepath.Dir(dir) {
			return nil, fmt.Errorf("%s: %w (nor is any folder above it)\n"+
				"hint: 'sluice dir' scans files outside of git", start, ErrNotRepository)
		}
	}
}

// gitDirOf returns the repository that a .git folder is, or that a .git file names; "" if there is neither.
func gitDirOf(path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "", fmt.Errorf("opening the repository: %w", err)
	case err != nil:
		return "", nil
	case info.IsDir():
		if isGitDir(path) {
			return path, nil
		}
		if _, err := os.Lstat(filepath.Join(path, "HEAD")); errors.Is(err, fs.ErrPermission) {
			return "", fmt.Errorf("opening the repository: %w", err)
		}
		return "", ruins(path, 2)
	case !info.Mode().IsRegular():
		return "", nil
	}
	text, err := readSmall(path)
	if err != nil {
		return "", err
	}
	target, ok := strings.CutPrefix(text, "gitdir: ")
	if !ok {
		return "", fmt.Errorf("%s: %w: it does not begin with \"gitdir: \"", path, ErrNotRepository)
	}
	if !filepath.IsAbs(target) {
		target = filepath.Join(filepath.Dir(path), target)
	}
	if !isGitDir(target) {
		return "", fmt.Errorf("%s: %w: it names %s, where none is", path, ErrNotRepository, target)
	}
	return target, nil
}

// isGitDir reports whether dir has what makes a repository, as git checks it.
func isGitDir(dir string) bool { return len(lacks(dir)) == 0 }

// lacks returns what a folder lacks of what makes a repository.
func lacks(dir string) (missing []string) {
	if _, err := os.Lstat(filepath.Join(dir, "HEAD")); err != nil {
		missing = append(missing, "HEAD")
	}
	common := commonDir(dir)
	for _, name := range []string{"objects", "refs"} {
		if info, err := os.Stat(filepath.Join(common, name)); err != nil || !info.IsDir() {
			missing = append(missing, name)
		}
	}
	return missing
}

// ruins is the error for a folder that lacks at most so many of the three things that make a repository. Git passes such a folder over
// and takes the repository around it, if there is one; then a scan would speak of another one than was named.
func ruins(dir string, most int) error {
	missing := lacks(dir)
	if len(missing) > most {
		return nil
	}
	return fmt.Errorf("%s: a damaged repository, without %s\nhint: restore it from a clone or a backup; 'sluice dir' scans files",
		dir, strings.Join(missing, " and "))
}

// commonDir follows the commondir file of a linked worktree.
func commonDir(gitDir string) string {
	text, err := readSmall(filepath.Join(gitDir, "commondir"))
	if err != nil || text == "" {
		return gitDir
	}
	if filepath.IsAbs(text) {
		return text
	}
	return filepath.Join(gitDir, text)
}

// readSmall returns the text of a small regular file without its last line end.
func readSmall(path string) (string, error) {
	f, err := regular.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, smallFile+1))
	if len(data) > smallFile {
		err = fmt.Errorf("larger than %d bytes", smallFile)
	}
	return strings.TrimRight(string(data), "\r\n"), err
}

// open reads what the rest depends on.
func (r *Repository) open(getenv func(string) string) error {
	r.CommonDir = commonDir(r.GitDir)
	r.objects = filepath.Join(r.CommonDir, "objects")
	if dir := getenv("GIT_OBJECT_DIRECTORY"); dir != "" {
		r.objects = dir
	}
	if list := getenv("GIT_ALTERNATE_OBJECT_DIRECTORIES"); list != "" {
		r.alternates = alternateList(list)
	}
	return r.readFormat()
}
