package judge

import (
	"bytes"
	"encoding/base64"
)

// algorithms are the object identifiers, in DER with their tags, of keys in a SubjectPublicKeyInfo (RFC 5280, 4.1; RFC 3279, RFC
// 5480, RFC 8410): RSA, elliptic curves, Ed25519 and its like. Encrypted private keys begin in the same way but for theirs.
var algorithms = [...]string{"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01", "\x06\x07\x2a\x86\x48\xce\x3d\x02", "\x06\x03\x2b\x65"}

// derHead is how many letters of base64 tell what a DER text is.
const derHead = 28

// publicDER reports whether a value in base64 begins as a public key or a certificate does.
func publicDER(value []byte) bool {
	var head [derHead / 4 * 3]byte
	if len(value) < derHead || value[0] != 'M' {
		return false
	}
	if _, err := base64.StdEncoding.Decode(head[:], value[:derHead]); err != nil {
		return false
	}
	first, ok := sequenceHead(head[:])
	if !ok {
		return false
	}
	second, ok := sequenceHead(first)
	if !ok {
		return false
	}
	for _, a := range algorithms {
		if bytes.HasPrefix(second, []byte(a)) {
			return true
		}
	}
	return bytes.HasPrefix(second, []byte{0xa0, 3, 2, 1}) // the version of a certificate
}

// sequenceHead returns what stands in a SEQUENCE (X.690, 8.9) whose beginning is der, which has its tag and its length.
func sequenceHead(der []byte) (content []byte, ok bool) {
	switch {
	case der[0] != 0x30:
		return nil, false
	case der[1] < 0x80:
		return der[2:], true
	case der[1] <= 0x82:
		return der[2+der[1]&0x7f:], true
	}
	return nil, false
}
