package detect_test

import (
	"fmt"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/detect"
)

// The two stages of a text: candidates from what stands around literals, then matches from the whole text.
func Example() {
	matcher, err := detect.Compile(rules.Builtin())
	if err != nil {
		panic(err)
	}
	text, err := rules.Fill("GITHUB_TOKEN=ghp_{{base62:36:crc32-base62}}\n", "example", 0)
	if err != nil {
		panic(err)
	}
	worker, verdicts := matcher.NewWorker(), new(detect.Verdicts)
	worker.Local([]byte(text), false, verdicts)
	for _, m := range worker.Finalise([]byte(text), worker.Candidates(verdicts), func(detect.Gap) {}) {
		fmt.Printf("%s in %s, line %d, confidence %s\n", m.Rule.ID, m.Variable, m.From.Line, m.Confidence)
	}
	// Output: github-pat-classic in GITHUB_TOKEN, line 1, confidence high
}
