package stdin

import (
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/sourcetest"
)

func TestSuite(t *testing.T) {
	for name, text := range map[string]string{"small": "one\ntwo\n", "empty": "", "large": strings.Repeat("0123456789abcde\n", source.LargeSize/16+1)} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Suite{
				Open: func(t *testing.T) source.Source {
					s := New(strings.NewReader(text), "name.txt")
					t.Cleanup(func() {
						if err := s.Close(); err != nil {
							t.Error(err)
						}
					})
					return s
				},
				Want: []sourcetest.Content{{Kind: source.File, Path: "name.txt", Text: sourcetest.Digest(text)}},
			}.Run(t)
		})
	}
}
