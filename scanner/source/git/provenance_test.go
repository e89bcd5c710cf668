package git

import (
	"os"
	"path/filepath"
	"testing"
)

func TestRemoteAddress(t *testing.T) {
	for remote, want := range map[string]string{
		"https://user:pass@host.example/a/b.git?x=1#y": "https://host.example/a/b.git", "git@host.example:a/b.git": "ssh://host.example/a/b.git", "host.example:a": "ssh://host.example/a",
		"ssh://git@host.example:2222/a": "ssh://host.example:2222/a", "/srv/a.git": "", "../a": "", "file:///srv/a": "", "C:\\a": "ssh://C/%5Ca", "": "",
	} {
		if got := address(remote); got != want {
			t.Errorf("%q: %q, want %q", remote, got, want)
		}
	}
	dir := t.TempDir()
	for text, want := range map[string]string{
		"[core]\n\tbare = false\n[remote \"up\"]\n\turl = https://up.example/x\n[remote \"origin\"]\n\turl = https://host.example/x\n": "https://host.example/x", "[remote": "", "": "",
	} {
		if err := os.WriteFile(filepath.Join(dir, "config"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := origin(dir); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := origin(filepath.Join(dir, "none")); got != "" {
		t.Error(got)
	}
}
