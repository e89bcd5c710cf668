package detect

import (
	"strings"
	"testing"
)

// TestFilledInto: a password that a program fills into a field of a form is told, and no text of a label.
func TestFilledInto(t *testing.T) {
	value := filled(t, "{{alnum:18}}")
	for text, tells := range map[string]bool{
		`txtPassword.Text = "{}";`:         true,
		`passwordField.text = "{}"`:        true,
		`passwordController.text = '{}';`:  true,
		`passwordEditText.setText("{}");`:  true,
		`passwordHintLabel.text = "{}";`:   false,
		`lblPassword.Text = "{}";`:         false,
		`passwordText = "{}";`:             false,
		`passwordField.placeholder = "{}"`: false,
	} {
		if found, _ := told(t, strings.Replace(text, "{}", value, 1)); (found == value) != tells {
			t.Errorf("%s: found %q", text, found)
		}
	}
}
