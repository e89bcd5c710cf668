package rules

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the words of mnemonics
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"math/big"
	"slices"
	"strings"
	"sync"
)

// Proofs that are no digits at a token's end: words that carry a checksum, keys in base32, formats that are built in one way only.

// structures by name.
var structures = map[string]Verifier{
	// BIP-39: each word stands for 11 bits; behind the entropy stand the first bits of its SHA-256
	// (https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki).
	"bip39": mnemonic{},
	// Macaroons of the second binary version, as PyPI makes them: fields of a type, a length and bytes, the last a signature
	// (https://github.com/rescrv/libmacaroons/blob/master/doc/format.txt). Five published tokens verify.
	"macaroon": macaroon{},
	// Bitcoin: a version, a payload, and the first 4 bytes of the SHA-256 of their SHA-256, all in base58
	// (https://en.bitcoin.it/wiki/Base58Check_encoding). The test vectors of BIP-32 verify.
	"base58check": base58check{},
	// Azure: see azureKey.
	"azure-key": azureKey{},
}

// Proof returns what verifies tokens of rules with a checksum of that name.
func Proof(name string) (Verifier, bool) {
	if a, ok := algorithms[name]; ok {
		return a, true
	}
	v, ok := structures[name]
	return v, ok
}

// Proofs returns the names of all checksums and structures, sorted.
func Proofs() []string {
	names := map[string]bool{}
	for n := range algorithms {
		names[n] = true
	}
	for n := range structures {
		names[n] = true
	}
	return sortedKeys(names)
}

//go:embed mnemonic.deflate
var packedWords []byte

// mnemonicWords unpacks them on first use.
var mnemonicWords = sync.OnceValue(unpackWords)

// unpackWords returns the 2,048 English words of BIP-39, in order.
func unpackWords() []string { return strings.Fields(string(inflated(packedWords))) }

// bitsOfWord is how many bits a word stands for.
const bitsOfWord = 11

// mnemonic is a phrase of BIP-39.
type mnemonic struct{}

// Verify implements Verifier.
func (mnemonic) Verify(phrase []byte, _ int) bool {
	fields := bytes.Fields(phrase)
	if len(fields) < 12 || len(fields) > 24 || len(fields)%3 != 0 {
		return false
	}
	var bits []byte // one each
	for _, f := range fields {
		n, ok := slices.BinarySearch(mnemonicWords(), string(f))
		if !ok {
			return false
		}
		for i := bitsOfWord - 1; i >= 0; i-- {
			bits = append(bits, byte(n>>i&1))
		}
	}
	sum := len(bits) / 33
	entropy := packed(bits[:len(bits)-sum])
	digest := sha256.Sum256(entropy)
	for i, b := range bits[len(bits)-sum:] {
		if digest[0]>>(7-i)&1 != b {
			return false
		}
	}
	return true
}

// packed joins bits to bytes.
func packed(bits []byte) []byte {
	out := make([]byte, len(bits)/8)
	for i, b := range bits {
		out[i/8] |= b << (7 - i%8)
	}
	return out
}

// phrase returns the words for an entropy of 16 to 32 bytes, a multiple of 4.
func phrase(entropy []byte) string {
	list := mnemonicWords()
	digest := sha256.Sum256(entropy)
	var words []string
	bit := func(i int) int { return int(append(entropy[:len(entropy):len(entropy)], digest[0])[i/8]>>(7-i%8)) & 1 }
	for at := 0; at < len(entropy)*33/4; at += bitsOfWord {
		n := 0
		for i := range bitsOfWord {
			n = n<<1 | bit(at+i)
		}
		words = append(words, list[n])
	}
	return strings.Join(words, " ")
}

// macaroon is a token in the second binary version.
type macaroon struct{}

// Verify implements Verifier.
func (macaroon) Verify(token []byte, _ int) bool {
	_, body, found := bytes.Cut(token, []byte{'-'})
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(string(body), "="))
	if !found || err != nil || len(raw) < 2 || raw[0] != 2 {
		return false
	}
	last, size := uint64(0), uint64(0)
	for rest := raw[1:]; len(rest) > 0; {
		kind, n := binary.Uvarint(rest)
		if n <= 0 {
			return false
		}
		rest = rest[n:]
		if last = kind; kind == 0 {
			continue // the end of a part
		}
		if size, n = binary.Uvarint(rest); n <= 0 || size > uint64(len(rest)-n) {
			return false
		}
		rest = rest[n+int(size):]
	}
	const signature = 6
	return last == signature && size == sha256.Size
}

