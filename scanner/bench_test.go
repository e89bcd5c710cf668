package scanner_test

import (
	"os"
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/dir"
	"github.com/sluice-scan/sluice/scanner/source/git"
)

type discard struct{}

func (discard) Report(finding.Finding) error { return nil }

// BenchmarkHistory scans the repository that SLUICE_REPO names with one worker:
//
//	SLUICE_REPO=/path/to/curl.git go test ./scanner -run '^$' -bench History -benchtime 1x -cpuprofile cpu.out
func BenchmarkHistory(b *testing.B) {
	repo := named(b, "SLUICE_REPO")
	benchmark(b, func() (source.Source, func(), error) {
		src, err := git.Open(repo, nil, nil)
		return src, func() { src.Close() }, err
	})
}

// BenchmarkTree scans the folder that SLUICE_TREE names with one worker.
func BenchmarkTree(b *testing.B) {
	folder := named(b, "SLUICE_TREE")
	benchmark(b, func() (source.Source, func(), error) {
		src, err := dir.New([]string{folder}, dir.Options{})
		return src, func() {}, err
	})
}

// named returns what a variable of the environment names to be scanned, and skips the benchmark without it.
func named(b *testing.B, variable string) string {
	name := os.Getenv(variable)
	if name == "" {
		b.Skip(variable + " is not set")
	}
	return name
}

// benchmark scans what open gives, at the confidence that SLUICE_CONFIDENCE names.
func benchmark(b *testing.B, open func() (src source.Source, done func(), err error)) {
	s, err := scanner.New(rules.Builtin(), scanner.Options{Workers: 1, MinConfidence: finding.Confidence(os.Getenv("SLUICE_CONFIDENCE"))})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		src, done, err := open()
		if err != nil {
			b.Fatal(err)
		}
		receipt, err := s.Scan(b.Context(), src, discard{})
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(receipt.Bytes)
		done()
	}
}
