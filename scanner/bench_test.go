package scanner_test

import (
	"os"
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/source/git"
)

type discard struct{}

func (discard) Report(finding.Finding) error { return nil }

// BenchmarkHistory scans the repository that SLUICE_REPO names with one worker:
//
//	SLUICE_REPO=/path/to/curl.git go test ./scanner -run '^$' -bench History -benchtime 1x -cpuprofile cpu.out
func BenchmarkHistory(b *testing.B) {
	repo := os.Getenv("SLUICE_REPO")
	if repo == "" {
		b.Skip("SLUICE_REPO is not set")
	}
	set := rules.Builtin()
	s, err := scanner.New(set, scanner.Options{Workers: 1, MinConfidence: finding.Confidence(os.Getenv("SLUICE_CONFIDENCE"))})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		src, err := git.Open(repo, nil, nil)
		if err != nil {
			b.Fatal(err)
		}
		receipt, err := s.Scan(b.Context(), src, discard{})
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(receipt.Bytes)
		src.Close()
	}
}
