package scanner

import (
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/attribute"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/source"
)

// What of a history was not read is known by its object, since contents are read before anybody knows their paths. A person looks for a
// file, so those that the receipt names are attributed like secrets.

// unnamed returns the objects that the receipt's lines name, of the source that is scanned, in order.
func (s *scan) unnamed() []oid.ID {
	ids := map[oid.ID]bool{}
	for _, e := range s.skipped {
		for _, name := range e.first {
			if id, _, ok := s.object(name); ok {
				ids[id] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(ids), oid.ID.Compare)
}

// object takes the name of an object, of the source that is scanned, off a name in the receipt; rest is what is named in it.
func (s *scan) object(name string) (id oid.ID, rest string, ok bool) {
	if s.where != "" {
		if name, ok = strings.CutPrefix(name, s.where+"!"); !ok {
			return id, "", false
		}
	}
	head, rest, _ := strings.Cut(name, "!")
	id, err := oid.Parse(head)
	return id, rest, err == nil
}

// standIn is the number of the secret that an unnamed content is attributed by; those of secrets count up from 0.
func standIn(n int) int32 { return math.MaxInt32 - int32(n) }

// wanted is what attribution looks for: blobs with their secrets, and what the receipt names by its object.
func (s *scan) wanted(blobs map[oid.ID][]int32, unnamed []oid.ID) attribute.Wanted {
	if len(unnamed) > 0 {
		blobs = maps.Clone(blobs)
	}
	for n, id := range unnamed {
		blobs[id] = append(slices.Clone(blobs[id]), standIn(n))
	}
	return attribute.Wanted{Blobs: blobs, Named: s.fileNamed()}
}

// named gives the receipt's lines the paths of what was unnamed, and returns the other occurrences.
func (s *scan) named(unnamed []oid.ID, occurrences []attribute.Occurrence) []attribute.Occurrence {
	best := map[oid.ID]*attribute.Occurrence{}
	others := slices.DeleteFunc(occurrences, func(o attribute.Occurrence) bool {
		n := int(math.MaxInt32 - o.Secret)
		if n >= len(unnamed) {
			return false
		}
		if b := best[unnamed[n]]; b == nil || byPlace(&o, b) < 0 {
			best[unnamed[n]] = &o
		}
		return true
	})
	s.rename(func(id oid.ID, rest string) string {
		switch o := best[id]; {
		case o == nil:
			return ""
		case o.AtHead:
			return inside(o.Path, rest)
		default:
			return inside(o.Path, rest) + " (not in HEAD)"
		}
	})
	return others
}

// rename gives lines of the receipt the name of an object and of what is named in it, unless that is "".
func (s *scan) rename(name func(id oid.ID, rest string) string) {
	for _, e := range s.skipped {
		for i, old := range e.first {
			id, rest, ok := s.object(old)
			if !ok {
				continue
			}
			if now := name(id, rest); now != "" {
				e.first[i] = inside(s.where, now)
			}
		}
		slices.Sort(e.first)
		e.first = slices.Compact(e.first) // versions of one file
	}
}

// broughtNames names what of a range was not read by a path that a commit brings it to.
func (s *scan) broughtNames(src bringing) {
	s.rename(func(id oid.ID, rest string) (name string) {
		src.Places(id, func(p source.Place) {
			if name == "" {
				name = inside(p.Path, rest)
			}
		})
		return name
	})
}
