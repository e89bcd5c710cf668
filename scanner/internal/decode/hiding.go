package decode

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"encoding/base64"
	"encoding/hex"
	"strconv"
)

// Ways in which programs hide the passwords of their configuration with a key that everybody knows. Each function returns what a value
// stands for, nil where it stands for nothing; whether that is a text is left to the caller.

// longestHidden bounds values, in bytes.
const longestHidden = 4 << 10

// Cisco7 undoes type 7 of Cisco IOS: two digits that say where in a fixed key to begin, and the password's bytes in hexadecimal digits
// (https://www.cisco.com/c/en/us/support/docs/security-vpn/remote-authentication-dial-user-service-radius/107614-64.html).
func Cisco7(value []byte) []byte {
	const key = "dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"
	if len(value) < 4 || len(value) > longestHidden || len(value)%2 != 0 {
		return nil
	}
	at, err := strconv.Atoi(string(value[:2]))
	plain := make([]byte, len(value)/2-1)
	if _, bad := hex.Decode(plain, value[2:]); err != nil || bad != nil || at < 0 {
		return nil
	}
	for i := range plain {
		plain[i] ^= key[(at+i)%len(key)]
	}
	return plain
}

// Junos9 undoes the $9$ of Junos: each letter of the password is a sum of steps between the characters of the value, in their own order
// (https://metacpan.org/pod/Crypt::Juniper).
func Junos9(value []byte) []byte {
	const order = "QzF3n6/9CAtpu0OB1IREhcSyrleKvMW8LXx7N-dVbwsY2g4oaJZGUDjiHkq.mPf5T"
	text, ok := bytes.CutPrefix(value, []byte("$9$"))
	if !ok || len(text) < 2 || len(text) > longestHidden {
		return nil
	}
	place := func(c byte) int { return bytes.IndexByte([]byte(order), c) }
	first := place(text[0])
	if first < 0 {
		return nil
	}
	last, text := first, text[1:]
	switch { // so many characters mean nothing
	case first < 15:
		text = text[min(len(text), 3):]
	case first < 35:
		text = text[min(len(text), 2):]
	case first < 55:
		text = text[min(len(text), 1):]
	}
	var plain []byte
	for len(text) > 0 {
		weights := [...][]int{{1, 4, 32}, {1, 16, 32}, {1, 8, 32}, {1, 64}, {1, 32}, {1, 4, 16, 128}, {1, 32, 64}}[len(plain)%7]
		if len(text) < len(weights) {
			return nil
		}
		sum := 0
		for i, w := range weights {
			at := place(text[i])
			if at < 0 {
				return nil
			}
			sum += w * ((at - last + len(order) - 1 + len(order)) % len(order))
			last = at
		}
		plain, text = append(plain, byte(sum)), text[len(weights):]
	}
	return plain
}

// Rclone undoes rclone's obscure (https://rclone.org/commands/rclone_obscure/; the key is in fs/config/obscure/obscure.go).
func Rclone(value []byte) []byte {
	key := []byte{
		0x9c, 0x93, 0x5b, 0x48, 0x73, 0x0a, 0x55, 0x4d, 0x6b, 0xfd, 0x7c, 0x63, 0xc8, 0x86, 0xa9, 0x2b,
		0xd3, 0x90, 0x19, 0x8e, 0xb8, 0x12, 0x8a, 0xfb, 0xf4, 0xde, 0x16, 0x2b, 0x8b, 0x95, 0xf6, 0x38,
	}
	sealed, err := base64.RawURLEncoding.DecodeString(string(value))
	block, bad := aes.NewCipher(key)
	if err != nil || bad != nil || len(sealed) <= aes.BlockSize || len(sealed) > longestHidden {
		return nil
	}
	plain := make([]byte, len(sealed)-aes.BlockSize)
	cipher.NewCTR(block, sealed[:aes.BlockSize]).XORKeyStream(plain, sealed[aes.BlockSize:])
	return plain
}

