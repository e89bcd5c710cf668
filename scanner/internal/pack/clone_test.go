//go:build unix

package pack

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/spill"
)

// TestClone walks all blobs of the packs of $SLUICE_REPO, a git directory with SHA-1 names, with one Reader, and prints what
// that took. To be compared with git:
//
//	SLUICE_REPO=redis.git go test -c -o pack.test && measure.py \
//		"walk=SLUICE_REPO=redis.git ./pack.test -test.run TestClone" \
//		"cat-file=git -C redis.git cat-file --batch-all-objects --unordered --buffer --batch"
//
// With SLUICE_VERIFY set it walks all types and compares each object with its name.
func TestClone(t *testing.T) {
	repo := os.Getenv("SLUICE_REPO")
	if repo == "" {
		t.Skip("SLUICE_REPO is not set")
	}
	packs, err := filepath.Glob(filepath.Join(repo, "objects/pack/*.pack"))
	if err != nil || len(packs) == 0 {
		t.Fatalf("no packs in %s: %v", repo, err)
	}
	for _, path := range packs {
		start := time.Now()
		p, err := Open(path, oid.SHA1)
		if err != nil {
			t.Fatal(err)
		}
		opened, used := time.Now(), processorTime(t)
		types := []Type{Blob}
		if os.Getenv("SLUICE_VERIFY") != "" {
			types = nil
		}
		families := p.Families(nil, types...)
		listed, usedListing := time.Now(), processorTime(t)
		r := NewReader(nil, &spill.Files{})
		var entries, bytes int64
		for _, family := range families {
			err := r.Walk(context.Background(), p, family, nil, func(e *Entry) error {
				entries++
				bytes += e.Size
				if types == nil && e.Open == nil {
					return checkName(p, e)
				}
				return nil
			}, func(entry int, err error) { t.Errorf("entry %d: %v", entry, err) })
			if err != nil {
				t.Fatal(err)
			}
		}
		fmt.Printf("%s: %d of %d entries, %.1f MB, %d families; open %v, families %v, walk %v; CPU until opened %v, families %v, walk %v; at most %.1f MB held\n",
			filepath.Base(repo), entries, p.Len(), float64(bytes)/1e6, len(families), opened.Sub(start).Round(time.Millisecond),
			listed.Sub(opened).Round(time.Millisecond), time.Since(listed).Round(time.Millisecond),
			used, usedListing-used, processorTime(t)-usedListing, float64(r.buffers.peak)/1e6)
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
}

// processorTime returns what this process has used.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// checkName compares an entry's content with its name.
func checkName(p *Pack, e *Entry) error {
	hash := p.format.New()
	fmt.Fprintf(hash, "%s %d\x00", e.Type, len(e.Data))
	hash.Write(e.Data)
	if got := oid.New(hash.Sum(nil)); got != p.ID(e.Index) {
		return fmt.Errorf("entry %d has name %s and the content of %s", e.Index, p.ID(e.Index), got)
	}
	return nil
}
