package policy

import (
	"bytes"
	"math"
	"strings"
	"testing"
)

func TestInline(t *testing.T) {
	const secret = "s3cret"
	for line, want := range map[string]bool{
		"key = s3cret # sluice:allow":                         true,
		"key = s3cret # gitleaks:allow":                       true,
		"key = s3cret # sluice:allow acme-key":                true,
		"key = s3cret # sluice:allow \tacme-key":              true,
		"key = s3cret # sluice:allow other-key":               false,
		"key = s3cret # sluice:allow   other-key":             false,
		"key = s3cret # sluice:allow it is made up":           true,
		"key = s3cret # sluice:allow: made-up":                true,
		"key = s3cret # gitleaks:allow made-up":               true,
		"key = s3cret # sluice:allow other-key, sluice:allow": true,
		"/* sluice:allow */ key = s3cret":                     true,
		"<key>s3cret</key><!--sluice:allow-->":                true,
		"key = s3cret --sluice:allow":                         true,
		"key = s3cret # SLUICE:ALLOW":                         false,
		"key = s3cret # mysluice:allowed":                     false,
		"key = s3cret # mysluice:allow":                       false,
		"key = s3cret # sluice:allowed":                       false,
		"key = s3cret # sluice:allow-list":                    false,
		"key = s3cret # sluice:allow_all":                     false,
		"key = s3cretsluice:allow":                            false,
		"key = s3cret # mysluice:allow sluice:allow":          true,
		"key = s3cret": false,
		"key = s3cret" + strings.Repeat(" ", markerReach-len("sluice:allow")) + "sluice:allow":       true,
		"key = s3cret" + strings.Repeat(" ", markerReach-len("sluice:allow")) + "sluice:allowed":     false,
		"key = s3cret" + strings.Repeat(" ", markerReach-len("sluice:allow")+1) + "sluice:allow":     false,
		"sluice:allow" + strings.Repeat(" ", markerReach-len("sluice:allow")) + "s3cret":             true,
		"mysluice:allow" + strings.Repeat(" ", markerReach-len("sluice:allow")) + "s3cret":           false,
		"sluice:allow" + strings.Repeat(" ", markerReach-len("sluice:allow")+1) + "s3cret is secret": false,
	} {
		if got := marked(line, secret).Marker != ""; got != want {
			t.Errorf("%.60q, %d bytes: %v", line, len(line), got)
		}
	}
	if marked("-----BEGIN\ns3cret\n-----END # sluice:allow", "-----BEGIN\ns3cret\n-----END").Marker == "" {
		t.Error("a marker on the last line of a block does not count")
	}
	if m := MarkersIn([]byte("sluice:allow"), 12).Inline(0, 12, "acme-key", today); m.Marker != "" {
		t.Error("a marker inside the secret counts")
	}
}

const today = "2025-06-15"

func marked(text, secret string) Marked {
	at := strings.Index(text, secret)
	return MarkersIn([]byte(text), at).Inline(at, at+len(secret), "acme-key", today)
}

