package git_test

import (
	"context"
	"fmt"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/source/git"
)

// told prints where a finding came from.
type told struct{}

func (told) Report(f finding.Finding) error {
	fmt.Println(f.Rule, f.Paths, f.Secret) // the secret prints masked
	if h := f.History; h != nil && len(h.Introduced) > 0 {
		fmt.Println("brought by", h.Introduced[0].ID, "and in HEAD:", h.AtHead)
	}
	return nil
}

// The whole history of the repository that holds the current folder.
func ExampleOpen() {
	src, err := git.Open(".", nil, nil)
	if err != nil {
		panic(err)
	}
	defer src.Close()
	s, err := scanner.New(rules.Builtin(), scanner.Options{})
	if err != nil {
		panic(err)
	}
	receipt, err := s.Scan(context.Background(), src, told{})
	if err != nil {
		panic(err)
	}
	if !receipt.Complete {
		fmt.Println("not everything could be read:", receipt.Skipped)
	}
}
