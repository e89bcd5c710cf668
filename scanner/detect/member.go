package detect

import (
	"bytes"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/document"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// Rules of the kind document: a member of an object or a section, found by the others that it has.

// document finds the members that hold the secret.
func (r *rule) document(text []byte, found func(name, secret syntax.Span, seen judge.Facts)) (met document.Bounds) {
	return r.selector.Find(text, func(name, secret syntax.Span) {
		if seen, ok := r.memberValue(text, name, secret); ok {
			found(name, secret, seen)
		}
	})
}

// memberValue judges the value of a member.
func (r *rule) memberValue(text []byte, name, secret syntax.Span) (seen judge.Facts, ok bool) {
	if secret.End <= secret.Start || r.among() && judge.About(text[name.Start:name.End]) {
		return 0, false
	}
	value := text[secret.Start:secret.End]
	if judge.Placeholder(value[:min(len(value), 27)]) || judge.Reference(value) || !r.shape.none() && !r.shape.get().MatchAll(value) {
		return 0, false
	}
	if r.Decode == "" {
		if public(value) {
			return 0, false
		}
		if r.among() {
			if seen, ok = judge.Entry(text[name.Start:name.End], value); !ok {
				return 0, false
			}
		}
		switch {
		case len(value) < 4 || judge.Common(value):
			seen = judge.Trivial
		case !r.Generic && (judge.Wordy(value) || judge.SameWords([]byte(r.Member), value)), callsItself(value):
			seen = judge.Words
		}
		return seen, true
	}
	var decoded []byte
	if r.Decode == rules.Base64 { // of any bytes, and on several lines
		decoded = encodings[rules.Base64](bytes.Join(bytes.Fields(value), nil))
	} else {
		decoded = r.decoded(value)
	}
	if len(decoded) == 0 || judge.Reference(decoded) || public(decoded) {
		return 0, false
	}
	if r.among() {
		if seen, ok = judge.Entry(text[name.Start:name.End], decoded); !ok {
			return 0, false
		}
	}
	if len(decoded) < 4 || judge.Common(decoded) || judge.Placeholder(decoded) {
		seen = judge.Trivial
	}
	if callsItself(decoded) {
		seen |= judge.Words
	}
	if documented(bytes.TrimSpace(decoded)) {
		seen |= judge.Shown
	}
	return seen, true
}

// callsItself reports a value that says what belongs in its place: my-database-password, identity-token.
func callsItself(value []byte) bool { return judge.Wordy(value) && secrets.Ends(value) }

// among reports whether the rule finds any member of what holds secrets together with what belongs to them.
func (r *rule) among() bool { return r.Generic && strings.HasSuffix(r.Member, "*") }

// public reports whether a value is a certificate or a public key (RFC 7468), with no private key behind it.
func public(value []byte) bool {
	value = bytes.TrimSpace(value)
	return (bytes.HasPrefix(value, []byte("-----BEGIN CERTIFICATE")) || bytes.HasPrefix(value, []byte("-----BEGIN PUBLIC KEY"))) &&
		!bytes.Contains(value, []byte("PRIVATE KEY"))
}
