package judge

import (
	"slices"
	"strings"
	"testing"
)

// knows holds a judge to what it knows and to what it nearly takes for that.
type knows struct {
	name     string
	judge    func([]byte) bool
	yes, not []string
}

func hold(t *testing.T, judges []knows) {
	t.Helper()
	for _, j := range judges {
		for _, v := range j.yes {
			if !j.judge(slices.Clip([]byte(v))) {
				t.Errorf("%s: no for %q", j.name, v)
			}
		}
		for _, v := range j.not {
			if j.judge(slices.Clip([]byte(v))) {
				t.Errorf("%s: yes for %q", j.name, v)
			}
		}
	}
}

// times writes a text over and over.
func times(text string, n int) string { return strings.Repeat(text, n) }

// TestGeneric: of a value that nothing vouches for it is told what lowers it, or why it is none.
func TestGeneric(t *testing.T) {
	for _, c := range []struct {
		value  string
		quoted bool
		seen   Facts
		why    Reason
	}{
		{"q8Zk2LwPx91vTn4R", true, 0, NoReason},
		{"q8Zk2LwPx91vTn4R", false, unquoted, NoReason},
		{"123e4567-e89b-12d3-a456-426614174000", true, UUIDValue, NoReason},
		{"q8Zk2LwTestPx91v", true, testWord, NoReason},
		{"q8Zk2LwDEMOPx91v", true, testWord, NoReason},
		{"bilgola-wagga", true, Trivial, NoReason},
		{"abcdefgh98765432xK", true, MadeUp, NoReason},
		{"abcdefgh9", true, 0, StandIn},
		{"two words", true, 0, PhraseValue},
		{"q8q8q88q8", true, 0, Uniform},
		{"${DB_PASSWORD}", true, 0, Fetched},
		{"/etc/passwd", true, 0, Naming},
		{"changeme123", true, 0, StandIn},
		{"^[a-z]+$", true, 0, Expression},
		{"settings.SECRET", false, 0, Program},
		{"settings.SECRET", true, Trivial, NoReason},
		{"Acme::V2::KEY35", false, 0, Program},
		{"Acme::V2::KEY35", true, 0, NoReason},
	} {
		if seen, why := Generic([]byte(c.value), c.quoted); seen != c.seen || why != c.why {
			t.Errorf("%s: %v, dropped by %q; want %v, %q", c.value, seen.Reasons(), why.Verdict().Judge, c.seen.Reasons(), c.why.Verdict().Judge)
		}
	}
}

// TestShaped: what has a provider's shape and was made up is kept as such, unless it is short or says that it is a placeholder.
func TestShaped(t *testing.T) {
	for _, c := range []struct {
		value string
		seen  Facts
		why   Reason
	}{
		{"q8Zk2LwPx91vTn4R", 0, NoReason},
		{"abcdefgh1234", MadeUp, NoReason},
		{"abcdefgh123", 0, StandIn},
		{"xxxxxxxxxxxxxxxx", 0, StandIn},
		{"aaaaaaaaaaaaaaaa", MadeUp, NoReason},
		{"0000000000000000", 0, StandIn},
		{"q8Zk2LwPx91vT...", 0, StandIn},
		{"YOUR_TOKEN_GOES_IN_THERE", 0, StandIn},
		{"<example-token-9>", 0, StandIn},
		{"example-token-9", MadeUp, NoReason},
	} {
		if seen, why := Shaped([]byte(c.value)); seen != c.seen || why != c.why {
			t.Errorf("%s: %v, dropped by %q; want %v, %q", c.value, seen.Reasons(), why.Verdict().Judge, c.seen.Reasons(), c.why.Verdict().Judge)
		}
	}
}

// TestFacts: facts that lower a candidate's confidence say so, and each is told but those that the report has no words for.
func TestFacts(t *testing.T) {
	for _, c := range []struct {
		name              string
		facts             Facts
		lowers, staysLow  bool
		reasons, checksum string
	}{
		{"none", 0, false, false, "", "none"},
		{"a right checksum", ChecksumOK, false, false, "its checksum is right", "ok"},
		{"a wrong checksum", ChecksumBad, true, true, "its checksum is wrong", "bad"},
		{"words", Words, true, true, "the value reads as words", "none"},
		{"words that somebody chose", Words | Likely, false, false, "the value reads as words", "none"},
		{"a UUID, which its owner may know better", UUIDValue, true, false, "the value is a UUID, which mostly names something", "none"},
		{"an unquoted value of another shape", unquoted | OtherShape, true, true, "the value is not quoted; the value has another shape than such secrets are known for", "none"},
		{"what only the model knows", Midway | Certain | Handed, false, false, "", "none"},
	} {
		if got := c.facts.Lowers() != 0; got != c.lowers {
			t.Errorf("%s: lowers %v", c.name, got)
		}
		if got := c.facts.StaysLow(); got != c.staysLow {
			t.Errorf("%s: stays low %v", c.name, got)
		}
		if got := strings.Join(c.facts.Reasons(), "; "); got != c.reasons {
			t.Errorf("%s: told as %q, want %q", c.name, got, c.reasons)
		}
		if got := string(c.facts.Checksum()); got != c.checksum {
			t.Errorf("%s: checksum %q, want %q", c.name, got, c.checksum)
		}
	}
}

// TestVerdicts: each reason tells its judge, what it saw and what would change it.
func TestVerdicts(t *testing.T) {
	for why := NoReason + 1; int(why) < len(verdicts); why++ {
		if v := why.Verdict(); v.Judge == "" || v.Saw == "" || v.Change == "" {
			t.Errorf("reason %d tells %q, %q, %q", why, v.Judge, v.Saw, v.Change)
		}
	}
	if v := NoReason.Verdict(); v != (verdict{}) {
		t.Errorf("no reason tells %q", v.Saw)
	}
}
