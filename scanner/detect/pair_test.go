package detect

import (
	"fmt"
	"strings"
	"testing"
)

const twoParts = `provider = "acme"
[[rule]]
id = "acme-id"
name = "Acme key id"
kind = "token"
literals = ["acmeid_"]
shape = '[0-9a-z]{8}'
severity = "note"
confidence = "low"
exposure = "publishable"
[[rule]]
id = "acme-user"
name = "Acme user"
kind = "token"
literals = ["acmeuser_"]
shape = '[0-9a-z]{8}'
confidence = "high"
[[rule]]
id = "acme-secret"
name = "Acme secret"
kind = "token"
literals = ["acmesec_"]
shape = '[0-9a-z]{8}'
confidence = "medium"
pair = ["acme-id", "acme-user"]
within_lines = 3
`

// TestPairs: the nearest match of each other part within reach becomes a part, and is told on its own only where nothing takes it.
func TestPairs(t *testing.T) {
	const id, far, user, secret = "acmeid_k3v9q2x7", "acmeid_w8r4m1t6", "acmeuser_k3v9q2x7", "acmesec_k3v9q2x7"
	for _, c := range []struct{ text, want string }{
		{secret, "acme-secret medium []"},
		{id + "\n" + secret, "acme-secret high [" + id + "]"},
		{id + "\n\n\n\n" + secret, "acme-id low [] acme-secret medium []"},
		{id + "\n\n" + secret + "\n" + far, "acme-id low [] acme-secret high [" + far + "]"},
		{id + "\n" + secret + "\n" + far, "acme-secret high [" + id + "] acme-id low []"},
		{user + " " + secret + " " + id, "acme-secret high [" + user + " " + id + "]"},
		{id + "\n" + secret + "\n" + strings.Replace(secret, "k3", "z5", 1), "acme-secret high [" + id + "] acme-secret high [" + id + "]"},
		{user, "acme-user high []"},
		{id + "\n\n" + id + "\n" + user + " " + user, "acme-id low [] acme-user high [] acme-user high []"}, // no secret alone is told once
	} {
		var got []string
		for _, found := range foundBy(t, workerOf(t, twoParts), c.text) {
			var parts []string
			for _, p := range found.Parts {
				parts = append(parts, p.Secret)
			}
			got = append(got, fmt.Sprint(found.Rule.ID, " ", found.Confidence, " ", parts))
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%q: %s, want %s", c.text, text, c.want)
		}
	}
}
