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
	out := map[string]oid.ID{}
	if r.reftables {
		r.addTables(r.CommonDir, "", out, func(string, error) {})
		maps.DeleteFunc(out, func(name string, id oid.ID) bool { return id.IsZero() || !strings.HasPrefix(name, prefix) })
		return out
	}
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
// names could not be listed is told, and which refs say nothing that can be read.
func (r *Repository) RefNames() (map[string]oid.ID, []Problem) {
	out := map[string]oid.ID{}
	err := r.packedRefs(func(name []byte, id oid.ID) { out[string(name)] = id })
	var problems []Problem
	fail := func(path string, err error) { problems = append(problems, Problem{path, regular.Why(err)}) }
	if err != nil {
		fail(filepath.Join(r.CommonDir, "packed-refs"), err)
	}
	worktrees := filepath.Join(r.CommonDir, "worktrees")
	if info, err := os.Stat(worktrees); err == nil && info.IsDir() {
		if _, err := os.ReadDir(worktrees); err != nil { // GitDirs leaves them out then
			fail(worktrees, err)
		}
	}
	for _, dir := range r.GitDirs() {
		prefix := ""
		if dir != r.CommonDir {
			prefix = "worktrees/" + filepath.Base(dir) + "/"
		}
		if r.reftables {
			r.addTables(dir, prefix, out, fail)
		} else {
			addRefs(dir, prefix, out, fail)
		}
	}
	return out, problems
}

// addRefs adds the refs that are files in a git folder, with a prefix to their names.
func addRefs(dir, prefix string, out map[string]oid.ID, fail func(string, error)) {
	add := func(name, path string) {
		name = prefix + name
		text, err := readSmall(path)
		target, symbolic := strings.CutPrefix(text, "ref:")
		id, broken := object(text)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			fail(path, err)
		case symbolic:
			if target = strings.TrimSpace(target); out[target].IsZero() {
				out[target] = oid.ID{}
			}
		case broken != nil && !ignored(name):
			fail(path, errBroken)
		}
		if broken == nil || out[name].IsZero() {
			out[name] = id
		}
	}
	add("HEAD", filepath.Join(dir, "HEAD"))
	filepath.WalkDir(filepath.Join(dir, "refs"), func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			fail(path, err)
		case err == nil && !d.IsDir():
			rel, _ := filepath.Rel(dir, path)
			add(filepath.ToSlash(rel), path)
		}
		return nil
	})
}

// errBroken is told of a ref that names neither an object nor another ref, as a crash may leave it.
var errBroken = errors.New("a ref that names nothing")

// ignored reports whether git takes a file among the refs for none (git-check-ref-format(1)).
func ignored(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, ".") || strings.HasSuffix(base, ".lock")
}
