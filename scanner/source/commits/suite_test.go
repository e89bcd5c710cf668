package commits

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/sourcetest"
)

// openRange opens what a range asks for, and closes it at the end of the test.
func openRange(t *testing.T, dir string, asked Range) *Source {
	t.Helper()
	r, err := Open(dir, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	s, err := r.Range(t.Context(), asked)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSuite(t *testing.T) {
	for _, format := range []string{"sha1", "sha256"} {
		t.Run(format, func(t *testing.T) {
			repo := gittest.Init(t, "--object-format="+format)
			repo.Add("a", "1\n2\n3\n4\n")
			repo.Add("moved", "1\n2\n3\n4\n5\n")
			repo.Commit()
			repo.Git("tag", "from")
			repo.Add("a", "1\n2\n3\n4\nmore\n")
			repo.Git("mv", "moved", "dir")
			repo.Add("dir", "1\n2\n3\n4\n6\n")
			repo.Commit()
			repo.Git("checkout", "-q", "-b", "side", "HEAD~")
			repo.Add("b", "side\n")
			repo.Git("commit", "-q", "-m", "on the side")
			repo.Git("checkout", "-q", "main")
			repo.Git("merge", "-q", "--no-ff", "--no-commit", "side")
			repo.Add("b", "merged\n")
			repo.Git("commit", "-q", "-m", "merge")
			repo.Git("tag", "-a", "-m", "a tag", "to")
			author := source.Author
			sourcetest.Suite{
				Open: func(t *testing.T) source.Source { return openRange(t, repo.Dir, Range{Revisions: "from..to"}) },
				Want: []sourcetest.Content{
					{Kind: source.Tag, Text: "a tag\n"}, {Kind: author, Text: "Ada <ada@example.com>"}, {Kind: source.Ref, Text: "refs/tags/to"},
					{Kind: author, Text: "Ada <ada@example.com>"}, {Kind: source.FileName, Path: "dir", Text: "dir"}, {Kind: source.FileName, Path: "b", Text: "b"},
					{Kind: source.CommitMessage, Text: "change\n"}, {Kind: source.CommitMessage, Text: "on the side\n"}, {Kind: source.CommitMessage, Text: "merge\n"},
				},
			}.Run(t)
			sourcetest.Suite{
				Open: func(t *testing.T) source.Source {
					s := openRange(t, repo.Dir, Range{Revisions: "from..to"})
					sourcetest.ReadAll(t, s)
					return s.Late()
				},
				Want: []sourcetest.Content{
					{Kind: source.File, Text: "1\n2\n3\n4\nmore\n"}, {Kind: source.File, Text: "1\n2\n3\n4\n6\n"},
					{Kind: source.File, Text: "side\n"}, {Kind: source.File, Text: "merged\n"},
				},
			}.Run(t)
			s := openRange(t, repo.Dir, Range{Revisions: "from..to"})
			sourcetest.ReadAll(t, s)
			s.Late()
			for name, want := range map[string]string{
				"to:a": "a <1\n2\n3\n4\n>", "to:dir": "dir <1\n2\n3\n4\n5\n>", "side:b": "b <>", "to:b": "b <side\n>", "from:a": "",
			} {
				if got := places(t, s, repo.Git("rev-parse", name)); got != want {
					t.Errorf("%s comes to %q, want %q", name, got, want)
				}
			}
		})
	}
}

// places tells where a content comes to, and what stood there.
func places(t *testing.T, s *Source, name string) (out string) {
	id, err := oid.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	s.Places(id, func(p source.Place) {
		var old []byte
		if p.Previous != nil {
			if old, err = sourcetest.Previous(p.Previous(nil)); err != nil {
				t.Error(err)
			}
		}
		out += p.Path + " <" + string(old) + ">"
	})
	return out
}

// TestManyContents: read in the order of the packs they are the same, and what is no content, although a tree has it as one, is told.
func TestManyContents(t *testing.T) {
	repo := gittest.Init(t)
	var stream strings.Builder
	var want []sourcetest.Content
	for i := range few + 100 {
		text := strings.Repeat("line\n", i%50) + fmt.Sprintln(i)
		want = append(want, sourcetest.Content{Kind: source.File, Text: text})
		fmt.Fprintf(&stream, "commit refs/heads/main\ncommitter A <a@e.com> %d +0000\ndata 0\nM 644 inline f%d\ndata %d\n%s\n",
			1_700_000_000+i, i%7, len(text), text)
	}
	if err := repo.Feed(stream.String(), "fast-import", "--quiet"); err != nil {
		t.Fatal(err)
	}
	repo.Git("repack", "-q", "-a", "-d")
	first, err := oid.Parse(repo.Git("rev-list", "--max-parents=0", "main"))
	if err != nil {
		t.Fatal(err)
	}
	repo.Write("tree", "100644 commit\x00"+string(first.Bytes()))
	odd := repo.Git("commit-tree", "-p", "main", "-m", "odd", repo.Git("hash-object", "-w", "-t", "tree", "tree"))
	repo.Git("update-ref", "refs/heads/main", odd)
	s := openRange(t, repo.Dir, Range{Branches: []string{"main"}})
	sourcetest.ReadAll(t, s)
	var got []sourcetest.Content
	var told []source.Skip
	err = s.Late().Batches(t.Context(), func(b source.Batch) error {
		return b.Blobs(t.Context(), func(b *source.Blob) error {
			if !b.Step.Known {
				got = append(got, sourcetest.Content{Kind: b.Kind, Text: string(b.Data)})
			}
			return nil
		}, func(k source.Skip) { t.Error(k) })
	}, func(k source.Skip) { told = append(told, k) })
	if err != nil || len(told) != 1 || told[0].Why != "no content: a commit" || told[0].What != "object "+first.String() {
		t.Fatal(err, told)
	}
	byText := func(a, b sourcetest.Content) int { return strings.Compare(a.Text, b.Text) }
	slices.SortFunc(got, byText)
	slices.SortFunc(want, byText)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestEmptySuite: a range of nothing is a source as well.
func TestEmptySuite(t *testing.T) {
	repo := gittest.Init(t)
	repo.Commit()
	sourcetest.Suite{Open: func(t *testing.T) source.Source { return openRange(t, repo.Dir, Range{Revisions: "HEAD..HEAD"}) }}.Run(t)
}

func TestDate(t *testing.T) {
	now := time.Date(2024, 5, 31, 12, 30, 0, 0, time.FixedZone("", 2*3600))
	for text, want := range map[string]string{
		"2024-01-02": "2024-01-02T00:00:00+02:00", "2024-01-02T03:04:05Z": "2024-01-02T03:04:05Z", "2024-01-02 03:04": "2024-01-02T03:04:00+02:00",
		"2 weeks ago": "2024-05-17T12:30:00+02:00", "yesterday": "2024-05-30T12:30:00+02:00", "3.days": "2024-05-28T12:30:00+02:00", "1 month ago": "2024-05-01T12:30:00+02:00", "1 year": "2023-05-31T12:30:00+02:00", "@0": "1970-01-01T00:00:00Z",
	} {
		if got, ok := date(text, now); !ok || !got.Equal(mustParse(t, want)) {
			t.Errorf("%q: %v, want %s", text, got, want)
		}
	}
	for _, text := range []string{"", "main", "v1.0", "2024", "2024-13-01", "12345678901", "2 fortnights ago", "-1 days", "@x"} {
		if got, ok := date(text, now); ok {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func mustParse(t *testing.T, text string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return when
}
