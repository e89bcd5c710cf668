package detect

import (
	"bytes"
	"encoding/base64"

	"github.com/sluice-scan/sluice/rules"
)

// Values that a rule knows to be encoded: base64 keeps nothing secret, but reads as if it did.

// encodes reports whether what the rule finds is what a value stands for, alone.
func (r *rule) encodes() bool {
	return r.Decode == rules.Base64 && (r.Kind == rules.Assignment || r.Kind == rules.Token)
}

// plain returns what a value of the rule stands for, nil where that is the value itself, or no text.
func (r *rule) plain(value []byte) []byte {
	if r.Decode != rules.Base64 {
		return nil
	}
	return r.decoded(bytes.TrimSpace(value))
}

// decoded returns the text that a value is base64 of, nil if it is of none: printable ASCII, three in five of it letters and digits.
func (r *rule) decoded(value []byte) []byte {
	out := make([]byte, base64.StdEncoding.DecodedLen(len(value)))
	n, err := base64.StdEncoding.Decode(out, value)
	if err != nil {
		return nil
	}
	words := 0
	for _, c := range out[:n] {
		if c < ' ' || c > '~' {
			return nil
		}
		if isAlnum(c) {
			words++
		}
	}
	if 5*words < 3*n {
		return nil
	}
	return out[:n]
}

// hidden judges what a value stands for.
func (r *rule) hidden(value []byte) (facts, reason) {
	plain := r.decoded(value)
	if len(plain) < shortestValue {
		return 0, noShape
	}
	return generic(plain, true)
}
