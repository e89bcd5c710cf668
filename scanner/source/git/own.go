package git

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sluice-scan/sluice/scanner/source"
)

// The files that git keeps beside its objects (gitrepository-layout(5)) and in which credentials come to lie: configuration with
// remote URLs and headers, remotes in the old form, what was fetched from where, hooks, and the logs of refs. They are read as text
// and nothing in them is followed or run.

// ownFile is such a file.
type ownFile struct {
	kind source.Kind
	name string // its path in git's folder, with slashes
	path string
}

// configs are the files other than logs.
var configs = [...]string{
	"config", "config.worktree", "remotes/*", "branches/*", "hooks/*",
	"FETCH_HEAD", "worktrees/*/config.worktree", "worktrees/*/FETCH_HEAD",
}

// sample ends the names of the hooks that git brings with it and never runs.
const sample = ".sample"

// ownFiles lists the files in a git folder, in order. What cannot be listed goes to fail.
func ownFiles(dir string, fail func(name string, err error)) (files []ownFile) {
	root := os.DirFS(dir)
	add := func(kind source.Kind, name string) {
		switch info, err := fs.Stat(root, name); {
		case errors.Is(err, fs.ErrNotExist): // a link that leads nowhere, as to a hook that is not checked out
		case err != nil:
			fail(name, err)
		case info.Mode().IsRegular():
			files = append(files, ownFile{kind, name, filepath.Join(dir, filepath.FromSlash(name))})
		}
	}
	for _, pattern := range configs {
		if folder, all := strings.CutSuffix(pattern, "/*"); all {
			if err := listable(root, folder); err != nil {
				fail(folder, err)
			}
		}
		names, _ := fs.Glob(root, pattern) // its only error is that of a wrong pattern
		for _, name := range names {
			if !strings.HasSuffix(name, sample) {
				add(source.Config, name)
			}
		}
	}
	logs, _ := fs.Glob(root, "worktrees/*/logs")
	for _, folder := range append([]string{"logs"}, logs...) {
		fs.WalkDir(root, folder, func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil && !errors.Is(err, fs.ErrNotExist):
				fail(name, err)
			case err == nil && !d.IsDir():
				add(source.Ref, name)
			}
			return nil
		})
	}
	return files
}

// listable returns why what is in a folder cannot be told, if there is such a folder: a pattern says nothing of it.
func listable(root fs.FS, folder string) error {
	if info, err := fs.Stat(root, folder); err != nil || !info.IsDir() {
		return nil
	}
	_, err := fs.ReadDir(root, folder)
	return err
}

// read makes the blob of a file. A file may grow while it is read: what was there when the scan began is read.
func (f *ownFile) read() (*source.Blob, error) {
	in, err := os.Open(f.path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return nil, err
	}
	blob := &source.Blob{Kind: f.kind, Ref: f.name, Size: info.Size()}
	if info.Size() > source.LargeSize {
		blob.Open = func() (io.ReadCloser, error) { return os.Open(f.path) }
		return blob, nil
	}
	blob.Data, err = io.ReadAll(io.LimitReader(in, info.Size()))
	blob.Size = int64(len(blob.Data))
	return blob, err
}
