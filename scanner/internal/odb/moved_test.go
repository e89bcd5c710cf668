package odb

import (
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

// TestMoved: objects that another process packs while the store is open are there still.
func TestMoved(t *testing.T) {
	for name, has := range map[string]func(*Store, oid.ID) bool{
		"Has": func(s *Store, id oid.ID) bool { return s.Has(id) },
		"Get": func(s *Store, id oid.ID) bool { _, _, err := s.Get(id, nil); return err == nil },
	} {
		dir := t.TempDir()
		git(t, dir, "init", "-q", "-b", "main")
		commits(t, dir, "a", 2)
		head, err := parse(strings.TrimSpace(git(t, dir, "rev-parse", "HEAD")))
		if err != nil {
			t.Fatal(err)
		}
		store := opened(t, dir, nil)
		git(t, dir, "repack", "-q", "-a", "-d")
		if !has(store, head) {
			t.Errorf("%s: what was packed meanwhile is missing", name)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}
}
