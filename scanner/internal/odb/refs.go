package odb

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/regular"
)

// Refs as files below refs/ and in packed-refs (gitrepository-layout(5)). go-git reads them, too, but not those of SHA-256
// repositories.

// symbolicDepth is how many symbolic refs may follow each other; git stops at 5 as well (SYMREF_MAXDEPTH).
const symbolicDepth = 5

// longestRef is the longest line of packed-refs that is read, in bytes; git knows no ref whose name is longer than a path.
const longestRef = 64 << 10

// Head returns the commit that is checked out; false for an unborn or broken HEAD.
func (r *Repository) Head() (oid.ID, bool) { return r.Ref("HEAD") }

// Unborn reports whether HEAD stands on a branch that has no commit yet.
func (r *Repository) Unborn() bool {
	name, text := r.resolve("HEAD")
	return text == "" && strings.HasPrefix(name, "refs/heads/") && r.absent(name)
}

// absent reports that there is no such ref, and not only one that cannot be read.
func (r *Repository) absent(name string) bool {
	if r.reftables {
		for _, dir := range []string{r.GitDir, r.CommonDir} {
			if _, err := r.readTables(dir); err != nil {
				return false
			}
		}
		return true
	}
	for _, dir := range []string{r.GitDir, r.CommonDir} {
		if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(name))); !errors.Is(err, fs.ErrNotExist) {
			return false
		}
	}
	_, packed, err := r.packedRef(name)
	return err == nil && !packed
}

// Ref returns the object that a ref names, through symbolic refs; false for one that is broken or does not exist.
func (r *Repository) Ref(name string) (oid.ID, bool) {
	_, text := r.resolve(name)
	id, err := object(text)
	return id, err == nil
}

// object returns the object that a ref's text names; what stands behind white space git does not read.
func object(text string) (oid.ID, error) {
	if end := strings.IndexAny(text, " \t\r\n\v\f"); end >= 0 {
		text = text[:end]
	}
	return oid.Parse(text)
}

// HeadRef returns the ref that HEAD stands on, which need not exist; false where HEAD names a commit itself.
func (r *Repository) HeadRef() (string, bool) {
	name, _ := r.resolve("HEAD")
	return name, name != "HEAD"
}

// resolve follows symbolic refs from name and returns the last one and what it says, "" if it says nothing.
func (r *Repository) resolve(name string) (last, text string) {
	for range symbolicDepth {
		text, ok := r.refText(name)
		if !ok {
			return name, ""
		}
		target, symbolic := strings.CutPrefix(text, "ref:")
		if !symbolic {
			return name, text
		}
		name = strings.TrimSpace(target)
	}
	return name, ""
}

// refText returns what a ref's file or its line in packed-refs says.
func (r *Repository) refText(name string) (string, bool) {
	if r.reftables {
		return r.tableText(name)
	}
	if !filepath.IsLocal(name) {
		return "", false
	}
	for _, dir := range []string{r.GitDir, r.CommonDir} {
		if text, err := readSmall(filepath.Join(dir, filepath.FromSlash(name))); err == nil {
			return text, true
		}
	}
	id, ok, _ := r.packedRef(name) // what cannot be read names nothing
	return id.String(), ok
}

// Refs returns the refs below a prefix such as "refs/notes/" and the objects that they name. Broken and symbolic refs are left out.
func (r *Repository) Refs(prefix string) map[string]oid.ID {
	if r.reftables {
		all := newListing() // what cannot be read names nothing
		r.addTables(all, r.CommonDir, "")
		maps.DeleteFunc(all.ids, func(name string, id oid.ID) bool { return id.IsZero() || !strings.HasPrefix(name, prefix) })
		return all.ids
	}
	out := map[string]oid.ID{}
	_ = r.packedRefs(func(name []byte, id oid.ID) {
		if bytes.HasPrefix(name, []byte(prefix)) {
			out[string(name)] = id
		}
	}) // what cannot be read names nothing
	root := filepath.Join(r.CommonDir, filepath.FromSlash(prefix))
	filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil // a ref that cannot be read names nothing
		}
		if text, err := readSmall(path); err == nil {
			if id, err := object(text); err == nil {
				rel, _ := filepath.Rel(r.CommonDir, path)
				out[filepath.ToSlash(rel)] = id
			}
		}
		return nil
	})
	return out
}

// packedRef returns what packed-refs says of a ref; of two lines the last counts.
func (r *Repository) packedRef(ref string) (object oid.ID, ok bool, err error) {
	err = r.packedRefs(func(name []byte, id oid.ID) {
		if string(name) == ref {
			object, ok = id, true
		}
	})
	return object, ok, err
}

