package dir

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/source"
)

// batchFiles is how many files a batch has. How large they are is not known before they are opened, so it is few.
const batchFiles = 16

// walk goes through the roots, one folder after the other in the order of names, and makes batches of files.
type walk struct {
	ctx    context.Context
	source *Source
	yield  func(source.Batch) error
	skip   func(source.Skip)
	files  []file
}

func (w *walk) root(r root) error {
	if !r.folder {
		return w.add(file{disk: r.disk, name: r.name})
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
	entries, err := readFolder(disk)
	if err != nil {
		w.skip(unread(name, err))
	}
	var rules *rules
	if !w.source.options.NoIgnore {
		rules = above.enter(w.ctx, w.source.options.Temporary, disk, entries)
	}
	for _, e := range entries {
		if e.name == ".git" {
			w.repository(e, disk, name)
			continue
		}
		if err := w.entry(e, filepath.Join(disk, e.name), join(name, e.name), rules); err != nil {
			return err
		}
	}
	return nil
}

// repositoryBelow is what is said of the .git folder of another repository. That of the scanned one goes without saying.
const repositoryBelow = "a repository in the scanned folder: 'sluice git' scans its history"

// repository tells of a .git folder below a root.
func (w *walk) repository(e entry, folder, name string) {
	root := slices.ContainsFunc(w.source.roots, func(r root) bool { return r.disk == folder })
	if e.kind.IsDir() && !root {
		w.skip(source.Skip{Class: source.Outside, What: join(name, e.name), Why: repositoryBelow})
	}
}

// entry is one of a folder; what os.ReadDir gives takes four times as much memory, and a folder may have millions.
type entry struct {
	name string
	kind fs.FileMode // the type bits alone
}

// entriesAtOnce is how many are asked of the system at a time.
const entriesAtOnce = 1024

// readFolder returns the entries of a folder in the order of their names. With an error it returns those that were read before it.
func readFolder(disk string) (all []entry, err error) {
	folder, err := os.Open(disk)
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	for err == nil {
		var some []fs.DirEntry
		some, err = folder.ReadDir(entriesAtOnce)
		for _, e := range some {
			all = append(all, entry{e.Name(), e.Type()})
		}
	}
	if err == io.EOF {
		err = nil
	}
	slices.SortFunc(all, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return all, err
}

func (w *walk) entry(e entry, disk, name string, rules *rules) error {
	if w.source.named[disk] {
		return nil
	}
	below, ignored := rules.judge(e.name, e.kind.IsDir())
	if problem := rules.problem(); problem != nil {
		w.skip(*problem)
	}
	switch {
	case ignored:
		w.skip(source.Skip{Class: source.Outside, What: name, Why: "ignored by git; --no-ignore scans it"})
	case e.kind.IsDir():
		if err := w.add(file{name: name, folder: true}); err != nil {
			return err
		}
		return w.folder(disk, name, below)
	case e.kind&fs.ModeSymlink != 0:
		w.skip(source.Skip{Class: source.Outside, What: name, Why: "a symbolic link: what it names is scanned where it lies"})
	case !e.kind.IsRegular():
		w.skip(source.Skip{Class: source.Outside, What: name, Why: "a pipe, socket or device"})
	default:
		return w.add(file{disk: disk, name: name})
	}
	return nil
}

func (w *walk) add(f file) error {
	if w.files = append(w.files, f); len(w.files) < batchFiles {
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
	w.files = w.files[:0]
	return w.yield(b)
}
