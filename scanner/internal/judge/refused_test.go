package judge

import "testing"

// TestRefused holds the cheap judges to what they know without the text around a value.
func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name, value string
		quoted      bool
		want        Reason
	}{
		{"password", "ab", true, PhraseValue},
		{"password", "abq", true, NoReason},
		{"password", "-----", true, PhraseValue},
		{"password", "日本語", true, StandIn},
		{"password", "${DB_PASSWORD}", true, Fetched},
		{"password", "{{ vault.password }}", true, Fetched},
		{"token", "<your token>", true, Fetched},
		{"api_key", "sha256-9f86d081", true, Naming},
		{"api_key", "https://host/key", true, Naming},
		{"api_key", "ssh-rsa AAAA", true, Naming},
		{"password", "%Y-%m-%d", true, Naming},
		{"token", `a:2:{s:64:"q`, true, Naming},
		{"password", "2131296256", true, Naming},
		{"token", "C08QX4T1PJ8", true, Naming},
		{"token", "SM" + hex32, true, Naming},
		{"token", "c1-" + hex32, true, Naming},
		{"token", "359.v2a91c4df7b5e", true, Naming},
		{"psk", "HIGH:!aNULL:!RSAPSK", true, Naming},
		{"key", "M12,4.5C7,4.5 2.73,7.61 1,12z", true, Naming},
		{"key", "#" + hex32, true, Naming},
		{"key", "60806040" + times("52", 44), true, Naming},
		{"password", "-65001", true, Naming},
		{"password", "^[a-z]+$", true, Expression},
		{"password", "^Fwo3ZX9vYXdz$", true, Expression},
		{"key", "$0c88dccd73f5641e$export$7deb", true, Program},
		{"password", `"+ hash(pw) +"`, true, Program},
		{"key", "data:image/png;base64,q8Zk", true, OfAsset},
		{"key", "data:q8Zk", true, NoReason},
		{"user.signingkey", "0a1b2c3d", true, Naming},
		{"key", "&#xe9df;", true, Naming},
		{"key", "10.1037/h0054346", true, Naming},
		{"key", "Guid(35cb05ff)", true, Naming},
		{"color_key", "0xff33aa", true, Naming},
		{"SQL_NonInteractive", "SQL_NonLocal6", false, Naming},
		{"SQL_NonInteractive", "SQL_NonLocal6", true, NoReason},
		{"password", "MODE=ci", false, Naming},
		{"password", "MODE=ci", true, NoReason},
		{"password", "xxxxxxxx", true, StandIn},
		{"password", "abc...", true, StandIn},
		{"password", "Ihr Passwort", true, StandIn},
		{"api_key", "a1B2c3D4e5F6", true, StandIn},
		{"api_key", "a1B2c3D4e5F7", true, NoReason},
		{"password", "Contraseña", true, StandIn},
		{"password", "contraseña7", true, NoReason},
		{"password", "Пароль2", true, StandIn},
		{"password", "<a href=x y", true, StandIn},
		{"secret", "h4x0rh4x0rh4x0rh4x", true, Uniform},
		{"secret", "h4x0rh4x0rh4x1rh4x", true, NoReason},
		{"secret", "q8q8q88q", true, Uniform},
		{"secret", "q8q8q88", true, NoReason},
		{"secret", "rootroot", true, NoReason},
		{"DocumentKey", "12d8d10611374d7c", true, NameAbout},
		{"password", "getPassword()", false, Program},
		{"token", "parser.next", false, Program},
		{"get_token_2f9c81d4", "a.get_token_2f9c81d4", false, Program},
		{"key", "Acme::V2::KEY35", false, Program},
		{"type=password", "focus-visible", false, Program},
		{"type=password", "focus-visible", true, NoReason},
		{"token_url", "abcdefgh", true, NameAbout},
		{"passwordFieldLabel", "abcdefgh", true, NameAbout},
		{"password", "hunter2", true, NoReason},
		{"password", "pâté-en-croûte", true, NoReason},
		{"token", `{\"name\":\"root\",\"sig\":\"0a1b2c\"}`, true, NoReason},
		{"password_confirmation", "hunter2", true, NoReason},
		{"password", "v1.2345", false, NoReason},
	} {
		if got := Refused([]byte(c.name), []byte(c.value), c.quoted); got != c.want {
			t.Errorf("%s = %q: refused by %q, want %q", c.name, c.value, got.Verdict().Judge, c.want.Verdict().Judge)
		}
	}
}

