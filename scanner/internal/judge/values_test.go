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
		{"password", "-----", true, PhraseValue},
		{"password", "${DB_PASSWORD}", true, Fetched},
		{"password", "{{ vault.password }}", true, Fetched},
		{"token", "<your token>", true, Fetched},
		{"api_key", "sha256-9f86d081", true, Naming},
		{"api_key", "https://host/key", true, Naming},
		{"api_key", "ssh-rsa AAAA", true, Naming},
		{"password", "^[a-z]+$", true, Expression},
		{"password", "^Fwo3ZX9vYXdz$", true, Expression},
		{"password", "xxxxxxxx", true, StandIn},
		{"password", "abc...", true, StandIn},
		{"api_key", "a1B2c3D4e5F6", true, StandIn},
		{"api_key", "a1B2c3D4e5F7", true, NoReason},
		{"password", "Contraseña", true, StandIn},
		{"password", "contraseña7", true, NoReason},
		{"secret", "h4x0rh4x0rh4x0rh4x", true, Uniform},
		{"secret", "h4x0rh4x0rh4x1rh4x", true, NoReason},
		{"secret", "rootroot", true, NoReason},
		{"DocumentKey", "12d8d10611374d7c", true, NameAbout},
		{"password", "getPassword()", false, Program},
		{"token", "parser.next", false, Program},
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

