package detect

import (
	"encoding/base64"
	"slices"
	"testing"

	"github.com/sluice-scan/sluice/rules"
)

// TestAWSAccount: the ids and their account numbers are those that the published description of the format gives.
func TestAWSAccount(t *testing.T) {
	for _, c := range []struct {
		id, want string
		ok       bool
	}{
		{"ASIA" + "Y34FZKBOKMUTVV7A", "609629065308", true},
		{"ASIA" + "QNZGKIQY56JQ7WML", "029608264753", true},
		{"AKIA" + "IOSFODNN7EXAMPLE", "", false}, // of before account numbers
		{"AKIA" + "Y34FZKBOKMUTVV1A", "", false}, // no base32
		{"AKIA", "", false},
	} {
		if got, ok := awsAccount(c.id); ok != c.ok || ok && got != c.want {
			t.Errorf("%s: %q, %v; want %q", c.id, got, ok, c.want)
		}
	}
}

func TestJWTSaysWhoseItIs(t *testing.T) {
	part := base64.RawURLEncoding.EncodeToString
	r := &rule{Rule: &rules.Rule{Kind: rules.JWT, Scope: []string{"session"}}}
	for _, c := range []struct {
		claims string
		want   []string
	}{
		{`{"iss":"https://id.corp.test","exp":1893456000}`, []string{"session", "issued by https://id.corp.test", "expires 2030-01-01"}},
		{`{"sub":"x"}`, []string{"session", "permanent"}},
		{`{"iss":7,"exp":"soon"}`, []string{"session", "permanent"}},
		{`{"exp":-1}`, []string{"session"}},
	} {
		token := part([]byte(`{"alg":"HS256"}`)) + "." + part([]byte(c.claims)) + ".signature"
		if got := r.says(token); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.claims, got, c.want)
		}
	}
	if got := r.says("eyJ"); !slices.Equal(got, []string{"session"}) {
		t.Errorf("%q", got)
	}
}

// TestTokensSayWhatTheyAre: the stage in a literal and the members of a JSON object are told, and only where they are there.
func TestTokensSayWhatTheyAre(t *testing.T) {
	encoded := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	for _, c := range []struct {
		rule   rules.Rule
		secret string
		want   []string
	}{
		{rules.Rule{Literals: []string{"acme_live_", "acme_test_"}, Scope: []string{"server"}}, "acme_test_x1", []string{"server", "test"}},
		{rules.Rule{Literals: []string{"acme_live_"}}, "acme_live_test_x1", []string{"live"}},
		{rules.Rule{Literals: []string{"acme_live_"}, Scope: []string{"live"}}, "acme_live_x1", []string{"live"}},
		{rules.Rule{Literals: []string{"liveacme_"}}, "liveacme_x1", nil},
		{rules.Rule{Literals: []string{"glc_"}, Tells: "json o=organization m.r=region x=y"}, "glc_" + encoded(`{"o":"12","m":{"r":"eu"}}`), []string{"organization 12", "region eu"}},
		{rules.Rule{Literals: []string{"glc_"}, Tells: "json o=organization n=name"}, "glc_" + encoded(`{"o":7,"n":"two words"}`) + "_rest", []string{"organization 7"}},
		{rules.Rule{Literals: []string{"glc_"}, Tells: "json o=organization"}, "glc_eyJ!", nil},
		{rules.Rule{Literals: []string{"glc_"}, Tells: "json o.p=organization"}, "glc_" + encoded(`{"o":"12"}`), nil},
	} {
		c.rule.Kind = rules.Token
		if got := (&rule{Rule: &c.rule}).says(c.secret); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.secret, got, c.want)
		}
	}
}
