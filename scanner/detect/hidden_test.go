package detect

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
)

// TestSecretsOfKubernetes: what a member of a Secret stands for is told, by the provider's rule where there is one.
func TestSecretsOfKubernetes(t *testing.T) {
	w := builtinWorker(t)
	password, token := filled(t, "{{alnum:11}}7"), filled(t, "ghp_{{base62:36:crc32-base62}}")
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	text := "kind: Secret\ndata:\n  password: " + encode(password) + "\n  token: " + encode(token) + "\n  key: " +
		encode("\x00\x01"+password) + "\n"
	told := map[string]string{}
	for _, m := range foundBy(t, w, text) {
		told[m.Secret] += m.Rule.ID
	}
	for secret, rule := range map[string]string{
		password: "kubernetes-secret-data", token: "github-pat-classic", encode("\x00\x01" + password): "kubernetes-secret-data",
	} {
		if told[secret] != rule {
			t.Errorf("%d bytes: told by %q, want %s", len(secret), told[secret], rule)
		}
	}
}

// TestLogins: of a user and a password in base64 the password makes the secret one, and what is told is what stands there.
func TestLogins(t *testing.T) {
	w := builtinWorker(t)
	password, token := filled(t, "{{alnum:11}}7"), filled(t, "ghp_{{base62:36:crc32-base62}}")
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	login := encode("svc-reader:" + password)
	for name, test := range map[string]struct{ text, secret, core, rule, reason string }{
		"header":       {"curl -H 'Authorization: Basic " + login + "' https://api.corp.net", login, password, "http-auth-basic", "it is base64 of a user and a password"},
		"docker":       {`{"auths": {"r.corp.net": {"auth": "` + login + `"}}}`, login, password, "docker-config-auth", "it is base64 of a user and a password"},
		"old docker":   {`{"quay.io": {"auth": "` + login + `", "email": "ops@corp.net"}}`, login, password, "docker-config-auth", "it is base64 of a user and a password"},
		"npm":          {"//npm.corp.net/:_auth=" + login, login, password, "npm-registry-basic-auth", "it is base64 of a user and a password"},
		"a token":      {`{"auths": {"ghcr.io": {"auth": "` + encode("ci:"+token) + `"}}}`, token, token, "github-pat-classic", "its checksum is right"},
		"a user alone": {"Authorization: Basic " + encode(password+":"), encode(password + ":"), password + ":", "http-auth-basic", "it is base64 of a user and a password"},
		"in a Secret":  {"kind: Secret\ndata:\n  .dockerconfigjson: " + encode(`{"auths": {"r.corp.net": {"auth": "`+login+`"}}}`), login, password, "docker-config-auth", "it is base64 of a user and a password"},
		"a hostile user": {`{"auths": {"r.corp.net": {"auth": "` + encode("a<b> c:"+password) + `"}}}`, encode("a<b> c:" + password), password, "docker-config-auth",
			"it is base64 of a user and a password"},
		"a key and a word": {"Authorization: Basic " + encode(token[4:]+":api_token"), encode(token[4:] + ":api_token"), token[4:] + ":api_token", "http-auth-basic",
			"it is base64 of a user and a password"},
	} {
		found := foundBy(t, w, test.text)
		if len(found) != 1 {
			t.Errorf("%s: %d findings", name, len(found))
			continue
		}
		m := found[0]
		if m.Secret != test.secret || m.Core != test.core || m.Rule.ID != test.rule || len(m.Decoded) == 0 ||
			!slices.Contains(m.Reasons, test.reason) {
			t.Errorf("%s: %s with %v, decoded %v", name, m.Rule.ID, m.Reasons, m.Decoded)
		}
		if strings.Contains(strings.Join(m.Reasons, " "), token[4:]) {
			t.Errorf("%s: the reasons show a key", name)
		}
		if m.Core != m.Secret && (len(m.Parts) != 1 || m.Parts[0].Secret != m.Core) {
			t.Errorf("%s: %d parts", name, len(m.Parts))
		}
	}
}

