package staged

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/treediff"
)

// reader compares the index with commits.
type reader interface {
	// against lists the paths at which the index has another content than a commit, in their order; those that it has not, or only
	// under another name, are none. It also tells what is new of paths that the commit has not.
	against(ctx context.Context, commit string) ([]entry, fresh, error)
	// unmerged lists the contents of unmerged paths, each once.
	unmerged(ctx context.Context) (map[string][]change, error)
	// known takes out of left what the index or HEAD has.
	known(ctx context.Context, left restriction) error
}

// comparison is an index that is compared.
type comparison struct {
	repository *odb.Repository
	reader
	fresh fresh // of the paths that no parent has
}

// entry is one path at which the index has another content than a commit.
type entry struct {
	path     string
	before   oid.ID // zero if the commit has no file there, nor was it renamed from one
	after    oid.ID
	gitlink  bool
	unmerged bool // there are several contents; after is zero
	added    bool // nothing stood at its path
	// Where the index was read here:
	mode object.Mode
	gone []treediff.Gone // files that it may have been renamed from
}

// changes lists what the index has and HEAD has not, in the order of paths. During a merge what any parent has at a path is not news.
func (c *comparison) changes(ctx context.Context) ([]change, error) {
	entries, fresh, err := c.against(ctx, "HEAD")
	if err != nil {
		return nil, err
	}
	c.fresh = fresh
	var others []map[string]entry
	for _, parent := range c.merging() {
		list, fresh, err := c.against(ctx, parent.String())
		if err != nil {
			return nil, err
		}
		c.fresh.keep(fresh)
		byPath := make(map[string]entry, len(list))
		for _, e := range list {
			byPath[e.path] = e
		}
		others = append(others, byPath)
	}
	var out []change
	for _, e := range entries {
		if c, ok := e.news(others); ok {
			out = append(out, c)
		}
	}
	return c.stages(ctx, out)
}

// news returns the change with what stood at its path in all parents; false if one of them has the same content.
func (e *entry) news(others []map[string]entry) (change, bool) {
	c := change{path: e.path, content: e.after, gitlink: e.gitlink}
	c.renamed(e.gone)
	if !e.before.IsZero() {
		c.previous = append(c.previous, e.before)
	}
	for _, other := range others {
		o, ok := other[e.path]
		if !ok {
			return change{}, false
		}
		c.renamed(o.gone)
		if !o.before.IsZero() && !slices.Contains(c.previous, o.before) {
			c.previous = append(c.previous, o.before)
		}
	}
	return c, true
}

// renamed notes what a new file may have been renamed from.
func (c *change) renamed(gone []treediff.Gone) {
	if len(gone) > 0 {
		c.gone = append(c.gone, gone)
	}
}

// maxMergeHead bounds MERGE_HEAD, in bytes: a merge has a few parents.
const maxMergeHead = 64 << 10

// merging returns the other parents of a merge that is under way. What is no object name in their file is none.
func (c *comparison) merging() []oid.ID {
	path := filepath.Join(c.repository.GitDir, "MERGE_HEAD")
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() || info.Size() > maxMergeHead {
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	var parents []oid.ID
	for _, line := range strings.Fields(string(data)) {
		if id, err := oid.Parse(line); err == nil {
			parents = append(parents, id)
		}
	}
	return parents
}

// stages replaces each unmerged path by the contents that git keeps for it: those of both sides and of their common ancestor.
func (c *comparison) stages(ctx context.Context, changes []change) ([]change, error) {
	unmerged := func(c change) bool { return c.content.IsZero() }
	if !slices.ContainsFunc(changes, unmerged) {
		return changes, nil
	}
	contents, err := c.unmerged(ctx)
	if err != nil {
		return nil, err
	}
	var out []change
	for _, ch := range changes {
		if !unmerged(ch) {
			out = append(out, ch)
			continue
		}
		for _, stage := range contents[ch.path] {
			if !slices.Contains(ch.previous, stage.content) {
				out = append(out, change{path: ch.path, content: stage.content, previous: ch.previous, gitlink: stage.gitlink})
			}
		}
	}
	return out, nil
}

// with adds a content of an unmerged path, if it is another than those that are known.
func with(contents []change, c change) []change {
	if slices.ContainsFunc(contents, func(known change) bool { return known.content == c.content }) {
		return contents
	}
	return append(contents, c)
}
