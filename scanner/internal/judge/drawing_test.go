package judge

import "testing"

func TestDrawing(t *testing.T) {
	const signs = `!"#$%&'()*+,`
	table := times("a", leastTable-len(signs)) + signs
	hold(t, []knows{
		{"a table of an automaton", Tabular,
			[]string{table, "é" + table[2:]},
			[]string{table[1:], times("a", leastTable) + signs[1:], times("é", leastTable), times(signs[1:], leastTable)}},
		{"suites of ciphers", cipherList,
			[]string{"HIGH:!aNULL:!RSAPSK", "!aNULL:!MD5:!RC4", "kEECDH+AES:-SHA:!aNULL:!eNULL", "HIGH:!aNULL:!3DES", "@SECLEVEL=1:!aNULL:!eNULL", "ECDHE-RSA-AES128:!aNULL:!MD5"},
			[]string{"HIGH:!aNULL", "!aNULL:!MD5", "HIGH:aNULL:MD5", "HIGH:aNULL:!MD5", "HIGH:!aNULL:!q8?k", "q8k!:w2!:x9!", "HIGH:!q8~k:!w2", "HIGH::!aNULL:!MD5", "a:!:!b"}},
		{"a cipher", cipherName,
			[]string{"aes-256-cbc", "aes256-cbc", "AES/CBC/PKCS5Padding", "des-ede3-cbc", "Rijndael-256", "chacha20-poly1305", "AES_128_GCM"},
			[]string{"aes256", "aes-kx7", "cbc-aes", "256-aes", "kx7-256-cbc", "", times("aes-", 13) + "128"}},
		{"a part of a path of a drawing", Strokes,
			[]string{"m0-67l-29-62c-4-4-8-8-17-13l-66-8", "M1L2l3l4", "m1h2v3h4z"},
			[]string{"m0-67l-29", "m0-67l-29-62x-4-4l1", "mm1l2l3l4", "m1l2l3l", "m1h2z3h4", "A3T0ZZZZZZ", ""}},
		{"a path of a drawing", drawing,
			[]string{"M12,4.5C7,4.5 2.73,7.61 1,12z", "m0 0", "M-1e3,2"},
			[]string{"M12-4", "Mammy, a", "L12,4", "M1,2b", "m", "M", "12,4"}},
		{"code of a virtual machine", bytecode,
			[]string{"60806040" + times("52", 44), "0x60606040" + times("52", 44), "60a06040" + times("f3", 60), "60806040" + times("52", 44) + "q8Zk"},
			[]string{"60806040" + times("52", 43), "61806040" + times("52", 44), "60806040" + times("zz", 44)}},
		{"an anchor of a page", pageAnchor,
			[]string{"#" + times("a9", 16), "#g" + times("a9", 16), "#gg" + times("a9", 17)},
			[]string{times("a9", 16), "#" + times("a9", 15), "#a" + times("a9", 17), "#x" + times("a9", 16)}},
		{"a negative number", negative, []string{"-1", "-65001"}, []string{"-", "1", "-1a", "1-", "12"}},
	})
}