// packedRefs calls yield for each line of packed-refs, of which there may be millions. The name is valid until yield returns. A line that
// cannot be read ends nothing, and is the error.
func (r *Repository) packedRefs(yield func(name []byte, id oid.ID)) error {
	f, err := regular.Open(filepath.Join(r.CommonDir, "packed-refs"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewReaderSize(f, longestRef)
	var malformed error
	for number := 1; ; number++ {
		line, err := lines.ReadSlice('\n')
		long := err == bufio.ErrBufferFull
		for err == bufio.ErrBufferFull {
			_, err = lines.ReadSlice('\n')
		}
		if err != nil && err != io.EOF {
			return err
		}
		if err == io.EOF && len(line) == 0 {
			return malformed
		}
		hex, name, ok := bytes.Cut(bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r")), []byte{' '})
		id, unknown := oid.Parse(hex)
		isRef := ok && unknown == nil && !long
		if isRef {
			yield(name, id)
		}
		if err == io.EOF || !isRef && bytes.IndexAny(hex, "#^") != 0 { // a comment, or what the tag before tags
			malformed = cmp.Or(malformed, fmt.Errorf("line %d is not that of a ref", number))
		}
	}
}

// RefNames returns the names of all refs and the objects that they name, zero for broken and symbolic ones; the refs that symbolic
// ones lead to count even if they do not exist. Those of linked worktrees are included, as git calls them: worktrees/NAME/HEAD. Where
// names could not be listed is told, and which refs say nothing that can be read, or lead to no end.
func (r *Repository) RefNames() (map[string]oid.ID, []Problem) {
	l := newListing()
	err := r.packedRefs(func(name []byte, id oid.ID) { l.ids[string(name)] = id })
	if err != nil {
		l.fail(filepath.Join(r.CommonDir, "packed-refs"), err)
	}
	worktrees := filepath.Join(r.CommonDir, "worktrees")
	if info, err := os.Stat(worktrees); err == nil && info.IsDir() {
		if _, err := os.ReadDir(worktrees); err != nil { // GitDirs leaves them out then
			l.fail(worktrees, err)
		}
	}
	for _, dir := range r.GitDirs() {
		prefix := ""
		if dir != r.CommonDir {
			prefix = "worktrees/" + filepath.Base(dir) + "/"
		}
		if r.reftables {
			r.addTables(l, dir, prefix)
		} else {
			l.addFiles(dir, prefix)
		}
	}
	l.endless()
	return l.ids, l.problems
}

// listing is the refs of a repository in the making.
type listing struct {
	ids      map[string]oid.ID // zero for broken and symbolic refs
	symbolic map[string]symbolic
	problems []Problem
}

// symbolic is a ref that leads to another.
type symbolic struct {
	prefix string // of the names of the worktree that it is of, whose own refs count first
	target string
	place  string // what a problem of it is told of
}

func newListing() *listing {
	return &listing{ids: map[string]oid.ID{}, symbolic: map[string]symbolic{}}
}

func (l *listing) fail(place string, err error) {
	l.problems = append(l.problems, Problem{place, regular.Why(err)})
}

// add adds a ref, of which another place may know the object.
func (l *listing) add(name string, id oid.ID) {
	if !id.IsZero() || l.ids[name].IsZero() {
		l.ids[name] = id
	}
}

// link notes where a symbolic ref leads.
func (l *listing) link(prefix, name, target, place string) {
	l.symbolic[prefix+name] = symbolic{prefix, target, place}
	l.add(target, oid.ID{})
}

// endless tells of symbolic refs that lead in a circle, or on through more of them than git follows.
func (l *listing) endless() {
	for _, name := range slices.Sorted(maps.Keys(l.symbolic)) {
		place, next := l.symbolic[name].place, name
		ends := false
		for range symbolicDepth {
			link, ok := l.symbolic[next]
			if ends = !ok; ends {
				break
			}
			if next = link.prefix + link.target; !l.has(next) {
				next = link.target
			}
		}
		if !ends {
			l.fail(place, errEndless)
		}
	}
}

func (l *listing) has(name string) bool {
	_, ok := l.ids[name]
	return ok
}

// addFiles adds the refs that are files in a git folder, with a prefix to their names.
func (l *listing) addFiles(dir, prefix string) {
	add := func(name, path string) {
		text, err := readSmall(path)
		target, isLink := strings.CutPrefix(text, "ref:")
		id, broken := object(text)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			l.fail(path, err)
		case isLink:
			l.link(prefix, name, strings.TrimSpace(target), path)
		case broken != nil && !ignored(name):
			l.fail(path, errBroken)
		}
		l.add(prefix+name, id)
	}
	add("HEAD", filepath.Join(dir, "HEAD"))
	filepath.WalkDir(filepath.Join(dir, "refs"), func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			l.fail(path, err)
		case err == nil && !d.IsDir():
			rel, _ := filepath.Rel(dir, path)
			add(filepath.ToSlash(rel), path)
		}
		return nil
	})
}

// errBroken is told of a ref that names neither an object nor another ref, as a crash may leave it.
var errBroken = errors.New("a ref that names nothing")

// errEndless is told of a symbolic ref from which nothing but other symbolic refs is reached.
var errEndless = errors.New("a symbolic ref that leads in a circle, or through more of them than git follows")

// ignored reports whether git takes a file among the refs for none (git-check-ref-format(1)).
func ignored(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, ".") || strings.HasSuffix(base, ".lock")
}
