package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// maxPeak is what a scan of a history may hold at a time, in bytes.
const maxPeak = 300e6

// peaks are repositories that stand for much more than they take, with the exit status of a scan.
var peaks = []struct {
	name  string
	write func(s *store)
	code  int
}{
	{"a million refs", func(s *store) {
		id := s.commit(s.tree("100644 a.txt", s.object("blob", s.secret)))
		var b strings.Builder
		for i := range 1_000_000 {
			fmt.Fprintf(&b, "%s refs/heads/topic/%07d\n", id, i)
		}
		s.file("packed-refs", b.String())
	}, exitFindings},
	{"more paths than atoms", func(s *store) {
		s.commit(forest(s, "f"))
	}, exitFindings},
	{"as many long paths", func(s *store) {
		s.commit(forest(s, strings.Repeat("folder", 40)))
	}, exitFindings},
	{"48 versions of 16 MB", func(s *store) {
		s.packed("versions", versions(s.t, 48, 16<<20, 300_000))
	}, 0},
	{"bombs side by side", func(s *store) {
		p := newPack(s.t)
		for range 40 {
			p.grow(60 << 20)
		}
		s.packed("bombs", p)
	}, 0},
	{"a chain of bombs in files", func(s *store) {
		s.packed("large", versions(s.t, 5, 100<<20, 7_000_000))
	}, 0},
	{"trees that are bombs", func(s *store) {
		p := newPack(s.t)
		const entries, size = 60, 1000 + 8 + 20
		for i := range 8 {
			p.root(treeEntry, strings.Repeat("100644 "+strings.Repeat("n", 1000)+"\x00"+strings.Repeat("i", 20), entries))
			p.copies(entries*size, 60<<20/(entries*size)+i*100)
		}
		s.packed("trees", p)
	}, exitIncomplete},
}

// TestPeakMemory: what a repository stands for does not decide how much memory a scan takes. Under -v it tells how much that is.
func TestPeakMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("with the race detector a program holds more")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range peaks {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s, program, report := newStore(t, filepath.Join(dir, "repo")), filepath.Join(dir, "sluice"), filepath.Join(dir, "report.json")
			c.write(s)
			if err := os.Symlink(self, program); err != nil {
				t.Skip(err)
			}
			cmd := exec.Command(program, "git", s.dir, "--workers", "2", "--format", "json", "--output", report)
			out, err := cmd.CombinedOutput()
			if code := cmd.ProcessState.ExitCode(); code != c.code {
				t.Errorf("exit status %d, want %d: %v\n%s", code, c.code, err, out)
			}
			var got struct{ Receipt struct{ Memory, Bytes int64 } }
			data, err := os.ReadFile(report)
			if err != nil || json.Unmarshal(data, &got) != nil {
				t.Fatalf("no report: %v", err)
			}
			t.Logf("%d MB of contents: %d MB held", got.Receipt.Bytes/1e6, got.Receipt.Memory/1e6)
			if got.Receipt.Memory > maxPeak {
				t.Errorf("%d bytes were held", got.Receipt.Memory)
			}
		})
	}
}

// packed writes a pack with names of its own, which are not those of the contents.
func (s *store) packed(name string, p *packed) {
	for i := range p.names {
		p.names[i] = fmt.Sprintf("%040x", i+1)
	}
	pack := p.finish()
	s.file("objects/pack/pack-"+name+".pack", pack)
	s.file("objects/pack/pack-"+name+".idx", p.index(pack))
}

// forest writes trees, twelve deep, of which each holds the next one ten times, under names that begin alike; at the end are secrets.
func forest(s *store, name string) string {
	mode, id := "100644 ", s.object("blob", s.secret)
	for range 12 {
		var entries []string
		for i := range 10 {
			entries = append(entries, fmt.Sprintf("%s%s%d", mode, name, i), id)
		}
		mode, id = "40000 ", s.tree(entries...)
	}
	return id
}

// block is what contents are made of.
const block = 1 << 15

// root adds an object that is no delta.
func (p *packed) root(kind int, content string) { p.add(kind, "", nil, content) }

// versions is a content of size bytes and others, count in all, each with other text in one place, step bytes behind the place of the last.
func versions(t *testing.T, count, size, step int) *packed {
	p := newPack(t)
	p.grow(size)
	for i := range count - 1 {
		p.edit(size, 4000+i*step, fmt.Sprintf("%07d", i))
	}
	return p
}

// grow adds a content of size bytes, which is a delta of a small one.
func (p *packed) grow(size int) {
	p.root(blobEntry, strings.Repeat("a line of text, one of many that are the same\n\n", block)[:block-1]+"\n")
	p.copies(block, size/block)
}

// copies adds a delta that repeats an object of that size, which is the one before.
func (p *packed) copies(size, times int) {
	op := string([]byte{0x80 | 0x30, byte(size), byte(size >> 8)})
	p.delta(number(size) + number(size*times) + strings.Repeat(op, times))
}

// edit adds a delta of the content before, of the same size, with other text at a place.
func (p *packed) edit(size, at int, text string) {
	p.delta(number(size) + number(size) + span(0, at) + string(rune(len(text))) + text + span(at+len(text), size))
}

// span copies bytes from..to of the base.
func span(from, to int) (ops string) {
	for ; from < to; from += 1<<24 - 1 {
		n := min(to-from, 1<<24-1)
		ops += string([]byte{0xff, byte(from), byte(from >> 8), byte(from >> 16), byte(from >> 24), byte(n), byte(n >> 8), byte(n >> 16)})
	}
	return ops
}

func number(n int) string { return string(binary.AppendUvarint(nil, uint64(n))) }
