package dir

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/spill"
	"github.com/sluice-scan/sluice/scanner/source"
)

// rules is what git ignores in one folder of a work tree. nil ignores nothing.
type rules struct {
	tree   *worktree
	path   string // of the folder, from the top, with a slash behind it; "" at the top
	levels *level
	only   bool // only what git tracks counts: the folder itself is ignored
}

// level is the patterns of a folder, and of the folders above.
type level struct {
	patterns []pattern
	skip     int // bytes in front of a path that the patterns do not see: the folder's own path
	above    *level
	bytes    int64 // of this level's list and those above
	count    int   // of patterns, likewise
}

// rulesAbove returns what holds for a folder because of the work tree around it; nil if there is none, or if the folder lies in a
// repository's own folder.
func rulesAbove(ctx context.Context, temporary spill.Folder, disk string) *rules {
	var chain []string // from the parent up to the top
	for dir := disk; ; dir = filepath.Dir(dir) {
		if filepath.Base(dir) == ".git" {
			return nil
		}
		if dir != disk {
			chain = append(chain, dir)
		}
		if repositoryAt(dir) != nil {
			break
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
	}
	var r *rules
	for _, dir := range slices.Backward(chain) {
		if r != nil {
			r = r.below(filepath.Base(dir))
		}
		r = r.enter(ctx, temporary, dir, special(dir))
	}
	if r != nil {
		r = r.below(filepath.Base(disk))
	}
	return r
}

// special returns the entries of a folder that matter to enter.
func special(dir string) []entry {
	var entries []entry
	for _, name := range []string{".git", ".gitignore"} {
		if info, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			entries = append(entries, entry{name, info.Mode().Type()})
		}
	}
	return entries
}

// below returns the rules for a folder in r's, before its own patterns.
func (r *rules) below(name string) *rules {
	return &rules{r.tree, r.path + name + "/", r.levels, r.only}
}

// enter adds what a folder brings itself, given its entries: r are the rules that hold there already. Where a repository begins,
// those of the one around it end.
func (r *rules) enter(ctx context.Context, temporary spill.Folder, disk string, entries []entry) *rules {
	has := func(name string) bool {
		return slices.ContainsFunc(entries, func(e entry) bool { return e.name == name })
	}
	if has(".git") {
		if repository := repositoryAt(disk); repository != nil {
			repository.Temporary = temporary
			r = &rules{tree: &worktree{ctx: ctx, top: disk, repository: repository}}
			r.add(filepath.Join(repository.CommonDir, "info", "exclude"))
		}
	}
	if r == nil || r.only || !has(".gitignore") {
		return r
	}
	in := *r
	in.add(filepath.Join(disk, ".gitignore"))
	return &in
}

// repositoryAt returns the repository whose work tree a folder is the top of, or nil.
func repositoryAt(dir string) *odb.Repository {
	if _, err := os.Lstat(filepath.Join(dir, ".git")); err != nil {
		return nil
	}
	r, _ := odb.Find(dir, nil) // a format that is not known does not matter here
	if r == nil || r.WorkTree != dir {
		return nil
	}
	return r
}

// How much of lists of patterns may hold in one folder, in bytes and patterns. A list that would be more is not obeyed: then more is
// scanned, not less.
const (
	maxIgnoreBytes = 1 << 20
	maxPatterns    = 10_000
)

// add adds the patterns of a file. One that cannot be read has none.
func (r *rules) add(path string) {
	in, size, err := openRegular(path)
	if err != nil {
		return
	}
	defer in.Close()
	l := level{skip: len(r.path), above: r.levels}
	if r.levels != nil {
		l.bytes, l.count = r.levels.bytes, r.levels.count
	}
	if l.bytes += size; l.bytes > maxIgnoreBytes {
		return
	}
	text, err := io.ReadAll(io.LimitReader(in, size))
	if err != nil {
		return
	}
	l.patterns = parsePatterns(text)
	if l.count += len(l.patterns); len(l.patterns) > 0 && l.count <= maxPatterns {
		r.levels = &l
	}
}

// judge tells whether an entry of the folder is left out, and for a folder the rules in it. Where git tracks something in a folder
// that is ignored, that is looked for.
func (r *rules) judge(name string, folder bool) (below *rules, ignored bool) {
	if r == nil {
		return nil, false
	}
	ignored = r.only || r.levels.ignores(r.path+name, name, folder)
	if ignored && r.tree.tracks(r.path+name, folder) {
		ignored = false
		if folder {
			below = r.below(name)
			below.only = true
			return below, false
		}
	}
	if folder && !ignored {
		below = r.below(name)
	}
	return below, ignored
}

// problem returns, once, that what git tracks could not be read.
func (r *rules) problem() *source.Skip {
	if r == nil || r.tree.problem == nil {
		return nil
	}
	p := r.tree.problem
	r.tree.problem = nil
	return p
}

// ignores asks the patterns, the innermost folder's last one first: the first that matches decides.
func (l *level) ignores(path, name string, folder bool) bool {
	for ; l != nil; l = l.above {
		for i := len(l.patterns) - 1; i >= 0; i-- {
			if p := &l.patterns[i]; p.matches(path[l.skip:], name, folder) {
				return !p.negated
			}
		}
	}
	return false
}
