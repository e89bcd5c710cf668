package keystore

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	java "github.com/pavlo-v-chernykh/keystore-go/v4"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
)

const most = 500_000 // rounds

func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// newKey is a key with its certificate.
func newKey(t testing.TB) (key *ecdsa.PrivateKey, pkcs8 []byte, cert *x509.Certificate) {
	t.Helper()
	key = must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(t)
	template := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotAfter: time.Now().Add(time.Hour)}
	der := must(x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key))(t)
	return key, must(x509.MarshalPKCS8PrivateKey(key))(t), must(x509.ParseCertificate(der))(t)
}

func javaStore(t testing.TB, alias, password string, pkcs8 []byte, cert *x509.Certificate) []byte {
	t.Helper()
	store := java.New()
	entry := java.PrivateKeyEntry{
		CreationTime: time.Now(), PrivateKey: pkcs8, CertificateChain: []java.Certificate{{Type: "X509", Content: cert.Raw}},
	}
	trusted := java.TrustedCertificateEntry{CreationTime: time.Now(), Certificate: entry.CertificateChain[0]}
	must(0, store.SetTrustedCertificateEntry("authority", trusted))(t)
	must(0, store.SetPrivateKeyEntry(alias, entry, []byte(password)))(t)
	var b bytes.Buffer
	must(0, store.Store(&b, []byte(password)))(t)
	return b.Bytes()
}

// Keys are what two other implementations put into their stores, whichever well-known password they have.
func TestOpen(t *testing.T) {
	key, pkcs8, cert := newKey(t)
	stores := map[string][]byte{}
	for _, p := range WellKnown() {
		if p != "" {
			stores["java "+p] = javaStore(t, "server", p, pkcs8, cert)
		}
		stores["modern "+p] = must(pkcs12.Modern.Encode(key, cert, nil, p))(t)
		stores["legacy "+p] = must(pkcs12.LegacyDES.Encode(key, cert, nil, p))(t)
	}
	stores["without a password"] = must(pkcs12.Passwordless.Encode(key, cert, nil, ""))(t)
	for name, data := range stores {
		got, _, err := Open(data, WellKnown(), most)
		if err != nil || len(got) != 1 || !bytes.Equal(got[0].PKCS8, pkcs8) {
			t.Errorf("%s: %d keys, %v", name, len(got), err)
		}
	}
	for name, data := range map[string][]byte{
		"java": javaStore(t, "server", "Unknown99", pkcs8, cert), "modern": must(pkcs12.Modern.Encode(key, cert, nil, "Unknown99"))(t),
	} {
		if got, _, err := Open(data, WellKnown(), most); err != nil || len(got) > 0 {
			t.Errorf("%s with another password: %d keys, %v", name, len(got), err)
		}
	}
}

// A key that Android's tools make to debug is told as the store has it; others are not.
func TestDebugKey(t *testing.T) {
	_, pkcs8, cert := newKey(t)
	for alias, debug := range map[string]bool{"AndroidDebugKey": true, "release": false} {
		got, _, err := Open(javaStore(t, alias, "android", pkcs8, cert), WellKnown(), most)
		if err != nil || len(got) != 1 || (got[0].Encrypted != nil) != debug {
			t.Errorf("%s: %+v, %v", alias, got, err)
		}
	}
}

// Stores of keytool and openssl: testdata/make.sh has made them.
func TestToolsStores(t *testing.T) {
	names := must(filepath.Glob("testdata/*.j*ks"))(t)
	for _, name := range append(names, must(filepath.Glob("testdata/*.p12"))(t)...) {
		data := must(os.ReadFile(name))(t)
		got, took, err := Open(data, []string{"wrong", "only-for-tests"}, most)
		if err != nil || len(got) != 1 || got[0].Alias != "server" {
			t.Errorf("%s: %v, %d rounds, %v", name, got, took, err)
			continue
		}
		if _, err := x509.ParsePKCS8PrivateKey(got[0].PKCS8); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got, _, err = Open(data, WellKnown(), most); len(got) > 0 || err != nil {
			t.Errorf("%s opens with a password that is not its own, or %v", name, err)
		}
	}
}

// Secret keys are found, and the private one behind them; what is no object ends the store, which is told if its password is known.
func TestSecretKeys(t *testing.T) {
	data := must(os.ReadFile("testdata/secrets.keystore"))(t)
	passwords := []string{"only-for-tests"}
	got, _, err := Open(data, passwords, 4*most)
	sizes := map[string]int{}
	for _, k := range got {
		sizes[k.Alias] = len(k.Secret)
		if k.Alias == "word" && string(k.Secret) != "written-by-keytool" {
			t.Errorf("the password is %q", k.Secret)
		}
		if (k.Alias == "server") != isPKCS8(k.PKCS8) {
			t.Errorf("%s is %d bytes of a private key", k.Alias, len(k.PKCS8))
		}
	}
	if err != nil || len(got) != 4 || sizes["aes"] != 32 || sizes["des"] != 24 {
		t.Errorf("%d keys, of %v bytes, %v", len(got), sizes, err)
	}
	if got, _, err := Open(data, WellKnown(), 4*most); err != nil || len(got) > 0 {
		t.Errorf("%d keys with another password, %v", len(got), err)
	}
	body := bytes.Replace(data[:len(data)-sha1.Size], []byte(serialMagic), []byte("none"), 1)
	sum := sha1.Sum(slices.Concat(wide(passwords[0]), []byte("Mighty Aphrodite"), body))
	if got, _, err := Open(slices.Concat(body, sum[:]), passwords, 4*most); err != ErrEntry || len(got) > 3 {
		t.Errorf("an entry that is no object: %d keys, %v", len(got), err)
	}
}

