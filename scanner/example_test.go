package scanner_test

import (
	"context"
	"fmt"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner"
)

func Example() {
	set := rules.Builtin()
	s, err := scanner.New(set, scanner.Options{})
	if err != nil {
		panic(err)
	}
	text, err := rules.Fill(`token = "ghp_{{base62:36:crc32-base62}}"`, "example", 0)
	if err != nil {
		panic(err)
	}
	findings, receipt, err := s.Bytes(context.Background(), "settings.toml", []byte(text))
	if err != nil {
		panic(err)
	}
	for _, f := range findings {
		fmt.Printf("%s:%d:%d: %s %v\n", f.Path, f.Start.Line, f.Start.Column, f.Name, f.Secret)
	}
	fmt.Println("complete:", receipt.Complete)
	// Output:
	// settings.toml:1:10: GitHub personal access token (classic) ghp_…[masked]
	// complete: true
}
