package detect

import (
	"slices"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
)

// TestLooksLikeAProgramByChance: random characters may hold a dot and begin with a letter, as a member of an object does, or hold what
// patterns do. A member has no other signs, a pattern has brackets.
func TestLooksLikeAProgramByChance(t *testing.T) {
	w := builtinWorker(t)
	for value, want := range map[string]bool{
		"SB.-+XI_fWqx" + "riHRnzTYkP": true,
		"PVud!r.kQz@" + "xGfWmLpD":    true,
		"Wq7.*Xd2kTz9" + "vBn4":       true,
		"SB.XIfWqx" + "riHRnzTYkP":    false,
		"settings.password+suffix":    false,
		"user.credentials!=default":   false,
		"e.value?t.token:n":           false,
		"[0-9a-z].*" + "xq7Zk2Pv":     false,
		"request.token.*":             false,
	} {
		found := slices.ContainsFunc(foundBy(t, w, "db_password="+value+"\n"), func(m Match) bool { return m.Secret == value })
		if found != want {
			t.Errorf("%s: found %v, want %v", value, found, want)
		}
	}
}

// TestListsAreWeighedItemByItem finds every token of a list.
func TestListsAreWeighedItemByItem(t *testing.T) {
	tokens := []string{"f3a9c2e17b4d8065", "08b1d7e4a95c362f", "c46e0f9b2d7a8153"}
	text := []byte(`{"vin": 1, "tokens": ["` + strings.Join(tokens, `","`) + `"], "state": "online"}`)
	w := builtinWorker(t)
	var v Verdicts
	w.Local(text, false, &v)
	found := map[string]bool{}
	for _, m := range w.Finalise(text, w.Candidates(&v), func(Gap) {}) {
		found[m.Secret] = true
	}
	for _, token := range tokens {
		if !found[token] {
			t.Errorf("missed %s; found %v", token, found)
		}
	}
	if found["online"] {
		t.Error("the next member is none of the list")
	}
}

func TestExamplesInCommentsAreTold(t *testing.T) {
	for before, want := range map[string]bool{
		"x\n  #   form_tag(": true, "//\tclient.": true, " *    ": true, "///    ": true, "irb> user.": true, ">>> ": true, "  iex(1)> ": true, "# ": false, "// ": false, "C:\\> ": false, "   ": false, "": false, "x = 1 #   ": false,
		"For example, if your **": true, "a key, e.g. ": true, "This is for example. Your ": false, "examples ": false,
	} {
		if got := example([]byte(before)); got != want {
			t.Errorf("%q: %v, want %v", before, got, want)
		}
	}
}

// TestWordsAreNoKeys holds tokens of providers to random characters where their prefix may as well begin a name.
func TestWordsAreNoKeys(t *testing.T) {
	r := rule{Rule: &rules.Rule{Exposure: "server"}}
	for value, want := range map[string]bool{
		"insert_all_raises_on_unknown_attribute": true, "NewConnectionHandlerFactory": true, "structure_dump_header_comments": true,
		"q8Zk2LwPx91vTn4RbY7c": false, "0a1b2c3d4e5f60718293": false, "deadbeefdeadbeefdead": false, "name_of_key": false, "aaaaaaaaaaaaaaaaaaaaaa": false,
	} {
		if got := r.reads([]byte(value)); got != want {
			t.Errorf("%s reads as words: %v, want %v", value, got, want)
		}
	}
}

