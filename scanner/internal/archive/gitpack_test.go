package archive

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
)

func blobName(text string) string {
	name := sha1.Sum(fmt.Appendf(nil, "blob %d\x00%s", len(text), text))
	return hex.EncodeToString(name[:])
}

func TestPackOfDeltas(t *testing.T) {
	const base = "password = first\n"
	pack := archivetest.Pack(base, "second\n", "third\n")
	for name, data := range map[string][]byte{"pack": pack, "bundle": archivetest.Bundle(pack)} {
		got := walk(t, "c", data, Limits{})
		for _, text := range []string{base, base + "second\n", base + "third\n"} {
			if got.texts["c!"+blobName(text)] != text {
				t.Errorf("%s: %q is missing in %v", name, text, got.order)
			}
		}
		if len(got.gaps) > 0 || len(got.order) != 3 {
			t.Errorf("%s: %v, %v", name, got.order, got.gaps)
		}
	}
}

// What git packs, with deltas by offset and by name, is read as git itself reads it; a thin pack tells that it is one.
func TestPackEqualsGit(t *testing.T) {
	r := gittest.Init(t)
	for i := range 12 {
		text := strings.Repeat(fmt.Sprintf("line %d of many that stay\n", i%3), 200) + fmt.Sprint("version ", i, "\n")
		r.Write("a.txt", text)
		r.Write(fmt.Sprintf("dir/%d.txt", i), fmt.Sprint("another ", i))
		r.Git("add", ".")
		r.Git("commit", "-q", "-m", fmt.Sprint("change ", i))
	}
	r.Git("tag", "-a", "-m", "a tag", "v1")
	objects := r.Git("rev-list", "--objects", "--all", "--no-object-names")
	for _, args := range [][]string{{"--delta-base-offset"}, {}} {
		got := walk(t, "c", packOf(t, r, objects+"\n", args...), Limits{})
		if len(got.gaps) > 0 {
			t.Errorf("%v: %v", args, got.gaps)
		}
		for _, id := range strings.Fields(objects) {
			kind := strings.TrimSpace(r.Git("cat-file", "-t", id))
			if want := r.Git("cat-file", kind, id); kind != "tree" && strings.TrimSpace(got.texts["c!"+id]) != strings.TrimSpace(want) {
				t.Errorf("%v: %s %s is %q, want %q", args, kind, id, got.texts["c!"+id], want)
			}
		}
	}
	must(t, r.Feed("HEAD\n^HEAD~1\n", "bundle", "create", "-q", "thin", "--stdin"))
	thin, err := os.ReadFile(r.Path("thin"))
	must(t, err)
	if got := walk(t, "c", thin, Limits{}); len(got.gaps) != 1 || got.gaps[0].Why != string(errThin) || !got.gaps[0].Lost {
		t.Errorf("thin: %v", got.gaps)
	}
	loose, err := os.ReadFile(filepath.Join(r.Dir, gittest.Loose(strings.TrimSpace(r.Git("rev-parse", "HEAD:a.txt")))))
	must(t, err)
	if got := walk(t, "c", loose, Limits{}); len(got.order) != 1 || !strings.HasPrefix(got.all[0], "line 2") {
		t.Errorf("loose: %v", got.all)
	}
}

// packOf returns the pack that git makes of objects.
func packOf(t *testing.T, r *gittest.Repo, objects string, args ...string) []byte {
	into := t.TempDir()
	must(t, r.Feed(objects, append(append([]string{"pack-objects", "-q"}, args...), filepath.Join(into, "p"))...))
	all, err := filepath.Glob(filepath.Join(into, "p-*.pack"))
	must(t, err)
	data, err := os.ReadFile(all[0])
	must(t, err)
	return data
}

func TestZlib(t *testing.T) {
	for text, want := range map[string]bool{
		string(archivetest.Zlib("password = first\n")):                           true,
		string(archivetest.Zlib(strings.Repeat("password = first\n", 1000))):     true,
		string(archivetest.Loose("blob", "password = first\n")):                  true,
		"x^2 + y^2 = z^2, which has no solution for larger exponents":            false,
		"x\x9c is not much of a word":                                            false,
		string(archivetest.Zlib("password = first, and some more words\n")[:20]): false,
	} {
		if got := Sniff([]byte(text)) == magic.Zlib; got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}
