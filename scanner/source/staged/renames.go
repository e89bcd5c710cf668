package staged

import (
	"errors"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/treediff"
)

// maxGone bounds the files and folders among which a renamed one is looked for; a few trees can hold any number.
const maxGone = 1_000_000

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
	byID := map[oid.ID][]old{}
	for _, s := range sources {
		byID[s.id] = append(byID[s.id], s)
	}
	entries := slices.DeleteFunc(d.entries, func(e entry) bool {
		i := slices.IndexFunc(byID[e.after], func(s old) bool { return sameKind(s.mode, e.mode) })
		if !e.added || i < 0 {
			return false
		}
		byID[e.after] = slices.Delete(byID[e.after], i, i+1)
		return !e.gitlink
	})
	left := remaining(sources, byID)
	for i := range entries {
		if e := &entries[i]; e.added && e.mode.IsRegular() {
			e.gone = left
		}
	}
	return entries, nil
}

// remaining returns the files among sources that byID still has.
func remaining(sources []old, byID map[oid.ID][]old) (left []treediff.Gone) {
	for _, s := range sources {
		if s.mode.IsRegular() && slices.Contains(byID[s.id], s) {
			left = append(left, treediff.Gone{Path: s.path, ID: s.id})
		}
	}
	return left
}

// sameKind reports whether a file of one mode can have been renamed to one of another: a file does not become a link.
func sameKind(a, b object.Mode) bool { return a == b || a.IsRegular() && b.IsRegular() }

// files adds what is gone to out: files, and those in folders.
func (d *difference) files(out, gone []old) ([]old, error) {
	for _, g := range gone {
		if d.visited++; d.visited > maxGone {
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
