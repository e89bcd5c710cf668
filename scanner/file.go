package scanner

import (
	"context"
	"io"
	"maps"
	"slices"

	"github.com/sluice-scan/sluice/scanner/attribute"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Files that are credentials by their path. Where a content comes with its path, rules of the kind file judge it like others do. A
// history tells paths last, so there the names that its trees give are asked first; contents under a name that some rule speaks of are
// judged when it is known where they lie.

// files judges a content by the rules that speak of a path; found is what other rules found in it, and tell it better.
func (w *worker) files(p *place, path string, data []byte, found []hit) []hit {
	if p.kind != source.File || path == "" {
		return nil
	}
	return w.filed(p, w.scan.filesAt(path), data, found)
}

// filesAt returns the rules that speak of a path.
func (s *scan) filesAt(path string) []int32 {
	return s.matcher.Files(s.options.Policy.Relative(path), s.minimum)
}

// filed judges a content by some rules of the kind file.
func (w *worker) filed(p *place, numbers []int32, data []byte, found []hit) (out []hit) {
	for _, number := range numbers {
		hits := w.judged(data, nil, w.detect.File(number, data))
		out = append(out, slices.DeleteFunc(hits, func(h hit) bool { return h.toldBy(found) })...)
	}
	shared := *p
	for i := range out {
		h := &out[i]
		h.place, h.offset, h.length = &shared, int64(h.Start), int64(h.End-h.Start)
	}
	return out
}

// toldBy reports whether one of some hits tells better what h does: it overlaps, and is a provider's or surer.
func (h *hit) toldBy(others []hit) bool {
	return !h.Rule.Apart && slices.ContainsFunc(others, func(o hit) bool {
		return !o.Rule.Apart && o.Start < h.End && h.Start < o.End && (!o.Generic || o.Confidence.Rank() > h.Confidence.Rank())
	})
}

// fileNamed tells attribution which names rules may speak of; it is nil if there is no such rule.
func (s *scan) fileNamed() func(name []byte) bool {
	if !s.matcher.SpeaksOfFiles() {
		return nil
	}
	return func(name []byte) bool { return s.matcher.FileNamed(string(name), s.minimum) }
}

// filesOfHistory finds the files of a history that rules speak of by their path: first where the contents lie that trees hold under a name
// that some rule speaks of, then the history of those that are a finding there.
func (s *scan) filesOfHistory(ctx context.Context, repository attribute.Repository, result *attribute.Result) ([]finding.Finding, error) {
	bearers := map[oid.ID][]int32{}
	for i, id := range result.Named() {
		bearers[id] = []int32{int32(i)}
	}
	occurrences, problems, err := result.Attribute(ctx, bearers)
	if err != nil {
		return nil, err
	}
	s.gaps(problems)
	paths := map[oid.ID][]string{}
	for _, o := range occurrences {
		paths[o.Blob] = append(paths[o.Blob], o.Path)
	}
	c := contentsOf(s.atPaths(ctx, repository.Store(), paths), nil)
	occurrences, _, err = result.Attribute(ctx, c.blobs) // a part of the same places
	if err != nil {
		return nil, err
	}
	occurrences = slices.DeleteFunc(occurrences, func(o attribute.Occurrence) bool {
		return !s.speaks(c.hit(o.Blob, o.Secret).Rule.ID, o.Path)
	})
	out, _ := s.places(c, occurrences)
	staged, err := s.stagedFiles(ctx, repository, result, paths)
	return append(out, staged...), err
}

// atPaths judges the contents at paths, which are few, by the rules that speak of one of these.
func (s *scan) atPaths(ctx context.Context, store *odb.Store, paths map[oid.ID][]string) []hit {
	known := map[oid.ID][]hit{}
	for _, h := range s.hits {
		if h.place.kind == source.File {
			known[h.place.object] = append(known[h.place.object], h)
		}
	}
	w := s.take()
	defer s.give(w)
	keeping := s.keeper()
	for _, id := range slices.SortedFunc(maps.Keys(paths), oid.ID.Compare) {
		numbers := s.speaking(paths[id])
		if len(numbers) == 0 {
			continue
		}
		data, err := beginning(store, id)
		if err != nil {
			continue // was told when it was scanned
		}
		p := place{kind: source.File, object: id, encoding: decode.Detect(data)}
		others := known[id]
		if others == nil && s.earlier.holds(id) {
			if others, err = s.scanAgain(ctx, store, id); err != nil {
				s.gap(source.Skip{Class: source.Unread, What: id.String(), Why: err.Error()})
			}
		}
		keeping.add(w.filed(&p, numbers, data, others))
	}
	hits := keeping.end()
	slices.SortStableFunc(hits, compareHits)
	return hits
}

// beginning returns a content, or as much of it as is looked at of one that is too large to be held.
func beginning(store *odb.Store, id oid.ID) ([]byte, error) {
	c, err := store.GetAny(id, nil)
	if err != nil {
		return nil, err
	}
	if !c.Large() {
		return c.Data, nil
	}
	defer c.Close()
	in, err := c.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	data := make([]byte, windowSize)
	_, err = io.ReadFull(in, data)
	return data, err
}

// speaking returns the rules that speak of one of some paths.
func (s *scan) speaking(paths []string) (numbers []int32) {
	for _, p := range paths {
		numbers = append(numbers, s.filesAt(p)...)
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// speaks reports whether a rule speaks of a path.
func (s *scan) speaks(rule, path string) bool {
	return slices.ContainsFunc(s.filesAt(path), func(n int32) bool { return s.set.Rules[n].ID == rule })
}

// stagedFiles finds those files that only an index names.
func (s *scan) stagedFiles(ctx context.Context, repository attribute.Repository, result *attribute.Result,
	known map[oid.ID][]string) (out []finding.Finding, err error) {
	index, ok := repository.(indexed)
	if !ok {
		return nil, nil
	}
	paths := map[oid.ID][]string{}
	index.Indexed(func(path []byte, id oid.ID) {
		if known[id] == nil && !slices.Contains(paths[id], string(path)) && len(s.filesAt(string(path))) > 0 {
			paths[id] = append(paths[id], string(path))
		}
	})
	hits := s.atPaths(ctx, repository.Store(), paths)
	for i := range hits {
		h := &hits[i]
		silent := func(path string) bool { return !s.speaks(h.Rule.ID, path) }
		f, err := s.placeless(ctx, h, result, slices.DeleteFunc(slices.Clone(paths[h.place.object]), silent))
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// arriving finds the files among what a range brings that rules speak of by their path; in are what others found, by content.
func (s *scan) arriving(ctx context.Context, src bringing, in map[oid.ID][]hit) []hit {
	w := s.take()
	defer s.give(w)
	keeping := s.keeper()
	for id := range src.Contents(func(path string) bool { return len(s.filesAt(path)) > 0 }) {
		data, err := beginning(src.Store(), id)
		if err != nil || ctx.Err() != nil {
			continue // was told when it was scanned
		}
		src.Places(id, func(p source.Place) {
			at := place{kind: source.File, object: id, path: p.Path, commit: p.Commit, encoding: decode.Detect(data)}
			found := w.files(&at, p.Path, data, in[id])
			if len(found) > 0 && p.Previous != nil {
				before := map[identity]bool{}
				_ = w.previous(ctx, p.Path, before, p.Previous(nil)) // an error was told
				found = without(found, before)
			}
			keeping.add(found)
		})
	}
	return keeping.end()
}
