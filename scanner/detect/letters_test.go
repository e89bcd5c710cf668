package detect

import "testing"

// TestLettersCountAtTheEndsOfARun: a token may have the letter of its literal beside that, on one side or on the other.
func TestLettersCountAtTheEndsOfARun(t *testing.T) {
	for _, token := range []string{
		"{{base62:10}}Z" + "AAAAAAAAAA" + "{{base64url:43}}", "{{base62:10}}A" + "AAAAAAAAAA" + "Z{{base64url:42}}",
		"{{base62:10}}Z" + "AAAAAAAAAA" + "A{{base64url:42}}",
	} {
		token = filled(t, token)
		if all := found(t, "DROPBOX_TOKEN="+token+"\n"); len(all) != 1 || all[0].Secret != token || all[0].Rule.Provider != "dropbox" {
			t.Errorf("%s: %v", token, all)
		}
	}
}
