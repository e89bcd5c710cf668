package finding

import "log/slog"

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
