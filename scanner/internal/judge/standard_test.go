package judge

import "testing"

// TestStandardName: what a standard names is no secret, and what nearly reads so may be one.
func TestStandardName(t *testing.T) {
	hold(t, []knows{
		{"an algorithm of JOSE", joseAlgorithm,
			[]string{"A128CBC-HS256", "A192GCM", "A256GCMKW", "ECDH-ES+A128KW", "PBES2-HS512+A256KW"},
			[]string{"A128", "A128q8Zk", "B128GCM", "A512GCM", "GCM", "PBES2-HS512++A256KW", "A", "ECDH-ES+A128"}},
		{"an algorithm of Java", javaAlgorithm, []string{"PBEwithHmacSHA256AndAES_128", "PBEWITHMD5"}, []string{"pbewith", "PBE", "xPBEwithMD5"}},
		{"an encoding of characters", Charset,
			[]string{"utf8", "UTF-16LE", "utf_8_sig", "latin-1", "iso-8859-15", "iso8859-1", "windows-1251", "cp1252", "cp437", "US-ASCII", "Shift_JIS"},
			[]string{"utf9", "cp1352", "cp12521x", "windows2019", "iso8859", "iso8859-123", "latin1q8", "big5big5big5big5big5", "ascii"}},
		{"a number of an object", objectNumber,
			[]string{"1.2.840.113549.1.9.7", "2.5.29.17.0"},
			[]string{"1.2.840.1135", "3.2.840.113549.1", "12.840.1.9.7.1", "1.2.840.113549.x"}},
	})
}
