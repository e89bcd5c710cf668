package commits

import (
	"errors"
	"io/fs"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
)

// TestBaseFile: what the base has and cannot be read is an error each time it is asked for, never a file that is not there.
func TestBaseFile(t *testing.T) {
	repo := gittest.Init(t)
	repo.Add("a", "one\n")
	repo.Add("lost", "two\n")
	repo.Add("sub/b", "three\n")
	repo.Commit()
	repo.Lose(repo.Git("rev-parse", "HEAD:lost"))
	repo.Lose(repo.Git("rev-parse", "HEAD:sub"))
	r, err := Open(repo.Dir, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	base, err := r.Base(t.Context(), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	if data, err := base.File("a"); err != nil || string(data) != "one\n" {
		t.Errorf("%q, error %v", data, err)
	}
	for _, path := range []string{"none", "a/none", "none/a"} {
		if data, err := base.File(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %q, error %v", path, data, err)
		}
	}
	for range 2 {
		for _, path := range []string{"lost", "sub/b", "sub/none"} {
			if data, err := base.File(path); err == nil || errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: %q, error %v", path, data, err)
			}
		}
	}
}