// TestHidings: what is hidden with a key that everybody knows is told as it stands, and what it stands for makes the secret one.
func TestHidings(t *testing.T) {
	w := builtinWorker(t)
	password := filled(t, "{{alnum:11}}7")
	encoded := base64.StdEncoding.EncodeToString([]byte(password))
	const known = "Wq7xT3mZ9k"
	for name, test := range map[string]struct{ text, secret, core, decoded string }{
		"Cisco":     {"line vty 0 4\n password 7 053C175839781D04235C1C\n", "053C175839781D04235C1C", known, "cisco-7"},
		"Junos":     {"secret \"$9$p3vtBcrevLbYg-Vm5F39CSreMNVJGDk.5\";", "$9$p3vtBcrevLbYg-Vm5F39CSreMNVJGDk.5", known, "junos-9"},
		"Liberty":   {"<keyStore password=\"{xor}CC5oJwtsMgVmNA==\"/>", "{xor}CC5oJwtsMgVmNA==", known, "websphere"},
		"rclone":    {"[nas]\ntype = sftp\npass = ZSNlPqUwjqXECD0eEZGOyQX1fABunrG1RYCeOIU\n", "ZSNlPqUwjqXECD0eEZGOyQX1fABunrG1RYCeOIU", known + "-4v", "rclone"},
		"npm":       {"//npm.corp.net/:_password=" + encoded + "\n//npm.corp.net/:username=ci\n", encoded, password, "base64"},
		"FileZilla": {"<Pass encoding=\"base64\">" + encoded + "</Pass>", encoded, password, "base64"},
	} {
		found := foundBy(t, w, test.text)
		if len(found) != 1 {
			t.Errorf("%s: %d findings", name, len(found))
			continue
		}
		m := found[0]
		if m.Secret != test.secret || m.Core != test.core || !slices.Equal(m.Decoded, []string{test.decoded}) || len(m.Parts) != 1 ||
			m.Parts[0].Secret != test.core {
			t.Errorf("%s: %s, decoded %v, %d parts", name, m.Rule.ID, m.Decoded, len(m.Parts))
		}
	}
	for _, m := range foundBy(t, w, "<add key=\"Password\" value=\"AQAAANCMnd8BFdERjHoAwE/Cl+"+filled(t, "{{base64:240}}")+"\" />") {
		t.Errorf("what Windows encrypted is told by %s", m.Rule.ID)
	}
}

// TestEncodings: each encoding that a rule may name is undone.
func TestEncodings(t *testing.T) {
	for _, name := range rules.Decodings() {
		if encodings[name] == nil {
			t.Errorf("nothing undoes %s", name)
		}
	}
	if len(encodings) != len(rules.Decodings()) {
		t.Errorf("%d encodings are undone, and rules know %d", len(encodings), len(rules.Decodings()))
	}
}

// A rule that is not sure of a token whose provider nothing names leaves base64 of a text alone.
func TestHidesText(t *testing.T) {
	encode := func(s string) []byte { return []byte(base64.StdEncoding.EncodeToString([]byte(s))) }
	for text, want := range map[string]bool{
		"{\n  \"auths\": {\n    \"registry\": {}}": true, "short": false,
		"\x00\x01\x02 and some more text that is long enough": false,
	} {
		if judge.HidesText(encode(text)) != want {
			t.Errorf("%q: not %v", text, want)
		}
	}
}

// TestHistoryOfLibedit: the prompts of mysql and psql write a blank as its octal number.
func TestHistoryOfLibedit(t *testing.T) {
	w := builtinWorker(t)
	password := filled(t, "{{alnum:13}}7")
	found := foundBy(t, w, "_HiStOrY_V2_\nselect\\0401;\nCREATE\\040USER\\040app\\040IDENTIFIED\\040BY\\040'"+password+"';\n")
	if len(found) != 1 || found[0].Secret != password {
		t.Errorf("%d findings", len(found))
	}
}
