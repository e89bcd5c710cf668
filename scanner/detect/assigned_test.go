package detect

import (
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

func TestNamed(t *testing.T) {
	for _, c := range []struct {
		name, want string
		ok         bool
	}{
		{"API_KEY", "api key", true}, {"apiKey", "api key", true}, {"x-api-key", "api key", true}, {"myApiKey2", "api key", true}, {"apikeys", "api key", true},
		{"dbpassword", "password", true}, {"passwordless", "password", false}, {"monkey", "key", false}, {"key", "key", true}, {"HTTPKey", "key", true},
		{"keyboard", "key", false}, {"tokenizer", "token", false}, {"accessToken", "token", true}, {"ACCESSTOKEN", "token", false},
	} {
		words := []string{strings.ReplaceAll(c.want, " ", "")}
		r := rule{names: words, words: wordlist.New(words, wordlist.LongWord)}
		if got := r.named([]byte(c.name)); got != c.ok {
			t.Errorf("%s holds %q: %v, want %v", c.name, c.want, got, c.ok)
		}
	}
}

func TestWithinWord(t *testing.T) {
	for _, c := range []struct {
		text, word string
		want       bool
	}{
		{"hive_key", "hive", false}, {"archive_key", "hive", true}, {"my_hive", "hive", false}, {"myHive", "Hive", false}, {"MYHIVE", "HIVE", true},
		{`x\nhive`, "hive", false}, {"a%3Dhive", "hive", false}, {"getsmartsheet", "smartsheet", false}, {"sqlalchemy_key", "alchemy", true}, {"PASSPHRASE", "PHRASE", true}, {"pysmartsheet", "smartsheet", false},
		{"pySmartsheet", "Smartsheet", false}, {"hiveiamapikey", "iamapikey", false}, {"someiamapikey", "iamapikey", true}, {"2hive", "hive", false},
		{"databox secret", "box secret", true}, {"where_api", "here_api", true}, {"my_here_api", "here_api", false},
	} {
		at := strings.Index(c.text, c.word)
		r := rule{folded: "hive"}
		if got := r.withinWord([]byte(c.text), at, at+len(c.word)); got != c.want {
			t.Errorf("%s in %s: %v", c.word, c.text, got)
		}
	}
}

func TestCompound(t *testing.T) {
	for text, want := range map[string]bool{
		"command_line_token": true, "COMMAND_LINE_TOKEN": true, "commandLineToken": true, "myCommand-line": true, "line_token": false,
		"my_line_token": false, "myLineToken": false, "lineToken": false, "subcommand_line": false, "command__line": false,
	} {
		at := strings.Index(strings.ToLower(text), "line")
		if got := compound([]byte(text), at, at+len("line")); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func TestRunsOn(t *testing.T) {
	w := builtinWorker(t)
	for text, want := range map[string]bool{
		"testkubernetes": true, "testkubed": true, "testkubev2": false, "testkube_x": false, "testkubekey": false, "testkubebot": false, "testkubes": false, "testkubeApp": false, "testkube": false, "testkubeai": false, "testkubeaim": true, "testkubesuite": false,
		"TESTKUBERNETES": true, "TESTKUBEKEY": false, "TESTKUBE_X": false, "TESTKUBES": false, "TESTKUBEv2": false, "TESTKUBEApp": false,
	} {
		if got := w.runsOn([]byte(text), len("testkube")); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
