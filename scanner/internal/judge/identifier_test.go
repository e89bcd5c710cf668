package judge

import (
	"strings"
	"testing"
)

const (
	uuid  = "bbc498ea-d23b-11e7-af42-2a31486da301"
	hex32 = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
)

// TestIdentifier: what names something, proves nothing.
func TestIdentifier(t *testing.T) {
	hold(t, []knows{
		{"identifier", identifier,
			[]string{
				"https://example.org/x", "/etc/passwd", "./key.pem", "../key.pem", "~/.ssh/id", "sha256-abc", "sha512-abc", "sha256:abc",
				"ssh-rsa AAAA", "ssh-dss AAAA", "ssh-ed25519 AAAA", "ecdsa-sha2-nistp256 AAAA", "-----BEGIN CERTIFICATE-----", "AAAAB3NzaC1yc2EAAAADAQAB",
				"$2a$10$abcdef", "{SHA}abc", "acme/app@sha256:0a1b", "acme/commit/0a1b", "0x" + times("a9", 20), "::1", "15.0.0-canary.bc9ae6c9c.0",
				"test/" + uuid, "0x7f010001", uuid + "-123-0001A2B3C4D5E6F7", "d41d8cd98f00b204e9800998ecf8427e", "group_63db85f18df07",
				"bLnuq1506470152405", "EC-9VT64354BS889423P", times("kR7v", 10) + ":" + times("Wq2x", 6) + "Tz9=", "0012F00000XCsTCQA1",
				`6\3\63` + hex32[2:], "8:_" + hex32, "fg=#ff5555,bold", "A128CBC-HS256", "PBEwithHmacSHA256AndAES_128", "acme-prod.json", "jwk-thumbprint:x",
			},
			[]string{"q8Zk2LwPx91vTn4R", "123e4567", "a/b", "sha256", ".q8Zk2L", "~q8Zk", "q8Zk2L@sha256", "/q8Zk2LwPx91vTn4R7Wd"}},
		{"a public key of SSH", sshKey,
			[]string{"AAAAB3NzaC1y", "AAAAC3NzaC1lZDI1NTE5AAAA", "AAAAE2VjZHNhLXNoYTItbmlz", "AAAAGnNrLXNzaC1lZDI1NTE5", "AAAAInNrLWVjZHNhLXNoYTIt"},
			[]string{"AAAAB3NzaC1", "AAAAB3NzaC1!", "AAAAAAAAAAAA", "BAAAB3NzaC1yc2EAAAADAQAB"}},
		{"a file of an installer", ofSetup, []string{"8:_" + hex32}, []string{"8:_" + hex32[1:], hex32, "8:_" + hex32[1:] + "g", "8:" + hex32, "8:_" + hex32 + "0"}},
		{"an account", Account,
			[]string{"0x" + times("a9", 20)},
			[]string{"0x" + times("a9", 19) + "a", "0x" + times("a9", 19) + "ag", "0xg" + times("a9", 19) + "a", "0a" + times("a9", 20), "1x" + times("a9", 20), "0x" + times("a9", 20) + "1"}},
		{"a record of Salesforce", OfRecord,
			[]string{"0012F00000XCsTCQA1"},
			[]string{"0012F00000XCsTCQA2", "0012F00000XCsTCQB1", "0012F00000XCsTCRA1", "0012f00000XCsTCQA1", "0012F00000XCsTCQA", "0012F-0000XCsTCQA1"}},
		{"a range of versions", VersionRange,
			[]string{"^2.7.1", "2.0.3.tgz", "~1.2.3", ">=1.2.3", "v1.2.3", "1.2.3-rc.1"},
			[]string{"^2.7", "2.0.3.4", "2.0.x", "2.0.3.zip", "q8Zk2L", ""}},
		{"a sortable id", IsULID,
			[]string{"01JMZA3DE7G4TQXEJWKCV75R1Q"},
			[]string{"01JMZA3DE7G4TQXEJWKCV75R1", "02JMZA3DE7G4TQXEJWKCV75R1Q", "11JMZA3DE7G4TQXEJWKCV75R1Q", "01JMZA3DE7G4TQXEJWKCV75R1I", "01JMZA3DE7G4TQXEJWKCV75R1L", "01JMZA3DE7G4TQXEJWKCV75R1O", "01JMZA3DE7G4TQXEJWKCV75R1U", "01jMZA3DE7G4TQXEJWKCV75R1Q"}},
		{"the name of what belongs to one", keptUnder,
			[]string{"esphome.01JMZA3DE7G4TQXEJWKCV75R1Q", "a.b_2.01JMZA3DE7G4TQXEJWKCV75R1Q"},
			[]string{"01JMZA3DE7G4TQXEJWKCV75R1Q", ".01JMZA3DE7G4TQXEJWKCV75R1Q", "esphome01JMZA3DE7G4TQXEJWKCV75R1Q", "esp-home.01JMZA3DE7G4TQXEJWKCV75R1Q", "esphome.02JMZA3DE7G4TQXEJWKCV75R1Q"}},
		{"a resource", resourceID, []string{"0x7f010001"}, []string{"0x7e010001", "0x7f01000", "0x7f01000g", "0x7f0100011"}},
		{"a unique name", uniqueName,
			[]string{uuid + "-1-0001A2B3C4D5E6F7", uuid + "-12345-0001A2B3C4D5E6F7"},
			[]string{
				uuid + "--00001A2B3C4D5E6F7", uuid + "-1-001A2B3C4D5E6F7", uuid + "-1-00001A2B3C4D5E6F7", uuid + "-1-0001A2B3C4D5E6Fg",
				uuid + ".1-0001A2B3C4D5E6F7", uuid + "-1.0001A2B3C4D5E6F7", "x" + uuid[1:] + "-1-0001A2B3C4D5E6F7", uuid,
			}},
		{"a version before a release", versioned,
			[]string{"15.0.0-canary.bc9ae6c9c.0", "1.2.3-rc1", "1.2.3+build5", "2024.1.2-alpha", "1.2.3-7-rc", "1.2.3-0.a"},
			[]string{"1.2.3", "1.2.3-", "1.2-rc.1", "1.2.3-q8Zk", "1.2.3-rcq8Zk", ".2.3-rc.1", "1.2.-rc.1", "1.2.3_rc.1", "20240.1.2-rc.1", "a.2.3-rc.1", "1.2x3-rc.1", "1.2", "1.2.3-qrc", "-rc.1"}},
		{"a path with a UUID", pathOfUUID, []string{"test/" + uuid, "/" + uuid, `C:\x\` + uuid + `\y`}, []string{uuid, "test/q8Zk2Lw", "test-" + uuid}},
		{"base64 behind a slash", slashed64, // against a path
			[]string{"/q8Zk2LwPx91vTn4R7Wd", "/q8Zk2LwPx9/vTn4R7Wd==", "/q8Zk+LwPx9bvTnkRcWd", "/8Zk2LwPxaVbncdefghijkmn", "/8ZK2LWPXaVBnCDeFGHIJKMn"},
			[]string{
				"/q8Zk2LwPx91vTn4R7W", "/q8Zk2LwPx9/vTn4/7Wd", "/q8zk2lwpx91vtn4r7wd", "/Q8ZK2LWPX91VTN4R7WD", "/q8Zk2LwPx91.Tn4R7Wd", "/qaZkbLwPxcdvTneRfWd",
				"/q8ZkaLwPxbcvTndRfWd", "/8Zk2LwPxavbncdefghijkmn", "/8Zk2LwPxaVbncdefghijkmnopqr", "/8ZK2LWPXaVBnCDeFGHIJKMnOPQR", "/8ZK2LWPXaVBNCDeFGHIJKMn",
			}},
		{"the front of a resource's name", ResourceName, []string{"adobe:docid:photoshop:", "a-b:c.d:"}, []string{"adobe:docid", "photoshop:", "a:b:c", "a b:c:", ""}},
		{"a hash of a password", Hashed,
			[]string{"$2a$10$abcdef", "$6$x", "{SHA}abc", "{SSHA-256}abc", "$pbkdf2-sha512$310000$a$b", "pbkdf2:sha256:600000$a$b", "md5$a$b", "$0123456789$x"},
			[]string{"$6$", "$q8Zk2LwPx91v", "$0123456789a$x", "{q8 Zk}abc", "{q8Zk", "q{SHA}abc", "q-SHA}abc", "{ SHA}abc", "$$abcdef", "pbkdf2:sha256$a", "xmd5$a$b"}},
		{"a product key", Activates,
			[]string{"C7VRW-3HKQN-8PXTY-D2MJG-6BFV9"},
			[]string{"C7VRW-3HKQN-8PXTY-D2MJG-6BFV", "C7VRW-3HKQN-8PXTY-D2MJG-6BFVA", "C7VRWB3HKQN-8PXTY-D2MJG-6BFV9", "C7VR-W3HKQN-8PXTY-D2MJG-6BFV9", "C7VRW-3HKQN-8PXTY-D2MJG-6BFV99"}},
		{"a digest of nothing", ofNothing,
			[]string{"d41d8cd98f00b204e9800998ecf8427e", "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"},
			[]string{"d41d8cd98f00b204e9800998ecf8427f", "d41d8cd98f00b204e9800998ecf8427"}},
		{"what is made unique", uniquely,
			[]string{"group_63db85f18df07", "a_b_53db85f18df07", "a_63db85f18df07", "wc_order_k3Jd82nFq0aZx", "wcs_order_k3Jd82nFq0aZx"},
			[]string{
				"Group_63db85f18df07", "group_73db85f18df07", "group_43db85f18df07", "group-63db85f18df07", "group63db85f18df07", "_63db85f18df07", "group_63db85f18df0g", "group_63db85f18df0",
				"wc_order_k3Jd82nFq0aZ.", "xc_order_k3Jd82nFq0aZx", "wc_post_k3Jd82nFq0aZx", "group",
			}},
		{"letters and a moment", ofMoment,
			[]string{"bLnuq1506470152405", "a1999999999999", "abcdef1506470152405"},
			[]string{"1506470152405", "abcdefg1506470152405", "bLnuq1406470152405", "bLnuq2506470152405", "bLnuq150647015240", "bLnuq15064701524055", "bLnuq150647015240x"}},
		{"a payment", OfCheckout,
			[]string{"EC-9VT64354BS889423P"},
			[]string{"EC-9VT64354BS889423", "EC-9VT64354BS889423PP", "EC-9vT64354BS889423P", "EB-9VT64354BS889423P", "9VT64354BS889423P"}},
		{"a signed address", ofDownload,
			[]string{times("kR7v", 10) + ":" + times("W-_x", 6) + "Tz9="},
			[]string{
				times("kR7v", 10) + ":" + times("Wq2x", 6) + "Tz9a", times("kR7v", 10) + ":" + times("Wq2x", 6) + "Tz=", times("kR7v", 9) + "kR7:" + times("Wq2x", 6) + "Tz9=",
				times("kR7v", 10) + times("Wq2x", 6) + "Tz9=", times("kR.v", 10) + ":" + times("Wq2x", 6) + "Tz9=", times("kR7v", 10) + ":" + times("Wq/x", 6) + "Tz9=", times("kR7v", 10) + ":" + times("Wq2x", 6) + "Tz.=",
			}},
		{"a channel of Slack", slackID, []string{"C08QX4T1P", "U08QX4T1PJ8"}, []string{"C08QX4T1", "C08QX4T1PJ", "A08QX4T1P", "C18QX4T1P", "C08QX4t1P", "C08QX4T1PJ88"}},
		{"an id of Twilio", twilioID,
			[]string{"SM" + hex32, "CA" + hex32},
			[]string{"SK" + hex32, "SM" + hex32[1:], "SM" + hex32[1:] + "A", "SMg" + hex32[1:], "SM" + hex32[1:] + "g", "SM" + hex32 + "0"}},
		{"a cart", cartToken,
			[]string{"c1-" + hex32, "c1-" + hex32 + "?key=q8Zk", "Z2NwLXVzLWVhc3QxOjAxSlZRN0tSVk05WDhZVDRXUTJMWlBONkhC"},
			[]string{
				"c1-" + hex32[1:], "c1-" + hex32[1:] + "g", "c1-" + hex32 + "&key=q8Zk", "c2-" + hex32,
				"Z2NwLXVzLWVhc3QxLjAxSlZRN0tSVk05WDhZVDRXUTJMWlBONkhC", "Z2NwLXVzLWVhc3QxOjAxSlZRN0tSVk05WDhZVDRXUTJMWlBO", "Z2NwLXVzLWVhc3QxOjAxanZRN0tSVk05WDhZVDRXUTJMWlBONkhC",
				"Z2NwLXVzLWVhc3QxOjAxSlZRN0tSVk05WDhZVDRXUTJMWlBONkhC!", "YWNwLXVzLWVhc3QxOjAxSlZRN0tSVk05WDhZVDRXUTJMWlBONkhC",
			}},
		{"a pattern for files", fileGlob, []string{"*.key", "*session.key", "*app_secret.tar.gz"}, []string{"session.key", "*session", "*Session.key", "*s3ssion.key", "*session.", "*sess!on.key"}},
		{"a version of a plugin", releasedPlugin,
			[]string{"359.v2a91c4df7b5e", "1319.v7eb_51b_3a_c97b_", "2.0-1.v2a91c4df7b5e", "3.v2a91c4df7b5e"},
			[]string{"359.v2a91c4df7b5", ".v2a91c4df7b5e", "a.v2a91c4df7b5e", "359.v2a91c4df7b5g", "359.2a91c4df7b5ea"}},
		{"a UUID", IsUUID, []string{uuid, strings.ToUpper(uuid)}, []string{uuid[1:], uuid + "0", "g" + uuid[1:], strings.Replace(uuid, "-", "0", 1), uuid[1:8] + "-" + uuid[8:35] + "0"}},
		{"a numbered UUID", NumberedUUID,
			[]string{"Q-" + uuid + "-0", uuid + "-1", uuid + "-123"},
			[]string{uuid, uuid + "-", uuid + "-1234", uuid + "-x", uuid + ".1", "7-" + uuid + "-0", "Q." + uuid + "-0", "Q-", "x" + uuid[1:] + "-1"}},
		{"a file", fileName, []string{"acme-prod-3f9a2c.json", "a.pem", "a.b_c.yml"}, []string{".json", "json", "a.jpeg", "a b.json", "a.", "a/b.json"}},
		{"a colour of a terminal", colour, []string{"fg=#ff5555,bold", "bg=red"}, []string{"fg", "xfg=red"}},
	})
}

// TestMangled: two long names with their lengths in front of them, and little else between them.
func TestMangled(t *testing.T) {
	hold(t, []knows{{"a document of Lark", LarkID, []string{"fldcn" + times("Ab9", 7) + "Z", "doxbc" + times("a", 22)}, []string{"fldcn" + times("a", 21), "fldxx" + times("a", 22), "xldcn" + times("a", 22), "fldcn" + times("a", 21) + "-"}}})
	hold(t, []knows{{"the name of a function", Mangled,
		[]string{"13AcmeMobileKit0A10APIManagerC11getVouchers", "8reloaded8vouchers", "x8reloadedabcd8vouchers", "8reloaded03get8vouchers", "10ABCDreload8vouchers", "12thread_stateIyE4read10queue_list"},
		[]string{
			"8reloadedabcde8vouchers", "8reloaded7voucher", "8reloaded9vouchers", "8rel4aded8vouchers", "8RELOADed8vouchers", "8reloaded", "q8Zk2LwPx91vTn4R", "",
			"8reloaded99999999999999999999vouchers", "8rElOaDeD8vOuChErS", "8aBcdEfgh8aBcdEfgh", "10ABCDEreloa8vouchers", "12thread-state10queue-list",
		}}})
}

// TestIdentified: what stands in front of a digest or of a commit's name says that it is one.
func TestIdentified(t *testing.T) {
	for text, want := range map[string]bool{
		"sha256:": true, "SHA1-": true, "integrity sha512-": true, "github.com/acme/app/commit/": true, "Revision ": true, "at rev=": true, "compare/0a1b2c..": true, "compare/0a1b2c...": true,
		"sha3:": false, "sha256:x": false, "precommit": false, "": false, "1:": false,
	} {
		if got := Identified([]byte(text+"0a1b2c"), len(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// TestDigestStart: a value behind a slash or a plus sign may be the rest of a digest, which begins where base64 does.
func TestDigestStart(t *testing.T) {
	for _, c := range []struct {
		front string
		want  int
	}{
		{"sum: q8Zk/", 5}, {"sum: q8Zk+", 5}, {"q8Zk/", 0}, {"sum: q8Zk=", 10}, {"sum: q8Zk", 9}, {"", 0}, {"x" + times("q8Zk", digestLength/4) + "/", 2},
	} {
		if got := DigestStart([]byte(c.front+"2LwPx91"), len(c.front)); got != c.want {
			t.Errorf("%s: %d, want %d", c.front, got, c.want)
		}
	}
}

// TestDigestLengths: digests are of 16, 20, 32 or 64 bytes.
func TestDigestLengths(t *testing.T) {
	for n, want := range map[int]bool{2 * 16: true, 2 * 20: true, 2 * 32: true, 2 * 64: true, 2 * 24: false, 0: false} {
		if IsDigestLength(n) != want {
			t.Errorf("%d digits: %v", n, !want)
		}
	}
}
