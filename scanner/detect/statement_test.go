package detect

import (
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/judge"
)

const acmeRule = `
provider = "acme"
[[rule]]
id = "acme-key"
name = "Acme key"
kind = "assignment"
literals = ["acme", "acmekey"]
names = ["@credential"]
statement = true
shape = '[0-9a-z_]{20}'
documented = false
examples = ['acme_key = {{lower-digit:20}}', 'acme token: {{lower-digit:20}}']
negatives = ['acme = {{lower-digit:20}}']
`

// Each text is read from the word "acme" in it; near tells that the name is in the provider's own name or statement.
var acmeTexts = []struct {
	text        string
	found, near bool
}{
	{`acme_key = "q8zk2lwpx91vtn4rc7d3"`, true, true},
	{`acmekey=q8zk2lwpx91vtn4rc7d3`, true, true},
	{`acmekeys = q8zk2lwpx91vtn4rc7d3`, true, true},
	{`acmeturkey = q8zk2lwpx91vtn4rc7d3`, false, false}, // another word
	{`acme_key - 'q8zk2lwpx91vtn4rc7d3'`, true, true},
	{`acme, token {x} "q8zk2lwpx91vtn4rc7d3": {`, false, false}, // the name of a member
	{`acme token on ? "q8zk2lwpx91vtn4rc7d3" : x`, true, true},
	{`acme access token q8zk2lwpx91vtn4rc7d3`, true, true},
	{`acme-secret-q8zk2lwpx91vtn4rc7d3`, true, true},
	{`acme_access_x-q8zk2lwpx91vtn4rc7d3`, true, true},
	{`acme-q8zk2lwpx91vtn4rc7d3`, false, false},
	{"acme:\n  token: q8zk2lwpx91vtn4rc7d3", true, true},
	{"Acme secret token\nq8zk2lwpx91vtn4rc7d3\n", true, false},
	{"Acme secret token\n\nq8zk2lwpx91vtn4rc7d3\n", true, false},
	{"Acme secret token\n\n\n\nq8zk2lwpx91vtn4rc7d3\n", true, false},
	{"Acme secret token:\n\n```\nq8zk2lwpx91vtn4rc7d3\n```\n", true, true},
	{"The acme secret token is no more.\n\nq8zk2lwpx91vtn4rc7d3\n", false, false},
	{"# Acme secret token\nk = 'q8zk2lwpx91vtn4rc7d3'\n", true, false},
	{"x(acme.secret)\nk = 'q8zk2lwpx91vtn4rc7d3'\n", false, false},
	{`acme.Client("q8zk2lwpx91vtn4rc7d3")`, true, true},
	{`acme.Client("q8zk2lwpx91vtn4rc7d3"`, true, true},
	{`acme.ClientV2("q8zk2lwpx91vtn4rc7d3")`, true, true},
	{`acme.V2("q8zk2lwpx91vtn4rc7d3")`, true, false},
	{"new Acme(\n  'https://a.corp.test', // where it is\n  'q8zk2lwpx91vtn4rc7d3' // the key\n)", true, true},
	{"Acme(\n  'an-id',  # of the shop\n  'q8zk2lwpx91vtn4rc7d3')", true, true},
	{`new Acme('an-id', 'q8zk2lwpx91vtn4rc7d3')`, true, true},
	{"Acme::Client::create(\n  'AN-ID',\n  'q8zk2lwpx91vtn4rc7d3'\n)", true, true},
	{"new Acme('an-id',\n  'q8zk2lwpx91vtn4rc7d3')", true, true},
	{`require("acme")("q8zk2lwpx91vtn4rc7d3")`, true, true},
	{`require('acme-node').connect(ID, 'q8zk2lwpx91vtn4rc7d3')`, true, true},
	{`acme = createClient("q8zk2lwpx91vtn4rc7d3")`, true, true},
	{`Acme.client "q8zk2lwpx91vtn4rc7d3"`, true, true},
	{`acme.Client("x9y8z7w6v5u4t3s2r1q0", "q8zk2lwpx91vtn4rc7d3")`, true, true},
	{`provider :acme, 'an-id', 'q8zk2lwpx91vtn4rc7d3'`, true, true},
	{"acme login q8zk2lwpx91vtn4rc7d3\n", true, true},
	{"acme show q8zk2lwpx91vtn4rc7d3\n", true, false},
	{"acme login q8zk2lwpx91vtn4rc7d3-x\n", false, false},
	{"Acme.configure do |c|\n  c.acme_key = 'q8zk2lwpx91vtn4rc7d3'\nend", true, true},
	{"Acme.configure do |c|\n  c.token = 'q8zk2lwpx91vtn4rc7d3'\nend", true, true},
	{"acme: {\n  apiKey: {\n    main: 'q8zk2lwpx91vtn4rc7d3'\n  }\n}", true, true},
	{"acme: {\n  item: {\n    main: 'q8zk2lwpx91vtn4rc7d3'\n  }\n}", false, false},
	{`acme.item("q8zk2lwpx91vtn4rc7d3")`, true, false},
	{`acme.Client(id="an-id", "q8zk2lwpx91vtn4rc7d3")`, true, false},
	{`acme.Client(get(), "q8zk2lwpx91vtn4rc7d3")`, true, false},
	{`acme = item("q8zk2lwpx91vtn4rc7d3")`, true, false},
	{"'q8zk2lwpx91vtn4rc7d3', // acme secret token", true, false},
	{"'q8zk2lwpx91vtn4rc7d3', // acme", false, false},
	{"f('q8zk2lwpx91vtn4rc7d3') // the acme secret token", true, false},
	{"- q8zk2lwpx91vtn4rc7d3 # acme key", true, false},
	{"q8zk2lwpx91vtn4rc7d3 (Acme key)", true, false},
	{"q8zk2lwpx91vtn4rc7d3(acme.key)", false, false},
	{"q8zk2lwpx91vtn4rc7d3 = Acme key", true, false},
	{"q8zk2lwpx91vtn4rc7d3 = acme.key[0]", false, false},
	{"the_very_long_word_a (Acme key)", false, false},
	{"echo q8zk2lwpx91vtn4rc7d3 | acme env add ACME_KEY prod", true, false},
	{"q8zk2lwpx91vtn4rc7d3  acme-key.tar.gz", false, false},
	{"Acme secret token\nq8zk2lwpx91vtn4rc7d3()\n", false, false},
	{"Acme secret token\nthe_very_long_word_a\n", false, false},
	{"Acme works\nq8zk2lwpx91vtn4rc7d3\n", false, false},
	{`acme secret "_q8zk2lwpx91vtn4rc7d"`, true, true},
	{`(1, 'acme:\n  secret: ??\n  id: ??', 'q8zk2lwpx91vtn4rc7d3')`, false, false},
	{`(1, 'acme secret:\n', 'q8zk2lwpx91vtn4rc7d3')`, true, true},
	{`(1, 'acme secret', 'q8zk2lwpx91vtn4rc7d3')`, true, true},
}

