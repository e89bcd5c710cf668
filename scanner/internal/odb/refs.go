package odb

import (
	"bufio"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

// Refs as files below refs/ and in packed-refs (gitrepository-layout(5)). go-git reads them, too, but not those of SHA-256
// repositories.

// symbolicDepth is how many symbolic refs may follow each other; git stops at 5 as well (SYMREF_MAXDEPTH).
const symbolicDepth = 5

// Head returns the commit that is checked out; false for an unborn or broken HEAD.
func (r *Repository) Head() (oid.ID, bool) {
	name := "HEAD"
	for range symbolicDepth {
		text, ok := r.refText(name)
		if !ok {
			return oid.ID{}, false
		}
		target, symbolic := strings.CutPrefix(text, "ref:")
		if !symbolic {
			id, err := oid.Parse(text)
			return id, err == nil
		}
		name = strings.TrimSpace(target)
	}
	return oid.ID{}, false
}

// refText returns what a ref's file or its line in packed-refs says.
func (r *Repository) refText(name string) (string, bool) {
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
	f, err := openRegular(filepath.Join(r.CommonDir, "packed-refs"))
	if err != nil {
		return nil
	}
	defer f.Close()
	out := map[string]oid.ID{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		hex, name, ok := strings.Cut(lines.Text(), " ")
		if id, err := oid.Parse(hex); ok && err == nil {
			out[name] = id
		}
	}
	return out
}
