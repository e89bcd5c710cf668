package scanner_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
)

func explained(t *testing.T, text string) []scanner.Explanation {
	t.Helper()
	s, err := scanner.New(rules.Builtin(), scanner.Options{})
	if err != nil {
		t.Fatal(err)
	}
	all, _, err := s.Explain(t.Context(), "app.conf", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestExplainNamesTheJudge(t *testing.T) {
	for _, c := range []struct{ text, rule, judge string }{
		{"password = ${SECRET_FROM_ELSEWHERE}", "generic-password", "reference"},
		{"password = \"your_password_goes_here\"", "generic-password", "model"},
		{"password = \"xxxxxxxxxxxx\"", "generic-password", "placeholder"},
		{"password = /etc/app/keys/password1", "generic-password", "identifier"},
		{"password = reader.next1", "generic-password", "code"},
		{"password = \"abababababab\"", "generic-password", "entropy"},
		{"password_file = \"q8Zk2LwPx91vTn4R\"", "generic-password", "name"},
		{"the password is good", "generic-password", "assignment"},
		{"xghp_0123456789", "github-pat-classic", "boundary"},
		{"ghp_short", "github-pat-classic", "shape"},
		{"GHP_0123456789", "github-pat-classic", "literal"},
		{"postgres://db.corp.test/", "postgres-url", "address"},
		{"-----BEGIN PRIVATE KEY-----\nx", "privatekey-pkcs8", "block"},
	} {
		all := explained(t, c.text)
		i := slices.IndexFunc(all, func(e scanner.Explanation) bool { return e.Rule.ID == c.rule && e.Judge == c.judge })
		if i < 0 {
			t.Errorf("%s: no %s by %s", c.text, c.rule, c.judge)
			for _, e := range all {
				t.Logf("%s %s", e.Rule.ID, e.Judge)
			}
		}
	}
}

// TestExplainTellsEveryFinding: what is explained as found is what a scan finds, over the examples of all rules.
func TestExplainTellsEveryFinding(t *testing.T) {
	s, err := scanner.New(rules.Builtin(), scanner.Options{MinConfidence: finding.ConfidenceLow})
	if err != nil {
		t.Fatal(err)
	}
	set := rules.Builtin()
	step := 1
	if testing.Short() {
		step = 16
	}
	for i := 0; i < len(set.Rules); i += step {
		examples, negatives, err := set.Rules[i].Texts()
		if err != nil {
			t.Fatal(err)
		}
		text, path := []byte(strings.Join(append(examples, negatives...), "\n\n")), set.Rules[i].Sample()
		want, _, err := s.Bytes(t.Context(), path, text)
		if err != nil {
			t.Fatal(err)
		}
		all, _, err := s.Explain(t.Context(), path, text)
		if err != nil {
			t.Fatal(err)
		}
		var got int
		for _, e := range all {
			if e.Finding != nil {
				got++
			} else if e.Judge == "" || e.Saw == "" || e.Change == "" {
				t.Errorf("%s: %s at %v is neither found nor dropped by anybody", set.Rules[i].ID, e.Rule.ID, e.At)
			}
		}
		if got != len(want) {
			t.Errorf("%s: %d explained as found, %d found", set.Rules[i].ID, got, len(want))
		}
	}
}

// TestExplainWideText: places are those of the decoded text, as in findings.
func TestExplainWideText(t *testing.T) {
	text := []byte{0xff, 0xfe}
	for _, c := range "user = me\npassword = \"q8Zk2LwPx91v\"\n" {
		text = append(text, byte(c), 0)
	}
	for _, e := range explained(t, string(text)) {
		if e.Finding != nil && e.Rule.ID == "generic-password" && e.ValueAt == (finding.Position{Line: 2, Column: 13}) {
			return
		}
	}
	t.Error("the password is not explained at its place")
}

// TestExplainTellsOfTheModel: of a value that was weighed the features that decided are told, whether it was kept or not, and
// none of others.
func TestExplainTellsOfTheModel(t *testing.T) {
	for _, c := range []struct {
		text, rule string
		likely     bool
	}{
		{"client_secret = \"q8Zk2LwPx91vTn4Rk7Wd5Yb3\"", "generic-secret", true},
		{"password = \"your_password_goes_here\"", "generic-password", false},
		{"db = postgres://me:q8Zk2LwPx91v@db.corp.net/x", "postgres-url", true},
	} {
		all := explained(t, c.text)
		i := slices.IndexFunc(all, func(e scanner.Explanation) bool { return e.Rule.ID == c.rule && e.Model != nil })
		if i < 0 {
			t.Errorf("%s: the model's verdict is not told", c.text)
			continue
		}
		e := all[i]
		if likely := e.Model.Probability >= 0.5; likely != c.likely || (e.Finding != nil) != c.likely {
			t.Errorf("%s: probability %.2f, found %v", c.text, e.Model.Probability, e.Finding != nil)
		}
		if n := len(e.Model.Reasons); n != 5 || e.Model.Reasons[0].Says == "" || e.Model.Reasons[0].Adds == 0 {
			t.Errorf("%s: %d reasons: %v", c.text, n, e.Model.Reasons)
		}
	}
	for _, e := range explained(t, "password = ${SECRET_FROM_ELSEWHERE}\nghp_short") {
		if e.Model != nil {
			t.Errorf("%s: the model was not asked", e.Rule.ID)
		}
	}
}

// TestExplainEncodedText: what is found in an encoded text is told, too.
func TestExplainEncodedText(t *testing.T) {
	token, err := rules.Fill(`{"user": "me", "token": "ghp_{{base62:36:crc32-base62}}"}`, "encoded", 0)
	if err != nil {
		t.Fatal(err)
	}
	text := "data: " + base64.StdEncoding.EncodeToString([]byte(token)) + "\n"
	for _, e := range explained(t, text) {
		if e.Finding != nil && e.Rule.ID == "github-pat-classic" && slices.Contains(e.Finding.Decoded, "base64") {
			return
		}
	}
	t.Error("the token in base64 is not told")
}

// FuzzExplain: of any bytes, as many candidates are explained as found as a scan finds, and all others by somebody.
func FuzzExplain(f *testing.F) {
	for _, text := range []string{
		"password = \"q8Zk2LwPx91v\"", "postgres://me:hunter2xyz@db.corp.test/x",
		"-----BEGIN PRIVATE KEY-----\nx", "\xff\xfep\x00", "eyJhbGciOiJub25lIn0.e30.",
	} {
		f.Add([]byte(text))
	}
	s, err := scanner.New(rules.Builtin(), scanner.Options{MinConfidence: finding.ConfidenceLow, Archives: scanner.Archives{Depth: -1}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		want, _, err := s.Bytes(t.Context(), "x", data)
		if err != nil {
			t.Fatal(err)
		}
		all, _, err := s.Explain(t.Context(), "x", data)
		if err != nil {
			t.Fatal(err)
		}
		found := map[*finding.Finding]bool{}
		for _, e := range all {
			if e.Finding != nil {
				found[e.Finding] = true
			} else if e.Judge == "" {
				t.Errorf("%s at %v is neither found nor dropped by anybody", e.Rule.ID, e.At)
			}
		}
		if len(found) != len(want) {
			t.Errorf("%d explained as found, %d found", len(found), len(want))
		}
	})
}

// TestExplainFiles: rules about files are explained, too, also of text whose bytes are not those of its characters.
func TestExplainFiles(t *testing.T) {
	s, err := scanner.New(rules.Builtin(), scanner.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for path, c := range map[string]struct {
		data  string
		found bool
	}{
		"a.jks":                   {"\xfe\xed\xfe\xed\x00\x00\x00\x02 and more", true},
		"b.jks":                   {"no keystore", false},
		"credentials-config.json": {"\xff\xfea\x00b\x00\n\x00", true},
		"config/master.key":       {"\xff\xfe" + strings.Repeat("\n\x00", 40) + "a\x00", false},
	} {
		all, _, err := s.Explain(t.Context(), path, []byte(c.data))
		if err != nil {
			t.Fatal(err)
		}
		if found := len(all) > 0 && all[0].Finding != nil; found != c.found || !found && len(all) > 0 && all[0].Judge == "" {
			t.Errorf("%s: %+v", path, all)
		}
	}
}

// TestExplainNothingButLiterals: of more dropped candidates than are explained the rest is counted, and what is found is told all the same.
func TestExplainNothingButLiterals(t *testing.T) {
	s, err := scanner.New(rules.Builtin(), scanner.Options{})
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("sk-=", 120_000) + "\npassword = \"q8Zk2LwPx4dvTn4R\"\n"
	all, untold, err := s.Explain(t.Context(), "app.conf", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	found := slices.ContainsFunc(all, func(e scanner.Explanation) bool { return e.Finding != nil && e.At.Line == 2 })
	if untold == 0 || len(all) > 101_000 || !found {
		t.Errorf("%d explained, %d not, found: %v", len(all), untold, found)
	}
}
