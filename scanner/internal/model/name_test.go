package model

import "testing"

// TestOtherPasswords: a name in another language, or that of a network's key, says password as the English one does.
func TestOtherPasswords(t *testing.T) {
	features := func(name string) Features {
		text := []byte(name + ` = "tiger4711"`)
		v := Value{Text: text, NameEnd: len(name), Start: len(text) - len(`tiger4711"`), End: len(text) - 1}
		var pair Pair
		pair.Read(&v)
		return pair.features
	}
	want := features("password")
	for _, name := range []string{"senha", "contrasena", "contrasenia", "lozinka", "geslo", "db_passwort", "motDePasse", "mot_de_passe", "wachtwoord", "psk", "WIFI_PSK", "wifiPsk", "preSharedKey", "wifiKey", "WEP_KEY1"} {
		if got := features(name); got[fNamePassword] != want[fNamePassword] {
			t.Errorf("%s: %d, want %d", name, got[fNamePassword], want[fNamePassword])
		}
	}
	for _, name := range []string{"sensor", "contrast", "wacht", "opsKey", "psk_key"} {
		if got := features(name); got[fNamePassword] != 0 {
			t.Errorf("%s says password", name)
		}
	}
}
