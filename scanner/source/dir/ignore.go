package dir

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
	"github.com/go-git/go-git/v5/plumbing/format/index"
)

// ignore is what git ignores in one folder of a work tree: the patterns of .git/info/exclude and of the .gitignore files from the top
// down to the folder. core.excludesFile, the user's own list for all repositories, is left out: what a scan finds must not depend on
// who runs it.
type ignore struct {
	repository *repository
	patterns   []gitignore.Pattern
	only       bool // only what git tracks counts: the folder itself is ignored
}

// repository is a work tree.
type repository struct {
	top    string
	loaded bool
	files  map[string]bool // tracked, by path from the top with slashes
	dirs   map[string]bool // folders of tracked files
}

// ignoreAbove returns what holds for a folder because of the work tree around it.
func ignoreAbove(disk string) *ignore {
	abs, err := filepath.Abs(disk)
	if err != nil {
		return &ignore{}
	}
	var chain []string
	for dir := filepath.Dir(abs); ; dir = filepath.Dir(dir) {
		chain = append(chain, dir)
		if isTop(dir) || dir == filepath.Dir(dir) {
			break
		}
	}
	i := &ignore{}
	if isTop(abs) || !isTop(chain[len(chain)-1]) {
		return i
	}
	for n := len(chain) - 1; n >= 0; n-- {
		i = i.enter(chain[n])
	}
	return i
}

func isTop(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, ".git"))
	return err == nil
}

// enter returns what is ignored in a folder below.
func (i *ignore) enter(disk string) *ignore {
	abs, err := filepath.Abs(disk)
	if err != nil {
		return i
	}
	in := &ignore{i.repository, i.patterns, i.only}
	if isTop(abs) {
		in = &ignore{repository: &repository{top: abs}}
		in.add(filepath.Join(abs, ".git", "info", "exclude"), nil)
	}
	var domain []string
	if in.repository != nil {
		domain = in.repository.split(abs)
	} else {
		domain = strings.Split(filepath.ToSlash(abs), "/")
	}
	in.add(filepath.Join(abs, ".gitignore"), domain)
	return in
}

// maxIgnoreFile bounds a list of patterns, in bytes.
const maxIgnoreFile = 1 << 20

// add appends the patterns of a file, which hold below domain.
func (i *ignore) add(path string, domain []string) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxIgnoreFile {
		return
	}
	f, err := os.Open(path)
	if err != nil {
		return
	}
	defer f.Close()
	patterns := i.patterns[:len(i.patterns):len(i.patterns)]
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if line := lines.Text(); strings.TrimSpace(line) != "" && line[0] != '#' {
			patterns = append(patterns, gitignore.ParsePattern(line, domain))
		}
	}
	i.patterns = patterns
}

// ignored reports whether the patterns leave out a path.
func (i *ignore) ignored(disk string, folder bool) bool {
	if i.only {
		return true
	}
	if len(i.patterns) == 0 {
		return false
	}
	path := i.split(disk)
	for n := len(i.patterns) - 1; n >= 0; n-- {
		if m := i.patterns[n].Match(path, folder); m != gitignore.NoMatch {
			return m == gitignore.Exclude
		}
	}
	return false
}

// trackedOnly is what holds in an ignored folder that has tracked files.
func (i *ignore) trackedOnly() *ignore { return &ignore{i.repository, i.patterns, true} }

// tracked reports whether git tracks a file, or something in a folder: then it counts although a pattern names it.
func (i *ignore) tracked(disk string, folder bool) bool {
	if i.repository == nil {
		return false
	}
	i.repository.load()
	path := strings.Join(i.split(disk), "/")
	if folder {
		return i.repository.dirs[path]
	}
	return i.repository.files[path]
}

// split returns the parts of a path from the top of the work tree, or from the file system's root where there is none.
func (i *ignore) split(disk string) []string {
	abs, err := filepath.Abs(disk)
	if err != nil {
		abs = disk
	}
	if i.repository == nil {
		return strings.Split(filepath.ToSlash(abs), "/")
	}
	return i.repository.split(abs)
}

func (r *repository) split(abs string) []string {
	rel, err := filepath.Rel(r.top, abs)
	if err != nil || rel == "." {
		return nil
	}
	return strings.Split(filepath.ToSlash(rel), "/")
}

// load reads the index. One that cannot be read tracks nothing.
func (r *repository) load() {
	if r.loaded {
		return
	}
	r.loaded, r.files, r.dirs = true, map[string]bool{}, map[string]bool{}
	f, err := os.Open(filepath.Join(r.top, ".git", "index"))
	if err != nil {
		return
	}
	defer f.Close()
	var idx index.Index
	if err := index.NewDecoder(bufio.NewReaderSize(f, 1<<20)).Decode(&idx); err != nil {
		return
	}
	for _, e := range idx.Entries {
		r.files[e.Name] = true
		for dir := parent(e.Name); dir != "" && !r.dirs[dir]; dir = parent(dir) {
			r.dirs[dir] = true
		}
	}
}

func parent(path string) string { return path[:max(0, strings.LastIndexByte(path, '/'))] }
