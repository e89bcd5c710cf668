package judge

import (
	"bytes"
	"encoding/base64"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/entropy"
)

// What values in base64 stand for.

// longestBase64 bounds the letters of a value that judges decode.
const longestBase64 = 4096

// PlainBytes is room for what a value stands for.
type PlainBytes [longestBase64 / 4 * 3]byte

// OfBase64 returns what base64 stands for, in either alphabet, padded or not; ok is false if value is none, or too long. What is returned lies in p.
func (p *PlainBytes) OfBase64(value []byte) (plain []byte, ok bool) {
	value = bytes.TrimRight(value, "=")
	if len(value) > longestBase64 {
		return nil, false
	}
	encoding := base64.RawStdEncoding
	if bytes.ContainsAny(value, "-_") {
		encoding = base64.RawURLEncoding
	}
	n, err := encoding.Decode(p[:], value)
	return p[:n], err == nil
}

// DefaultPair reports base64 of a user and a password that people write into examples, user:password, or of none: 0000-0000:.
func DefaultPair(value []byte) bool {
	var p PlainBytes
	plain, ok := p.OfBase64(value)
	user, password, paired := bytes.Cut(plain, []byte{':'})
	if !ok || !paired {
		return false
	}
	return Common(user) && (Common(password) || Placeholder(password)) ||
		len(password) == 0 && (Common(user) || entropy.Shannon(user) < 1.5)
}

// UserAlone reports base64 of a user without a password, browser:, that is no key in the user's place.
func UserAlone(value []byte) bool {
	var p PlainBytes
	plain, ok := p.OfBase64(value)
	user, more := bytes.CutSuffix(plain, []byte{':'})
	return ok && more && len(user) < ShortestRead && Wordy(user)
}

// HidesStandIn reports base64 of a placeholder: example-app-secret.
func HidesStandIn(value []byte) bool {
	var p PlainBytes
	plain, ok := p.OfBase64(value)
	return ok && shortestStandIn <= len(plain) && len(plain) <= longestStandIn && ascii.All(plain, isClearText) && stands(plain)
}

// The shortest text of such base64 that is no chance, and the longest that is but a placeholder, in bytes.
const (
	shortestStandIn = 9
	longestStandIn  = 96
)

// HidesSentence reports base64 of a text of several words. What is in it is judged as a text of its own.
func HidesSentence(value []byte) bool {
	var p PlainBytes
	plain, ok := p.OfBase64(value)
	return ok && ascii.All(plain, isClearText) && len(bytes.Fields(plain)) >= leastSentence
}

// leastSentence is how many words a text has that no one takes for a password, with a user or without.
const leastSentence = 5

// leastHidden is the length in letters of the shortest base64 whose text is no chance.
const leastHidden = 32

// isClearText tells the bytes of a text in ASCII.
func isClearText(c byte) bool { return ascii.IsSpace(c) || ' ' < c && c < 0x7f }

// HidesText reports whether a value is base64 of a text, or begins like that: what is in it is judged as a text of its own.
func HidesText(value []byte) bool {
	if len(value) < leastHidden {
		return false
	}
	var p PlainBytes
	plain, ok := p.OfBase64(value[:leastHidden])
	return ok && ascii.All(plain, isClearText)
}
