package source_test

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/source"
)

// pages is a source of texts by name. It is one batch, which it is itself.
type pages map[string]string

func (p pages) Batches(_ context.Context, yield func(source.Batch) error, _ func(source.Skip)) error {
	return yield(p)
}

func (p pages) Blobs(ctx context.Context, yield func(*source.Blob) error, skip func(source.Skip)) error {
	for _, name := range slices.Sorted(maps.Keys(p)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if p[name] == "" {
			skip(source.Skip{Class: source.Outside, What: name, Why: "nobody wrote it yet"})
			continue
		}
		text := []byte(p[name])
		if err := yield(&source.Blob{Kind: source.File, Path: name, Data: text, Size: int64(len(text))}); err != nil {
			return err
		}
	}
	return nil
}

// found prints findings.
type found struct{}

func (found) Report(f finding.Finding) error {
	fmt.Printf("%s:%d: %s\n", f.Path, f.Start.Line, f.Rule)
	return nil
}

// A source of one's own, scanned with the built-in rules.
func Example() {
	token, err := rules.Fill("the token: ghp_{{base62:36:crc32-base62}}", "example", 0)
	if err != nil {
		panic(err)
	}
	s, err := scanner.New(rules.Builtin(), scanner.Options{})
	if err != nil {
		panic(err)
	}
	receipt, err := s.Scan(context.Background(), pages{"home": "Welcome.", "deploy": "How to deploy\n" + token, "todo": ""}, found{})
	if err != nil {
		panic(err)
	}
	fmt.Println("complete:", receipt.Complete)
	for _, k := range receipt.Skipped {
		fmt.Printf("%s: %s: %s\n", k.Class, k.What, k.Why)
	}
	// Output:
	// deploy:2: github-pat-classic
	// complete: true
	// outside: todo: nobody wrote it yet
}
