package detect

import (
	"bytes"
	"encoding/base64"
)

// longestBase64 bounds the letters of a value that judges decode.
const longestBase64 = 4096

// plainBytes is room for what a value stands for.
type plainBytes [longestBase64 / 4 * 3]byte

// ofBase64 returns what base64 stands for, in either alphabet, padded or not; ok is false if value is none, or too long. What is returned lies in p.
func (p *plainBytes) ofBase64(value []byte) (plain []byte, ok bool) {
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
