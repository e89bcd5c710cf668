package reftable

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

var formats = map[string]oid.Format{"sha1": oid.SHA1, "sha256": oid.SHA256}

// lines returns what git says of a stack.
func lines(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// TestReadEqualsGit: the stacks in testdata say what git said of them.
func TestReadEqualsGit(t *testing.T) {
	for name, format := range formats {
		s, err := Read(filepath.Join("testdata", name), format)
		if err != nil {
			t.Fatal(err)
		}
		if head := s.Refs["HEAD"]; head.Target != "refs/heads/main" {
			t.Errorf("HEAD is %+v", head)
		}
		var refs []string
		for ref, r := range s.Refs {
			switch {
			case ref == "HEAD":
			case r.Target != "":
				refs = append(refs, ref+" -> "+r.Target)
			default:
				refs = append(refs, ref+" "+r.ID.String())
			}
		}
		slices.Sort(refs)
		if d := diff.Diff(lines(t, name+".refs"), refs); d != "" {
			t.Errorf("%s: refs %s", name, d)
		}
		want := lines(t, name+".logs")
		if d := diff.Diff(want, logLines(s, want)); d != "" {
			t.Errorf("%s: logs %s", name, d)
		}
	}
}

// logLines lists the logs of the refs that stand in want, in its form: those of one ref newest first.
func logLines(s *Stack, want []string) (out []string) {
	known := map[string]bool{}
	for _, line := range want {
		ref, _, _ := strings.Cut(line, " ")
		known[ref] = true
	}
	slices.SortStableFunc(s.Log, func(a, b Entry) int { return cmp.Or(cmp.Compare(a.Ref, b.Ref), -cmp.Compare(a.Index, b.Index)) })
	for _, e := range s.Log {
		if known[e.Ref] && e.Name == "Ada" && e.Email == "ada@example.com" {
			out = append(out, strings.TrimRight(fmt.Sprintf("%s %s %s", e.Ref, e.New, e.Message), "\n"))
		}
	}
	return out
}

// TestReadRefuses: what is damaged is an error, and what was read before it is kept.
func TestReadRefuses(t *testing.T) {
	tables, err := filepath.Glob("testdata/sha1/*.ref")
	if err != nil || len(tables) != 2 {
		t.Fatal(tables, err)
	}
	first, err := os.ReadFile(tables[0])
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		list, table string
		refs        int
	}{
		"missing table":  {"a.ref\nnone.ref\n", string(first), 64},
		"another folder": {"a.ref\n../a.ref\n", string(first), 64},
		"empty table":    {"a.ref\n", "", 0},
		"no table":       {"a.ref\n", strings.Repeat("x", 200), 0},
		"cut off":        {"a.ref\n", string(first[:len(first)-9]), 0},
		"only a header":  {"a.ref\n", string(first[:24]), 0},
		"long block":     {"a.ref\n", string(first[:25]) + "\xff\xff\xff" + string(first[28:]), 0},
		"long name":      {"a.ref\n", string(first[:29]) + "\xff\x7f" + string(first[31:]), 0},
	} {
		dir := t.TempDir()
		if err := errors.Join(os.WriteFile(filepath.Join(dir, "tables.list"), []byte(c.list), 0o600),
			os.WriteFile(filepath.Join(dir, "a.ref"), []byte(c.table), 0o600)); err != nil {
			t.Fatal(err)
		}
		s, err := Read(dir, oid.SHA1)
		if err == nil || len(s.Refs) != c.refs {
			t.Errorf("%s: %d refs, %v", name, len(s.Refs), err)
		}
	}
	if _, err := Read("testdata/sha1", oid.SHA256); !errors.Is(err, errFormat) {
		t.Errorf("with another hash: %v", err)
	}
}

// FuzzTable: whatever stands between header and footer, reading it ends, and gives no more than it holds.
func FuzzTable(f *testing.F) {
	for _, name := range []string{"sha1", "sha256"} {
		tables, _ := filepath.Glob(filepath.Join("testdata", name, "*.ref"))
		for _, table := range tables {
			data, err := os.ReadFile(table)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if size := 24 + 5*8 + 4; len(data) > size { // a footer that fits, so that damage gets to the blocks
			footer := data[len(data)-size:]
			copy(footer, data[:24])
			binary.BigEndian.PutUint32(footer[size-4:], crc32.ChecksumIEEE(footer[:size-4]))
		}
		for _, format := range formats {
			s := &Stack{Refs: map[string]Ref{}}
			_ = s.add(data, format)
			if len(s.Refs) > len(data) {
				t.Errorf("%d refs in %d bytes", len(s.Refs), len(data))
			}
		}
	})
}