// Markers of other scanners, on the line and on the line before, as their documentation gives them.
func TestMarkersOfOthers(t *testing.T) {
	for text, want := range map[string]string{
		"s3cret # gitleaks:allow": "gitleaks:allow", "s3cret # betterleaks:allow": "betterleaks:allow", "s3cret // trufflehog:ignore": "trufflehog:ignore",
		"s3cret # kingfisher:ignore": "kingfisher:ignore", "s3cret # ggignore": "ggignore", "s3cret // secretlint-disable-line": "secretlint-disable-line",
		"// secretlint-disable-next-line\ns3cret": "secretlint-disable-next-line", "// secretlint-disable-line\ns3cret": "", "s3cret // secretlint-disable-next-line": "",
		"s3cret  # pragma: allowlist secret": "pragma: allowlist secret", "s3cret  # pragma:whitelist-secret": "pragma: allowlist secret",
		"# pragma: allowlist nextline secret\r\ns3cret": "pragma: allowlist nextline secret", "# pragma: allowlist secret\ns3cret": "", "s3cret # pragma: allowlist nextline secret": "",
		"s3cret # pragma: no cover, pragma: allowlist secret": "pragma: allowlist secret", "s3cret # pragma: allowlist secrets": "", "s3cret # pragma: allowlist": "", "s3cret # pragma:": "",
		"s3cret # ggignored": "", "s3cret # nosemgrep": "", "s3cret\n# ggignore": "", "# ggignore\ns3cret": "",
	} {
		if got := marked(text, "s3cret").Marker; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestNextLineAndBlock(t *testing.T) {
	far := strings.Repeat("filling the block\n", blockReach/18)
	for text, want := range map[string]string{
		"# sluice:allow-next-line\ns3cret": "sluice:allow-next-line", "# sluice:allow-next-line acme-key made up\ns3cret": "sluice:allow-next-line: made up",
		"# sluice:allow-next-line other-key\ns3cret": "", "# sluice:allow-next-line\n\ns3cret": "", "s3cret # sluice:allow-next-line": "", "# sluice:allow\ns3cret": "",
		"# sluice:allow-next-line\n-----BEGIN\ns3cret":        "",
		"# sluice:allow-begin\na\ns3cret\n# sluice:allow-end": "sluice:allow-begin", "# sluice:allow-begin\na\ns3cret": "sluice:allow-begin", "/* sluice:allow-begin: made up */ s3cret": "sluice:allow-begin: made up",
		"# sluice:allow-begin\na\n# sluice:allow-end\ns3cret": "", "# sluice:allow-begin other-key\ns3cret": "", "# sluice:allow-begin other-key\n# sluice:allow-begin acme-key\ns3cret": "sluice:allow-begin",
		"# sluice:allow-begin\n# sluice:allow-end\n# sluice:allow-begin\ns3cret": "sluice:allow-begin", "s3cret\n# sluice:allow-begin": "", "# sluice:allow-begins\ns3cret": "",
		"# sluice:allow-begin\n" + far + "s3cret":                                  "",
		"# sluice:allow-next-line " + strings.Repeat("x", markerReach) + " s3cret": "", // its line begins further away
	} {
		if got := marked(text, "s3cret").String(); got != want {
			t.Errorf("%.80q: %q, want %q", text, got, want)
		}
	}
}

func TestMarkerExpires(t *testing.T) {
	for text, want := range map[string]Marked{
		"s3cret # sluice:allow until=2025-06-15":                        {Marker: "sluice:allow"},
		"s3cret # sluice:allow acme-key until=2025-12-31: sandbox only": {Marker: "sluice:allow", Reason: "sandbox only"},
		"s3cret # sluice:allow until=2025-06-14 sandbox only":           {Expired: "sluice:allow until=2025-06-14"},
		"s3cret # sluice:allow until=soon":                              {Expired: "sluice:allow until=soon (write the last day as YYYY-MM-DD)"},
		"s3cret # sluice:allow until=2025-6-1":                          {Expired: "sluice:allow until=2025-6-1 (write the last day as YYYY-MM-DD)"},
		"s3cret # sluice:allow other-key until=2025-06-14":              {},
		"s3cret # sluice:allow owner-key until=2025-06-14":              {Expired: "sluice:allow until=2025-06-14"},
		"s3cret # sluice:allow owner-key: sandbox only":                 {Marker: "sluice:allow", Reason: "sandbox only"},
		"s3cret # sluice:allow owner-key sluice:allow acme-key known":   {Marker: "sluice:allow", Reason: "known"},
		"s3cret # sluice:allow other-key sluice:allow owner-key x":      {Marker: "sluice:allow", Reason: "x"},
		"s3cret # sluice:allow until=2025-06-14, sluice:allow":          {Marker: "sluice:allow", Expired: "sluice:allow until=2025-06-14"},
		"/* sluice:allow made up */ s3cret":                             {Marker: "sluice:allow", Reason: "made up"},
		"sluice:allow s3cret":                                           {Marker: "sluice:allow"},
	} {
		if got := marked(text, "s3cret").For("owner-key"); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

// FuzzInline: neither what the secret holds nor what is far away changes the verdict, and no place is too odd.
func FuzzInline(f *testing.F) {
	f.Add([]byte("key = s3cret # sluice:allow"), 6, 6)
	f.Add([]byte("sluice:allow acme-key: sluice:allow-s3cret"), 23, 5)
	f.Add([]byte("gitleaks:allow"), -1, math.MaxInt)
	f.Fuzz(func(t *testing.T, line []byte, at, length int) {
		end := at + length
		ok := MarkersIn(line, at).Inline(at, end, "acme-key", today).Marker != ""
		if at < 0 || length < 2 || at > len(line) || length > len(line)-at || bytes.IndexByte(line, '\n') >= 0 {
			return
		}
		other := bytes.Clone(line)
		for i := at + 1; i < at+length-1; i++ {
			other[i] = 'x'
		}
		far := bytes.Repeat([]byte("sluice:allow "), 3)
		gap := bytes.Repeat([]byte{' '}, markerReach)
		other = bytes.Join([][]byte{far, gap, other, gap, far}, nil)
		from := at + len(far) + len(gap)
		if again := MarkersIn(other, from).Inline(from, from+length, "acme-key", today).Marker != ""; again != ok {
			t.Errorf("%q at %d, %d bytes: %v, then %v", line, at, length, ok, again)
		}
	})
}
