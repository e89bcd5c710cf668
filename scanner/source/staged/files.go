package staged

import (
	"fmt"
	"iter"
	"maps"
	pathpkg "path"
	"path/filepath"
	"slices"
)

// restriction is the files and folders that the user asked for: their paths from the top, with what the user wrote. nil stands for all.
type restriction map[string]string

// restrict returns what files, relative to dir, restrict a scan to. It is not left to git's pathspecs, which would hide from what a file
// was renamed.
func restrict(top, dir string, files []string) (restriction, error) {
	if len(files) == 0 {
		return nil, nil
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("finding the current folder: %w", err)
	}
	r := restriction{}
	for _, f := range files {
		path := f
		if !filepath.IsAbs(f) {
			path = filepath.Join(dir, f)
		}
		if resolved(path) == resolved(top) {
			path = resolved(top)
		}
		rel, err := filepath.Rel(resolved(top), lexical(path))
		if err != nil || !filepath.IsLocal(rel) {
			return nil, fmt.Errorf("%s lies outside of the work tree %s", f, top)
		}
		r[filepath.ToSlash(rel)] = f
	}
	return r, nil
}

// wants reports whether a path was asked for, or a folder around it.
func (r restriction) wants(path string) bool {
	for above := range upwards(path) {
		if _, ok := r[above]; ok {
			return true
		}
	}
	return r == nil
}

// drop takes out a path and the folders around it.
func (r restriction) drop(path string) {
	for above := range upwards(path) {
		delete(r, above)
	}
}

// upwards yields a path and the folders around it, "." last.
func upwards(path string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for yield(path) && path != "." {
			path = pathpkg.Dir(path)
		}
	}
}

// unknown returns an error for what was asked for and is neither in the index nor in HEAD: that nothing is found there says nothing.
func (s *Source) unknown() error {
	left := maps.Clone(s.only)
	delete(left, ".")
	for _, c := range s.changes {
		left.drop(c.path)
	}
	if len(left) == 0 {
		return nil
	}
	if err := s.reader.known(s.ctx, left); err != nil {
		return fmt.Errorf("%w: %w", ErrUnread, err)
	}
	for _, path := range slices.Sorted(maps.Keys(left)) {
		return fmt.Errorf("%s: neither the index nor HEAD has such a file or folder\n"+
			"hint: 'git add' stages it; 'sluice dir' scans files as they lie", left[path])
	}
	return nil
}

// lexical returns a path whose folders are not named by symbolic links; the file itself may be one.
func lexical(path string) string {
	return filepath.Join(resolved(filepath.Dir(path)), filepath.Base(path))
}

// resolved returns path without symbolic links, as far as it exists.
func resolved(path string) string {
	if p, err := filepath.EvalSymlinks(path); err == nil {
		return p
	}
	if parent := filepath.Dir(path); parent != path {
		return filepath.Join(resolved(parent), filepath.Base(path))
	}
	return path
}
