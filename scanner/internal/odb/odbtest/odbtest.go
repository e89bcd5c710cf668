// Package odbtest opens object stores for tests.
package odbtest

import (
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/odb"
)

// Open opens the store of the repository in a folder, until the test ends.
func Open(t testing.TB, dir string) *odb.Store {
	t.Helper()
	r, err := odb.Find(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	store, err := odb.Open(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}