func TestRefusing(t *testing.T) {
	hold(t, []knows{
		{"the next variable", variable, []string{"MODE=ci", "PG_DATA=/srv"}, []string{"MODE=", "MODE==", "Mo=q8Zk", "PG=q8Zk", "MODE"}},
		{"a resource of an app", resource, []string{"2130771968", "2131296256", "2147483647"}, []string{"2130771967", "2147483648", "213077196", "21307719680", "213077196x"}},
		{"how a date is written", dateFormat,
			[]string{"%Y-%m-%dT%H:%M:%S.%3NZ", "%d/%m/%Y", "%H:%M", "yyyy-MM-dd HH:mm:ss", "hh:mm a", "HHmm", "yyMMdd"},
			[]string{"%Yq8Zk2LwP", "q8%m", "%d", "Mammy", "yyMM7HHmm", "yy", "MM", "HH", "mm", "hh", "HH:MM"[:2] + "-dd", "yyyy-dd"}},
		{"a question", prompt, []string{"334 UGFzc3dvcmQ6", "+ VXNlcm5hbWU6", "cGFzc3dvcmQ6"}, []string{"334 UGFzc3dvcmQ7", "UGFzc3dvcmQ6 7", "xUGFzc3dvcmQ6"}},
		{"a hoisted name", scopeHoisted, []string{"$0c88$export$7deb", "$0c88$var$x", "$a$import$b"}, []string{"$0c88$exports$7d", "export$7deb", "a$b"}},
		{"a serialized value", serialized,
			[]string{`a:2:{s:64:"`, `O:8:"Acme`, `s:10:\"x`, `s:1:"`, `s:1\:"`},
			[]string{`b:2:{s`, `a2:{s:64`, "ax2:{s:64", "a:2;{s:64", "a::{s:64", "a:2{s:64", "a:2:q8Zk", "a:2:", "a:2", "s:10"}},
		{"a free place", blank, []string{"aaaa", "aAaA", "q8...", "q8…", "x"}, []string{"aaab", "q8..", "q.8.."}},
		{"two sequences in turn", interleaved, []string{"a1b2c3d4", "A1b2C3d4", "1a2b3c4d5e"}, []string{"a1b2c3d", "a1b2c3d5", "a1a1a1a1", "b1b2c3d4e5"}},
		{"an alphabet", Alphabet,
			[]string{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef", "abcdefgABCDEFGabcdefg", times("abcde", 4), "abcde1abcdefghijklmno"[:20] + "pqrst", "abcdefghijklmnopqrZkLw"[:18] + "9q"},
			[]string{"abcdefghijklmnopqrs", "q8Zk2LwPx91vTn4Rq8Zk", "abcdabcdabcdabcdabcd", "abcde" + "abcde" + "abcde" + "abcd9"}},
		{"sequences alone", Sequences,
			[]string{"54321abcde", "abcde", "abcdefedcba", "67890edcba", "", "1234567/abcdefg/", "12345/54321"},
			[]string{"abcd", "abcde1", "abc12345", "abcdefedcb", "q8Zk2", "/12345", "12345//54321"}},
		{"bytes that count up", Counting,
			[]string{"0001020304050607", "0x0a0b0c0d0e0f1011", "F8F9FAFBFCFDFEFF"},
			[]string{"00010203040506", "000102030405060", "0001020304050608", "00010203040506070", "0g0h0i0j0k0l0m0n", "0001020304050606", "0908070605040302"}},
		{"an element", markup, []string{"<a href=x", "<svg width=8"}, []string{"<a", "<", "a href=x", "xa href=x", "<A href=x", "<9 a=b", "<a=href", "<a href"}},
		{"its own member", named("get_token", ownMember), []string{"a.get_token", "x.y.get_token"}, []string{"get_token", ".get_token", "abc.", "a_get_token", "a.get_tokens"}},
		{"a member without a name", named("", ownMember), nil, []string{"a."}},
		{"a member", member,
			[]string{"parser.next", "getPassword()", "args[0]", "v123.next"},
			[]string{"v1234.next", "1parser.next", "parser", "parser.a=b", "aB3(x9)kQ7"}},
	})
}
