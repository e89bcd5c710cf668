package scanner_test

import (
	"io"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/policy"
	"github.com/sluice-scan/sluice/scanner/source"
)

// TestMarkersOfTheBase: a marker counts if the base has it at the same secret, however large its file is; what cannot be read allows
// nothing, and is told.
func TestMarkersOfTheBase(t *testing.T) {
	marked, other := "k = "+key(1)+" # sluice:allow\n", "k = "+key(2)+" # sluice:allow\n"
	held := func(text string) *source.Blob { return &source.Blob{Data: []byte(text), Size: int64(len(text))} }
	large := func(in io.Reader) *source.Blob {
		return &source.Blob{Size: 100, Open: func() (io.ReadCloser, error) { return io.NopCloser(in), nil }}
	}
	for name, c := range map[string]struct {
		old    *source.Blob
		status finding.Status
		whole  bool
	}{
		"the same":       {held(marked), finding.StatusIgnored, true},
		"another":        {held(other), finding.StatusSuppressed, true},
		"large":          {large(strings.NewReader(marked)), finding.StatusIgnored, true},
		"large, another": {large(strings.NewReader(other)), finding.StatusSuppressed, true},
		"large, broken":  {large(io.MultiReader(strings.NewReader(marked[:9]), brokenDisk{})), finding.StatusSuppressed, false},
	} {
		base := &scanner.Base{Policy: &policy.Policy{}, Contents: func(path string, yield func(*source.Blob) error) error {
			if path != "a" {
				t.Errorf("%s: asked for %q", name, path)
			}
			return yield(c.old)
		}}
		var got list
		receipt, err := newScanner(t, acme(t, ""), scanner.Options{Base: base}).Scan(t.Context(), blobs{file("a", "moved\n"+marked)}, &got)
		if err != nil || len(got) != 1 || got[0].Status != c.status || receipt.Complete != c.whole {
			t.Errorf("%s: %v, complete %v, %v", name, got, receipt.Complete, err)
		}
	}
}

type brokenDisk struct{}

func (brokenDisk) Read([]byte) (int, error) { return 0, errDisk }
