package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOneTemporaryFolder: whatever a run needs files for, they lie in its private folder, which is gone at the end: here there is no other.
func TestOneTemporaryFolder(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute with the race detector, which finds nothing in one goroutine")
	}
	dir := t.TempDir()
	s := newStore(t, filepath.Join(dir, "repo"))
	p := newPack(t)
	p.grow(70 << 20)
	p.edit(70<<20, 5000, "changed")
	s.packed("large", p)
	if err := os.Remove(filepath.Join(s.dir, "objects", "pack", "pack-large.idx")); err != nil { // then the pack is indexed in memory
		t.Fatal(err)
	}
	s.commit(s.tree("100644 a.txt", s.object("blob", s.secret)))
	for name, value := range isolated {
		t.Setenv(name, value)
	}
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, filepath.Join(dir, "nowhere"))
	}
	input := strings.Repeat("a line of text\n", 5<<20)
	for _, c := range []struct {
		args string
		code int
	}{
		{"git repo --format json", exitFindings},
		{"git repo --format json --range :/message", exitFindings}, // git is asked for such names
		{"git repo --format json --range HEAD --trust :/message", exitFindings},
		{"stdin --format json", 0},
	} {
		private := filepath.Join(dir, "private")
		if err := os.Mkdir(private, 0o700); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		t.Chdir(dir)
		code := run(t.Context(), strings.Fields(c.args), streams{strings.NewReader(input), &out, &errs, &temporary{path: private}})
		if code != c.code || !strings.Contains(out.String(), `"complete": true`) {
			t.Errorf("%s: exit status %d, want %d\n%s%.2000s", c.args, code, c.code, errs.String(), out.String())
		}
		if _, err := os.Stat(private); !os.IsNotExist(err) {
			t.Errorf("%s: the folder is still there: %v", c.args, err)
		}
	}
	if names := fmt.Sprint(listing(t, dir)); strings.Contains(names, "nowhere") || strings.Contains(names, "private") {
		t.Errorf("left behind: %s", names)
	}
}
