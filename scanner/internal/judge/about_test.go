package judge

import (
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	hold(t, []knows{
		{"tells about a secret", About,
			[]string{"password_hash", "tokenType", "SECRET_NAME", "api_key_id", "passwordFile", "keyID", "csrf_token", "my_public_key", "X-Amz-Credential", "fooMonkey", "tokenSha256", "token_ids2"},
			[]string{"password", "api_key", "nameToken", "TOKEN", "republic_key", "foomonkey", "id_token", "id2_token", "token_idset", ""}},
		{"looks something up", LooksUp,
			[]string{"cache_key", "primaryKey", "continuation-token", "urlkey"},
			[]string{"password_hash", "curl_key", "token", "key"}},
		{"is of a cipher's key", OfCipher, []string{"encryption_key", "AES_KEY", "cipherKey"}, []string{"key", "side_key", "encryption_key_id"}},
		{"refers a visitor", Refers, []string{"cps_key", "affiliateKey", "REFERRAL_KEY"}, []string{"gcpsKeys", "affiliate", "key"}},
		{"numbers an event", Numbers, []string{"request_id", "traceId", "ORDERID"}, []string{"client_id", "request", "border_id", "requestIdToken"}},
		{"encrypts", Encrypts,
			[]string{"xpack.encryptedSavedObjects.encryptionKey", "ENCRYPTED_FIELDS_ENCRYPTION_KEY", "encryptionKey"},
			[]string{"encryptedKey", "encrypted_secret", "key", "encryptionMode", "encryption_key_id"}},
		{"is a password's", OfPassword, []string{"db_password", "userPwd", "PASS"}, []string{"password_file", "compass", "passkey", ""}},
		{"speaks of a password", SpeaksOfPassword, []string{"password_file", "dbpasswords", "old-pass-2"}, []string{"compass", "token"}},
		{"is a key's", EndsAsKey, []string{"user.signingkey", "apt_keys", "GPG_KEY"}, []string{"keyring", "monkey"}},
		{"names a digest", NamesDigest, []string{"file_sha256", "mySignature", "ETag"}, []string{"password", "sig"}},
	})
}

// TestSetting: what something is called, or where it is, is no secret if it is short or reads as words.
func TestSetting(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        bool
	}{
		{"database", "kR7vWq2xTz9LmPb4YcQ", true},
		{"database", "kR7vWq2xTz9LmPb4YcQ8", false},
		{"MAIL_FROM", "the-mailer-of-the-newsletter", true},
		{"database_url", "snapshots", false},
		{"", "snapshots", false},
	} {
		if got := setting([]byte(c.name), []byte(c.value)); got != c.want {
			t.Errorf("%s = %s: %v", c.name, c.value, got)
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
		"jPasswordField1.getText":   "jPassword",
		"password1.getText":         "password1",
		"12.text":                   "12",
		"passwordEditText.setText":  "password",
		"apiKeyInput.stringValue":   "apiKey",
		"field.text":                "field",
		"passwordHintField.text":    "passwordHint",
		"password.value":            "password.value",
		"passwordText":              "passwordText",
		"lblPassword.Text":          "lblPassword.Text",
		"labelPassword.setText":     "labelPassword.setText",
		"btn.text":                  "btn.text",
		".text":                     ".text",
		"x.text":                    "x",
		"_field.text":               "_field",
		"":                          "",
	} {
		if got := string(FilledIn([]byte(name))); got != want {
			t.Errorf("filledIn(%q) = %q, want %q", name, got, want)
		}
	}
}

// TestSameWords: a value that repeats its name, or a long name with little else, is no secret of that name.
func TestSameWords(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        bool
	}{
		{"password", "password", true},
		{"DB_PASSWORD", "db-password", true},
		{"password", "the_password", true},
		{"my_token", "token", true},
		{"secret", "secret123456", true},
		{"secret", "secret1234567", false},
		{"token", "token12", false},
		{"password", "---", true},
		{"password", "hunter2xyz", false},
		{"api_key", "q8Zk2LwPx91vTn4R", false},
	} {
		if got := SameWords([]byte(c.name), []byte(c.value)); got != c.want {
			t.Errorf("sameWords(%q, %q) = %v", c.name, c.value, got)
		}
	}
}

func TestOptionBefore(t *testing.T) {
	long := times("o", MaxNameWord-len("--"))
	for text, want := range map[string]string{
		"consul acl token update -id ": "id", "x --accessor-id=": "accessor-id", `x --id="`: "id", "x -i ": "i",
		"x --" + long + "=": long, "x --" + long + "oo=": "",
		"token ": "", "-id": "", "": "", " - ": "", `"`: "", "x=": "", "x- id ": "",
	} {
		if got := string(OptionBefore([]byte(text))); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestLongNames: of a name longer than any the front is read.
func TestLongNames(t *testing.T) {
	if name := strings.Repeat("a_", longestName) + "token_type"; About([]byte(name)) {
		t.Errorf("%d letters are read", longestName)
	}
}
