package judge

import (
	"encoding/base64"
	"testing"
)

// in64 gives a judge the base64 of a text.
func in64(judge func([]byte) bool) func([]byte) bool {
	return func(text []byte) bool { return judge([]byte(base64.StdEncoding.EncodeToString(text))) }
}

func TestBase64(t *testing.T) {
	hold(t, []knows{
		{"a default user and password", in64(DefaultPair),
			[]string{"admin:admin", "user:password", "admin:xxxxxxxx", "0000-0000:", "root:"},
			[]string{"deploy:admin", "admin:q8Zk2LwP", "browser:", "admin", "0000-0000:q8Zk2LwP", "0000-0000:root"}},
		{"a default user and password as they stand", DefaultPair, []string{"YWRtaW46YWRtaW4"}, []string{"admin:admin", "cm9vdDpyb290!"}},
		{"a user without a password", in64(UserAlone),
			[]string{"browser:", "the.web.browser:"},
			[]string{"browser", "browser:x", "the.web.browsers:", "q8Zk2LwPx9:"}},
		{"a user without a password as it stands", UserAlone, []string{"YnJvd3NlcnM6"}, []string{"YnJvd3NlcnM6!", "browsers:"}},
		{"a placeholder", in64(HidesStandIn),
			[]string{"change-me", "example-app-secret", "example\tapp\n", "example~app", times("examples", 12)},
			[]string{"fixme123", times("examples", 12) + "!", "example\x01app", "example\x7fapp", "exampl\xc3\xa9 example", "q8Zk2LwPx91vTn4R"}},
		{"a placeholder as it stands", HidesStandIn, []string{"eW91ci1wYXNzd29yZA==", "eW91ci1wYXNzd29yZA"}, []string{"your-password", "Y2hhbmdl", "Y2hhbmdlLW1l!"}},
		{"a sentence", in64(HidesSentence), []string{"<p>one of very many words</p>", "five words, no less here"}, []string{"four words are few", "ops:one two three", "a b c d \x00 e"}},
		{"a text", in64(HidesText),
			[]string{"a text of 24 characters:", "a text of 24 characters:\x00\x01\x02", "{\n\t\"name\":\r\n\t\"anything\" }"},
			[]string{"a text of 21 characte", "a text of \x0024 characters:", "ein Text für 24 Zeichen:"}},
		{"what no base64 is", HidesText, nil, []string{"YSB0ZXh0IG9mIDI0IGNoYXJhY3RlcnM", "YSB0ZXh0IG9mIDI0.GNoYXJhY3RlcnM6"}},
	})
}

// TestOfBase64: both alphabets are read, with padding and without, as far as there is room.
func TestOfBase64(t *testing.T) {
	var p PlainBytes
	for value, want := range map[string]string{"Pz8_Pj4-": "???>>>", "Pz8/Pj4+": "???>>>", "Pz8": "??", "Pz8=": "??", "": ""} {
		if plain, ok := p.OfBase64([]byte(value)); !ok || string(plain) != want {
			t.Errorf("%s: %q %v, want %q", value, plain, ok, want)
		}
	}
	for _, value := range []string{"Pz8/Pj4-", "P", "P!", times("A", longestBase64+2)} {
		if plain, ok := p.OfBase64([]byte(value)); ok {
			t.Errorf("%.9s: %q", value, plain)
		}
	}
	if plain, ok := p.OfBase64([]byte(times("A", longestBase64))); !ok || len(plain) != len(p) {
		t.Errorf("%d letters are %d bytes, %v", longestBase64, len(plain), ok)
	}
}
