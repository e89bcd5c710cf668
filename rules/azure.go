package rules

import (
	"encoding/base64"
	"encoding/binary"
	"math/bits"
	"strings"
)

// azureKey is what Microsoft's library for identifiable keys makes: bytes in base64, of which the last four are a hash of those in
// front of them under a seed for each kind of key; the four characters in front of the hash's six are the mark of a service
// (https://github.com/microsoft/security-utilities/blob/main/src/Microsoft.Security.Utilities.Core/IdentifiableSecrets.cs and
// IdentifiableMetadata.cs). Six published keys of storage accounts verify, and four of AI Search.
type azureKey struct{}

const (
	azureHash = 4                  // bytes
	azureTail = len("ASt") + 1 + 6 // characters of mark and hash
	azureMost = 128                // bytes, more than any key has
)

// azureSeeds by mark. Marks of which fewer than two published keys were found to verify are left out.
var azureSeeds = map[string][]uint64{
	"+ASt": {0x44656661756c7430},                     // Default0
	"AzSe": {0x5175657279303030, 0x5041646d696e3030}, // query, admin
}

// Verify implements Verifier.
func (azureKey) Verify(key []byte, _ int) bool {
	text := strings.TrimRight(string(key), "=")
	if len(text) < azureTail || base64.RawStdEncoding.DecodedLen(len(text)) > azureMost {
		return false
	}
	var raw [azureMost]byte
	n, err := azureEncoding(text).Decode(raw[:], []byte(text))
	if err != nil || n < azureHash {
		return false
	}
	hash := binary.LittleEndian.Uint32(raw[n-azureHash : n])
	for _, seed := range azureSeeds[text[len(text)-azureTail:][:4]] {
		if marvin(raw[:n-azureHash], seed) == hash {
			return true
		}
	}
	return false
}

func azureEncoding(text string) *base64.Encoding {
	if strings.ContainsAny(text, "-_") {
		return base64.RawURLEncoding
	}
	return base64.RawStdEncoding
}

// azureKeyFrom returns the key with a mark whose random characters begin with text, all letters and digits if its hash is so.
func azureKeyFrom(text, mark string) (key string, plain bool) {
	raw, err := base64.RawStdEncoding.DecodeString(text + mark + "AAAAAA")
	if err != nil {
		return "", true
	}
	body := raw[:len(raw)-azureHash]
	raw = binary.LittleEndian.AppendUint32(body, marvin(body, azureSeeds[mark][0]))
	key = base64.StdEncoding.EncodeToString(raw)
	return key, !strings.ContainsAny(strings.TrimRight(key, "=")[len(text)+len(mark):], "+/")
}

// marvin is the 32 bits of Marvin's hash of data
// (https://github.com/dotnet/runtime/blob/main/src/libraries/System.Private.CoreLib/src/System/Marvin.cs).
func marvin(data []byte, seed uint64) uint32 {
	a, b := uint32(seed), uint32(seed>>32)
	for ; len(data) >= 4; data = data[4:] {
		a, b = marvinBlock(a+binary.LittleEndian.Uint32(data), b)
	}
	last := uint32(0x80)
	for i := len(data) - 1; i >= 0; i-- {
		last = last<<8 | uint32(data[i])
	}
	a, b = marvinBlock(a+last, b)
	a, b = marvinBlock(a, b)
	return a ^ b
}

func marvinBlock(a, b uint32) (uint32, uint32) {
	b ^= a
	a = bits.RotateLeft32(a, 20) + b
	b = bits.RotateLeft32(b, 9) ^ a
	a = bits.RotateLeft32(a, 27) + b
	return a, bits.RotateLeft32(b, 19)
}
