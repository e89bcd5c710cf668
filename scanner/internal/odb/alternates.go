package odb

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Alternates: folders of objects that a repository borrows (gitrepository-layout(5), objects/info/alternates; git(1),
// GIT_ALTERNATE_OBJECT_DIRECTORIES). Reading goes where they point, as git's does.

// Bounds of alternates: how far git follows alternates of alternates (object-file.c), and how many are looked at in all, so that
// folders which name each other end.
const (
	alternateDepth = 6
	maxAlternates  = 4096
)

// addDir adds an object folder and its alternates; a folder is added once, however it is named.
func (s *Store) addDir(dir string, depth int) {
	real, err := filepath.EvalSymlinks(dir)
	if err == nil {
		_, err = os.ReadDir(real)
	}
	if err != nil {
		s.problem(dir, fmt.Errorf("alternate object folder: %w", err))
		return
	}
	if slices.Contains(s.dirs, real) {
		return
	}
	s.dirs = append(s.dirs, real)
	list := filepath.Join(real, "info", "alternates")
	text, err := readSmall(list)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		s.problem(list, err)
	}
	for _, line := range alternateLines(text) {
		if s.alternates++; s.alternates > maxAlternates || depth == alternateDepth {
			s.problem(list, errors.New("alternates are chained too deeply, or too many"))
			return
		}
		if !filepath.IsAbs(line) {
			line = filepath.Join(real, line)
		}
		s.addDir(line, depth+1)
	}
}

// alternateLines returns the folders that an alternates file names.
func alternateLines(text string) (dirs []string) {
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimRight(line, "\r")
		if line == "" || line[0] == '#' {
			continue
		}
		if dir, rest, ok := unquote(line); ok && rest == "" {
			line = dir
		}
		dirs = append(dirs, line)
	}
	return dirs
}

// alternateList splits the environment's list. Git quotes folders whose names hold the separator.
func alternateList(list string) (dirs []string) {
	for list != "" {
		dir, rest, quoted := unquote(list)
		if !quoted || rest != "" && rest[0] != filepath.ListSeparator {
			dir, rest, _ = strings.Cut(list, string(filepath.ListSeparator))
			rest = string(filepath.ListSeparator) + rest
		}
		if list = strings.TrimPrefix(rest, string(filepath.ListSeparator)); dir != "" && dir[0] != '#' {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// unquote undoes the quoting of a path as in C that text begins with (git's quote.c); false if it does not begin with any.
func unquote(text string) (path, rest string, ok bool) {
	if text == "" || text[0] != '"' {
		return "", text, false
	}
	var out []byte
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return string(out), text[i+1:], true
		case c != '\\':
			out = append(out, c)
		default:
			c, n := unescape(text[i+1:])
			if n == 0 {
				return "", text, false
			}
			out = append(out, c)
			i += n
		}
	}
	return "", text, false
}

// unescape returns the byte that an escape stands for, given what is behind the backslash, and the length of that; 0 if it is none.
func unescape(text string) (c byte, n int) {
	if text == "" {
		return 0, 0
	}
	if i := strings.IndexByte("abtnvfr\"\\", text[0]); i >= 0 {
		return "\a\b\t\n\v\f\r\"\\"[i], 1
	}
	if len(text) < 3 || text[0] > '3' {
		return 0, 0
	}
	for _, d := range []byte(text[:3]) {
		if d < '0' || d > '7' {
			return 0, 0
		}
		c = c<<3 | (d - '0')
	}
	return c, 3
}