// GroupPolicy undoes the cpassword of Group Policy Preferences, with the key that its specification tells
// (https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-gppref/2c15cbf0-f086-4c74-8b70-1f2fa45dd4be).
func GroupPolicy(value []byte) []byte {
	key := []byte{
		0x4e, 0x99, 0x06, 0xe8, 0xfc, 0xb6, 0x6c, 0xc9, 0xfa, 0xf4, 0x93, 0x10, 0x62, 0x0f, 0xfe, 0xe8,
		0xf4, 0x96, 0xe8, 0x06, 0xcc, 0x05, 0x79, 0x90, 0x20, 0x9b, 0x09, 0xa4, 0x33, 0xb6, 0x6c, 0x1b,
	}
	sealed, err := base64.RawStdEncoding.DecodeString(string(bytes.TrimRight(value, "=")))
	block, bad := aes.NewCipher(key)
	if err != nil || bad != nil || len(sealed) == 0 || len(sealed) > longestHidden || len(sealed)%aes.BlockSize != 0 {
		return nil
	}
	plain := make([]byte, len(sealed))
	cipher.NewCBCDecrypter(block, make([]byte, aes.BlockSize)).CryptBlocks(plain, sealed)
	padding := int(plain[len(plain)-1])
	if padding == 0 || padding > aes.BlockSize {
		return nil
	}
	return UTF16LE.AppendUTF8(nil, plain[:len(plain)-padding])
}

// WebSphere undoes {xor}: base64 of bytes of which each is mixed with "_"
// (https://www.ibm.com/docs/en/was/9.0.5?topic=files-password-encoding).
func WebSphere(value []byte) []byte {
	text, ok := bytes.CutPrefix(value, []byte("{xor}"))
	plain, err := base64.StdEncoding.DecodeString(string(text))
	if !ok || err != nil {
		return nil
	}
	for i := range plain {
		plain[i] ^= '_'
	}
	return plain
}

// VNC undoes what servers of VNC store: a block of DES in hexadecimal digits, as a registry may write them too, for passwords of up to 8
// bytes; what is behind it, as UltraVNC has it, does not count.
func VNC(value []byte) []byte {
	key := []byte{0xe8, 0x4a, 0xd6, 0x60, 0xc4, 0x72, 0x1a, 0xe0} // 23 82 107 6 35 78 88 7 with the bits of each turned round
	digits := bytes.ReplaceAll(value, []byte(","), nil)
	if len(digits) < 2*des.BlockSize {
		return nil
	}
	var sealed [des.BlockSize]byte
	block, bad := des.NewCipher(key)
	if _, err := hex.Decode(sealed[:], digits[:2*des.BlockSize]); err != nil || bad != nil {
		return nil
	}
	block.Decrypt(sealed[:], sealed[:])
	return bytes.TrimRight(sealed[:], "\x00")
}

// Jetty undoes OBF: (https://jetty.org/docs/): four digits of base 36 for each byte of the password and the one at the other end.
func Jetty(value []byte) (plain []byte) {
	text, ok := bytes.CutPrefix(value, []byte("OBF:"))
	if !ok {
		return nil
	}
	for len(text) > 0 {
		wide := text[0] == 'U'
		if wide {
			text = text[1:]
		}
		if len(text) < 4 {
			return nil
		}
		n, err := strconv.ParseUint(string(text[:4]), 36, 32)
		if err != nil {
			return nil
		}
		c := (int(n/256) + int(n%256) - 254) / 2
		if wide {
			c = int(n >> 8)
		}
		plain, text = append(plain, byte(c)), text[4:]
	}
	return plain
}

// Unattend undoes passwords in answer files of Windows: base64 of UTF-16, with the name of the element behind the password
// (https://learn.microsoft.com/en-us/windows-hardware/customize/desktop/wsim/hide-sensitive-data-in-an-answer-file).
func Unattend(value []byte) []byte {
	wide, err := base64.StdEncoding.DecodeString(string(value))
	if err != nil {
		return nil
	}
	plain := UTF16LE.AppendUTF8(nil, wide)
	for _, name := range []string{"AdministratorPassword", "OfflineAdministratorPassword", "Password"} {
		if text, ok := bytes.CutSuffix(plain, []byte(name)); ok {
			return text
		}
	}
	return nil
}