// TestDigestsAndCommitsAreIdentified looks at what stands in front of a value.
func TestDigestsAndCommitsAreIdentified(t *testing.T) {
	for text, want := range map[string]bool{
		"v1.2 h1:@": true, "integrity sha512-@": true, "https://host/a/b/commit/@": true, "image@sha256:@": true, "commit @": true, "key = @": false, "@": false, "mysha:@": false,
	} {
		if got := judge.Identified([]byte(text), strings.LastIndexByte(text, '@')); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestPublishedValuesAreLow(t *testing.T) {
	r := rule{Rule: &rules.Rule{Published: []string{"9f86d081884c7d65"}}} // of "test"
	if r.published([]byte("test")) != judge.Shown || r.published([]byte("tess")) != 0 {
		t.Error("a published value is not told from another")
	}
}

// TestPasswordsOfAddressesMayLookLikeCode: what stands behind the colon of an address is text, whatever a program would make of it.
func TestPasswordsOfAddressesMayLookLikeCode(t *testing.T) {
	w := builtinWorker(t)
	for _, password := range []string{"Zq8)vn4kT1", "get4kT1()", "kT1.vn4Zq", "vn4k[7]Tz"} {
		text := []byte("uri: 'mongodb+srv://app:" + password + "@db.corp.net/x'")
		var v Verdicts
		w.Local(text, false, &v)
		if m := w.Finalise(text, w.Candidates(&v), func(Gap) {}); len(m) != 1 || m[0].Core != password {
			t.Errorf("%s: %+v", password, m)
		}
	}
}

// TestRandomWherePasswordsStand: where only a password can stand a random value has the confidence of its rule, although the
// model, which reads mostly names, finds it less likely than not.
func TestRandomWherePasswordsStand(t *testing.T) {
	for _, c := range []struct {
		text string
		want finding.Confidence
	}{
		{`{"dsn": "postgres://app:8L8xE6L_eSZNi` + `mZO@pg1.corp.io/shop"}`, finding.ConfidenceMedium},
		{`url: "https://deploy:7xkfeyN_ftn` + `00tmz@git.corp.io/team/app.git"`, finding.ConfidenceMedium},
		{`url: "https://deploy:horse-battery@git.corp.io/team/app.git"`, finding.ConfidenceLow},
		{`url = "jdbc:db2://db2.corp.io:50000/SAMPLE:user=app;password=3JkQ7hc_FNK` + `SSC9o;"`, finding.ConfidenceMedium}, // DB2's own rule is never sure
	} {
		matches := found(t, c.text)
		if len(matches) == 0 || matches[0].Confidence != c.want {
			t.Errorf("%s: %+v, want confidence %s", c.text, matches, c.want)
		}
	}
}

// TestUUIDsBySecretNames: a UUID mostly names something, but what is called a secret or a token is one.
// TestPairsAreWeighedAsPasswords: where the place says password, a value is weighed as if a name said so.
func TestPairsAreWeighedAsPasswords(t *testing.T) {
	value := "Fluffy" + "99"
	for text, found := range map[string]bool{
		"Login: mkessler / {}\n":                       true,
		"Test account: ops@corp.net / {}\n":            true,
		"Take admin / {} to log in\n":                  true,
		"Login: SAML / {}\n":                           false,
		"Account: garden / {}\n":                       false,
		"Test account: ops@corp.net / administrator\n": false,
	} {
		got, _ := told(t, strings.ReplaceAll(text, "{}", value))
		if want := map[bool]string{true: value}[found]; got != want {
			t.Errorf("%q gives %q", text, got)
		}
	}
}

func TestUUIDsBySecretNames(t *testing.T) {
	w := builtinWorker(t)
	const value = "7d0fa1c2-5b3e-4f86-9a1d-c04e2b9f7a53"
	for name, want := range map[string]finding.Confidence{
		"client_secret": finding.ConfidenceMedium, "api_key": finding.ConfidenceMedium, "password": finding.ConfidenceMedium, "accessToken": finding.ConfidenceMedium,
		"first_key": finding.ConfidenceLow, "key": finding.ConfidenceLow,
	} {
		found := foundBy(t, w, name+" = \""+value+"\"\n")
		if len(found) != 1 || found[0].Confidence != want {
			t.Errorf("%s: %+v, want one of confidence %s", name, found, want)
		}
	}
}

// TestAssured: a random value keeps the confidence that it has by its name where a rule that never is sure knows what it is for, too.
func TestAssured(t *testing.T) {
	for key, want := range map[string]finding.Confidence{
		"xkqv" + "zwpjhrtmbnfgxcdlqzwr": finding.ConfidenceMedium,
		"gardenlampsevengardenlam":      finding.ConfidenceLow,
	} {
		matches := found(t, `Key k = new SecretKeySpec("`+key+`".getBytes("UTF-8"), "AES");`)
		if len(matches) != 1 || matches[0].Rule.ID != "library-calls-block-key" || matches[0].Confidence != want {
			t.Errorf("%s: %+v, want %s", key, matches, want)
		}
	}
}
