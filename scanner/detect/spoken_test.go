package detect

import (
	"strings"
	"testing"
)

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
