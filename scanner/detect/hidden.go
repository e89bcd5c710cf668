package detect

import (
	"bytes"
	"encoding/base64"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
)

// Values that a rule knows to be encoded: base64 keeps nothing secret, but reads as if it did.

// encodes reports whether what the rule finds is what a value stands for, alone.
func (r *rule) encodes() bool {
	return r.Decode != "" && (r.Kind == rules.Assignment || r.Kind == rules.Token)
}

// plain returns what a value of the rule stands for, nil where that is the value itself, or no text.
func (r *rule) plain(value []byte) []byte {
	if r.Decode == "" {
		return nil
	}
	if r.Decode == rules.Base64 {
		return r.decoded(bytes.Join(bytes.Fields(value), nil)) // on several lines
	}
	return r.decoded(bytes.TrimSpace(value))
}

// decoded returns the text that a value stands for, nil if it stands for none: printable ASCII, three in five of it letters and digits.
func (r *rule) decoded(value []byte) []byte {
	out := encodings[r.Decode](value)
	if out == nil && r.Decode == rules.Base64 && r.Kind == rules.Token {
		if plain, ok := new(judge.PlainBytes).OfBase64(value); ok {
			out = plain
		}
	}
	words := 0
	for _, c := range out {
		if c < ' ' || c > '~' {
			return nil
		}
		if ascii.IsAlnum(c) {
			words++
		}
	}
	if 5*words < 3*len(out) {
		return nil
	}
	return out
}

// encodings undo what rules know values to be hidden by (rules.Decodings): nil for what is hidden otherwise.
var encodings = map[string]func(value []byte) []byte{
	rules.Base64: func(value []byte) []byte {
		out, err := base64.StdEncoding.DecodeString(string(value))
		if err != nil {
			return nil
		}
		return out
	},
	rules.Cisco7: decode.Cisco7, rules.Junos9: decode.Junos9, rules.Rclone: decode.Rclone, rules.GroupPolicy: decode.GroupPolicy,
	rules.WebSphere: decode.WebSphere, rules.VNC: decode.VNC, rules.Jetty: decode.Jetty, rules.Unattend: decode.Unattend,
}

// hidden judges what a value stands for.
func (r *rule) hidden(value []byte) (judge.Facts, judge.Reason) {
	plain := r.decoded(value)
	if len(plain) < judge.ShortestValue {
		return 0, judge.NoShape
	}
	return judge.Generic(plain, true)
}

// Bounds of a user and a password that stand in base64, in bytes.
const (
	longestUser  = 64
	barePassword = 6 // of a shorter one, or of one that reads as words, the user may be the secret: token:x, key:api_token
)

// login makes a match of a user and a password in base64, as HTTP's Basic, docker and npm have them, one of what they stand for: the
// password makes the secret one, and is its part. The secret itself stays as it stands: who looks for it in the text finds it. The user
// is told nowhere, for many services take a key in its place, and belongs to the secret where the password is none.
func (m *Match) login() {
	user, password, ok := loginOf([]byte(m.Secret))
	if !ok {
		return
	}
	if len(password) < barePassword || judge.Wordy([]byte(password)) {
		password = user + ":" + password
	}
	m.standsFor(password, rules.Base64)
	m.Reasons = append(m.Reasons, "it is base64 of a user and a password")
}

// standsFor makes a match one of what its secret stands for, which stays as it stands.
func (m *Match) standsFor(plain, encoding string) {
	m.Decoded, m.Core = []string{encoding}, plain
	m.Parts = append(m.Parts, Part{m.Rule.ID, "what the " + encoding + " stands for", plain, m.From, m.To})
}

// loginOf returns the user and the password that a text is base64 of, padded or not.
func loginOf(value []byte) (user, password string, ok bool) {
	var p judge.PlainBytes
	plain, ok := p.OfBase64(value)
	if !ok || !ascii.All(plain, func(c byte) bool { return c >= ' ' && c <= '~' }) {
		return "", "", false
	}
	user, password, ok = strings.Cut(string(plain), ":")
	return user, password, ok && user != "" && len(user) <= longestUser && ascii.IsAlnum(user[0]) && user[len(user)-1] != ' '
}
