package judge

import "testing"

func TestPlaceholders(t *testing.T) {
	hold(t, []knows{
		{"placeholder", Placeholder,
			[]string{
				"xxxxxxxxxxxxxxxx", "your_api_key_goes", "AKIAIOSFODNN7EXAMPLE", "0000-0000", "12345678", "abcdefghijkl", "87654321", "changeme123",
				"<your-token>", "insert_key", "abcdabcd123412341234", "Ihr_Passwort",
			},
			[]string{"q8Zk2LwPx91vTn4R", "hunter2xyz", "Tr0ub4dor&3", "c0rrect-h0rse", "1234567", "aaab"}},
		{"the beginning of a value", cutShort, []string{"q8Zk2LwPx91v...", "..."}, []string{"q8Zk2LwPx91v..", "q8Zk...2LwPx"}},
		{"one sign", masked, []string{"xxxx", "00", "****", "?", "#"}, []string{"xxxy", "aaaa", "11", "xX"}},
		{"a repetition", Repeats,
			[]string{"aaaaaa" + times("q8", 21), "aAaAaA", "xxxx", "0000-0000", "q8Zaaaak2"},
			[]string{"aaaaaa" + times("q8", 22), "aaaaa" + times("q8", 4), "q8Zaaaak2L", "aaa", "", "ababababab"}},
		{"a sequence", Sequence,
			[]string{"12345678", "abcd efgh", "87654321", "q8hgfedcba9", "34567890", "ABCDefgh", "zyxwvuts"},
			[]string{"1234567", "abcdefg", "abcdefghi"[:7] + "q", "12345-678", "tuvwxyz{", "6543210/", "/0123456", "abcd1efgh", ""}},
		{"short sequences", strokes, // one of them twice in a row, of letters and of digits
			[]string{"abcdabcd123412341234", "asdfasd12341234", "cba321321fed987", "890abcabcjkl", "QWErtyQWErty123ASDfgh", "abcabc123qwe"},
			[]string{
				"abc123def456ghi789", "qwerasdf1234", "abcd1234abcd12", "abcdabcd1234x234", "p asd fgh jkl", "abcdefabcdefabcdefabcdef", "123412341234", "1234123412341234", "",
				"abcabc123", "op op op ", "abcabc12345",
			}},
		{"what people write there", stands,
			[]string{"your_key", "CHANGEME", "xxxx", "…", "my-example-key", "votre-mot-de-passe", "YOURCONSOLEACCESS", "yourpetname"},
			[]string{"yours", "yourtip", "your7petname", "yoUrpEtnAmE", "q8Zk2LwPx91vTn4R", "insert", ""}},
		{"yours in other languages", yours,
			[]string{"Ihr_Passwort", "votre-mot-de-passe", "тваш_пароль", "您的密码", "tuclave" + times("q", 57)},
			[]string{"passwort", "q8Zk2LwPx91vTn4R", "contraseña", "", "tuclave" + times("q", 58)}},
		{"a label in other languages", translated,
			[]string{"Contraseña", "Mot de passe", "パスワード", "HESLO"},
			[]string{"contraseña7", "password", "hesloq", ""}},
	})
}

// TestKeyboard: rows of keys end where the keyboard does.
func TestKeyboard(t *testing.T) {
	for pair, want := range map[string]bool{"qw": true, "AS": true, "bN": true, "pa": false, "lz": false, "m ": false, "mn": false, "p ": false, " a": false, "wq": false, "1q": false} {
		if besides(pair[0], pair[1]) != want {
			t.Errorf("%q: %v", pair, !want)
		}
	}
}
