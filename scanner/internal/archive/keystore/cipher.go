package keystore

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/md5"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509/pkix"
	"encoding/asn1"
	"hash"
)

// The ciphers that keystores are under, with keys made of passwords: PKCS #12's own (RFC 7292, B and C), PBES2 (RFC 8018), and Java's.

var (
	oidPBE3DES    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 1, 3}
	oidPBE2DES    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 1, 4}
	oidPBES2      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	oidPBKDF2     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
	oidJavaKey    = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 42, 2, 17, 1, 1}
	oidJavaMD5DES = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 42, 2, 19, 1}
	oid3DES       = asn1.ObjectIdentifier{1, 2, 840, 113549, 3, 7}
)

// hashOf returns the hash of an algorithm, or of the HMAC that it is; nil for others.
func hashOf(oid asn1.ObjectIdentifier) func() hash.Hash {
	switch oid.String() {
	case "1.3.14.3.2.26", "1.2.840.113549.2.7":
		return sha1.New
	case "2.16.840.1.101.3.4.2.1", "1.2.840.113549.2.9":
		return sha256.New
	case "2.16.840.1.101.3.4.2.2", "1.2.840.113549.2.10":
		return sha512.New384
	case "2.16.840.1.101.3.4.2.3", "1.2.840.113549.2.11":
		return sha512.New
	}
	return nil
}

type saltAndRounds struct {
	Salt   []byte
	Rounds int
}

// decrypt returns what a password makes of data, or nil if it plainly is the wrong one, the algorithm is not known or takes too long.
func (o *opener) decrypt(a pkix.AlgorithmIdentifier, data []byte, password string) []byte {
	switch oid := a.Algorithm; {
	case oid.Equal(oidPBES2):
		return o.pbes2(a.Parameters.FullBytes, data, password)
	case oid.Equal(oidPBE3DES), oid.Equal(oidPBE2DES), oid.Equal(oidJavaMD5DES):
		var p saltAndRounds
		if _, err := asn1.Unmarshal(a.Parameters.FullBytes, &p); err != nil {
			return nil
		}
		if oid.Equal(oidJavaMD5DES) {
			return o.javaDES(p, data, password)
		}
		return o.pbe(p, data, password, oid.Equal(oidPBE2DES))
	}
	return nil
}

// pbe is PKCS #12's own encryption with triple DES (RFC 7292, appendix C), also with a key that has only two parts.
func (o *opener) pbe(p saltAndRounds, data []byte, password string, two bool) []byte {
	for _, encoded := range encodings(password) {
		if !o.spend(p.Rounds, 3) { // a key of two hashes, and a vector
			return nil
		}
		key := derive(sha1.New, purposeKey, encoded, p.Salt, p.Rounds, 24)
		if two {
			copy(key[16:], key[:8])
		}
		block, err := des.NewTripleDESCipher(key)
		if err != nil {
			return nil
		}
		if plain := unchain(block, derive(sha1.New, purposeIV, encoded, p.Salt, p.Rounds, block.BlockSize()), data); plain != nil {
			return plain
		}
	}
	return nil
}

// pbes2 is RFC 8018, 6.2, with PBKDF2.
func (o *opener) pbes2(parameters, data []byte, password string) []byte {
	var p struct{ Derivation, Cipher pkix.AlgorithmIdentifier }
	var d struct {
		Salt   []byte
		Rounds int
		Length int                      `asn1:"optional"`
		Hash   pkix.AlgorithmIdentifier `asn1:"optional"`
	}
	var vector []byte
	if _, err := asn1.Unmarshal(parameters, &p); err != nil || !p.Derivation.Algorithm.Equal(oidPBKDF2) {
		return nil
	}
	if _, err := asn1.Unmarshal(p.Derivation.Parameters.FullBytes, &d); err != nil {
		return nil
	}
	if _, err := asn1.Unmarshal(p.Cipher.Parameters.FullBytes, &vector); err != nil {
		return nil
	}
	h := hashOf(d.Hash.Algorithm)
	if len(d.Hash.Algorithm) == 0 {
		h = sha1.New
	}
	newCipher, size := cipherOf(p.Cipher.Algorithm)
	if h == nil || newCipher == nil || !o.spend(d.Rounds, (size-1)/h().Size()+1) {
		return nil
	}
	key, err := pbkdf2.Key(h, password, d.Salt, d.Rounds, size)
	if err != nil {
		return nil
	}
	block, err := newCipher(key)
	if err != nil {
		return nil
	}
	return unchain(block, vector, data)
}

