package dir

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/gitindex"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing"
	"github.com/sluice-scan/sluice/scanner/source"
)

// worktree is a repository's, with what git tracks in it. That is read when something is ignored for the first time.
type worktree struct {
	ctx        context.Context
	top        string
	repository *odb.Repository
	loaded     bool
	tracked    []string     // paths from the top, sorted
	problem    *source.Skip // they could not be read
}

// tracks reports whether git tracks a path: a file, a submodule, or something in a folder.
func (w *worktree) tracks(path string, folder bool) bool {
	if !w.loaded {
		w.loaded = true
		w.load()
	}
	if _, found := slices.BinarySearch(w.tracked, path); found || !folder {
		return found
	}
	i, _ := slices.BinarySearch(w.tracked, path+"/")
	return i < len(w.tracked) && strings.HasPrefix(w.tracked[i], path+"/")
}

// load reads the index, or asks git where that is sparse or of a kind that is not read here.
func (w *worktree) load() {
	path := filepath.Join(w.repository.GitDir, "index")
	names, err := w.readIndex(path)
	if err != nil {
		names, err = w.list()
	}
	if err != nil {
		why := fmt.Sprintf("what git tracks although it is ignored was left out, if there is any (%v); --no-ignore scans it", err)
		w.problem = &source.Skip{Class: source.Unread, What: path, Why: strings.ReplaceAll(why, "\n", " ")}
		return
	}
	slices.Sort(names)
	w.tracked = names
}

// readIndex returns the paths in an index; none if there is no index yet. One that has folders as entries does not tell all paths.
func (w *worktree) readIndex(path string) (names []string, err error) {
	x, err := gitindex.Open(path, w.repository.Format)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer x.Close()
	if x.Sparse() {
		return nil, gitindex.ErrUnsupported
	}
	c := x.Entries()
	for c.Next() {
		names = append(names, string(c.Path))
	}
	return names, c.Err()
}

// list asks git for the paths in the index.
func (w *worktree) list() (names []string, err error) {
	git, err := plumbing.New(w.repository.Temporary, w.top, w.top, w.repository.GitDir)
	if err != nil {
		return nil, err
	}
	defer git.Close()
	out, err := git.Stream(w.ctx, "ls-files", "-z", "--cached")
	if err != nil {
		return nil, err
	}
	defer out.Close()
	for in := bufio.NewReader(out); ; {
		name, err := in.ReadString(0)
		if err == io.EOF {
			return names, nil
		}
		if err != nil {
			return nil, err
		}
		names = append(names, strings.TrimSuffix(name, "\x00"))
	}
}
