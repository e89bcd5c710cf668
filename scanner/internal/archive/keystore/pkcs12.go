package keystore

import (
	"bytes"
	"crypto/hmac"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"

	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

// PKCS #12 files (RFC 7292): bags of keys in safes, which may be encrypted as a whole.

var (
	oidData          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidEncryptedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 6}
	oidFriendlyName  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 20}
	oidKeyBag        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 10, 1, 1}
	oidShroudedBag   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 10, 1, 2}
)

type pfx struct {
	Version int
	Safe    contentInfo
	MAC     macData `asn1:"optional"`
}

type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"tag:0,explicit,optional"`
}

type macData struct {
	Digest struct {
		Algorithm pkix.AlgorithmIdentifier
		Sum       []byte
	}
	Salt   []byte
	Rounds int `asn1:"optional,default:1"`
}

type encryptedData struct {
	Version int
	Content struct {
		Type      asn1.ObjectIdentifier
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte `asn1:"tag:0,optional"`
	}
}

type encryptedKey struct {
	Algorithm pkix.AlgorithmIdentifier
	Data      []byte
}

type safeBag struct {
	Type       asn1.ObjectIdentifier
	Value      asn1.RawValue `asn1:"tag:0,explicit"`
	Attributes []attribute   `asn1:"set,optional"`
}

type attribute struct {
	Type   asn1.ObjectIdentifier
	Values asn1.RawValue `asn1:"set"`
}

// pkcs12 reads a store. Its bags are in the clear or encrypted once more.
func (o *opener) pkcs12(data []byte) {
	if len(data) > 1 && data[1] == indefinite {
		data = toDER(data)
	}
	var store pfx
	if _, err := asn1.Unmarshal(data, &store); err != nil || !store.Safe.Type.Equal(oidData) {
		return
	}
	safe, ok := octets(store.Safe.Content)
	if !ok || !o.authenticate(&store.MAC, safe) {
		return
	}
	var parts []contentInfo
	if _, err := asn1.Unmarshal(safe, &parts); err != nil {
		return
	}
	for _, p := range parts {
		if p.Type.Equal(oidData) {
			if bags, ok := octets(p.Content); ok {
				o.bags(bags)
			}
		}
		var e encryptedData
		if _, err := asn1.Unmarshal(p.Content.Bytes, &e); err == nil && p.Type.Equal(oidEncryptedData) {
			for _, password := range o.passwords {
				if o.bags(o.decrypt(e.Content.Algorithm, e.Content.Data, password)) {
					break
				}
			}
		}
	}
}

// octets returns the bytes of an octet string in an explicit tag.
func octets(v asn1.RawValue) (b []byte, ok bool) {
	_, err := asn1.Unmarshal(v.Bytes, &b)
	return b, err == nil
}

// authenticate leaves only the password that a store's sum was made with, if there is a sum. The result is false if none did.
func (o *opener) authenticate(mac *macData, safe []byte) bool {
	h := hashOf(mac.Digest.Algorithm.Algorithm)
	if h == nil {
		return true
	}
	for _, p := range o.passwords {
		for _, encoded := range encodings(p) {
			if !o.spend(mac.Rounds, 1) {
				return false
			}
			sum := hmac.New(h, derive(h, purposeMAC, encoded, mac.Salt, mac.Rounds, h().Size()))
			sum.Write(safe)
			if bytes.Equal(sum.Sum(nil), mac.Digest.Sum) {
				o.passwords = []string{p}
				return true
			}
		}
	}
	return false
}

// bags keeps the private keys of bags, and reports whether they are bags.
func (o *opener) bags(der []byte) bool {
	var bags []safeBag
	if _, err := asn1.Unmarshal(der, &bags); err != nil {
		return false
	}
	for _, b := range bags {
		alias := b.alias(len(o.keys) + 1)
		switch {
		case b.Type.Equal(oidKeyBag):
			o.keep(alias, b.Value.Bytes, nil)
		case b.Type.Equal(oidShroudedBag):
			o.shrouded(alias, b.Value.Bytes)
		}
	}
	return true
}

func (o *opener) shrouded(alias string, der []byte) {
	var e encryptedKey
	if _, err := asn1.Unmarshal(der, &e); err != nil {
		return
	}
	for _, p := range o.passwords {
		if o.keep(alias, o.decrypt(e.Algorithm, e.Data, p), der) {
			return
		}
	}
}

// alias returns the name that a bag was given, or one by its number.
func (b *safeBag) alias(number int) string {
	for _, a := range b.Attributes {
		var name asn1.RawValue
		if _, err := asn1.Unmarshal(a.Values.Bytes, &name); err != nil || !a.Type.Equal(oidFriendlyName) || len(name.Bytes) < 2 {
			continue
		}
		return string(decode.UTF16BE.AppendUTF8(nil, name.Bytes))
	}
	return fmt.Sprintf("key %d", number)
}
