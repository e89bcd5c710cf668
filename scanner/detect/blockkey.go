package detect

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// The key of a block cipher that somebody chose. The model takes words under the name of a key for none, as nearly all are; but where they
// are as long as the key of such a cipher and the program makes one, or with digits under a name that says encryption key, they are low.
//
//	private static final String KEY = "ThisIsMyOwnKey16";
//	cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY.getBytes(), "AES"));

// blockKeyed reports words in quotes under a name that ends in key, as long as a key of AES or of Triple DES (FIPS 197, SP 800-67).
func (o *opinion) blockKeyed() bool {
	switch len(o.value()) {
	default:
		return false
	case 16, 24, 32:
	}
	return o.Quoted && !o.placed && o.score < leastLow && o.score >= leastKeyed && blockKeys.Ends(o.Text[o.NameStart:o.NameEnd])
}

var blockKeys = wordlist.New([]string{"key"}, wordlist.LongWord)

// idleKey reports words that were kept for their length alone, in a text that makes no block cipher, under a name for any key.
func (f *final) idleKey(s *suspect) bool {
	if s.facts&judge.BlockKeyed == 0 || judge.OfCipher(f.text[s.Name.Start:s.Name.End]) && bytes.ContainsAny(s.value, ascii.Digits) {
		return false
	}
	around := f.text[max(0, int(s.Start)-cipherReach):min(len(f.text), int(s.End)+cipherReach)]
	return !blockCiphers.Within(around)
}

// cipherReach is how far from its key a program makes a cipher, in bytes.
const cipherReach = 2 * testReach

// blockCiphers are what makes a block cipher, or names one where it is made.
var blockCiphers = wordlist.New([]string{
	"secretkeyspec", "aes/cbc", "aes/ecb", "aes/gcm", "desede/", // Java
	"aes.new(", "des3.new(", "algorithms.aes(", // Python
	"createcipheriv(", "createdecipheriv(", "cryptojs.aes", // JavaScript
	"openssl_encrypt(", "openssl_decrypt(", "mcrypt_encrypt(", "mcrypt_decrypt(", // PHP
	"aes.newcipher(", "rijndaelmanaged", "aesmanaged", "aes.create(", "aescryptoserviceprovider", "tripledescryptoserviceprovider", // Go, .NET
	"kccalgorithmaes", "evp_aes_", "aes_set_encrypt_key", "aes128::", "aes256::", "openssl::cipher", // Apple's, OpenSSL, Rust, Ruby
}, wordlist.LongWord)
