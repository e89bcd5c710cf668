package policy_test

import (
	"fmt"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/policy"
)

func ExampleParse() {
	config, err := policy.Parse(".sluice.toml", []byte(`
disabled_rules = ["acme-key"]

[[allow]]
paths = ["docs/**"]
reason = "made-up values"
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	set, err := config.Rules(&rules.Set{Rules: []rules.Rule{{ID: "acme-key"}, {ID: "other-key"}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	allow, err := config.Compile()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(set.Rules), "rule")
	fmt.Println(allow.Allowed("other-key", "a value", []string{"docs/setup.md"}))
	fmt.Println(allow.Allowed("other-key", "a value", []string{"docs/setup.md", "src/main.go"}))

	_, err = policy.Parse(".sluice.toml", []byte(`disable_rules = ["acme-key"]`))
	fmt.Println(err)
	// Output:
	// 1 rule
	// allowed by the configuration: made-up values true
	//  false
	// .sluice.toml:1: unknown key "disable_rules" (did you mean "disabled_rules"?)
}

func ExampleMarkers_Inline() {
	text := []byte("key = s3cret # sluice:allow acme-key until=2025-12-31: made up")
	fmt.Println(policy.MarkersIn(text, 6).Inline(6, 12, "acme-key", "2025-06-15"))
	fmt.Println(policy.MarkersIn(text, 6).Inline(6, 12, "other-key", "2025-06-15").Marker == "")
	fmt.Println(policy.MarkersIn(text, 6).Inline(6, 12, "acme-key", "2026-06-15").Expired)
	// Output:
	// sluice:allow: made up
	// true
	// sluice:allow until=2025-12-31
}

func ExampleExit() {
	incomplete := finding.Receipt{Complete: false}
	fmt.Println(policy.Exit(policy.Outcome{Findings: 2, Receipt: incomplete, ExitCode: 1}))
	fmt.Println(policy.Exit(policy.Outcome{Findings: 0, Receipt: incomplete, ExitCode: 1}))
	fmt.Println(policy.Exit(policy.Outcome{Findings: 2, Receipt: incomplete, ExitCode: 0}))
	// Output:
	// 1
	// 3
	// 3
}
