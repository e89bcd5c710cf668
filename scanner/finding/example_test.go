package finding_test

import (
	"fmt"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// A secret prints masked, also inside other values; a masker finds it in other texts.
func Example() {
	s := finding.NewSecret("acme_" + "q8Zk2LwPx91vTn4RcM7dYb3Q8Zk2LwPx91")
	fmt.Println(s)
	fmt.Printf("%q\n", []finding.Secret{s})
	fmt.Println(finding.NewMasker(s).Mask("backup-" + s.Reveal() + ".zip"))
	// Output:
	// acme…[masked]
	// [acme…[masked]]
	// backup-acme…[masked].zip
}

// A strong secret has one fingerprint wherever it stands. One that could be guessed has another at each place.
func ExampleFingerprint() {
	strong, weak := finding.NewSecret("q8Zk2LwPx91vTn4RcM7dYb3"), finding.NewSecret("Summer2024!")
	fmt.Println(finding.Fingerprint("", "f", strong, "a.env", "KEY") == finding.Fingerprint("", "f", strong, "b.env", "TOKEN"))
	fmt.Println(finding.Fingerprint("", "f", weak, "a.env", "KEY") == finding.Fingerprint("", "f", weak, "b.env", "KEY"))
	// Output:
	// true
	// false
}
