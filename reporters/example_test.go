package reporters_test

import (
	"fmt"
	"os"

	"github.com/sluice-scan/sluice/reporters"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// A program that has findings writes them in any format.
func Example() {
	r, err := reporters.New("text", os.Stdout, reporters.Options{Kind: "dir"})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := r.Close(finding.Receipt{Complete: true, Blobs: 12, Bytes: 34567, Seconds: 0.25}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// no findings
	// read everything: 12 files, 34.6 kB, 0.25 s
}
