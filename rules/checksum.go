package rules

import (
	"hash/crc32"
	"slices"
)

// Algorithm is a checksum that tokens carry in themselves.
type Algorithm interface {
	// Verify reports whether a whole token, whose literal takes the first literal bytes, carries the right checksum.
	Verify(token []byte, literal int) bool
	// Append returns body with its checksum behind it, so that the token is literal + the result.
	Append(literal, body string) string
	// Len is the length of the checksum in bytes.
	Len() int
}

// algorithms by name. One is entered only when the provider documents it and published tokens verify.
var algorithms = map[string]Algorithm{
	// GitHub: "32 bit checksum in the last 6 digits of each token": CRC-32 of the random part in base62, padded with 0
	// (https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/); npm uses the same.
	"crc32-base62": crc32Base62{},
}

// Checksum returns the algorithm of that name.
func Checksum(name string) (Algorithm, bool) {
	a, ok := algorithms[name]
	return a, ok
}

// Checksums returns the names of all algorithms, sorted.
func Checksums() []string {
	var names []string
	for n := range algorithms {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// crc32Base62 is the CRC-32 (IEEE 802.3) of the body, as 6 base62 digits, most significant first.
type crc32Base62 struct{}

const crc32Base62Len = 6

func (crc32Base62) Len() int { return crc32Base62Len }

func (c crc32Base62) Append(_, body string) string { return body + c.digits([]byte(body)) }

func (c crc32Base62) Verify(token []byte, literal int) bool {
	body := token[literal:]
	cut := len(body) - crc32Base62Len
	return cut > 0 && c.digits(body[:cut]) == string(body[cut:])
}

func (crc32Base62) digits(body []byte) string {
	sum := crc32.ChecksumIEEE(body)
	digits := [crc32Base62Len]byte{}
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i] = base62[sum%62]
		sum /= 62
	}
	return string(digits[:])
}
