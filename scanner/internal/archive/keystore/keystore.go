// Package keystore opens private and secret keys in Java keystores (JKS, JCEKS) and PKCS #12 files with passwords that everybody knows.
//
//	keystore.go  passwords, and the bound on work
//	java.go      JKS and JCEKS, which have a format of their own
//	serial.go    objects of Java, as which JCEKS has secret keys
//	pkcs12.go    PKCS #12 (RFC 7292)
//	der.go       private keys without a store around them
//	ber.go       BER as DER
//	cipher.go    how keys are encrypted: PKCS #12's own way, PBES2 (RFC 8018), Java's two
//
// Whoever writes a keystore says how many rounds of a hash it takes to open it, so rounds are counted and bounded: the libraries for these
// formats do as the file says, and take as much memory as it declares.
package keystore

import (
	"encoding/asn1"
	"errors"
	"strings"
	"unicode/utf16"
)

// WellKnown returns the passwords that tools set, documentation shows and people leave: Java's own trust store's, those of examples, of
// Android's debug keys, of the keys that Google gave service accounts, and none.
func WellKnown() []string {
	return []string{"changeit", "", "android", "password", "changeme", "notasecret", "secret"}
}

// ErrRounds tells that opening a store takes more rounds than it may.
var ErrRounds = errors.New("takes too many rounds of hashing to open")

// ErrEntry tells that a store holds what is no entry of a known kind.
var ErrEntry = errors.New("holds an entry of an unknown kind")

// Key is a private key, or a secret one.
type Key struct {
	Alias  string
	PKCS8  []byte // DER (RFC 5958); nil for a secret key
	Secret []byte // the key itself, or the password that it is
	// Encrypted is the key as the store has it, if it is one of those that Android's tools make on each machine to try programs there:
	// nothing that it signs can be published (https://developer.android.com/studio/publish/app-signing#debug-mode).
	Encrypted []byte
}

const debugAlias = "androiddebugkey"

// opener tries passwords on what a store holds.
type opener struct {
	passwords []string
	rounds    int // that are left
	short     bool
	unknown   bool // an entry, and what is behind it
	keys      []Key
}

// Open returns the keys that one of the passwords opens, and how many of the rounds of hashing that it may take it took. The error
// is ErrRounds, ErrEntry or nil: what is no keystore, or damaged, has no keys.
func Open(data []byte, passwords []string, rounds int) (keys []Key, took int, err error) {
	o := opener{passwords: passwords, rounds: rounds}
	if isJava(data) {
		o.java(data)
	} else {
		o.pkcs12(data)
	}
	switch {
	case o.short:
		err = ErrRounds
	case o.unknown:
		err = ErrEntry
	}
	return o.keys, rounds - o.rounds, err
}

// spend takes rounds, so many times, if there are as many.
func (o *opener) spend(rounds, times int) bool {
	if rounds > o.rounds/times {
		o.short = true
		return false
	}
	o.rounds -= max(0, rounds) * times
	return rounds > 0
}

// keep adds a key that was opened, if it is one.
func (o *opener) keep(alias string, plain, encrypted []byte) bool {
	if !isPKCS8(plain) {
		return false
	}
	k := Key{Alias: alias, PKCS8: plain}
	if strings.EqualFold(alias, debugAlias) {
		k.Encrypted = encrypted
	}
	o.keys = append(o.keys, k)
	return true
}

// isPKCS8 reports whether a text that was decrypted is a private key, as padding alone would let one wrong password of 256 pass.
func isPKCS8(plain []byte) bool {
	var key struct {
		Version   int
		Algorithm asn1.RawValue
		Key       []byte
		Rest      asn1.RawValue `asn1:"optional,tag:0"`
		Public    asn1.RawValue `asn1:"optional,tag:1"`
	}
	rest, err := asn1.Unmarshal(plain, &key)
	return err == nil && len(rest) == 0 && len(key.Key) > 0
}

// wide returns a password in UTF-16, big-endian.
func wide(password string) (b []byte) {
	for _, u := range utf16.Encode([]rune(password)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return b
}
