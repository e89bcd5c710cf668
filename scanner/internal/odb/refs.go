package odb

import (
	"bufio"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/regular"
)

// Refs as files below refs/ and in packed-refs (gitrepository-layout(5)). go-git reads them, too, but not those of SHA-256
// repositories.

// symbolicDepth is how many symbolic refs may follow each other; git stops at 5 as well (SYMREF_MAXDEPTH).
const symbolicDepth = 5

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
	packed, err := r.readPackedRefs()
	return err == nil && packed[name].IsZero()
}

// Ref returns the object that a ref names, through symbolic refs; false for one that is broken or does not exist.
func (r *Repository) Ref(name string) (oid.ID, bool) {
	_, text := r.resolve(name)
	id, err := oid.Parse(text)
	return id, err == nil
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
	for ref, id := range r.packedRefs() {
		if ref == name {
			return id.String(), true
		}
	}
	return "", false
}

// Refs returns the refs below a prefix such as "refs/notes/" and the objects that they name. Broken and symbolic refs are left out.
func (r *Repository) Refs(prefix string) map[string]oid.ID {
	out := map[string]oid.ID{}
	if r.reftables {
		r.addTables(r.CommonDir, out, func(string, error) {})
		maps.DeleteFunc(out, func(name string, id oid.ID) bool { return id.IsZero() || !strings.HasPrefix(name, prefix) })
		return out
	}
	for name, id := range r.packedRefs() {
		if strings.HasPrefix(name, prefix) {
			out[name] = id
		}
	}
	root := filepath.Join(r.CommonDir, filepath.FromSlash(prefix))
	filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil // a ref that cannot be read names nothing
		}
		if text, err := readSmall(path); err == nil {
			if id, err := oid.Parse(text); err == nil {
				rel, _ := filepath.Rel(r.CommonDir, path)
				out[filepath.ToSlash(rel)] = id
			}
		}
		return nil
	})
	return out
}

func (r *Repository) packedRefs() map[string]oid.ID {
	out, _ := r.readPackedRefs() // what cannot be read names nothing
	return out
}

func (r *Repository) readPackedRefs() (map[string]oid.ID, error) {
	f, err := regular.Open(filepath.Join(r.CommonDir, "packed-refs"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	out := map[string]oid.ID{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		hex, name, ok := strings.Cut(lines.Text(), " ")
		if id, err := oid.Parse(hex); ok && err == nil {
			out[name] = id
		}
	}
	return out, lines.Err()
}

// RefNames returns the names of all refs and the objects that they name, zero for broken and symbolic ones; the refs that symbolic
// ones lead to count even if they do not exist. Those of linked worktrees are included. Where names could not be listed is told.
func (r *Repository) RefNames() (map[string]oid.ID, []Problem) {
	out, err := r.readPackedRefs()
	var problems []Problem
	fail := func(path string, err error) { problems = append(problems, Problem{path, plain(err)}) }
	if err != nil {
		fail(filepath.Join(r.CommonDir, "packed-refs"), err)
	}
	if out == nil {
		out = map[string]oid.ID{}
	}
	for _, dir := range r.GitDirs() {
		if r.reftables {
			r.addTables(dir, out, fail)
		} else {
			addRefs(dir, out, fail)
		}
	}
	return out, problems
}

// addRefs adds the refs that are files in a git folder.
func addRefs(dir string, out map[string]oid.ID, fail func(string, error)) {
	add := func(name, path string) {
		text, err := readSmall(path)
		if target, ok := strings.CutPrefix(text, "ref:"); ok && err == nil {
			if target = strings.TrimSpace(target); out[target].IsZero() {
				out[target] = oid.ID{}
			}
		}
		if id, err := oid.Parse(text); err == nil || out[name].IsZero() {
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
