package policy_test

import (
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/policy"
)

func TestShipped(t *testing.T) {
	for _, test := range []struct {
		variable, path, container string
		shipped                   bool
	}{
		{"NEXT_PUBLIC_STRIPE_KEY", ".env", "", true},
		{"STRIPE_KEY", ".env", "", false},
		{"MY_VITE_KEY", ".env", "", false},
		{"VITE_KEY", "ci.yml", "", true},
		{"key", "web/dist/app.js", "", true},
		{"key", "dist/settings.py", "", false},
		{"key", "src/app.js", "", false},
		{"key", "src/main.4f3a.chunk.js", "", true},
		{"key", "out/main.js.map", "", true},
		{"key", "app/google-services.json", "", true},
		{"key", "release/app.apk", "release/app.apk!res/raw/config.xml", true},
		{"key", "release/all.zip", "release/all.zip!static/js/main.js", true},
		{"key", "release/all.zip", "release/all.zip!etc/app.conf", false},
	} {
		for _, exposure := range []finding.Exposure{finding.Server, finding.Publishable} {
			f := finding.Finding{
				Variable: test.variable, Path: test.path, Paths: []string{test.path}, Container: test.container,
				Exposure: exposure, Severity: finding.High, Confidence: finding.ConfidenceHigh,
			}
			reason := policy.Expose(&f)
			want := finding.High
			switch {
			case test.shipped && exposure == finding.Server:
				want = finding.Critical
			case test.shipped:
				want = finding.Note
			}
			if (reason != "") != test.shipped || f.Severity != want ||
				strings.Contains(reason, "only a server") != (test.shipped && exposure == finding.Server) {
				t.Errorf("%s in %s%s, %s: severity %s, %q", test.variable, test.path, test.container, exposure, f.Severity, reason)
			}
		}
	}
}
