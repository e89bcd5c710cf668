package scanner_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner"
)

// Text that is nothing but secrets, or that overlaps itself all along, takes time and memory by its length alone; where there are more
// than are told the scan is incomplete.
func TestDenseText(t *testing.T) {
	s, err := scanner.New(rules.Builtin(), scanner.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		unit     string
		size     int
		found    int
		complete bool
	}{
		"some":        {`password="q8Zk2LwPx91vYt" `, 20_000, 20_000 / 26, true},
		"one line":    {`password="q8Zk2LwPx91vYt" `, 1_320_000, 50_000, false},
		"overlapping": {"eyJhbGciOiJIUzI1NiJ9.", 1_050_000, 1, false},
	} {
		found, receipt, err := s.Bytes(t.Context(), "x", []byte(strings.Repeat(c.unit, c.size/len(c.unit))))
		if err != nil || len(found) < c.found || len(found) > 50_000 || receipt.Complete != c.complete {
			t.Errorf("%s: %d found, %+v, %v", name, len(found), receipt, err)
		}
	}
}

// What a scan keeps is bounded over all contents: what is found behind the bound is told as unread.
func TestManyFindings(t *testing.T) {
	contents := make(blobs, 7)
	for i := range contents {
		contents[i] = file(fmt.Sprint(i), strings.Repeat(key(1)+"\n", 50))
	}
	var found list
	receipt, err := newScanner(t, acme(t, ""), scanner.Options{MaxSecrets: 310}).Scan(t.Context(), contents, &found)
	if err != nil || len(found) != 310 || receipt.Complete {
		t.Errorf("%d found, complete %v, %v", len(found), receipt.Complete, err)
	}
	if len(receipt.Skipped) != 1 || !strings.Contains(receipt.Skipped[0].Why, "found 310 places with secrets before") {
		t.Errorf("%v", receipt.Skipped)
	}
}
