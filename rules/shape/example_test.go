package shape_test

import (
	"fmt"

	"github.com/sluice-scan/sluice/rules/shape"
)

func ExampleShape_Match() {
	s, err := shape.Parse(`T[0-9A-Z]{8}/B[0-9A-Z]{8}/(?P<secret>[0-9A-Za-z]{24})`)
	if err != nil {
		fmt.Println(err)
		return
	}
	text := []byte("T2R7K9W4Q/B8M3X6Z1P/k7Q2mX9rT4vB1nZ8pL5wC3hJ', true)")
	end, ok := s.Match(text)
	from, to := s.Secret(text[:end])
	fmt.Println(ok, string(text[from:to]))
	// Output: true k7Q2mX9rT4vB1nZ8pL5wC3hJ
}