func TestSpoken(t *testing.T) {
	for value, want := range map[string]bool{
		"Contraseña olvidada": true, `Kennwortr\u00fccksetzung`: true, `contrase\xf1a del usuario`: true, `\u5bc6\u7801`: true, "8文字以上のパスワード": true, "Mot de passe oublié ?": true, "Пароль2": true, "รหัสผ่าน": true,
		"password": false, "Füchse7!": false, `p\u00e4ss#9x1`: false, `p\xe4ss#9x1`: false, "pässwörd99": false, `\u00zz`: false, "€uro": false, "": false, "\xff\xfe": false,
	} {
		if got, _ := Spoken([]byte(value)); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

// TestStrokes: short sequences of letters and of digits are made up if one is there twice; a password of three of them is not, nor is
// what has anything else in it.
func TestStrokes(t *testing.T) {
	for value, want := range map[string]bool{
		"abcdabcd123412341234": true, "asdfasd12341234": true, "cba321321fed987": true, "890abcabcjkl": true, "QWErtyQWErty123ASDfgh": true,
		"abc123def456ghi789": false, "qwerasdf1234": false, "abcd1234abcd12": false, "abcdabcd1234x234": false, "p asd fgh jkl": false,
		"abcdefabcdefabcdefabcdef": false, "123412341234": false, "": false,
	} {
		if got := strokes([]byte(value)); got != want {
			t.Errorf("%s: %v", value, got)
		}
	}
}

// TestGrammatical: what programs write in the place of a value is an expression, and signs in any order are none.
func TestGrammatical(t *testing.T) {
	for _, value := range []string{
		"getPassword()", "getPassword(", "tokens[0].value", "a.b(c).d[e]", "foo(bar", "(char*)secret", "[]byte(secret)", "&keys[i]", "*p++;",
		"x?y[0]:z", "vec![x", "foo!!.bar()", "a<b>(c)", "(a+b)*c", "{a:b", "x=>x.y()", "f(a,b,", "keys[0x1F]", "a[10L]", "wait(100ms)",
		"foo()||bar", "a&&b()", "f(x);g(y)", "foo[0])", "a->b(c)", "x[1e9]", "obj?.key(", "%pw[user]k9", `\u60A8\u597D{0}`, "x|y|z", "(x",
	} {
		if !grammatical([]byte(value)) {
			t.Errorf("%s is no expression", value)
		}
	}
	for _, value := range []string{
		"aB3(x9)kQ7", "x]9k(Q7m", "k9#(xQ2m", "7vR(k2Qm", "Qm{2]k9x", "k9x(Q~)m", "pQ7)m2x", "k~9[Qm2x", "Q(!*%m2k", `k9\Q2m7`, "1vRQ(9km",
	} {
		if grammatical([]byte(value)) {
			t.Errorf("%s is an expression", value)
		}
	}
}

// TestDull: values of nothing but words that protect nothing yet, whatever signs and digits stand among their letters or for them.
func TestDull(t *testing.T) {
	for value, want := range map[string]bool{
		"changeme": true, "P@ssw0rd!": true, "my-secret_password123": true, "supersecure": true, "Admin12345": true, "qwerty": true, "2017": true, "letmein123": true, "dbpassword": true, "acmepass12": true, "AcmeP4ssword7x": true,
		"bilgola73": false, "wagga1985": false, "passerby7": false, "rootcellar": false, "": true,
	} {
		if got := Dull([]byte(value)); got != want {
			t.Errorf("%q is dull: %v, want %v", value, got, want)
		}
	}
	if Dull(make([]byte, mostDull+1)) {
		t.Error("a long value is dull")
	}
}

func TestSameWords(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        bool
	}{{"password", "password", true}, {"DB_PASSWORD", "db-password", true}, {"password", "the_password", true},
		{"password", "hunter2xyz", false}, {"api_key", "q8Zk2LwPx91vTn4R", false}} {
		if got := SameWords([]byte(c.name), []byte(c.value)); got != c.want {
			t.Errorf("sameWords(%q, %q) = %v", c.name, c.value, got)
		}
	}
}

// TestReading: letters with few digits read as words only if words of programs are among them, if they are joined as names are, or short.
func TestReading(t *testing.T) {
	for value, want := range map[string]bool{
		"prospect-token-for-the-service":   true,
		"my_secret_value":                  true,
		"vault-token":                      true,
		"ZC2NGYVAUq7osfsiVeIR2S-bhVoKbifo": false,
		"CttmTOydiHgVuDOlndgX":             false,
		"abcdefabcdefabcdefabcdefabcdef":   true,
		"saladcloud-key-named":             true,
		"voyageai-voyage-ai-api-key-2":     true,
		"q-K_dPslEjXmQp-RwTzHgUiOaY":       false,
	} {
		if got := Reading([]byte(value)); got != want {
			t.Errorf("%s: %v, want %v", value, got, want)
		}
	}
}

// TestFilledIn: what a program fills into a field is what the field's name says, what a label shows is about it.
func TestFilledIn(t *testing.T) {
	for name, want := range map[string]string{
		"txtPassword.Text":          "txtPassword",
		"this.passwordTextBox.Text": "this.password",
		"passwordField.text":        "password",
		"password_entry.set_text":   "password",
		"passwordEditText.setText":  "password",
		"apiKeyInput.stringValue":   "apiKey",
		"field.text":                "field",
		"passwordHintField.text":    "passwordHint",
		"password.value":            "password.value",
		"passwordText":              "passwordText",
		"lblPassword.Text":          "lblPassword.Text",
		"labelPassword.setText":     "labelPassword.setText",
		".text":                     ".text",
		"":                          "",
	} {
		if got := string(FilledIn([]byte(name))); got != want {
			t.Errorf("filledIn(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestJudges(t *testing.T) {
	for _, c := range []struct {
		name     string
		judge    func([]byte) bool
		yes, not []string
	}{
		{"placeholder", Placeholder,
			[]string{
				"xxxxxxxxxxxxxxxx", "your_api_key_goes", "AKIAIOSFODNN7EXAMPLE", "0000-0000",
				"12345678", "abcdefghijkl", "87654321", "changeme123", "<your-token>", "insert_key",
			},
			[]string{"q8Zk2LwPx91vTn4R", "hunter2xyz", "Tr0ub4dor&3", "c0rrect-h0rse", "1234567", "aaab"}},
		{"reference", Reference,
			[]string{
				"${DB_PASSWORD}", "$DB_PASSWORD", "{{ .Values.password }}", "<password>", "%PASSWORD%",
				"$(cat file)", "#{password}", "os.environ['X']", "process.env.X", "@password@", "",
			},
			[]string{"$2y1q9x", "p@ssw0rd$", "hunter2xyz", "a{b}c"}},
		{"codeLike", CodeLike,
			[]string{
				"getPassword()", "user.password", "self._token", "password",
				"args[0]", "config.get", "settings.SECRET_KEY", "@database_password2",
			},
			[]string{"q8Zk2LwPx91vTn4R", "a1b2c3d4", "@q8Zk2!", "eyJ0.eyJ1.abc123456"}},
		{"identifier", Identifier,
			[]string{"https://example.org/x", "/etc/passwd", "./key.pem", "sha256-abc", "ssh-rsa AAAA", "$2a$10$abcdef", "{SHA}abc"},
			[]string{"q8Zk2LwPx91vTn4R", "123e4567", "a/b"}},
		{"slashed64", Slashed64, // against a path
			[]string{"/q8Zk2LwPx91vTn4R7Wd", "/q8Zk2LwPx9/vTn4R7Wd=="},
			[]string{"/q8Zk2LwPx91vTn4R7W", "/q8Zk2LwPx9/vTn4/7Wd", "/q8zk2lwpx91vtn4r7wd", "/Q8ZK2LWPX91VTN4R7WD", "/q8Zk2LwPx91.Tn4R7Wd", "/qaZkbLwPxcdvTneRfWd"}},
		{"pair", Pair, []string{"name=ann", "user_name=ann&x"}, []string{"q8Zk2LwP==", "q8Zk2LwP", "a.b=c", ""}},
		{"publicDER", publicDER,
			[]string{
				"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIB",
				"MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQ", "MIIDdzCCAl+gAwIBAgIEbGVzczANBgkq",
			},
			[]string{"MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgw", "MIIFHDBOBgkqhkiG9w0BBQ0wQTApBgkqhkiG", "MIIBIjANBgkqhkiG9w0",
				"q8Zk2LwPx91vTn4Rq8Zk2LwPx91vTn4R"}},
		{"publicPoint", PublicPoint,
			[]string{
				"BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU",
				"BGsX0fLhLEJH+Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT+NC4v4af5uO5+tKfA+eFivOM1drMV7Oy7ZAaDe/UfU=",
			},
			[]string{"BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_AAA",
				"BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMK", "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"}},
		{"multikey", Multikey,
			[]string{"z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"},
			[]string{"z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2do", "z3u2haXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"}},
		{"minisignKey", minisignKey,
			[]string{"RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"},
			[]string{"RWXf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3", "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7"}},
		{"mailKey", mailKey,
			[]string{"v=DKIM1; k=ed25519; p=x", "p=MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE", "k=rsa; p=MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"},
			[]string{"p=q8Zk2LwPx91vTn4R", "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE", "x=1;p=MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"}},
		{"machineAddress", MachineAddress,
			[]string{"::1", "::fd87:20d6:a932:6605", "fd28:387a:2:b100::/56", "1:2:3:4:5:6:7:8"},
			[]string{"a:b:c", "1:2", "fd28:387a:2:b100::/9567", "1:2:3:4:5:6:7", "1::2::3", "12345::1", "q8Zk:2LwP:x91v::1", "192.0.2.1"}},
		{"encrypts", Encrypts,
			[]string{"xpack.encryptedSavedObjects.encryptionKey", "ENCRYPTED_FIELDS_ENCRYPTION_KEY"},
			[]string{"encryptedKey", "encrypted_secret", "key", "encryptionMode"}},
		{"dateFormat", dateFormat, []string{"%Y-%m-%dT%H:%M:%S.%3NZ", "%d/%m/%Y", "%H:%M", "yyyy-MM-dd HH:mm:ss", "hh:mm a"}, []string{"%Yq8Zk2LwP", "q8%m", "%d", "Mammy", "yyMM7HHmm"}},
		{"hidesStandIn", HidesStandIn, []string{"ZXhhbXBsZS1hcHAtc2VjcmV0", "Y2hhbmdlLW1l", "eW91ci1wYXNzd29yZA=="}, []string{"cThaazJMd1B4OTF2VG40Ug==", "q8Zk2LwPx91vTn4R", "Y2hhbmdl", "your-password"}},
		{"yours", yours, []string{"Ihr_Passwort", "votre-mot-de-passe", "тваш_пароль", "您的密码"}, []string{"passwort", "q8Zk2LwPx91vTn4R", "contraseña", ""}},
		{"patternLike", PatternLike,
			[]string{`^(password|path)$`, `[a-z0-9]{20}`, `(?i)secret`, `\d{4}-x`, `key.*`},
			[]string{"q8Zk2LwPx91vTn4R", "a^b(c", "pass.word+1"}},
		{"continuesAsTemplate", ContinuesAsTemplate,
			[]string{"{{.Token}}", "${TOKEN}", "...", "…", "<token>", "<branch>"},
			[]string{"", " ${x}", `"`, ".x", "{x", "</td>", "<br>", "<BR />"}},
		{"wordy", Wordy,
			[]string{"password", "my-secret-name", "some_long_key", "Password", "user.name", "camelCase"},
			[]string{"q8Zk2LwPx91vTn4R", "hunter2!", "aXbYcZdW", "x9x9x9"}},
		{"about", func(b []byte) bool { return About(b) },
			[]string{"password_hash", "tokenType", "SECRET_NAME", "api_key_id", "passwordFile", "keyID"},
			[]string{"password", "api_key", "nameToken", "TOKEN"}},
	} {
		for _, v := range c.yes {
			if !c.judge([]byte(v)) {
				t.Errorf("%s(%q) = false", c.name, v)
			}
		}
		for _, v := range c.not {
			if c.judge([]byte(v)) {
				t.Errorf("%s(%q) = true", c.name, v)
			}
		}
	}
}

func TestOptionBefore(t *testing.T) {
	for text, want := range map[string]string{
		"consul acl token update -id ": "id", "x --accessor-id=": "accessor-id", `x --id="`: "id", "token ": "", "-id": "", "": "", " - ": "",
	} {
		if got := string(OptionBefore([]byte(text))); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
