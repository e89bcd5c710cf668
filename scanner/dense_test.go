package scanner_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// Text that is nothing but secrets, or that overlaps itself all along, takes time and memory by its length alone; where there are more
// than are told the scan is incomplete.
func TestDenseText(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute with the race detector, which finds nothing in one goroutine")
	}
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
	if len(receipt.Skipped) != 1 || !strings.Contains(receipt.Skipped[0].Why, "found more than 310 places with secrets") {
		t.Errorf("%v", receipt.Skipped)
	}
}

// Which places a scan keeps, and which contents it tells to have more, does not depend on the number of workers.
func TestManyFindingsDoNotDependOnWorkers(t *testing.T) {
	var contents blobs
	for i := range 300 {
		contents = append(contents, file(fmt.Sprintf("f%03d", i*7%300), strings.Repeat(key(i)+"\n", i%13)))
	}
	for _, most := range []int{1, 100, 1500} {
		var want list
		var skipped []finding.Skipped
		for _, workers := range []int{1, 2, 8} {
			var got list
			receipt, err := newScanner(t, acme(t, ""), scanner.Options{MaxSecrets: most, Workers: workers}).Scan(t.Context(), contents, &got)
			if err != nil || len(got) != most {
				t.Fatalf("%d found of %d, %v", len(got), most, err)
			}
			if workers == 1 {
				want, skipped = got, receipt.Skipped
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(finding.Secret{})); diff != "" {
				t.Errorf("%d workers, %d places: -one +more:\n%s", workers, most, diff)
			}
			if diff := cmp.Diff(skipped, receipt.Skipped); diff != "" {
				t.Errorf("%d workers, %d places: -one +more:\n%s", workers, most, diff)
			}
		}
	}
}
