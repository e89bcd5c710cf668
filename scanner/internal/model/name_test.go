package model

import "testing"

// TestPasswordsOfOtherLanguages: a name in another language says password as the English one does.
func TestPasswordsOfOtherLanguages(t *testing.T) {
	features := func(name string) Features {
		text := []byte(name + ` = "tiger4711"`)
		v := Value{Text: text, NameEnd: len(name), Start: len(text) - len(`tiger4711"`), End: len(text) - 1}
		var pair Pair
		pair.Read(&v)
		return pair.features
	}
	want := features("password")
	for _, name := range []string{"senha", "contrasena", "db_passwort", "motDePasse", "mot_de_passe", "wachtwoord"} {
		if got := features(name); got[fNamePassword] != want[fNamePassword] {
			t.Errorf("%s: %d, want %d", name, got[fNamePassword], want[fNamePassword])
		}
	}
	for _, name := range []string{"sensor", "contrast", "wacht"} {
		if got := features(name); got[fNamePassword] != 0 {
			t.Errorf("%s says password", name)
		}
	}
}
