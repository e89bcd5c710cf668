package staged

import (
	"errors"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/treediff"
)

// maxGone bounds the files and folders among which a renamed one is looked for, and maxFolder the paths of folders, in bytes: a few trees
// can hold any number, any depth.
const (
	maxGone   = 1_000_000
	maxFolder = 8192
)

var errTooMany = errors.New("too many files")

// withoutRenames returns the entries without files that were only renamed: of files with one content each that is gone pairs with one
// that is new, whichever (diffcore-rename.c). The others get what is left of the files that are gone.
func (d *difference) withoutRenames() ([]entry, error) {
	if !slices.ContainsFunc(d.entries, func(e entry) bool { return e.added }) {
		return d.entries, nil
	}
	sources, err := d.files(nil, d.gone)
	if err == errTooMany {
		sources, err = nil, nil // then they count as new
	}
	if err != nil {
		return nil, err
	}
	gone := goneByContent{}
	for i, s := range sources {
		k := kindOf(s.id, s.mode)
		gone[k] = append(gone[k], i)
	}
	taken := make([]bool, len(sources))
	entries := slices.DeleteFunc(d.entries, func(e entry) bool {
		i, ok := gone.take(e)
		if ok {
			taken[i] = true
		}
		return ok && !e.gitlink
	})
	var left []treediff.Gone
	for i, s := range sources {
		if !taken[i] && s.mode.IsRegular() {
			left = append(left, treediff.Gone{Path: s.path, ID: s.id})
		}
	}
	for i := range entries {
		if e := &entries[i]; e.added && e.mode.IsRegular() {
			e.gone = left
		}
	}
	return entries, nil
}

// goneByContent are the files that are gone, by number. There may be very many with one content, such as empty ones.
type goneByContent map[contentKind][]int

// contentKind is a content in a kind of files that can be renamed to each other: a file does not become a link.
type contentKind struct {
	id   oid.ID
	mode object.Mode // zero for a file, executable or not
}

func kindOf(id oid.ID, mode object.Mode) contentKind {
	if mode.IsRegular() {
		mode = 0
	}
	return contentKind{id, mode}
}

// take takes out a file that an entry is the new name of; false if there is none.
func (g goneByContent) take(e entry) (number int, ok bool) {
	k := kindOf(e.after, e.mode)
	all := g[k]
	if !e.added || len(all) == 0 {
		return 0, false
	}
	g[k] = all[1:]
	return all[0], true
}

// files adds what is gone to out: files, and those in folders.
func (d *difference) files(out, gone []old) ([]old, error) {
	for _, g := range gone {
		if d.visited++; d.visited > maxGone || len(g.path) > maxFolder {
			return nil, errTooMany
		}
		if !g.mode.IsTree() {
			out = append(out, g)
			continue
		}
		entries, err := d.read(g.id)
		if err != nil {
			return nil, err
		}
		below := make([]old, len(entries))
		for i, e := range entries {
			below[i] = old{g.path + "/" + string(e.Name), e.Mode, oid.New(e.ID)}
		}
		if out, err = d.files(out, below); err != nil {
			return nil, err
		}
	}
	return out, nil
}
