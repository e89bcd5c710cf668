package rules_test

import (
	"fmt"

	"github.com/sluice-scan/sluice/rules"
)

func ExampleParse() {
	_, err := rules.Parse("acme.toml", []byte(`
[[rule]]
id = "acme-key"
name = "Acme key"
literal = ["acmekey_"]
`))
	fmt.Println(err)
	// Output: acme.toml:5: unknown key "literal" (did you mean "literals"?)
}

func ExampleSet_Without() {
	set, err := rules.Parse("acme.toml", []byte(`
[[rule]]
id = "acme-key"
name = "Acme key"
kind = "token"
literals = ["acmekey_"]
shape = '[0-9a-f]{16}'
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = set.Without("acme-kye")
	fmt.Println(err)
	// Output: no rule "acme-kye" (did you mean "acme-key"?)
}
