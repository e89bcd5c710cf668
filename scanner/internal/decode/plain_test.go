package decode

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
)

// Digits of packed files are known by whatever these begin with, in either case.
func TestRunFormOfPackedDigits(t *testing.T) {
	magic.Leads(func(first string) {
		digits := hex.EncodeToString([]byte(first + strings.Repeat("\x01\x93", MinRun)))
		if !magic.Encoded([]byte(first+strings.Repeat("\x01\x93", MinRun))) || first[0] < ' ' && first[0] != 0x1f {
			return
		}
		for _, run := range []string{digits, strings.ToUpper(digits)} {
			if got := RunForm([]byte(run)); got != Hex {
				t.Errorf("%.16s: %v", run, got)
			}
		}
	})
}
