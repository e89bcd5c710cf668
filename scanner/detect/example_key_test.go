package detect

import (
	"testing"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// TestExemplary: what an example shows is told with low confidence, unless its own form says what it is; what stands beside it is not.
func TestExemplary(t *testing.T) {
	for _, c := range []struct {
		text string
		want finding.Confidence
	}{
		{"example:\n  user: ops\n  api_key: {{alnum:32}}\n", "low"},
		{"get:\n  examples:\n    - ok:\n        value:\n          api_key: {{alnum:32}}\n", "low"},
		{"example:\n  user: ops\nlive:\n  api_key: {{alnum:32}}\n", "medium"},
		{"example: {{alnum:32}}\napi_key: {{alnum:32}}\n", "medium"},
		{`{"example": {"user": "ops", "api_key": "{{alnum:32}}"}}`, "low"},
		{`{"x-examples": [{"ok": {"value": {"api_key": "{{alnum:32}}"}}}]}`, "low"},
		{`{"example": {"user": "ops"}, "api_key": "{{alnum:32}}"}`, "medium"},
		{`{"example": {"api_key": "{{digit:2}}x", "secret": "glpat-{{alnum:20}}"}}`, "high"},
		{"def connect():\n    \"\"\"Connects.\n\n    Example::\n\n        acme.connect(api_key=\"{{alnum:32}}\")\n    \"\"\"\n", "low"},
		{"def connect():\n    '''\n    Usage:\n        acme.connect(datadog_api_key=\"{{hex:32}}\")\n    '''\n", "low"},
		{"def connect():\n    \"\"\"Connects.\"\"\"\n    acme.connect(api_key=\"{{alnum:32}}\")  # no example\n", "medium"},
		{"text = \"\"\"Usage:\napi_key = {{alnum:32}}\n", "medium"},
		{"\"\"\"\nexamples of this\napi_key = \"{{alnum:32}}\"\n", "medium"},
	} {
		text := filled(t, c.text)
		w := builtinWorker(t)
		matches := foundBy(t, w, text)
		if len(matches) == 0 || matches[0].Confidence != c.want {
			t.Errorf("%s: found %v, want one with %s confidence", text, matches, c.want)
		}
	}
}

// TestSettingsAmongSecrets: what a Secret of Kubernetes says of a database besides its password is none.
func TestSettingsAmongSecrets(t *testing.T) {
	const head = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n"
	for member, want := range map[string]bool{
		"username: svc_orders_7": false, "database: shop_orders7": false, "DB_NAME: shop7": false, "region: us-east-1": false, "server: db.corp.net": false,
		"password: x7RtqLw2kP": true, "database: {{alnum:40}}": true, "admin: x7RtqLw2kP": true,
	} {
		if found, _ := told(t, filled(t, head+"  "+member+"\n")); (found != "") != want {
			t.Errorf("%s: found %q", member, found)
		}
	}
}
