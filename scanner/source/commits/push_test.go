package commits

import (
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
)

func TestHookLines(t *testing.T) {
	one, two, zero := strings.Repeat("1a", oid.SHA1Size), strings.Repeat("2b", oid.SHA256Size), strings.Repeat("0", 2*oid.SHA1Size)
	pushed, err := PrePush(strings.NewReader("refs/heads/main " + one + " refs/heads/x " + zero + "\n(delete) " + zero +
		" refs/heads/y " + two))
	if err != nil || len(pushed) != 2 || pushed[0].Ref != "refs/heads/x" || pushed[0].New.String() != one ||
		!pushed[0].Old.IsZero() || !pushed[1].New.IsZero() || pushed[1].Old.String() != two {
		t.Errorf("%+v, error %v", pushed, err)
	}
	spaced, err := PrePush(strings.NewReader("HEAD^{/fix that} " + one + " refs/heads/x " + zero + "\n"))
	if err != nil || len(spaced) != 1 || spaced[0] != pushed[0] {
		t.Errorf("%+v, error %v", spaced, err)
	}
	received, err := PreReceive(strings.NewReader(one + " " + zero + " refs/heads/x\n\n"))
	if err != nil || len(received) != 1 || received[0].Ref != "refs/heads/x" || received[0].Old.String() != one ||
		!received[0].New.IsZero() {
		t.Errorf("%+v, error %v", received, err)
	}
	for _, text := range []string{
		"x", "a b c", one + " " + one, one + " " + one + " refs/heads/x y",
		one + "  " + one + " refs", one + " 12 refs/heads/x", strings.Repeat("x", maxLine+1),
	} {
		if got, err := PreReceive(strings.NewReader(text)); err == nil {
			t.Errorf("%.40q: %+v", text, got)
		} else if strings.Contains(err.Error(), text) {
			t.Errorf("what was read is shown: %v", err)
		}
	}
	if got, err := PrePush(strings.NewReader("")); err != nil || got != nil {
		t.Errorf("no lines: %+v, error %v", got, err)
	}
}

// The user and password of an address are nobody's business who reads the report.
func TestWithoutUser(t *testing.T) {
	for name, want := range map[string]string{
		"origin": "origin", "": "", "../a@b": "../a@b", "git@host.example:a.git": "git@host.example:a.git", "https://host.example/a": "https://host.example/a",
		"https://hunter2@host.example/a": "https://host.example/a", "ssh://u:hunter2@host.example:22/a": "ssh://host.example:22/a", "https://u:%zz@host.example": "an address that cannot be read",
		"https://u:hun?ter2@host.example/a": "an address that cannot be read", "https://u#hunter2@host.example/a": "an address that cannot be read", "x::https://u:hunter2@host.example/a": "an address that cannot be read",
		"https://host.example/a%zz?private_token=hunter2": "an address that cannot be read", "x::https://host.example/a?private_token=hunter2": "an address that cannot be read", "https://host.example/%zz": "https://host.example/%zz",
		"u:hunter2@host.example:a.git": "an address that cannot be read", "https:/u:hunter2@host.example/a": "an address that cannot be read", "git@host.example:a@b.git": "git@host.example:a@b.git",
		"https://host.example/a#hunter2":               "https://host.example/a",
		"https://host.example/a?private_token=hunter2": "https://host.example/a", "https://host.example/a@b": "https://host.example/a@b",
	} {
		if got := withoutUser(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// A mistyped remote is told from one that nothing was fetched from yet, and from what may be an address.
func TestCheckRemote(t *testing.T) {
	r := gittest.Init(t)
	r.Commit()
	r.Git("remote", "add", "origin", "https://host.example/a")
	r.Git("remote", "add", "other", "https://host.example/b")
	r.Git("update-ref", "refs/remotes/tracked/main", "HEAD")
	repository, err := Open(r.Dir, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer repository.Close()
	for _, name := range []string{"", "origin", "other", "tracked", "https://host.example/c", "git@host:c", "../c", r.Dir} {
		if err := repository.CheckRemote(name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := repository.CheckRemote("orign"); err == nil || !strings.Contains(err.Error(), "its remotes are origin, other") {
		t.Error(err)
	}
}

// FuzzHookLines: whatever comes, each update has a ref, and an error comes with none.
func FuzzHookLines(f *testing.F) {
	one := strings.Repeat("1a", oid.SHA1Size)
	f.Add("a " + one + " b " + one + "\n")
	f.Add(one + " " + one + " refs/heads/x\n")
	f.Add("\x00 \n \n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, parse := range []func() ([]Update, error){
			func() ([]Update, error) { return PrePush(strings.NewReader(text)) },
			func() ([]Update, error) { return PreReceive(strings.NewReader(text)) },
		} {
			got, err := parse()
			if err != nil && got != nil {
				t.Errorf("%+v with error %v", got, err)
			}
			for _, u := range got {
				if strings.ContainsAny(u.Ref, " \n") {
					t.Errorf("a ref %q", u.Ref)
				}
			}
		}
	})
}
