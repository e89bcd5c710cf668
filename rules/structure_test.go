package rules

import (
	"encoding/base64"
	"hash/crc32"
	"slices"
	"strings"
	"testing"
)

// TestMnemonics: the test vectors of BIP-39 verify (https://github.com/trezor/python-mnemonic/blob/master/vectors.json), and no other
// last word does.
func TestMnemonics(t *testing.T) {
	list := mnemonicWords()
	if sum := crc32.ChecksumIEEE([]byte(strings.Join(list, "\n") + "\n")); len(list) != 2048 || !slices.IsSorted(list) ||
		sum != 0xc1dbd296 {
		t.Fatalf("%d words with the sum %x", len(list), sum)
	}
	verify := func(phrase string) bool { return mnemonic{}.Verify([]byte(phrase), 0) }
	for _, good := range []string{
		strings.Repeat("abandon ", 11) + "about", strings.Repeat("abandon ", 17) + "agent", strings.Repeat("abandon ", 23) + "art",
		"legal winner thank year wave sausage worth useful legal winner thank yellow",
		"letter  advice cage absurd\namount doctor acoustic avoid letter advice cage above",
		strings.Repeat("zoo ", 11) + "wrong",
	} {
		if !verify(good) {
			t.Errorf("%q does not verify", good)
		}
	}
	for _, bad := range []string{
		"", strings.Repeat("abandon ", 12), strings.Repeat("abandon ", 10) + "about",
		strings.Repeat("abandon ", 11) + "abouts", strings.Repeat("zoo ", 24),
	} {
		if verify(bad) {
			t.Errorf("%q verifies", bad)
		}
	}
	for _, n := range []int{16, 20, 24, 28, 32} {
		if words := phrase([]byte(strings.Repeat("k", n))); !verify(words) || len(strings.Fields(words)) != n*3/4 {
			t.Errorf("%d bytes: %q", n, words)
		}
	}
}

// TestSeeds: a seed of NATS's documentation verifies, and what is appended does.
func TestSeeds(t *testing.T) {
	// https://docs.nats.io/using-nats/developer/connecting/nkey
	published := "SUACSSL3UAHUDXKFSNVUZRF5UHP" + "MWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY"
	wrong := strings.Replace(published, "SUACS", "SUACT", 1)
	if (!nkey{}.Verify([]byte(published), 3)) || (nkey{}).Verify([]byte(wrong), 3) || (nkey{}).Verify([]byte(published[1:]), 3) {
		t.Error("a published seed does not verify, or another does")
	}
	text, err := Fill("SUA{{base32:55:crc16-base32}}", "acme-key", 0, "SUA")
	if err != nil || (!nkey{}.Verify([]byte(text), 3)) {
		t.Errorf("%q, %v", text, err)
	}
}

// TestMacaroons: what is built as PyPI's serialiser does verifies, what is cut short or has no signature does not.
func TestMacaroons(t *testing.T) {
	field := func(kind byte, value string) string { return string([]byte{kind, byte(len(value))}) + value }
	good := "\x02" + field(1, "pypi.org") + field(2, strings.Repeat("i", 36)) + "\x00" + field(2, `{"version": 1}`) + "\x00\x00" +
		field(6, strings.Repeat("s", 32))
	verify := func(raw string) bool {
		return macaroon{}.Verify([]byte("pypi-"+base64.RawURLEncoding.EncodeToString([]byte(raw))), 5)
	}
	if !verify(good) {
		t.Error("a macaroon does not verify")
	}
	for n := range len(good) {
		if verify(good[:n]) {
			t.Errorf("%d bytes of it verify", n)
		}
	}
	if verify(good+"x") || (macaroon{}).Verify([]byte("pypi-AgEIcHlwaS5vcmc!"), 5) || (macaroon{}).Verify(nil, 0) {
		t.Error("what is none verifies")
	}
}

// TestBase58Check: a test vector of BIP-32 and a key of the encoding's description verify, and what is one character off does not.
func TestBase58Check(t *testing.T) {
	for _, good := range []string{
		"5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4d" + "Z1jvhTVqvbTLvyTJ",
		"xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvv" + "NKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
		base58Checked([]byte("\x80" + strings.Repeat("k", 32))),
	} {
		if !(base58check{}).Verify([]byte(good), 0) || (base58check{}).Verify([]byte(good[:len(good)-1]+"1"), 0) {
			t.Errorf("%q does not verify, or another does", good[:8])
		}
	}
	for _, bad := range []string{"", "1", "0OIl", strings.Repeat("1", 60), strings.Repeat("z", 200)} {
		if (base58check{}).Verify([]byte(bad), 0) {
			t.Errorf("%q verifies", bad)
		}
	}
}

// TestAzureKeys: the vectors of .NET's hash, and keys that are made here verify; what is one character off does not.
func TestAzureKeys(t *testing.T) {
	for _, v := range []struct {
		data string
		want uint64
	}{
		{"", 0x30ed35c100cd3c7d}, {"\xaf", 0x48e73fc77d75ddc1}, {"\xe7\x0f", 0xb5f6e1fc485dbff8}, {"\x37\xf4\x95", 0xf0b07c789b8cf7e8},
		{"\x86\x42\xdc\x59", 0x7008f2e87e9cf556}, {"\x15\x3f\xb7\x98\x26", 0xe6c08c6da2afa997},
	} {
		if got := marvin([]byte(v.data), 0x004fb61a001bdbcc); got != uint32(v.want)^uint32(v.want>>32) {
			t.Errorf("%x: %x", v.data, got)
		}
	}
	for _, argument := range []string{"76+ASt", "42AzSe"} {
		key, ok := azureFill(argument, argument, "", 0)
		if !ok || !(azureKey{}).Verify([]byte(key), 0) || (azureKey{}).Verify([]byte("0"+key[1:]), 0) || (azureKey{}).Verify([]byte(key[1:]), 0) {
			t.Errorf("%s: %q does not verify, or another does", argument, key)
		}
	}
	for _, bad := range []string{"76", "0+ASt", "76ACDb", "4000+ASt", "x+ASt"} {
		if key, ok := azureFill(bad, bad, "", 0); ok {
			t.Errorf("%s: %q", bad, key)
		}
	}
}

// FuzzProofs: no token makes a verifier crash.
func FuzzProofs(f *testing.F) {
	f.Add("pypi-AgEIcHlwaS5vcmcCJA", 5)
	f.Add(strings.Repeat("abandon ", 12), 0)
	f.Fuzz(func(t *testing.T, token string, literal int) {
		if literal < 0 || literal > len(token) {
			return
		}
		for _, name := range Proofs() {
			v, _ := Proof(name)
			v.Verify([]byte(token), literal)
		}
	})
}