// TestStatementOfWord: a value right behind the provider's word, where the literal ends at a blank, with quotes also one that is shorter
// than others without a name.
func TestStatementOfWord(t *testing.T) {
	text := strings.ReplaceAll(strings.ReplaceAll(acmeRule, `"acme", "acmekey"`, `"acme "`), "[0-9a-z_]{20}", "[0-9a-z]{20}|[0-9a-z]{12}")
	w := workerOf(t, text)
	for text, want := range map[string]bool{
		"acme q8zk2lwpx91vtn4rc7d3":        true,
		"acme 'q8zk2lwpx91vtn4rc7d3'":      true,
		"acme 'q8zk2lwpx91v'":              true,
		"acme q8zk2lwpx91v":                false,
		"acme is 'q8zk2lwpx91v'":           false,
		"acme 'configuration'":             false,
		"pharmacme 'q8zk2lwpx91vtn4rc7d3'": false,
	} {
		var v Verdicts
		w.Local([]byte(text), false, &v)
		if got := len(w.Candidates(&v)) > 0; got != want {
			t.Errorf("%q: found is %v", text, got)
		}
	}
}

// TestStatementWithSign: a shape with "=" does not take the name for a part of the value.
func TestStatementWithSign(t *testing.T) {
	const text = "acme SECRET=q8zk2lwpx91vtn4rc7d3=="
	w := workerOf(t, strings.ReplaceAll(acmeRule, "[0-9a-z_]{20}", "[0-9A-Za-z=]{20,30}"))
	var v Verdicts
	w.Local([]byte(text), false, &v)
	kept := w.Candidates(&v)
	if len(kept) == 0 {
		t.Fatal("nothing is found")
	}
	if got := text[kept[0].Start:kept[0].End]; got != "q8zk2lwpx91vtn4rc7d3==" {
		t.Errorf("the value is %q", got)
	}
}

// TestStatementWhole: a value that goes on behind signs within its quotes is not cut off there, nor begun there.
func TestStatementWhole(t *testing.T) {
	w := workerOf(t, acmeRule)
	for _, value := range []string{"q8zk2lwpx91vtn4rc7d3?UW2jLSL9XfP", "UW2jLSL9$q8zk2lwpx91vtn4rc7d3", "UW2jLSL9~$#q8zk2lwpx91vtn4rc7d3"} {
		var v Verdicts
		text := "acme token - '" + value + "'"
		w.Local([]byte(text), false, &v)
		for _, c := range w.Candidates(&v) {
			if got := text[c.Start:c.End]; got != value {
				t.Errorf("the value is %q", got)
			}
		}
	}
}

func TestStatement(t *testing.T) {
	w := workerOf(t, acmeRule)
	for _, c := range acmeTexts {
		var v Verdicts
		w.Local([]byte(c.text), false, &v)
		kept := w.Candidates(&v)
		if found := len(kept) > 0; found != c.found {
			t.Errorf("%q: found is %v", c.text, found)
		} else if near := found && kept[0].facts&judge.Apart == 0; near != c.near {
			t.Errorf("%q: near is %v", c.text, near)
		}
	}
}
