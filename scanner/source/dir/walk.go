package dir

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sluice-scan/sluice/scanner/source"
)

// walk goes through the roots, one folder after the other in the order of names, and makes batches of files.
type walk struct {
	ctx    context.Context
	source *Source
	yield  func(source.Batch) error
	skip   func(source.Skip)
	seen   map[string]bool // folders and named files, so that arguments that overlap are scanned once
	files  []file
	bytes  int64
}

func (w *walk) root(r root) error {
	if !r.folder {
		if w.again(r.disk) {
			return nil
		}
		return w.named(r)
	}
	var rules *ignore
	if !w.source.options.NoIgnore {
		rules = ignoreAbove(r.disk)
	}
	return w.folder(r.disk, r.name, rules)
}

// named adds a file that was named, whether git ignores it or not.
func (w *walk) named(r root) error {
	info, err := os.Lstat(r.disk)
	if err != nil {
		w.skip(source.Skip{Class: source.Unread, What: r.name, Why: plain(err)})
		return nil
	}
	if !info.Mode().IsRegular() {
		w.skip(source.Skip{Class: source.Outside, What: r.name, Why: "a pipe, socket or device"})
		return nil
	}
	return w.add(file{r.disk, r.name}, info.Size())
}

// again reports whether a file or folder was walked before.
func (w *walk) again(disk string) bool {
	abs, err := filepath.Abs(disk)
	if err != nil {
		abs = disk
	}
	if w.seen[abs] {
		return true
	}
	w.seen[abs] = true
	return false
}

func (w *walk) folder(disk, name string, rules *ignore) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if w.again(disk) {
		return nil
	}
	entries, err := os.ReadDir(disk)
	if err != nil {
		w.skip(source.Skip{Class: source.Unread, What: name, Why: plain(err)})
	}
	if rules != nil {
		rules = rules.enter(disk)
	}
	for _, e := range entries {
		if e.Name() == ".git" {
			continue
		}
		if err := w.entry(e, filepath.Join(disk, e.Name()), join(name, e.Name()), rules); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) entry(e fs.DirEntry, disk, name string, rules *ignore) error {
	folder := e.IsDir()
	if rules != nil && rules.ignored(disk, folder) {
		if !rules.tracked(disk, folder) {
			w.skip(source.Skip{Class: source.Outside, What: name, Why: "ignored by git; --no-ignore scans it"})
			return nil
		}
		if folder {
			rules = rules.trackedOnly()
		}
	}
	switch {
	case folder:
		return w.folder(disk, name, rules)
	case e.Type()&fs.ModeSymlink != 0:
		w.skip(source.Skip{Class: source.Outside, What: name, Why: "a symbolic link: what it names is scanned where it lies"})
		return nil
	case !e.Type().IsRegular():
		w.skip(source.Skip{Class: source.Outside, What: name, Why: "a pipe, socket or device"})
		return nil
	}
	if abs, err := filepath.Abs(disk); err == nil && w.seen[abs] {
		return nil
	}
	info, err := e.Info()
	if err != nil {
		w.skip(source.Skip{Class: source.Unread, What: name, Why: plain(err)})
		return nil
	}
	return w.add(file{disk, name}, info.Size())
}

func (w *walk) add(f file, size int64) error {
	w.files = append(w.files, f)
	w.bytes += size
	if len(w.files) < batchFiles && w.bytes < batchBytes {
		return nil
	}
	return w.flush()
}

// flush yields the files that were collected.
func (w *walk) flush() error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if len(w.files) == 0 {
		return nil
	}
	b := &batch{w.source, w.files}
	w.files, w.bytes = nil, 0
	return w.yield(b)
}
