package judge

import (
	"encoding/base64"
	"testing"
)

// packet writes what begins with head, in base64, as long as a key.
func packet(head ...byte) string {
	return base64.StdEncoding.EncodeToString(append(head, make([]byte, shortestPacket/4*3-len(head))...))
}

// TestPublicForm: keys that others verify or encrypt with are public, and so are addresses of machines.
func TestPublicForm(t *testing.T) {
	const (
		ec        = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"
		point     = "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"
		multikey  = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
		digits    = "335f2079b302a2dc931161bd3dba66040259fd3cb9e34dba3d42be4827e4b46d"
		minisign  = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"
		version   = 4
		algorithm = 22
	)
	hold(t, []knows{
		{"public form", publicForm,
			[]string{ec, point, multikey, minisign, "mkey:" + digits, "v=DKIM1; p=x", "::1", packet(0x98, 51, version, 0, 0, 0, 0, algorithm)},
			[]string{"q8Zk2LwPx91vTn4R"}},
		{"a public key or a certificate in DER", publicDER,
			[]string{
				ec, "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIB", "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQ", "MIIDdzCCAl+gAwIBAgIEbGVzczANBgkq",
				"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKB", ec[:derHead],
			},
			[]string{
				"MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgw", "MIIFHDBOBgkqhkiG9w0BBQ0wQTApBgkqhkiG", "MIIBIjANBgkqhkiG9w0", "q8Zk2LwPx91vTn4Rq8Zk2LwPx91vTn4R", ec[:derHead-1],
				"MYMBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIB", "MIMAASIwDQYJKoZIhvcNAQEBBQADggEPADCC", "MFkxEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE", "MFkw!wYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE",
			}},
		{"a point of a curve", PublicPoint,
			[]string{point, "BGsX0fLhLEJH+Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT+NC4v4af5uO5+tKfA+eFivOM1drMV7Oy7ZAaDe/UfU="},
			[]string{point[:83] + "_AAA", point[:43], "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE", "B!" + point[2:], "C" + point[1:]}},
		{"a key that names its kind", Multikey,
			[]string{multikey, "did:key:" + multikey, "z6LS" + multikey[4:] + "q", "zQ3s" + multikey[4:]},
			[]string{multikey[1:], "z3u2" + multikey[4:], multikey + "qq", "did:web:" + multikey, multikey[:47] + "-", multikey[:47]}},
		{"a key of Tailscale", networkKey,
			[]string{"nodekey:" + digits, "mkey:" + digits, "discokey:" + digits, "nlpub:" + digits, digits + "nodekey:" + digits + "discokey:"},
			[]string{"privkey:" + digits, "nodekey:" + digits[1:], digits, digits + "privkey:" + digits, "key:" + digits, "nodekey:" + digits[:63] + "g"}},
		{"a key of minisign", minisignKey,
			[]string{minisign, "RWT" + minisign[3:]},
			[]string{"RWX" + minisign[3:], "RWP" + minisign[3:], minisign[:52], "RXQ" + minisign[3:], minisign[:55] + "-"}},
		{"the record of a key for mail", mailKey,
			[]string{"v=DKIM1; k=ed25519; p=x", "p=" + ec, "k=rsa; p=" + ec},
			[]string{"p=q8Zk2LwPx91vTn4R", ec, "x=1;p=" + ec, "v=SPF1"}},
		{"an address of IPv6", machineAddress,
			[]string{"::1", "::fd87:20d6:a932:6605", "fd28:387a:2:b100::/56", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::/128"[:2] + "1/128"},
			[]string{
				"a:b:c", "1:2", "fd28:387a:2:b100::/9567", "1:2:3:4:5:6:7", "1::2::3", "12345::1", "q8Zk:2LwP:x91v::1", "192.0.2.1", "::", "1:2:3:4:5:6:7:8:9",
				"1:2:3:4::5:6:7:8", "::1/", "::1/6x", "::1q",
			}},
		{"a key of OpenPGP", openPGPKey,
			[]string{
				packet(0x99, 1, 13, version, 0, 0, 0, 0, 1), packet(0x98, 51, version, 0, 0, 0, 0, algorithm), packet(0x98, 200, version, 0, 0, 0, 0, algorithm), packet(0xc6, 51, version, 0, 0, 0, 0, 27),
				packet(0xc6, 191, version, 0, 0, 0, 0, 1), packet(0xc6, 192, 13, version, 0, 0, 0, 0, 1), packet(0xc6, 223, 13, version, 0, 0, 0, 0, 1),
			},
			[]string{
				packet(0x99, 1, 13, 6, 0, 0, 0, 0, 1), packet(0x99, 1, 13, version, 0, 0, 0, 0, 28), packet(0x98, 51, version, 0, 0, 0, 0, 0),
				packet(0xc6, 224, version, version, 0, 0, 0, 1, 1), packet(0xc6, 224, 13, version, 0, 0, 0, 0, 1), packet(0x9a, 51, version, 0, 0, 0, 0, algorithm), packet(0xc5, 51, version, 0, 0, 0, 0, algorithm),
				packet(0x98, 51, version, 0, 0, 0, 0, algorithm)[:shortestPacket-1], "m!" + packet(0x98, 51, version)[2:], "mQ" + times("=", shortestPacket), "q8" + packet(0x98, 51, version)[2:],
			}},
	})
}
