package remote

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestOf(t *testing.T) {
	dir := t.TempDir()
	for text, want := range map[string][]Remote{
		"[remote \"up/stream\"]\n\turl = https://up.example/x\n\tpushurl = ssh://up.example/x\n\tpushurl = b\n[core]\n\tbare = false\n[remote \"origin\"]\n\turl = a\n": {
			{Name: "origin", Fetch: []string{"a"}}, {Name: "up/stream", Fetch: []string{"https://up.example/x"}, Push: []string{"ssh://up.example/x", "b"}},
		},
		"[remote]\n\turl = x\n[remote \"\"]\n\turl = y\n": nil,
		"[remote": nil,
		"":        nil,
	} {
		if err := os.WriteFile(filepath.Join(dir, "config"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, Of(dir), cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%q (-want +got):\n%s", text, d)
		}
	}
	if got := Of(filepath.Join(dir, "none")); got != nil {
		t.Error(got)
	}
}

func TestHas(t *testing.T) {
	r := Remote{Fetch: []string{"https://host.example/a/"}, Push: []string{"git@host.example:a.git"}}
	for address, want := range map[string]bool{
		"https://host.example/a": true, "git@host.example:a.git": true, "https://host.example/": false, "": false,
	} {
		if r.Has(address) != want {
			t.Errorf("%q: %v", address, !want)
		}
	}
}

// FuzzOf: whatever a configuration holds, each remote has a name.
func FuzzOf(f *testing.F) {
	f.Add("[remote \"origin\"]\n\turl = a\n")
	f.Add("[remote \"a\\\"b\"] url = \"x\\\n y\" # z\n[REMOTE.c]\nurl\n")
	f.Fuzz(func(t *testing.T, text string) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "config"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, r := range Of(dir) {
			if r.Name == "" || r.Has("\x00") {
				t.Errorf("%+v", r)
			}
		}
	})
}
