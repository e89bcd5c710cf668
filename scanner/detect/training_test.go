package detect

import (
	"bufio"
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/model"
)

// TestTrainingDump writes what the model of values is trained on: a row for each value that would be weighed in the files below the
// folders of SLUICE_TRAINING (separated as in PATH), to the file SLUICE_DUMP. So training sees what the scan sees. See training/README.md.
func TestTrainingDump(t *testing.T) {
	roots, to := os.Getenv("SLUICE_TRAINING"), os.Getenv("SLUICE_DUMP")
	if roots == "" || to == "" {
		t.Skip("SLUICE_TRAINING and SLUICE_DUMP are not set")
	}
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	d := dump{out: bufio.NewWriter(out), worker: builtinWorker(t)}
	fmt.Fprintf(d.out, "file\tstart\tend\trule\trefused\trandom\tname\tvalue\t%s\n", strings.Join(model.Names(), "\t"))
	for _, root := range filepath.SplitList(roots) {
		if err := filepath.WalkDir(root, d.file); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.out.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

type dump struct {
	out    *bufio.Writer
	worker *Worker
}

func (d *dump) file(path string, entry fs.DirEntry, err error) error {
	if err != nil || !entry.Type().IsRegular() {
		return err
	}
	text, err := os.ReadFile(path)
	if err != nil || bytes.IndexByte(text[:min(len(text), 8000)], 0) >= 0 {
		return err
	}
	seen := map[[2]int]bool{}
	d.worker.recall = nil
	d.worker.observe = func(r *rule, v model.Value) {
		if at := [2]int{v.Start, v.End}; !seen[at] {
			seen[at] = true
			d.row(path, r, v)
		}
	}
	var verdicts Verdicts
	d.worker.Local(text, false, &verdicts)
	return nil
}

func (d *dump) row(path string, r *rule, v model.Value) {
	var s said
	s.judge(&v)
	name, value := v.Text[v.NameStart:v.NameEnd], v.Text[v.Start:v.End]
	var pair model.Pair
	pair.Read(&v)
	fmt.Fprintf(d.out, "%s\t%d\t%d\t%s\t%s\t%t\t%q\t%q", path, v.Start, v.End, r.ID, s.why.Verdict().Judge, pair.Random(), name, value)
	for _, f := range model.Describe(&v) {
		fmt.Fprintf(d.out, "\t%d", f)
	}
	d.out.WriteByte('\n')
}
