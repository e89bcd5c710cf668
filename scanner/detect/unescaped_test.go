package detect

import (
	"strings"
	"testing"
)

// FuzzSplit: the parts of an address lie within it, one behind the other, whatever signs its password holds.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{
		"https://me:pw#1@host.net/p?q", "https://me@mail.com:pw!#@1@host.net", "ssh://git@host.net:team/p@other.net", "https://host:pw/p@1.2.0", "http://[::1]/p@host.net",
		"https://me:pw/1?x@10.0.0.7:80/p?q", "https://a:b?@c:", "x://:@:/@.", "x://a:b#@localhost",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		i := strings.Index(text, "://")
		if i < 0 || len(text) > uriReach {
			return
		}
		a := split([]byte(text), i+3)
		at := int32(i + 3)
		for _, part := range [...]struct {
			name       string
			start, end int32
		}{{"user", a.user.Start, a.user.End}, {"password", a.password.Start, a.password.End}, {"host", a.host.Start, a.host.End}, {"path", a.path.Start, a.path.End}, {"query", a.query.Start, a.query.End}} {
			if part.start == 0 && part.end == 0 {
				continue // none
			}
			if part.start < at || part.end < part.start || int(part.end) > len(text) {
				t.Fatalf("%q: %s is %d to %d, behind %d", text, part.name, part.start, part.end, at)
			}
			at = part.end
		}
	})
}
