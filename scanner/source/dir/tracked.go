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

	"github.com/go-git/go-git/v5/plumbing/format/index"

	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
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

// load reads the index, or asks git where go-git cannot: it knows neither SHA-256 nor split and sparse indexes.
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

// maxIndex bounds an index that is decoded here, in bytes: it takes four times that in memory.
const maxIndex = 64 << 20

// readIndex returns the paths in an index; none if there is no index yet.
func (w *worktree) readIndex(path string) (names []string, err error) {
	in, size, err := openRegular(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer in.Close()
	if size > maxIndex || w.repository.Format != oid.SHA1 {
		return nil, errors.ErrUnsupported
	}
	return decodeIndex(in)
}

// decodeIndex returns the paths in an index. Whatever is wrong with it is an error.
func decodeIndex(in io.Reader) (names []string, err error) {
	defer func() {
		if p := recover(); p != nil {
			names, err = nil, fmt.Errorf("reading the index: %v", p)
		}
	}()
	var decoded index.Index
	if err := index.NewDecoder(in).Decode(&decoded); err != nil {
		return nil, fmt.Errorf("reading the index: %w", err)
	}
	names = make([]string, len(decoded.Entries))
	for i, e := range decoded.Entries {
		names[i] = e.Name
	}
	return names, nil
}

// list asks git for the paths in the index.
func (w *worktree) list() (names []string, err error) {
	git, err := plumbing.New(w.top, w.top, w.repository.GitDir)
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
