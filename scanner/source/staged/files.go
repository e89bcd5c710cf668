package staged

import (
	"fmt"
	"path/filepath"
	"strings"
)

// restrict returns which paths the user asked for: files and what lies below folders, relative to dir; all without files. It is not
// left to git's pathspecs, which would hide from what a file was renamed.
func restrict(top, dir string, files []string) (func(path string) bool, error) {
	if len(files) == 0 {
		return func(string) bool { return true }, nil
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("finding the current folder: %w", err)
	}
	named := map[string]bool{}
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
		named[filepath.ToSlash(rel)] = true
	}
	return func(path string) bool {
		for {
			if named[path] {
				return true
			}
			i := strings.LastIndexByte(path, '/')
			if i < 0 {
				return named["."]
			}
			path = path[:i]
		}
	}, nil
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
