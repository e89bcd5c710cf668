package rules

import (
	"fmt"
	"strings"
)

// Scaffold returns the text of a rule file for a new provider: it loads, and passes its own examples, as it is.
func Scaffold(name string) ([]byte, error) {
	if !kebab(name) {
		return nil, fmt.Errorf("%q cannot be a provider's name: use lower-case words joined by -", name)
	}
	r := strings.NewReplacer("NAME_KEY", strings.ToUpper(strings.ReplaceAll(name, "-", "_"))+"_KEY",
		"NAMEkey_", strings.ReplaceAll(name, "-", "")+"key_", "NAME", name)
	return []byte(r.Replace(scaffold)), nil
}

const scaffold = `provider = "NAME"
title = "NAME"                          # as people write it

[[rule]]
id = "NAME-api-key"                     # lower-case words joined by -, unique
name = "NAME API key"
kind = "token"                          # or assignment, uri, block, jwt, document; for a pattern of your own: regex
literals = ["NAMEkey_"]                 # what every such key begins with
shape = '[0-9A-Za-z]{32}'               # what follows; the secret is both together
severity = "high"                       # critical, high, medium, low, note
confidence = "high"                     # high: 95 % of its findings are real; medium: 80 %; low
documented = false                      # better: references = ["https://…"], where the provider tells the format
examples = [                            # {{charset:length}} is filled with made-up characters
  'NAME_KEY=NAMEkey_{{alnum:32}}',
  'client("NAMEkey_{{alnum:32}}")',
]
negatives = ['NAMEkey_{{alnum:20}}']    # what looks alike but is no key

[rule.revoke]
page = ""                               # where the owner disables and replaces it
steps = ["Disable the key.", "Create a new one and deploy it.", "Delete the old key when nothing uses it."]
`
