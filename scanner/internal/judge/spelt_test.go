package judge

import "testing"

// TestChosen: words are a password that somebody chose if a digit or a sign is in them; without one they are labels or names.
func TestChosen(t *testing.T) {
	hold(t, []knows{
		{"a chosen password", Chosen,
			[]string{"bilgola73", "api_shop017#", "wagga!bilgola"},
			[]string{"bilgola", "bilgola-wagga", "bilgola_wagga.x", "bilgola 73", "changeme1", "bilgolä"}},
		// of nothing but words that protect nothing yet, whatever signs and digits stand among their letters or for them
		{"a dull one", Dull,
			[]string{
				"changeme", "P@ssw0rd!", "my-secret_password123", "supersecure", "Admin12345", "qwerty", "2017", "letmein123", "dbpassword", "acmepass12", "AcmeP4ssword7x", "",
				"bilgola-pass", "pass", "my" + times("!", mostDull-2), "bilgolasekret9",
			},
			[]string{"bilgola73", "wagga1985", "passerby7", "rootcellar", "bilgolapas", "my" + times("!", mostDull-1), "bilgolasecre", "testx"}},
		{"a common one", Common, []string{"password", "ROOT", "hunter2", "p"}, []string{"hunter", "roots", ""}},
	})
}
