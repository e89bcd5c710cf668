package judge

import (
	"strings"
	"testing"
)

// TestVector: the keys that standards print are known, hexadecimal digits in any case.
func TestVector(t *testing.T) {
	const key = "2b7e1516" + "28aed2a6" + "abf71588" + "09cf4f3c" // FIPS 197, A.1
	hold(t, []knows{{"printed by a standard", Vector,
		[]string{key, strings.ToUpper(key)},
		[]string{key[1:] + "0", "q8Zk2LwPx91vTn4R", "", key[:7], times("a9", 201)}}})
}

// TestDigest: known values are told by the first 8 bytes of their SHA-256.
func TestDigest(t *testing.T) {
	if got := Digest(nil); got != "e3b0c44298fc1c14" {
		t.Errorf("nothing digests to %s", got)
	}
}
