package judge

import (
	"bytes"
	"crypto/ecdh"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Values that are public by their form, whatever they are called: keys that others verify or encrypt with, and addresses of machines.

// publicForm reports a public key or an address of a machine.
func publicForm(value []byte) bool {
	return publicDER(value) || PublicPoint(value) || Multikey(value) || minisignKey(value) || mailKey(value) || machineAddress(value) ||
		openPGPKey(value) || networkKey(value)
}

// networkKeys begin public keys of Tailscale's nodes and machines, of how they are found and of what signs for a network, each of 32 bytes in
// hexadecimal digits (https://github.com/tailscale/tailscale/tree/main/types/key). What begins with privkey: is none.
var networkKeys = [...]string{"nodekey:", "mkey:", "discokey:", "nlpub:", "tlpub:"}

const networkKeyLength = 64

// networkKey reports such a key; a database may have the rest of another one right in front.
func networkKey(value []byte) bool {
	if isNetworkKey(value) {
		value = value[networkKeyLength:]
	}
	for _, k := range networkKeys {
		if rest, ok := bytes.CutPrefix(value, []byte(k)); ok {
			return isNetworkKey(rest)
		}
	}
	return false
}

func isNetworkKey(b []byte) bool {
	return len(b) >= networkKeyLength && ascii.AllHex(b[:networkKeyLength])
}

// OfNetworkKey reports the digits of such a key behind what it begins with.
func OfNetworkKey(front, value []byte) bool {
	return isNetworkKey(value) && slices.ContainsFunc(networkKeys[:], func(k string) bool { return bytes.HasSuffix(front, []byte(k)) })
}

// pointLength is how many letters of base64 an uncompressed point of the curve P-256 takes.
const pointLength = 87

// PublicPoint reports an uncompressed point of the curve P-256 (SEC 1, 2.3.3) in base64, as applications identify themselves to
// services for Web Push (RFC 8292, 3.2). Of random points one in 2^256 lies on the curve.
func PublicPoint(value []byte) bool {
	value = bytes.TrimRight(value, "=")
	if len(value) != pointLength || value[0] != 'B' {
		return false
	}
	var p PlainBytes
	raw, ok := p.OfBase64(value)
	if !ok {
		return false
	}
	_, err := ecdh.P256().NewPublicKey(raw)
	return err == nil
}

// multikeys begin public keys of Ed25519, X25519 and secp256k1 in base58, as https://www.w3.org/TR/cid-1.0/#Multikey and did:key have
// them, and multikeyLength is how many letters the shortest one takes.
var multikeys = [...]string{"z6Mk", "z6LS", "zQ3s"}

const multikeyLength = 48

// Multikey reports a public key that names its kind.
func Multikey(value []byte) bool {
	value = bytes.TrimPrefix(value, []byte("did:key:"))
	if len(value) < multikeyLength || len(value) > multikeyLength+1 || !ascii.All(value, ascii.IsAlnum) {
		return false
	}
	for _, head := range multikeys {
		if bytes.HasPrefix(value, []byte(head)) {
			return true
		}
	}
	return false
}

// minisignLength is how many letters of base64 a public key of minisign and signify takes: two for its kind, eight bytes for its number
// and 32 for itself (https://jedisct1.github.io/minisign/).
const minisignLength = 56

// minisignKey reports such a key, whose kind is Ed.
func minisignKey(value []byte) bool {
	return len(value) == minisignLength && bytes.HasPrefix(value, []byte("RW")) && value[2] >= 'Q' && value[2] <= 'T' &&
		ascii.All(value, ascii.IsBase64)
}

// mailKey reports the record with which a domain publishes the key that verifies its mail (RFC 6376, 3.6.1).
func mailKey(value []byte) bool {
	if bytes.HasPrefix(value, []byte("v=DKIM1")) {
		return true
	}
	at := bytes.Index(value, []byte("p="))
	return at >= 0 && (at == 0 || bytes.HasPrefix(value, []byte("k="))) && publicDER(value[at+len("p="):])
}

// The groups of an address of IPv6 and the digits of one; the digits of how long its network is.
const (
	addressGroups = 8
	groupDigits   = 4
	networkDigits = 3
)

// machineAddress reports an address of IPv6 (RFC 4291, 2.2), or one of a network.
func machineAddress(value []byte) bool {
	address, network, ok := bytes.Cut(value, []byte{'/'})
	if ok && (len(network) == 0 || len(network) > networkDigits || !ascii.All(network, ascii.IsDigit)) || len(address) < len("::1") {
		return false
	}
	skips, groups := bytes.Count(address, []byte("::")), 0
	for len(address) > 0 {
		n := ascii.Run(address, ascii.IsHex)
		switch {
		case n > groupDigits, n < len(address) && address[n] != ':':
			return false
		case n > 0:
			groups++
		}
		address = address[min(n+1, len(address)):]
	}
	return skips == 0 && groups == addressGroups || skips == 1 && groups < addressGroups
}

// shortestPacket is how many letters of base64 a public key of OpenPGP takes at least; what tells it are the bytes of the first 12.
const (
	shortestPacket = 60
	packetHead     = 12
)

// openPGPKey reports a public key of OpenPGP without its armor: a packet of that kind, of version 4, and an algorithm that there is
// (RFC 9580, 4.2, 5.5.2, 9.1).
func openPGPKey(value []byte) bool {
	if len(value) < shortestPacket || value[0] != 'm' && value[0] != 'x' { // the letters that those packets' first bits are
		return false
	}
	var p PlainBytes
	head, ok := p.OfBase64(value[:packetHead])
	if !ok || len(head) < packetHead/4*3 { // it may be padding
		return false
	}
	body := 2
	switch {
	case head[0] == 0x99, head[0] == 0xc6 && head[1] >= 192 && head[1] < 224:
		body = 3
	case head[0] != 0x98 && (head[0] != 0xc6 || head[1] >= 192):
		return false
	}
	algorithm := body + 5 // behind the version and the time, of four bytes
	return head[body] == 4 && head[algorithm] > 0 && head[algorithm] < 28
}
