package keystore

import (
	"crypto/ecdsa"
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

func FuzzKeyType(f *testing.F) {
	f.Add([]byte("\x30\x77\x02\x01\x01\x04\x20abcdefghijklmnopqrstuvwxyz"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if KeyType(data) != "" && !IsKey(data) {
			t.Error("a key that is not known by its beginning")
		}
	})
}
