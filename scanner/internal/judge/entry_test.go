package judge

import (
	"testing"
)

// TestEntry: of a map that may hold anything, places are none of its secrets, and words and numbers doubtful ones, unless their name
// says secret.
func TestEntry(t *testing.T) {
	for _, c := range []struct {
		name, value string
		seen        Facts
		ok          bool
	}{
		{"dns_1", "10.43.0.10", 0, false},
		{"lan", "192.168.1.0/24", 0, false},
		{"lan6", "fd00:1::/64", 0, false},
		{"reverse", "1.168.192.in-addr.arpa", 0, false},
		{"mirror", "registry.corp.test:5000", 0, false},
		{"sender", "ops@corp.test", 0, false},
		{"repository", "s3:https://s3.corp.test/backup", 0, false},
		{"SIDECAR_IMAGE", "registry.corp.test:5000/acme/sidecar:v0.12.0\n", 0, false},
		{"workdir", "/var/lib/kubelet", 0, false},
		{"verbose", "true", 0, false},
		{"bucket", "snapshots", 0, false},
		{"peers", "core-switch", Trivial, true},
		{"peer_as", "65001", Trivial, true},
		{"JWT_ACCESS_EXPIRES_IN_S", "86400", 0, false},
		{"JWT_ACCESS_KEY", "86400", 0, true},
		{"hosts", "github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl", 0, false},
		{"clock", "America/New_York", Trivial, true},
		{"scrape", "# run make first\n- targets", Trivial, true},
		{"scrape", "# run make first\n- targets: []", 0, false},
		{"app.ini", "[smtp]\nhost = mail\n\nport = 25\n", 0, false},
		{"pod", "image: foo", 0, false},
		{"pod", "spec:\n  image: foo", 0, false},
		// near misses: what may be a secret all the same
		{"password", "10.43.0.10", 0, true},
		{"token", "snapshots", 0, true},
		{"blob", "kR7v.Wq/2xTz:9LmP", 0, true},
		{"database", "postgres://app:Wq8vR2xK@db.corp.test/app", 0, true},
		{"blob", "https://a.corp.test/x?sig=Wq8vR2xKzP41", 0, true},
		{"unlock", "kR7.vWq2xTz9LmP", 0, true},
		{"dns_key", "3bKyNY9HqTz4mWv0PsLd8R", 0, true},
		{"unlock", "/kR7vWq2xTz9LmPb4YcQ", 0, true},
		{"password", "pass: word", 0, true},
		{"blob", "kR7v: Wq\n/2xTz:9LmP", 0, true},
		{"blob", "kR7v=Wq2xTz9LmP", 0, true},
		{"browser", "firefox ", 0, true},
		{"hosts", "github.com kR7vWq2xTz9LmP", 0, true},
		{"hosts", "github.com -----BEGIN PRIVATE KEY-----", 0, true},
	} {
		if seen, ok := Entry([]byte(c.name), []byte(c.value)); seen != c.seen || ok != c.ok {
			t.Errorf("%s: %s: %b %v, want %b %v", c.name, c.value, seen, ok, c.seen, c.ok)
		}
	}
}

func TestPlaces(t *testing.T) {
	const key = " ssh-ed25519 AAAAC3NzaC1lZDI1NTE5"
	hold(t, []knows{
		{"a switch", boolean, []string{"true", "No", "NULL"}, []string{"truth", "y", ""}},
		{"an address without a scheme", OnHost, []string{"cdn.acme.test/q8Zk2LwP/9", "acme.io/x"}, []string{"cdn.acme.test:8080/x", "acme.i/x", ".test/x", "cdn.acme.test", "q8Zk2LwP/x9", "cdn.acme.test/", "Cdn.acme/x", "acme/x.test"}},
		{"settings", configures,
			[]string{"# run\nhost: mail\n- targets:", "[smtp]\nport = 25", "host:", "  - host: mail"},
			[]string{"# run", "host", "host=mail", ": mail", "host: mail\n(x)", "[smtp]", "[smtp\nport = 25", ""}},
		{"a known host", knownHost, []string{"github.com" + key, "1.2.3.4  ecdsa-sha2-nistp256 AAAA"}, []string{"github.com", "github.com ", "github.com q8Zk", "github.com secret", "github.com /etc/ssh", "github.com ~/.ssh"}},
		{"an image", image,
			[]string{"ghcr.io/acme/sidecar:v0.12.0", "corp.test:5000/a:1\n"},
			[]string{"ghcr/acme/sidecar:v0", "ghcr.io/acme/sidecar", "ghcr.io/acme/Sidecar:v0", "ghcr.io/acme:", "ghcr.io:v0", "ghcr.io/acme:v0 x", "ghcr.io/ac me:v0"}},
		{"numbers", Numeric, []string{"65001", "8080:80", "1.2.3", "1-2,3"}, []string{"65001x", "1 2"}},
		{"what says where something is", locates,
			[]string{
				"https://a.test/x", "/var/lib", "/a/b", "a@corp.test", "10.0.0.1", "10.0.0.0/24", "10.0.0.1:80", "corp.test", "corp.test:65535", "ops@corp.test", "ops+x@corp.test", "::1", "fd00::/8",
			},
			[]string{
				"https://ops@a.test/x", "https://a.test/?x", "/var", "//var", "/kR7vWq2x/z9LmPb4YcQ8", "10.0.0", "corp", "corp.test:655350", "@corp.test", "o!s@corp.test", "ops@corp",
				"corp.test/1234", "corp.test:", "corp.test:8x",
			}},
		{"an address of four bytes", fourBytes, []string{"1.2.3.4", "192.168.100.200"}, []string{"1.2.3", "1.2.3.4567", "1.2.3.", "1.2.3.x", "1.2.3.4.5"}},
		{"the name of a host", hostName, []string{"corp.test", "a-b.1.test", "x.io"}, []string{"corp", "corp.t", "Corp.test", "corp..test", "corp.te5t", "corp_a.test", ".test", ""}},
	})
}
