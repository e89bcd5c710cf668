package scanner

import (
	"fmt"
	"slices"

	"github.com/sluice-scan/sluice/scanner/detect"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/source"
)

// What a scan finds is bounded, whatever it is made to read. It keeps those hits that come first in the order of their contents and places,
// so that it does not show in which order workers met them.

// keeper keeps the first hits of all that it is given.
type keeper struct {
	most int
	lost func(name string) // is told each content of which not all is kept, once
	hits []hit             // those that come first, in no order, and some more
	full bool              // as many as are kept were sorted; the last of them is:
	last hit
	cut  content           // of which a part was left out and told, the others being all before or behind it
	told content           // that was told last
	once map[string]string // the texts of matches, which the versions of a file have in common
}

// content is a text of the source, with all that is found in it.
type content struct {
	object    oid.ID
	path, ref string
}

func contentOf(h *hit) content { return content{h.place.object, h.place.path, h.place.ref} }

// add adds what was found in some contents, each whole.
func (k *keeper) add(hits []hit) {
	for i := range hits {
		if k.most == 0 || k.full && compareHits(hits[i], k.last) > 0 {
			k.leave(&hits[i])
		} else {
			k.share(hits[i].Match)
			k.hits = append(k.hits, hits[i])
		}
	}
	if len(k.hits) > k.most+k.most/4 {
		k.trim()
	}
}

// share makes a match use the texts of those before it.
func (k *keeper) share(m *detect.Match) {
	if k.once == nil {
		k.once = map[string]string{}
	}
	for _, text := range [...]*string{&m.Secret, &m.Core, &m.Variable} {
		if one, ok := k.once[*text]; ok {
			*text = one
		} else {
			k.once[*text] = *text
		}
	}
}

// trim leaves out what does not come first.
func (k *keeper) trim() {
	slices.SortStableFunc(k.hits, compareHits)
	k.full, k.last = true, k.hits[k.most-1]
	for i := range k.hits[k.most:] {
		k.leave(&k.hits[k.most+i])
	}
	if next := contentOf(&k.hits[k.most]); next == contentOf(&k.last) {
		k.cut = next
	}
	clear(k.hits[k.most:])
	k.hits = k.hits[:k.most]
}

// leave tells of a hit that is left out. Those of one content follow each other.
func (k *keeper) leave(h *hit) {
	if c := contentOf(h); c != k.told && c != k.cut {
		k.told = c
		k.lost(h.place.name())
	}
}

// end returns what is kept.
func (k *keeper) end() []hit {
	if len(k.hits) > k.most {
		k.trim()
	}
	return k.hits
}

// tooMany says why not all is told that was found in a content.
func (s *scan) tooMany() string {
	return fmt.Sprintf("the scan found more than %d places with secrets: not all of those here are told; "+
		"scan parts of it, or at a higher --min-confidence", s.options.MaxSecrets)
}

// bounded leaves out what was found in one content behind as many hits as a whole scan keeps.
func (w *worker) bounded(found []hit) []hit {
	most := w.scan.options.MaxSecrets
	if len(found) <= most {
		return found
	}
	w.note(detect.Gap{Why: w.scan.tooMany(), Lost: true})
	clear(found[most:])
	return found[:most]
}

// keeper returns one for what may still be kept. Whoever uses it holds the scan's mutex, or is alone.
func (s *scan) keeper() *keeper { return s.keeperOf(max(s.options.MaxSecrets-s.kept, 0)) }

// keeperOf is keeper for a number of hits.
func (s *scan) keeperOf(most int) *keeper {
	return &keeper{most: most, lost: func(name string) {
		if s.earlier != nil {
			s.earlier.gaps.Store(true)
		}
		s.note(source.Skip{Class: source.Unread, What: name, Why: s.tooMany()})
	}}
}