func FuzzObject(f *testing.F) {
	data := must(os.ReadFile("testdata/secrets.keystore"))(f)
	f.Add(data[bytes.Index(data, []byte(serialMagic)):])
	f.Add([]byte(serialMagic + "sr\x00\x01a12345678\x02\x00\x00xq\x00\x7e\x00\x00")) // a class that extends itself
	f.Fuzz(func(t *testing.T, data []byte) {
		o, _ := readObject(&reader{rest: data})
		n := 0
		for _, a := range o.arrays {
			n += len(a)
		}
		for _, text := range o.texts {
			n += len(text)
		}
		if n > len(data) {
			t.Errorf("%d bytes of %d", n, len(data))
		}
	})
}

// inPieces writes DER anew as programs do that don't know lengths: parts have an end, and the octet strings of the outermost parts are
// two pieces.
func inPieces(t testing.TB, der []byte, depth int) (ber []byte) {
	t.Helper()
	for len(der) > 0 {
		var v asn1.RawValue
		rest := must(asn1.Unmarshal(der, &v))(t)
		switch {
		case v.IsCompound:
			ber = append(append(append(ber, v.FullBytes[0], 0x80), inPieces(t, v.Bytes, depth+1)...), 0, 0)
		case v.Tag == asn1.TagOctetString && depth < 4 && len(v.Bytes) > 100:
			ber = append(ber, 0x24, 0x80)
			for _, piece := range [][]byte{v.Bytes[:50], v.Bytes[50:]} {
				ber = append(ber, must(asn1.Marshal(piece))(t)...)
			}
			ber = append(ber, 0, 0)
		default:
			ber = append(ber, v.FullBytes...)
		}
		der = rest
	}
	return ber
}

func TestStoresInPieces(t *testing.T) {
	key, pkcs8, cert := newKey(t)
	der := must(pkcs12.LegacyDES.Encode(key, cert, nil, "changeit"))(t)
	ber := inPieces(t, der, 0)
	if !bytes.Equal(toDER(ber), der) {
		t.Error("what was DER is not DER again")
	}
	got, _, err := Open(ber, WellKnown(), most)
	if err != nil || !magic.IsPKCS12(ber) || len(got) != 1 || !bytes.Equal(got[0].PKCS8, pkcs8) {
		t.Errorf("%d keys, %v", len(got), err)
	}
}

// A store that wants more rounds than there are is told, and costs none.
func TestRounds(t *testing.T) {
	key, _, cert := newKey(t)
	data := must(pkcs12.Modern.WithIterations(600_000).Encode(key, cert, nil, "changeit"))(t)
	if got, took, err := Open(data, WellKnown(), most); err != ErrRounds || len(got) > 0 || took > 0 {
		t.Errorf("%d keys, %d rounds, %v", len(got), took, err)
	}
	o := opener{rounds: 10}
	for _, rounds := range []int{0, -1, 11, 1 << 62} {
		if o.spend(rounds, 1) || o.spend(rounds, 3) {
			t.Errorf("%d rounds of %d", rounds, o.rounds)
		}
	}
}

func FuzzOpen(f *testing.F) {
	key, pkcs8, cert := newKey(f)
	f.Add(javaStore(f, "server", "changeit", pkcs8, cert))
	f.Add(must(pkcs12.Modern.WithIterations(2).Encode(key, cert, nil, "changeit"))(f))
	f.Add(must(pkcs12.LegacyDES.WithIterations(2).Encode(key, cert, nil, ""))(f))
	f.Add(inPieces(f, must(pkcs12.LegacyDES.WithIterations(2).Encode(key, cert, nil, ""))(f), 0))
	f.Fuzz(func(t *testing.T, data []byte) {
		if der := toDER(data); len(der) > 2*len(data) {
			t.Errorf("%d bytes in DER of %d", len(der), len(data))
		}
		got, took, _ := Open(data, WellKnown(), 5000)
		if took > 5000 {
			t.Errorf("%d rounds", took)
		}
		for _, k := range got {
			if k.Secret != nil {
				continue
			}
			var v asn1.RawValue
			if _, err := asn1.Unmarshal(k.PKCS8, &v); err != nil {
				t.Error(err)
			}
		}
	})
}
