package judge

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// vectors are the digests of values that standards print as examples. Hexadecimal digits and words are in lower case.
var vectors = [...]string{
	"8d4ef6536dc8895f", "8b1b17a9740c068a", // RFC 7519, 3.1; RFC 7515, A.1
	"a45404ae333dd955",                     // RFC 7517, A.2
	"57afc11665beb68d",                     // RFC 7516, A.3
	"0c9ccc0efa883292", "6cebd764dd9840fc", // RFC 7518, C
	"0330b11998cbc9ab", "8f0d5d5f8ad386f9", "8580dd90707d8c51", "c10838189a432c83", "fde65288758ade65", // RFC 7520, 3.5, 3.6 and 5
	"190edf59d5736c3b",                                                                                                     // RFC 8037, A.1
	"6c96130f130ab0d6", "00cf4c781dc37003", "ca7459e2b26776de", "53f5da0aaa93d64c", "e9974c507d2a8021", "a35b81a7d7927b70", // RFC 6749, 4.1.4 and 2.3.1
	"b8e148545b13c78b",                                         // RFC 6750, 2.1
	"cf4d418ed3de92d7", "687da00b09c83361", "19f0704d4a78f5ea", // RFC 7617, 2; RFC 2617, 3.5
	"6ed645ef0e1abea1", "549c9390539efcfa", "bc4fd006a1ecafae", "4040522807f18109", "a6e62ea24f40b937", "4eb3e1f987459d5c", "f6a3ad54e47a6d77", // RFC 6238, B: in ASCII, base32 and hexadecimal digits
	"13d31e961a1ad8ec", "0d299b1eb548708d", // RFC 7636, B
	"cb87c87e4a138d9a", "649e1f5c769e718b", // RFC 5849, 1.2
	"dfedd5e79e863c93",                                         // RFC 3610, 8
	"7f75367e78812551", "da816f9f2c16e6c5", "8be5d113c0871ce1", // not of standards, and everywhere: jwt.io's tokens, the key of Google Authenticator's key URI format
	"784564de18aaf55f", "9749cbc51d8b70e2", // those with which musl's crypt(3) tests itself, in each image of Alpine
	"72c105da87780f44", "fc888015df8d2d52", // RFC 4231, 4
	"099da475a54aacba", "80cd0406a778128b", // RFC 8032, 7.1
	"15cef4b629cc2d07", "507e2ce3c522082b", // RFC 6455, 1.3
	"2ef2503d964e9668", "c12ce25303a023aa", "837e8e636d452b61", "d65df89f702eec58", "6a38b098eb23f184", "6c86c6aac5fb24bc", // FIPS 197, A and C; SP 800-38A, F
	"a8b000e310a93af6",                                         // RFC 8439, 2.8.2
	"c557eec878dfd852", "ecb0e7ba498c5920", "3a64bcd9cea43c0a", // BIP 39, test vectors
}

// Vector reports whether a standard prints a value.
func Vector(value []byte) bool {
	if len(value) < 8 || len(value) > 400 {
		return false
	}
	if ascii.AllHex(value) {
		value = bytes.ToLower(value)
	}
	return slices.Contains(vectors[:], Digest(value))
}

// Digest returns the first 16 hexadecimal digits of a value's SHA-256: by that known values are told, so that no file holds them.
func Digest(value []byte) string {
	sum := sha256.Sum256(value)
	return hex.EncodeToString(sum[:8])
}
