package detect

import (
	"strings"
	"testing"
)

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
		if got := string(filledIn([]byte(name))); got != want {
			t.Errorf("filledIn(%q) = %q, want %q", name, got, want)
		}
	}
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
