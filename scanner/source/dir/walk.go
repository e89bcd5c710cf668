package dir

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/sluice-scan/sluice/scanner/source"
)

// A batch ends at this many files or bytes.
const (
	batchFiles = 64
	batchBytes = 1 << 20
)

// walk goes through the roots, one folder after the other in the order of names, and makes batches of files.
type walk struct {
	ctx    context.Context
	source *Source
	yield  func(source.Batch) error
	skip   func(source.Skip)
	files  []file
	bytes  int64
}

func (w *walk) root(r root) error {
	if !r.folder {
		info, err := os.Lstat(r.disk)
		if err != nil {
			w.skip(unread(r.name, err))
			return nil
		}
		return w.add(file{r.disk, r.name}, info.Size())
	}
	var rules *rules
	if !w.source.options.NoIgnore {
		rules = rulesAbove(w.ctx, w.source.options.Temporary, r.disk)
	}
	return w.folder(r.disk, r.name, rules)
}

func (w *walk) folder(disk, name string, above *rules) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	entries, err := os.ReadDir(disk)
	if err != nil {
		w.skip(unread(name, err))
	}
	var rules *rules
	if !w.source.options.NoIgnore {
		rules = above.enter(w.ctx, w.source.options.Temporary, disk, entries)
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

func (w *walk) entry(e fs.DirEntry, disk, name string, rules *rules) error {
	if w.source.named[disk] {
		return nil
	}
	below, ignored := rules.judge(e.Name(), e.IsDir())
	if problem := rules.problem(); problem != nil {
		w.skip(*problem)
	}
	switch {
	case ignored:
		w.skip(source.Skip{Class: source.Outside, What: name, Why: "ignored by git; --no-ignore scans it"})
	case e.IsDir():
		return w.folder(disk, name, below)
	case e.Type()&fs.ModeSymlink != 0:
		w.skip(source.Skip{Class: source.Outside, What: name, Why: "a symbolic link: what it names is scanned where it lies"})
	case !e.Type().IsRegular():
		w.skip(source.Skip{Class: source.Outside, What: name, Why: "a pipe, socket or device"})
	default:
		info, err := e.Info()
		if err != nil {
			w.skip(unread(name, err))
			return nil
		}
		return w.add(file{disk, name}, info.Size())
	}
	return nil
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
	b := &batch{w.source, slices.Clone(w.files)}
	w.files, w.bytes = w.files[:0], 0
	return w.yield(b)
}
