package staged

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing"
)

// comparison is an index that is compared.
type comparison struct {
	git        *plumbing.Git
	repository *odb.Repository
	dir        string // where git runs
	top        string // of the work tree, absolute
}

// entry is one path at which the index has another content than a commit.
type entry struct {
	path     string
	before   oid.ID // zero if the commit has no file there, nor was it renamed from one
	after    oid.ID
	gitlink  bool
	unmerged bool // there are several contents; after is zero
}

// changes lists what the index has and HEAD has not, in the order of paths. During a merge what any parent has at a path is not news.
func (c *comparison) changes(ctx context.Context) ([]change, error) {
	entries, err := c.against(ctx, "HEAD")
	if err != nil {
		return nil, err
	}
	var others []map[string]entry
	for _, parent := range c.merging() {
		list, err := c.against(ctx, parent.String())
		if err != nil {
			return nil, err
		}
		byPath := make(map[string]entry, len(list))
		for _, e := range list {
			byPath[e.path] = e
		}
		others = append(others, byPath)
	}
	var out []change
	for _, e := range entries {
		if previous, ok := e.news(others); ok {
			out = append(out, change{e.path, e.after, previous, e.gitlink})
		}
	}
	return c.stages(ctx, out)
}

// news returns what stood at a path in all parents; false if one of them has the same content.
func (e *entry) news(others []map[string]entry) ([]oid.ID, bool) {
	var previous []oid.ID
	if !e.before.IsZero() {
		previous = append(previous, e.before)
	}
	for _, other := range others {
		o, ok := other[e.path]
		if !ok {
			return nil, false
		}
		if !o.before.IsZero() && !slices.Contains(previous, o.before) {
			previous = append(previous, o.before)
		}
	}
	return previous, true
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

// against compares the index with a commit; before the first commit HEAD has nothing. Where renames cannot be looked for, since a
// partial clone lacks what was deleted, they count as new files.
func (c *comparison) against(ctx context.Context, commit string) ([]entry, error) {
	entries, err := c.diff(ctx, commit, "-M")
	if failure := (*plumbing.Failure)(nil); !errors.As(err, &failure) {
		return entries, err
	}
	if commit == "HEAD" && c.unborn(ctx) {
		return c.diff(ctx, emptyTree(c.repository.Format), "--no-renames")
	}
	if entries, err := c.diff(ctx, commit, "--no-renames"); err == nil {
		return entries, nil
	}
	return nil, err
}

// unborn reports whether HEAD names a branch without commits.
func (c *comparison) unborn(ctx context.Context) bool {
	_, err := c.git.Output(ctx, "rev-parse", "--quiet", "--verify", "HEAD")
	failure := (*plumbing.Failure)(nil)
	return errors.As(err, &failure) && failure.Status == 1
}

// emptyTree returns the name of the tree without entries, which git knows without storing it.
func emptyTree(format oid.Format) string {
	h := format.New()
	io.WriteString(h, "tree 0\x00")
	return oid.New(h.Sum(nil)).String()
}

// diff runs git diff-index. The limit of renames is git's own, which a repository's configuration could change otherwise.
func (c *comparison) diff(ctx context.Context, commit, renames string) ([]entry, error) {
	out, err := c.git.Stream(ctx, "diff-index", "--cached", "--raw", "-z", "--no-abbrev", renames, "-l1000", "--ita-invisible-in-index",
		"--no-textconv", "--no-ext-diff", "--ignore-submodules=none", commit, "--")
	if err != nil {
		return nil, err
	}
	defer out.Close()
	return parse(out)
}

var errSyntax = errors.New("git's output is not understood")

// gitlink is the mode of a submodule's commit.
const gitlink = "160000"

// parse reads the raw format (git-diff-index(1), RAW OUTPUT FORMAT): ":mode mode id id status" NUL path NUL, with a second path for
// renames and copies. A deletion, a mere rename or a change of mode is no entry.
func parse(out io.Reader) ([]entry, error) {
	var entries []entry
	fields := fieldReader{bufio.NewReaderSize(out, 64<<10)}
	for {
		head, err := fields.next()
		if err == io.EOF {
			return entries, nil
		}
		if err != nil {
			return nil, err
		}
		e, paths, err := parseHead(head)
		if err != nil {
			return nil, err
		}
		for range paths {
			if e.path, err = fields.next(); err != nil {
				return nil, unexpected(err)
			}
		}
		if e.unmerged || !e.after.IsZero() && e.after != e.before {
			entries = append(entries, e)
		}
	}
}

// parseHead reads what stands in front of a path, and how many paths follow.
func parseHead(head string) (e entry, paths int, err error) {
	f := strings.Split(head, " ")
	if len(f) != 5 || !strings.HasPrefix(head, ":") || f[4] == "" {
		return entry{}, 0, errSyntax
	}
	before, errBefore := oid.Parse(f[2])
	after, errAfter := oid.Parse(f[3])
	if errBefore != nil || errAfter != nil {
		return entry{}, 0, errSyntax
	}
	if f[0] == ":"+gitlink {
		before = oid.ID{} // it names no content
	}
	paths = 1
	if f[4][0] == 'R' || f[4][0] == 'C' {
		paths = 2
	}
	return entry{before: before, after: after, gitlink: f[1] == gitlink, unmerged: f[4][0] == 'U'}, paths, nil
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
				out = append(out, change{ch.path, stage.content, ch.previous, stage.gitlink})
			}
		}
	}
	return out, nil
}

// unmerged lists the contents of unmerged paths, each once: "mode id stage" TAB path NUL (git-ls-files(1), OUTPUT).
func (c *comparison) unmerged(ctx context.Context) (map[string][]change, error) {
	up, err := c.toTop()
	if err != nil {
		return nil, err
	}
	out, err := c.git.Stream(ctx, "ls-files", "-z", "--unmerged", "--full-name", "--", up)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	contents := map[string][]change{}
	fields := fieldReader{bufio.NewReader(out)}
	for {
		field, err := fields.next()
		if err == io.EOF {
			return contents, nil
		}
		if err != nil {
			return nil, err
		}
		head, path, _ := strings.Cut(field, "\t")
		f := strings.Split(head, " ")
		if len(f) != 3 {
			return nil, errSyntax
		}
		id, err := oid.Parse(f[1])
		if err != nil {
			return nil, errSyntax
		}
		if !slices.ContainsFunc(contents[path], func(c change) bool { return c.content == id }) {
			contents[path] = append(contents[path], change{path: path, content: id, gitlink: f[0] == gitlink})
		}
	}
}

// toTop returns the way from the folder where git runs to the top: ls-files shows only what lies below the paths that it is given.
// Outside of the work tree git runs as if at the top.
func (c *comparison) toTop() (string, error) {
	dir, err := filepath.Abs(c.dir)
	if err != nil {
		return "", fmt.Errorf("finding the current folder: %w", err)
	}
	top := resolved(c.top)
	if rel, err := filepath.Rel(top, resolved(dir)); err != nil || !filepath.IsLocal(rel) {
		return ".", nil
	}
	return filepath.Rel(resolved(dir), top)
}

// fieldReader reads texts that end with NUL.
type fieldReader struct{ *bufio.Reader }

// next returns a text without its NUL; io.EOF only in front of one.
func (r fieldReader) next() (string, error) {
	text, err := r.ReadString(0)
	if err == io.EOF && text != "" {
		return "", io.ErrUnexpectedEOF
	}
	return strings.TrimSuffix(text, "\x00"), err
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
