package scanner

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/sluice-scan/sluice/scanner/attribute"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Findings in what a repository holds beside contents and messages: people, names of files and refs, git's own files.

// named is implemented by repositories that can tell which contents bear a name.
type named interface {
	Named(ctx context.Context, names []string) (map[string][]oid.ID, error)
}

// indexed is implemented by repositories that have indexes.
type indexed interface {
	// Indexed calls yield for each entry of each index. path is valid until yield returns.
	Indexed(yield func(path []byte, id oid.ID))
}

// indexPaths returns the paths at which indexes have the contents of hits.
func indexPaths(repository attribute.Repository, hits []*hit) map[oid.ID][]string {
	index, ok := repository.(indexed)
	paths := map[oid.ID][]string{}
	for _, h := range hits {
		if h.place.kind == source.File {
			paths[h.place.object] = nil
		}
	}
	if !ok || len(paths) == 0 {
		return nil
	}
	index.Indexed(func(path []byte, id oid.ID) {
		if known, ok := paths[id]; ok && !slices.Contains(known, string(path)) {
			paths[id] = append(known, string(path))
		}
	})
	for _, p := range paths {
		slices.Sort(p)
	}
	return paths
}

// late scans what the source knows only when all else was read.
func (s *scan) late(ctx context.Context, repository attribute.Repository, result *attribute.Result) ([]finding.Finding, error) {
	l, ok := repository.(source.Late)
	if !ok {
		return nil, nil
	}
	before := s.hits
	s.hits = nil
	bytes := s.bytes
	err := s.read(ctx, l.Late())
	if !s.options.Shard.first() {
		s.bytes = bytes // the first shard counts them
	}
	hits := s.hits
	s.hits = before
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(hits, compareHits)
	if s.earlier != nil && len(hits) > 0 {
		s.earlier.gaps.Store(true) // the texts of known objects are not gathered again
	}
	histories, err := s.names(ctx, repository, hits)
	if err != nil {
		return nil, err
	}
	var out []finding.Finding
	for i := range hits {
		f, err := s.placeless(ctx, &hits[i], result, nil)
		if err != nil {
			return nil, err
		}
		if n := histories[hits[i].place.path]; n != nil {
			f.History, f.Source.Object = &n.History, n.object.String()
			f.Reasons = append(slices.Clone(f.Reasons), "in the name "+n.path)
		}
		out = append(out, f)
	}
	files, err := s.filesOfHistory(ctx, repository, result)
	return append(out, files...), err
}

// nameHistory is where and when a name stood in trees.
type nameHistory struct {
	finding.History
	path   string // one that has it
	object oid.ID // the content there
}

// names attributes the names of files and folders that hold secrets: by the contents that bear them.
func (s *scan) names(ctx context.Context, repository attribute.Repository, hits []hit) (map[string]*nameHistory, error) {
	var names []string
	for i := range hits {
		if p := hits[i].place; p.kind == source.FileName {
			names = append(names, p.path)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	index, ok := repository.(named)
	if len(names) == 0 || !ok {
		return nil, nil
	}
	bearers, err := index.Named(ctx, names)
	if err != nil {
		return nil, err
	}
	blobs := map[oid.ID][]int32{}
	for i, name := range names {
		for _, id := range bearers[name] {
			blobs[id] = append(blobs[id], int32(i))
		}
	}
	told := func(source.Skip) {} // what is missing was
	result, err := attribute.Run(ctx, repository, attribute.Wanted{Blobs: blobs}, nil, s.parallel, told)
	if err != nil {
		return nil, err
	}
	out := nameHistories(names, result.Occurrences)
	if index, ok := repository.(indexed); ok && len(out) < len(names) {
		index.Indexed(func(path []byte, id oid.ID) {
			for name := range strings.SplitSeq(string(path), "/") {
				if _, found := slices.BinarySearch(names, name); found && out[name] == nil {
					out[name] = &nameHistory{path: string(path), object: id}
				}
			}
		})
	}
	return out, nil
}

// nameHistories joins what is known of the paths that each name stands in, oldest commits first.
func nameHistories(names []string, occurrences []attribute.Occurrence) map[string]*nameHistory {
	out := map[string]*nameHistory{}
	for _, o := range occurrences {
		name := names[o.Secret]
		if !slices.Contains(strings.Split(o.Path, "/"), name) {
			continue
		}
		n := out[name]
		if n == nil {
			n = &nameHistory{path: o.Path, object: o.Blob}
			out[name] = n
		}
		n.AtHead = n.AtHead || o.AtHead
		n.Introduced = append(n.Introduced, o.Introduced...)
	}
	for _, n := range out {
		slices.SortFunc(n.Introduced, func(a, b finding.Commit) int {
			return cmp.Or(instant(a).Compare(instant(b)), cmp.Compare(a.ID, b.ID))
		})
		n.Introduced = slices.Compact(n.Introduced)
	}
	return out
}

// instant is when a commit was made.
func instant(c finding.Commit) time.Time {
	t, _ := time.Parse(time.RFC3339, c.Date) // one without a date counts as the oldest
	return t
}
