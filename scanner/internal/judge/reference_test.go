package judge

import "testing"

func TestReferences(t *testing.T) {
	hold(t, []knows{
		{"what is fetched from elsewhere", Reference,
			[]string{
				"${DB_PASSWORD}", "$DB_PASSWORD", "{{ .Values.password }}", "<password>", "%PASSWORD%", "$(cat file)", "#{password}", "os.environ['X']",
				"process.env.X", "@password@", "", "((vault/password))", "[password]", "{password}", `{12"}`, "{AQAAABAAAAAQq8Zk", "@/run/secrets/db", "@./db", "@db.txt",
				"eyJpdiI6Ikx3", "AQICAH" + times("q", 95), "AQIAA2YAAAAApAAA" + times("q", 85), "AQAAANCMnd8BFdERjHoAwE/Cl+" + times("q", 75),
				"01000000d08c9ddf0115d1118c7a00c04fc297eb" + times("0", 61), "op://vault/item", "$d", "ENC(3ad12c83f02dda02)", `\u003cTOKEN\u003e`, "Bearer %s", "for=%s@%s", "ENC(nrmZtkF7T0kjG/Vo+A==)", "shop$RANDOM$RANDOM",
			},
			[]string{
				"$2y1q9x", "p@ssw0rd$", "hunter2xyz", "a{b}c", "$", "((password", "password))", "ENC(3ad12c83f02dda02", `\u003cTOKEN`, `TOKEN\u003e`, "q8%s", "x9 %d", "enc(3ad12c83f02dda02)", "<password", "password>", "[password", "password]", "%password", "@password",
				`{"name":1}`, `{1"}`, `{\"name\":1}`, "{password", "password}", "@.db", "@db.q8", "@.", "AQICAH" + times("q", 94), "AQIAA2YAAAAApAAB" + times("q", 85), "AQIAB2YAAAAApAAA" + times("q", 85), "a/run", "@a/db", "$-bc", "password%", "password@", "AQICAG" + times("q", 95), "$q-8", "shop$Rand8",
			}},
		{"an element", element,
			[]string{"$row->[3]", "$user->{pass2}", "$user->pass2"},
			[]string{"row->[3]", "$->[3]", "$3row->[3]", "$ro-w->[3]", "$row->", "$row-[3]", "$row->[3", "$row->{pass2", "$row->3", "$user->pa-s2"}},
		{"what Fernet encrypted", Fernet,
			[]string{"gAAAAA" + times("q", 94), "Z0FBQUFB" + times("q", 92), "gAAAAA" + times("q", 92) + "=="},
			[]string{"gAAAAA" + times("q", 93), "gAAAAB" + times("q", 94), "gAAAAA" + times("q", 93) + "+", "Z0FBQUFC" + times("q", 92)}},
		{"what opens an expression", opensExpression,
			[]string{"a${b}", "{{x}}", "#{x}", "$(x)", "%(x)s", "<% x %>", "${b.c", "{{ vault['x"},
			[]string{"a$b", "{x}", "${q!8", "q8{{#9!", "<%q!8", ""}},
		{"what follows a beginning of a template", ContinuesAsTemplate,
			[]string{"{{.Token}}", "${TOKEN}", "...", "…", "<token>", "#{x}", "%{x}", "%s"},
			[]string{"", " ${x}", `"`, ".x", "{x", "</code>", "%d"}},
		{"what ends a text", EndsText,
			[]string{"</code>", "<br>", "<BR/>", "<br"},
			[]string{"<code>", "<brand>", "<b", "br>", ""}},
		{"a pattern", PatternLike,
			[]string{`^(password|path)$`, `[a-z0-9]{20}`, `(?i)secret`, `\d{4}-x`, `key.*`, "^q$", "H{1,2}|m{1,2}|YYYY", "a|b{3}"},
			[]string{"q8Zk2LwPx91vTn4R", "a^b(c", "pass.word+1", "^$", "^q8Zk", "q8Zk$", "q8{2}Zk", "q8|Zk{a}", "q8|Zk{2", "|{2}"}},
		{"a part of a program", CodeLike,
			[]string{
				"getPassword()", "user.password", "self._token", "password", "args[0]", "config.get", "settings.SECRET_KEY", "@database_password2", "a|b",
				"v1.key23", "_user.token=x", "under_score",
			},
			[]string{"q8Zk2LwPx91vTn4R", "a1b2c3d4", "@q8Zk2!", "eyJ0.eyJ1.abc123456", "v1.key234", "v1.a=2", "9a8.b", "pass#word", "p4ss"}},
		{"a constant of a class", scoped,
			[]string{"self::NONCE_BYTES2", "Acme::V2::KEY"},
			[]string{"::KEY", "Acme:KEY", "Acme::K-8", "2::KEY", "AcmeKEY"}},
	})
}
