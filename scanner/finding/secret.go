package finding

import (
	"fmt"
	"log/slog"
	"strings"
	"unicode/utf8"
)

// Secret is a credential found in the input. It prints masked everywhere (fmt, slog, JSON); only Reveal returns the text. The
// zero Secret is empty. Secrets are immutable and safe for concurrent use.
type Secret struct {
	// A pointer, because fmt prints unexported fields of an enclosing struct without calling their methods.
	text *string
}

// NewSecret wraps text.
func NewSecret(text string) Secret { return Secret{&text} }

// Reveal returns the secret itself.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// shown is how many bytes at the beginning of a long secret are not masked: enough to tell a provider's prefix.
const shown = 4

// WholeFile begins the secret of a file that is a credential as a whole; the SHA-256 of its content follows in hexadecimal digits.
const WholeFile = "sha256:"

// String masks the secret: "[masked]", with its first four characters where it is at least eight times as long; of a block, the
// begin line; of a whole file "[whole file]".
func (s Secret) String() string {
	text := s.Reveal()
	if sum, ok := strings.CutPrefix(text, WholeFile); ok && len(sum) == 64 {
		return "[whole file]"
	}
	if label, ok := strings.CutPrefix(text, "-----BEGIN "); ok {
		if end := strings.Index(label, "-----"); end > 0 && end < 64 && strings.Trim(label[:end], labelBytes) == "" {
			return "-----BEGIN " + label[:end] + "-----[masked]"
		}
	}
	if len(text) < 8*shown || !printable(text[:shown]) {
		return "[masked]"
	}
	return text[:shown] + "…[masked]"
}

// labelBytes are what labels such as "RSA PRIVATE KEY" and "SSH2 ENCRYPTED PRIVATE KEY" consist of.
const labelBytes = "ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789"

func printable(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] >= utf8.RuneSelf || text[i] == 0x7f {
			return false
		}
	}
	return true
}

// Format masks the secret for every verb of package fmt: %x and %q of a string would show it.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// LogValue masks the secret in logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText masks the secret in JSON, XML and the like.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
