package keystore

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	"testing"
)

func TestKeyType(t *testing.T) {
	der := func(b []byte, err error) []byte {
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	integers := make([]*big.Int, 6)
	for i := range integers {
		integers[i] = big.NewInt(int64(i) << 40)
	}
	pkcs8 := der(x509.MarshalPKCS8PrivateKey(curve))
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"PKCS #8":             {pkcs8, "PRIVATE KEY"},
		"a line end behind":   {append(pkcs8[:len(pkcs8):len(pkcs8)], '\n'), "PRIVATE KEY"},
		"RSA":                 {x509.MarshalPKCS1PrivateKey(key), "RSA PRIVATE KEY"},
		"elliptic curve":      {der(x509.MarshalECPrivateKey(curve)), "EC PRIVATE KEY"},
		"DSA":                 {der(asn1.Marshal(integers)), "DSA PRIVATE KEY"},
		"a public key":        {x509.MarshalPKCS1PublicKey(&key.PublicKey), ""},
		"a public key's info": {der(x509.MarshalPKIXPublicKey(&key.PublicKey)), ""},
		"another class":       {append([]byte("\x30\x1a\x82\x01\x01\x84\x15"), "abcdefghijklmnopqrstu"...), ""},
		"cut off":             {pkcs8[:len(pkcs8)-1], ""},
		"short":               {pkcs8[:9], ""},
	} {
		if got := KeyType(test.data); got != test.want || got != "" && !IsKey(test.data) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// FuzzKeyType: what the standard library reads as PKCS #8 is that, if it is well formed and of a version that there is, which the library
// does not ask; and no key is whole when its end is missing.
func FuzzKeyType(f *testing.F) {
	curve, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	_, short, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	for _, key := range []any{curve, short} {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(der)
	}
	f.Add([]byte("\x30\x77\x02\x01\x01\x04\x20abcdefghijklmnopqrstuvwxyz"))
	f.Fuzz(func(t *testing.T, data []byte) {
		kind := KeyType(data)
		if _, err := x509.ParsePKCS8PrivateKey(data); err == nil && kind != "PRIVATE KEY" && wellFormed(data) {
			t.Errorf("%q, but it is PKCS #8", kind)
		}
		if kind != "" && KeyType(data[:len(data)-3]) != "" {
			t.Error("a key without its end")
		}
	})
}

// wellFormed reports whether data is one sequence of values, the first of them 0 or 1.
func wellFormed(data []byte) bool {
	var parts []asn1.RawValue
	rest, err := asn1.Unmarshal(data, &parts)
	return err == nil && len(rest) == 0 && len(parts[0].Bytes) == 1 && parts[0].Bytes[0] <= 1
}
