package rules

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"math/bits"
	"slices"
	"strings"
)

// Verifier tells what it can of a token without asking its provider. It is immutable and safe for concurrent use.
type Verifier interface {
	// Verify reports whether a whole token, whose literal takes the first literal bytes, is as its provider makes them.
	Verify(token []byte, literal int) bool
}

// Algorithm is a checksum that tokens carry in themselves, at their end.
type Algorithm interface {
	Verifier
	// Append returns a token that lacks its checksum with the checksum behind it.
	Append(token string, literal int) string
	// Len returns how many bytes Append adds.
	Len() int
}

const (
	base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	base36 = "0123456789abcdefghijklmnopqrstuvwxyz"
	base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	lowHex = "0123456789abcdef"
	upHex  = "0123456789ABCDEF"
)

// algorithms by name. One is entered only when the provider tells what it computes, in its documentation or the source of its
// generator, or when it is described and at least two published tokens verify: a wrong one lowers the confidence of real findings.
// Those with -token in the name cover the literal, too. Catalog.md lists the formats that stay without.
var algorithms = map[string]Algorithm{
	// GitHub: "a 32 bit checksum in the last 6 digits of each token", in base62, padded with 0
	// (https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/); it covers what stands
	// between prefix and checksum. npm: "CRC32 checksum, which is encoded in our Base62 implementation"
	// (https://github.blog/security/announcing-npms-new-access-token-format/).
	"crc32-base62": crc{digits: 6, alphabet: base62},
	// JSR: the same over prefix and random part (https://github.com/jsr-io/jsr/blob/main/api/src/token.rs).
	"crc32-base62-token": crc{digits: 6, alphabet: base62, whole: true},
	// Grafana: over prefix and secret; then _ and the sum's bytes, the lowest first
	// (https://github.com/grafana/grafana/blob/main/pkg/components/satokengen/tokengen.go).
	"crc32le-hex-token": crc{digits: 8, alphabet: lowHex, whole: true, separator: "_", swapped: true},
	// Synapse and the Matrix Authentication Service: over all in front of the last _, prefix included
	// (https://github.com/element-hq/synapse/blob/develop/synapse/handlers/auth.py). Two published tokens verify.
	"crc32-base62-after-underscore-token": crc{digits: 6, alphabet: base62, whole: true, separator: "_"},
	// Private Packagist: "the CRC32 checksum using the prefix and random part", in hexadecimal digits, padded with 0
	// (https://packagist.com/docs/composer-authentication). The key that its documentation shows verifies.
	"crc32-hex-token": crc{digits: 8, alphabet: lowHex, whole: true},
	// Zuplo: over the hexadecimal digits between prefix and _. Not documented; four published keys verify.
	"crc32-hex-after-underscore": crc{digits: 8, alphabet: lowHex, separator: "_"},
	// GitLab's routable tokens: over all in front of it, prefix and payload length included
	// (https://github.com/gitlabhq/gitlabhq/blob/master/lib/authn/token_field/generator/routable_token.rb).
	"crc32-base36-token": crc{digits: 7, alphabet: base36, whole: true},
	// Atlassian: over all in front of it, the = included. Not documented; two published tokens verify.
	"crc32-hex-after-equals": crc{digits: 8, alphabet: upHex, whole: true, separator: "=", covered: true},
	// Laravel Sanctum: over the 40 characters behind the number of the token and its bar
	// (https://github.com/laravel/sanctum/blob/41097ec5b2d9d79df3aabefd28c060f7847b47fc/src/HasApiTokens.php).
	"crc32-hex-behind-bar": crc{digits: 8, alphabet: lowHex, behind: '|'},
	// Confluent: the sum's bytes, the lowest first, in base64; not over the literal. Not documented; two published tokens verify.
	"crc32le-base64": crcBase64{},
	// NATS: see nkey. A seed of the documentation verifies.
	"crc16-base32": nkey{},
}

// Checksum returns the algorithm of that name.
func Checksum(name string) (Algorithm, bool) {
	a, ok := algorithms[name]
	return a, ok
}

// Checksums returns the names of all algorithms, sorted.
func Checksums() []string { return sortedKeys(algorithms) }

func sortedKeys[T any](m map[string]T) []string {
	var names []string
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// crc is a CRC-32 (IEEE 802.3) as digits, the most significant first, padded with the alphabet's first.
type crc struct {
	alphabet  string
	digits    int
	whole     bool   // covers the whole token in front of separator and checksum; else not the literal
	separator string // in front of the checksum
	covered   bool   // the checksum is over the separator, too
	swapped   bool   // the sum's bytes are in the other order
	behind    byte   // covers only what stands behind the first of these, if it is not 0
}

func (c crc) Len() int { return len(c.separator) + c.digits }

func (c crc) Append(token string, literal int) string {
	over := token
	if c.covered {
		over += c.separator
	}
	sum := c.sum([]byte(over), literal)
	return token + c.separator + string(sum[:c.digits])
}

func (c crc) Verify(token []byte, literal int) bool {
	cut := len(token) - c.Len()
	if cut <= literal || !strings.HasPrefix(string(token[cut:]), c.separator) {
		return false
	}
	over := cut
	if c.covered {
		over += len(c.separator)
	}
	sum := c.sum(token[:over], literal)
	return string(token[cut+len(c.separator):]) == string(sum[:c.digits])
}

func (c crc) sum(token []byte, literal int) (digits [8]byte) {
	if c.whole {
		literal = 0
	}
	token = token[literal:]
	if c.behind != 0 {
		token = token[bytes.IndexByte(token, c.behind)+1:]
	}
	sum := crc32.ChecksumIEEE(token)
	if c.swapped {
		sum = bits.ReverseBytes32(sum)
	}
	base := uint32(len(c.alphabet))
	for i := c.digits - 1; i >= 0; i-- {
		digits[i] = c.alphabet[sum%base]
		sum /= base
	}
	return digits
}

// crcBase64 is a CRC-32 whose bytes, the lowest first, stand in base64 without padding.
type crcBase64 struct{}

func (crcBase64) Len() int { return 6 }

func (c crcBase64) Append(token string, literal int) string {
	sum := c.sum([]byte(token[literal:]))
	return token + string(sum[:])
}

func (c crcBase64) Verify(token []byte, literal int) bool {
	cut := len(token) - c.Len()
	if cut <= literal {
		return false
	}
	sum := c.sum(token[literal:cut])
	return string(token[cut:]) == string(sum[:])
}

func (crcBase64) sum(body []byte) (digits [6]byte) {
	var sum [4]byte
	binary.LittleEndian.PutUint32(sum[:], crc32.ChecksumIEEE(body))
	base64.RawStdEncoding.Encode(digits[:], sum[:])
	return digits
}
