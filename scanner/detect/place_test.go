package detect

import (
	"strings"
	"testing"
)

// placed are a value's text, the paths of its file, and the provider that they tell, "generic" for none.
var placed = []struct{ text, paths, provider string }{
	{`{"url": "x", "secret_key": "{{hex:32}}"}`, "tavus.json", "tavus"},
	{`{"url": "x", "secret_key": "{{hex:33}}"}`, "tavus.json", "generic"}, // another shape
	{"api_key: {{hex:32}}", "config/Tavus.yml", "tavus"},
	{"api_key: {{hex:32}}", "src/TavusConfig.java", "tavus"},
	{"api_key: {{hex:32}}", ".env.tavus", "tavus"},
	{"api_key={{hex:32}}", ".mailgunrc", "mailgun"},
	{"api_key={{hex:32}}", "mailgunrc", "generic"}, // another word
	{"api_key={{hex:32}}", "mailguns.json", "generic"},
	{"LICENSE_KEY={{hex:40}}", "new_relic.env", "newrelic"},
	{"AUTH_TOKEN={{hex:32}}", "twilio.env", "twilio"}, // whose rule asks for its name near by
	{"PASSWORD={{hex:32}}", "datadog.env", "generic"}, // no word of its names
	{"api_key: {{hex:32}}", "conf/tavus/prod.yml", "tavus"},
	{"api_key: {{hex:32}}", "tavus/conf/prod.yml", "generic"},       // too far
	{"api_key: {{hex:32}}", "conf/tavus-test/prod.yml", "generic"},  // not its whole name
	{"api_key: {{hex:32}}", "conf/.tavus/prod.yml", "generic"},      // a tool's own folder
	{"api_key: {{hex:32}}", "conf/tavus/mailgun.yml", "mailgun"},    // the nearer
	{"api_key: {{hex:32}}", "tavus-mailgun.yml", "generic"},         // which of the two?
	{"api_key: {{hex:32}}", "tavus.yml old/config.yml", "tavus"},    // one content at two places
	{"api_key: {{hex:32}}", "old/config.yml tavus.yml", "tavus"},    // in any order
	{"api_key: {{hex:32}}", "tavus.yml old/mailgun.yml", "generic"}, // which of the two?
	{"api_key: {{hex:32}}", "", "generic"},
	{"api_key: {{hex:8}}-{{hex:4}}-4{{hex:3}}-a{{hex:3}}-{{hex:12}}", "heroku.yml", "generic"}, // its variables are anybody's
	{"token={{hex:8}}-{{hex:4}}-4{{hex:3}}-a{{hex:3}}-{{hex:12}}", "heroku_token.txt", "heroku"},
	{"token={{hex:8}}-{{hex:4}}-4{{hex:3}}-a{{hex:3}}-{{hex:12}}", "heroku/app.txt", "generic"},
	{"secret: {{hex:32}}", "test/abstract_unit.rb", "generic"}, // a word that is only a part of the provider's name
	{"api_key: {{hex:32}}", "abstract.yml", "generic"},         // and a word for other things, too
	{"api_key: {{hex:32}}", "line.yml", "generic"},             // a common word
	{"TAVUS_API_KEY={{hex:32}}", "mailgun.env", "tavus"},       // its own name tells
	{"-H 'Authorization: Bearer {{hex:32}}'", "tavus.sh", "tavus"},
}

func TestOwned(t *testing.T) {
	w := builtinWorker(t)
	for _, c := range placed {
		text := filled(t, c.text)
		matches := found(t, text)
		if len(matches) != 1 {
			t.Errorf("%s: %d matches", text, len(matches))
			continue
		}
		owned, ok := w.Owned(matches[0], strings.Fields(c.paths))
		if owned.Rule.Provider != c.provider || ok == (owned.Rule == matches[0].Rule) {
			t.Errorf("%s at %s: %s (%v), not %s", text, c.paths, owned.Rule.Provider, ok, c.provider)
		}
		if owned.Secret != matches[0].Secret || owned.Confidence != matches[0].Confidence {
			t.Errorf("%s at %s: %q with %s", text, c.paths, owned.Secret, owned.Confidence)
		}
	}
}

// TestFileValue: a file that holds a value and nothing else is told at the value's place.
func TestFileValue(t *testing.T) {
	w := builtinWorker(t)
	value := filled(t, "{{alnum:40}}")
	for _, c := range []struct {
		path, text string
		at         int // of the value, -1 for none
	}{
		{"token", value, 0},
		{"conf/Deploy-Token", value + "\n", 0},
		{"api_key.txt", "\ufeff" + value, -1}, // nobody's editor writes a mark into such a file
		{"github.token", "\n  " + value + "\r\n\n", 3},
		{"db_password", value[:16] + "\n", 0},
		{"db_password", "changeme\n", -1},
		{"db_password", "$(cat x)\n", -1},
		{"token", value + "\n" + value + "\n", -1},
		{"token", strings.Repeat(value, 20), -1},
		{"token", "", -1},
		{"token.go", value, -1},
		{"tokens", value, -1},
		{"broken", value, -1},
	} {
		at := -1
		for _, n := range w.Files(c.path, 1) {
			for _, m := range w.File(n, []byte(c.text)) {
				if at = m.Start; c.text[m.Start:m.End] != m.Secret {
					t.Errorf("%s: %q at %q", c.path, m.Secret, c.text[m.Start:m.End])
				}
			}
		}
		if at != c.at {
			t.Errorf("%s with %q: at %d, not %d", c.path, c.text, at, c.at)
		}
	}
}
