package detect

import (
	"slices"
	"testing"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// TestChosenPasswords: a password of words that the model finds likely is told by default, unless it is dull or of words alone.
func TestChosenPasswords(t *testing.T) {
	w := builtinWorker(t)
	for text, want := range map[string]finding.Confidence{
		"$mail->Username = \"clinic@corp.net\";\n$mail->Password = \"bilgola73\"; // Your Gmail password\n": finding.ConfidenceMedium,
		"storeFile=cert/key.jks\nstorePassword=kurrajong7\nkeyPassword=kurrajong7\n":                        finding.ConfidenceMedium,
		"mail.username=ops\nmail.password=changeme12\n":                                                     finding.ConfidenceLow,
		"services:\n  db:\n    POSTGRES_USER: bilgola\n    POSTGRES_PASSWORD: bilgola\n":                    finding.ConfidenceLow,
	} {
		matches := foundBy(t, w, text)
		if !slices.ContainsFunc(matches, func(m Match) bool { return m.Confidence == want }) || slices.ContainsFunc(matches, func(m Match) bool { return m.Confidence.Rank() > want.Rank() }) {
			t.Errorf("%q: %v, want one of %s confidence", text, matches, want)
		}
	}
}

// TestTokensInContextAreNoWords: random characters that change their case seldom and have few digits are none, though letters look like it.
func TestTokensInContextAreNoWords(t *testing.T) {
	text := `{"apiKey": "AIza` + "Sylpmwvq_XKBtq-rtdnz" + `gQ7hvkPWJzxcmlf", "authDomain": "corp-a1.firebaseapp.com"}`
	matches := foundBy(t, builtinWorker(t), text)
	if i := slices.IndexFunc(matches, func(m Match) bool { return m.Rule.ID == "gcp-firebase-api-key" }); i < 0 || matches[i].Confidence != finding.ConfidenceHigh {
		t.Errorf("%v, want a key of Firebase with high confidence", matches)
	}
}

// TestDefaultsInCalls: the well-known password of a database is no more of a secret in a call than in an address.
func TestDefaultsInCalls(t *testing.T) {
	for value, want := range map[string]finding.Confidence{"postgres": finding.ConfidenceLow, "bilgola73": finding.ConfidenceMedium} {
		matches := foundBy(t, builtinWorker(t), `open("jdbc:postgresql://10.1.2.6/shop", "shop", "`+value+`");`)
		if len(matches) != 1 || matches[0].Secret != value || matches[0].Confidence != want {
			t.Errorf("%s: %v, want it with %s confidence", value, matches, want)
		}
	}
}