// base58check is a key of Bitcoin and its kin.
type base58check struct{}

// longestBase58 bounds what is decoded, in characters: an extended key has 111.
const longestBase58 = 128

// Verify implements Verifier.
func (base58check) Verify(token []byte, _ int) bool {
	if len(token) > longestBase58 {
		return false
	}
	n := new(big.Int)
	for _, c := range token {
		digit := strings.IndexByte(base58, c)
		if digit < 0 {
			return false
		}
		n.Mul(n, big.NewInt(int64(len(base58)))).Add(n, big.NewInt(int64(digit)))
	}
	raw := n.Bytes() // keys do not begin with a zero
	cut := len(raw) - 4
	return cut > 0 && string(raw[cut:]) == string(twiceHashed(raw[:cut]))
}

// base58Checked returns bytes that do not begin with a zero, with their checksum, in base58.
func base58Checked(raw []byte) string {
	n := new(big.Int).SetBytes(append(raw[:len(raw):len(raw)], twiceHashed(raw)...))
	var out []byte
	for rest := new(big.Int); n.Sign() > 0; {
		n.DivMod(n, big.NewInt(int64(len(base58))), rest)
		out = append(out, base58[rest.Int64()])
	}
	slices.Reverse(out)
	return string(out)
}

func twiceHashed(data []byte) []byte {
	once := sha256.Sum256(data)
	twice := sha256.Sum256(once[:])
	return twice[:4]
}

// nkey is a seed of NATS: the sum is CRC-16 of XMODEM, the lower byte first, and all of it in base32
// (https://github.com/nats-io/nkeys/blob/main/strkey.go).
type nkey struct{}

const (
	nkeyLength = 58 // of a seed in base32: 36 bytes
	nkeyBytes  = 34 // without the sum
	nkeySum    = 4  // characters that hold the sum
)

// Len implements Algorithm.
func (nkey) Len() int { return nkeySum }

// Append implements Algorithm.
func (nkey) Append(token string, _ int) string {
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(token + "A") // 270 bits and 5 of which 2 count
	if err != nil || len(raw) != nkeyBytes {
		return token + strings.Repeat("A", nkeySum)
	}
	all := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(binary.LittleEndian.AppendUint16(raw, crc16(raw)))
	return token + all[len(token):]
}

// Verify implements Algorithm.
func (nkey) Verify(token []byte, _ int) bool {
	if len(token) != nkeyLength {
		return false
	}
	var raw [nkeyBytes + 2]byte
	if _, err := base32.StdEncoding.WithPadding(base32.NoPadding).Decode(raw[:], token); err != nil {
		return false
	}
	return binary.LittleEndian.Uint16(raw[nkeyBytes:]) == crc16(raw[:nkeyBytes])
}

// publicNKEY is the length of a public key of NATS in base32: 33 bytes and the sum.
const publicNKEY = 56

// PublicNKEY reports the public key of an account, user, operator, server or cluster of NATS, or of a curve: a letter that says
// whose, and a sum that is right. Seeds begin with S, private keys with P (https://github.com/nats-io/nkeys/blob/main/strkey.go).
func PublicNKEY(value []byte) bool {
	if len(value) != publicNKEY || value[0] == 'S' || value[0] == 'P' {
		return false
	}
	var raw [publicNKEY / 8 * 5]byte
	bits, held, n := uint(0), 0, 0
	for _, c := range value { // encoding/base32 allocates
		digit := strings.IndexByte(base32Digits, c)
		if digit < 0 {
			return false
		}
		bits, held = bits<<5|uint(digit), held+5
		if held >= 8 {
			held -= 8
			raw[n] = byte(bits >> held)
			n++
		}
	}
	body := raw[:len(raw)-2]
	return binary.LittleEndian.Uint16(raw[len(body):]) == crc16(body)
}

// base32Digits are those of RFC 4648, section 6.
const base32Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

func crc16(data []byte) (sum uint16) {
	for _, b := range data {
		sum ^= uint16(b) << 8
		for range 8 {
			carry := sum & 0x8000
			if sum <<= 1; carry != 0 {
				sum ^= 0x1021
			}
		}
	}
	return sum
}
