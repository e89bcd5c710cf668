package keystore

import "encoding/asn1"

// Private keys in DER that no store is around: PKCS #8 (RFC 5958), RSA's own form (RFC 8017), DSA's and that of elliptic curves (RFC 5915).

// sequence is the tag that all of them begin with.
const sequence = 0x30

// KeyType returns what PEM calls the private key that data is in DER, "" if it is none.
func KeyType(data []byte) string {
	if !IsKey(data) {
		return ""
	}
	var key []asn1.RawValue
	rest, err := asn1.Unmarshal(data, &key)
	if err != nil || len(rest) > 2 || len(key) < 2 || len(key[0].Bytes) != 1 {
		return ""
	}
	version, integers := key[0].Bytes[0], 0
	for _, part := range key {
		if part.Class == asn1.ClassUniversal && part.Tag == asn1.TagInteger {
			integers++
		}
	}
	switch {
	case version <= 1 && key[1].Tag == asn1.TagSequence && isPKCS8(data[:len(data)-len(rest)]):
		return "PRIVATE KEY"
	case version == 0 && integers == len(key) && integers == 9:
		return "RSA PRIVATE KEY"
	case version == 0 && integers == len(key) && integers == 6:
		return "DSA PRIVATE KEY"
	case version == 1 && key[1].Tag == asn1.TagOctetString && len(key[1].Bytes) >= 20:
		return "EC PRIVATE KEY"
	}
	return ""
}

// IsKey reports whether data begins like a private key in DER: a sequence of the number 0 or 1 and a sequence, a number or bytes.
func IsKey(data []byte) bool {
	at := 2
	if len(data) < 16 || data[0] != sequence {
		return false
	}
	if n := int(data[1]); n > 0x80 {
		at += n & 0x7f
	}
	return at+4 <= len(data) && at <= 5 && data[at] == asn1.TagInteger && data[at+1] == 1 && data[at+2] <= 1 &&
		(data[at+3] == sequence || data[at+3] == asn1.TagInteger || data[at+3] == asn1.TagOctetString)
}