// cipherOf returns a cipher that PBES2 uses in CBC mode, and the length of its key in bytes.
func cipherOf(oid asn1.ObjectIdentifier) (newCipher func([]byte) (cipher.Block, error), size int) {
	switch oid.String() {
	case "2.16.840.1.101.3.4.1.2":
		return aes.NewCipher, 16
	case "2.16.840.1.101.3.4.1.22":
		return aes.NewCipher, 24
	case "2.16.840.1.101.3.4.1.42":
		return aes.NewCipher, 32
	}
	if oid.Equal(oid3DES) {
		return des.NewTripleDESCipher, 24
	}
	return nil, 0
}

// javaDES is com.sun.crypto.provider.PBES1Core's PBEWithMD5AndTripleDES: each half of the salt is hashed with the password, many times.
func (o *opener) javaDES(p saltAndRounds, data []byte, password string) []byte {
	if len(p.Salt) != 8 || !o.spend(p.Rounds, 2) {
		return nil
	}
	var derived []byte
	for _, half := range [][]byte{p.Salt[:4], p.Salt[4:]} {
		for range p.Rounds {
			sum := md5.Sum(append(half[:len(half):len(half)], password...))
			half = sum[:]
		}
		derived = append(derived, half...)
	}
	block, err := des.NewTripleDESCipher(derived[:24])
	if err != nil {
		return nil
	}
	return unchain(block, derived[24:], data)
}

// unchain undoes CBC mode, and takes off the padding; without it the result is nil.
func unchain(block cipher.Block, vector, data []byte) []byte {
	size := block.BlockSize()
	if len(vector) != size || len(data) == 0 || len(data)%size != 0 {
		return nil
	}
	plain := make([]byte, len(data))
	cipher.NewCBCDecrypter(block, vector).CryptBlocks(plain, data)
	n := int(plain[len(plain)-1])
	if n == 0 || n > size {
		return nil
	}
	for _, c := range plain[len(plain)-n:] {
		if int(c) != n {
			return nil
		}
	}
	return plain[:len(plain)-n]
}

// What a key is derived for (RFC 7292, appendix B.3).
const (
	purposeKey = 1
	purposeIV  = 2
	purposeMAC = 3
)

// encodings returns the ways in which PKCS #12 files have a password: with a zero behind it; some have an empty one without.
func encodings(password string) [][]byte {
	if password == "" {
		return [][]byte{{0, 0}, {}}
	}
	return [][]byte{append(wide(password), 0, 0)}
}

// derive is RFC 7292, appendix B.2.
func derive(h func() hash.Hash, purpose byte, password, salt []byte, rounds, size int) (key []byte) {
	sum := h()
	v := sum.BlockSize()
	diversifier := filled([]byte{purpose}, v)
	input := append(filled(salt, v), filled(password, v)...)
	for {
		sum.Reset()
		sum.Write(diversifier)
		sum.Write(input)
		a := sum.Sum(nil)
		for range rounds - 1 {
			sum.Reset()
			sum.Write(a)
			a = sum.Sum(a[:0])
		}
		if key = append(key, a...); len(key) >= size {
			return key[:size]
		}
		b := filled(a, v)[:v]
		for at := 0; at < len(input); at += v {
			add(input[at:at+v], b)
		}
	}
}

// filled repeats b up to the next multiple of n bytes.
func filled(b []byte, n int) []byte {
	out := make([]byte, (len(b)+n-1)/n*n)
	for i := range out {
		out[i] = b[i%len(b)]
	}
	return out
}

// add sets a to a + b + 1, big-endian numbers of the same length.
func add(a, b []byte) {
	carry := uint(1)
	for i := len(a) - 1; i >= 0; i-- {
		carry += uint(a[i]) + uint(b[i])
		a[i] = byte(carry)
		carry >>= 8
	}
}
