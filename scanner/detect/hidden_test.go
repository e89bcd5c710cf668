package detect

import (
	"encoding/base64"
	"testing"
)

// TestSecretsOfKubernetes: what a member of a Secret stands for is told, by the provider's rule where there is one.
func TestSecretsOfKubernetes(t *testing.T) {
	w := builtinWorker(t)
	password, token := filled(t, "{{alnum:11}}7"), filled(t, "ghp_{{base62:36:crc32-base62}}")
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	text := []byte("kind: Secret\ndata:\n  password: " + encode(password) + "\n  token: " + encode(token) + "\n  key: " + encode("\x00\x01"+password) + "\n")
	var v Verdicts
	w.Local(text, false, &v)
	told := map[string]string{}
	for _, m := range w.Finalise(text, w.Candidates(&v), nil) {
		told[m.Secret] += m.Rule.ID
	}
	for secret, rule := range map[string]string{password: "kubernetes-secret-data", token: "github-pat-classic", encode("\x00\x01" + password): "kubernetes-secret-data"} {
		if told[secret] != rule {
			t.Errorf("%d bytes: told by %q, want %s", len(secret), told[secret], rule)
		}
	}
}
