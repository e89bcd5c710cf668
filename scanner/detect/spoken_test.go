package detect

import (
	"strings"
	"testing"
)

func TestSpoken(t *testing.T) {
	for value, want := range map[string]bool{
		"Contraseña olvidada": true, `Kennwortr\u00fccksetzung`: true, `contrase\xf1a del usuario`: true, `\u5bc6\u7801`: true, "8文字以上のパスワード": true, "Mot de passe oublié ?": true, "Пароль2": true, "รหัสผ่าน": true,
		"password": false, "Füchse7!": false, `p\u00e4ss#9x1`: false, `p\xe4ss#9x1`: false, "pässwörd99": false, `\u00zz`: false, "€uro": false, "": false, "\xff\xfe": false,
	} {
		if got, _ := spoken([]byte(value)); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

// TestLabels: words among texts for people are labels, the same words among settings are told, and what is random is told among texts, too.
func TestLabels(t *testing.T) {
	german := "{\n  \"title\": \"Willkommen bei uns\",\n  \"password\": \"{}\",\n  \"forgot\": \"Haben Sie es vergessen?\",\n  \"hint\": \"Mindestens zwei Zeichen\",\n  \"next\": \"Weiter zum Konto\"\n}\n"
	oneLine := `{"title":"Willkommen bei uns","password":"{}","forgot":"Haben Sie es vergessen?","hint":"Mindestens zwei Zeichen"}`
	android := "<resources>\n<string name=\"title\">Witamy w programie</string>\n<string name=\"password\">{}</string>\n<string name=\"x\">Prosze podac nowe</string>\n<string name=\"y\">Nie mozna zapisac</string>\n</resources>\n"
	settings := "{\n  \"title\": \"Main_7\",\n  \"password\": \"{}\",\n  \"user\": \"admin\",\n  \"port\": \"8080\",\n  \"host\": \"db1\"\n}\n"
	random := filled(t, "{{alnum:18}}")
	for _, c := range []struct {
		class, text, value string
		found              bool
	}{
		{"German", german, "Elfelejtette", false}, {"one line", oneLine, "Elfelejtette", false}, {"Android", android, "Elfelejtette", false}, {"settings", settings, "Elfelejtette", true},
		{"signs and digits", german, "*Elfeleitte79#", true}, {"random", german, random, true}, {"random in one line", oneLine, random, true},
	} {
		found, judges := told(t, strings.Replace(c.text, "{}", c.value, 1))
		if (found != "") != c.found || judges["label"] == c.found {
			t.Errorf("%s: found %q, want something: %v; dropped by %v", c.class, found, c.found, judges)
		}
	}
}
