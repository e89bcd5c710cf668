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
		"-----BEGIN\ns3cret\n-----END # sluice:allow":                                                true,
		"key = s3cret" + strings.Repeat(" ", markerReach-len("sluice:allow")) + "sluice:allow":       true,
		"key = s3cret" + strings.Repeat(" ", markerReach-len("sluice:allow")) + "sluice:allowed":     false,
		"key = s3cret" + strings.Repeat(" ", markerReach-len("sluice:allow")+1) + "sluice:allow":     false,
		"sluice:allow" + strings.Repeat(" ", markerReach-len("sluice:allow")) + "s3cret":             true,
		"mysluice:allow" + strings.Repeat(" ", markerReach-len("sluice:allow")) + "s3cret":           false,
		"sluice:allow" + strings.Repeat(" ", markerReach-len("sluice:allow")+1) + "s3cret is secret": false,
	} {
		if _, got := Inline([]byte(line), strings.Index(line, secret), len(secret), "acme-key"); got != want {
			t.Errorf("%.60q, %d bytes: %v", line, len(line), got)
		}
	}
	if _, ok := Inline([]byte("sluice:allow"), 0, 12, "acme-key"); ok {
		t.Error("a marker inside the secret counts")
	}
	if m, _ := Inline([]byte("s3cret gitleaks:allow"), 0, 6, "acme-key"); m != "gitleaks:allow" {
		t.Errorf("marker %q", m)
	}
}

// FuzzInline: neither what the secret holds nor what is far away changes the verdict, and no place is too odd.
func FuzzInline(f *testing.F) {
	f.Add([]byte("key = s3cret # sluice:allow"), 6, 6)
	f.Add([]byte("sluice:allow acme-key: sluice:allow-s3cret"), 23, 5)
	f.Add([]byte("gitleaks:allow"), -1, math.MaxInt)
	f.Fuzz(func(t *testing.T, line []byte, at, length int) {
		_, ok := Inline(line, at, length, "acme-key")
		if at < 0 || length < 2 || at > len(line) || length > len(line)-at {
			return
		}
		other := bytes.Clone(line)
		for i := at + 1; i < at+length-1; i++ {
			other[i] = 'x'
		}
		far := bytes.Repeat([]byte("sluice:allow "), 3)
		gap := bytes.Repeat([]byte{' '}, markerReach)
		other = bytes.Join([][]byte{far, gap, other, gap, far}, nil)
		if _, again := Inline(other, at+len(far)+len(gap), length, "acme-key"); again != ok {
			t.Errorf("%q at %d, %d bytes: %v, then %v", line, at, length, ok, again)
		}
	})
}
