package staged

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing"
)

// asked compares by asking git, which knows every format of the index and finds what was renamed and changed. It implements reader.
type asked struct {
	git     *plumbing.Git
	objects *plumbing.Objects
	format  oid.Format
	dir     string // where git runs
	top     string // of the work tree, absolute
}

// Close ends what runs and removes what is temporary.
func (c *asked) Close() error { return errors.Join(c.objects.Close(), c.git.Close()) }

// against compares the index with a commit; before the first commit HEAD has nothing. Where renames cannot be looked for, since a
// partial clone lacks what was deleted, they count as new files.
func (c *asked) against(ctx context.Context, commit string) ([]entry, fresh, error) {
	entries, fresh, err := c.diff(ctx, commit, "-M")
	if failure := (*plumbing.Failure)(nil); !errors.As(err, &failure) {
		return entries, fresh, err
	}
	if commit == "HEAD" && c.unborn(ctx) {
		return c.diff(ctx, emptyTree(c.format), "--no-renames")
	}
	if entries, fresh, err := c.diff(ctx, commit, "--no-renames"); err == nil {
		return entries, fresh, nil
	}
	return nil, nil, err
}

// unborn reports whether HEAD names a branch without commits.
func (c *asked) unborn(ctx context.Context) bool {
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
func (c *asked) diff(ctx context.Context, commit, renames string) ([]entry, fresh, error) {
	out, err := c.git.Stream(ctx, "diff-index", "--cached", "--raw", "-z", "--no-abbrev", renames, "-l1000", "--ita-invisible-in-index",
		"--no-textconv", "--no-ext-diff", "--ignore-submodules=none", commit, "--")
	if err != nil {
		return nil, nil, err
	}
	defer out.Close()
	entries, fresh, err := parse(out)
	if err != nil {
		return nil, nil, err
	}
	return entries, fresh, c.shorten(ctx, fresh, commit)
}

// foldersAtATime bounds the arguments of a git command.
const foldersAtATime = 500

// shorten leaves out of what is new of paths the folders that a commit has.
func (c *asked) shorten(ctx context.Context, fresh fresh, commit string) error {
	folders := map[string]bool{}
	for path := range fresh {
		for i := strings.LastIndexByte(path, '/'); i > 0 && !folders[path[:i]]; i = strings.LastIndexByte(path[:i], '/') {
			folders[path[:i]] = true
		}
	}
	known := map[string]bool{}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(folders)), foldersAtATime) {
		out, err := c.git.Output(ctx, append([]string{"ls-tree", "-d", "-z", "--name-only", "--full-tree", commit, "--"}, some...)...)
		if err != nil {
			return err
		}
		for name := range strings.SplitSeq(string(out), "\x00") {
			known[name] = true
		}
	}
	for path := range fresh {
		for i := strings.LastIndexByte(path, '/'); i > 0; i = strings.LastIndexByte(path[:i], '/') {
			if known[path[:i]] {
				fresh.add(path, i+1)
				break
			}
		}
	}
	return nil
}

var errSyntax = errors.New("git's output is not understood")

// gitlink is the mode of a submodule's commit.
const gitlink = "160000"

// parse reads the raw format (git-diff-index(1), RAW OUTPUT FORMAT): ":mode mode id id status" NUL path NUL, with a second path for
// renames and copies. A deletion, a mere rename or a change of mode is no entry. Which folders of a path are new it does not tell.
func parse(out io.Reader) ([]entry, fresh, error) {
	var entries []entry
	fresh := fresh{}
	fields := fieldReader{bufio.NewReaderSize(out, 64<<10)}
	for {
		head, err := fields.next()
		if err == io.EOF {
			return entries, fresh, nil
		}
		if err != nil {
			return nil, nil, err
		}
		e, paths, err := parseHead(head)
		if err != nil {
			return nil, nil, err
		}
		for range paths {
			if e.path, err = fields.next(); err != nil {
				return nil, nil, unexpected(err)
			}
		}
		if e.added {
			fresh.add(e.path, 0)
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
	added := paths == 2 || f[0] == ":000000"
	return entry{before: before, after: after, gitlink: f[1] == gitlink, unmerged: f[4][0] == 'U', added: added}, paths, nil
}

// unmerged lists the contents of unmerged paths, each once: "mode id stage" TAB path NUL (git-ls-files(1), OUTPUT).
func (c *asked) unmerged(ctx context.Context) (map[string][]change, error) {
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
		contents[path] = with(contents[path], change{path: path, content: id, gitlink: f[0] == gitlink})
	}
}

// known implements reader.
func (c *asked) known(ctx context.Context, left restriction) error {
	up, err := c.toTop()
	if err != nil {
		return err
	}
	out, err := c.git.Stream(ctx, "ls-files", "-z", "--full-name", "--", up)
	if err != nil {
		return err
	}
	defer out.Close()
	fields := fieldReader{bufio.NewReader(out)}
	path, err := fields.next()
	for ; err == nil; path, err = fields.next() {
		left.drop(path)
	}
	if err != io.EOF {
		return err
	}
	if c.unborn(ctx) {
		return nil
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(left)), foldersAtATime) {
		names, err := c.git.Output(ctx, append([]string{"ls-tree", "-z", "--name-only", "--full-tree", "HEAD", "--"}, some...)...)
		if err != nil {
			return err
		}
		for name := range strings.SplitSeq(string(names), "\x00") {
			delete(left, name)
		}
	}
	return nil
}

// toTop returns the way from the folder where git runs to the top: ls-files shows only what lies below the paths that it is given.
// Outside of the work tree git runs as if at the top.
func (c *asked) toTop() (string, error) {
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
