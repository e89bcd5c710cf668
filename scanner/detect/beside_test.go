package detect

import (
	"slices"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

func TestLinesAround(t *testing.T) {
	text := []byte("one\ntwo\nthree\nfour\nfive")
	for _, test := range []struct {
		at, end int32
		n       int
		want    string
	}{
		{8, 13, 0, "three"}, {10, 11, 0, "three"}, {8, 13, 1, "two\nthree\nfour"}, {10, 11, 9, string(text)}, {0, 3, 1, "one\ntwo"}, {19, 23, 1, "four\nfive"},
	} {
		lines := linesAround(text, syntax.Span{Start: test.at, End: test.end}, test.n, besideReach)
		if got := string(text[lines.Start:lines.End]); got != test.want {
			t.Errorf("%d lines around %d:%d are %q, want %q", test.n, test.at, test.end, got, test.want)
		}
	}
}

// What stands beside a credential is told at its place, and only for one that leaves the machine.
func TestBeside(t *testing.T) {
	token := filled(t, "ghp_{{base62:36:crc32-base62}}")
	for text, want := range map[string][]string{
		"curl https://api.corp.net/?token=" + token:                 {"generic-in-transit-query"},
		"curl -k http://api.corp.net/?token=" + token:               {"generic-in-transit-clear", "generic-in-transit-unverified"},
		"curl http://localhost:8080/?token=" + token:                nil,
		"curl -k https://api.corp.net/ -d token=" + token:           {"generic-in-transit-unverified"},
		"token=" + token + "\n\n\n\n\n\nrequests.get(verify=False)": nil,
		"token=" + token + "\nsee http://corp.net/docs":             nil,
	} {
		var got []string
		place := syntax.Span{}
		for _, m := range found(t, text) {
			if m.Rule.Kind == "beside" {
				got = append(got, m.Rule.ID)
			}
			if here := (syntax.Span{Start: int32(m.Start), End: int32(m.End)}); place.End == 0 {
				place = here
			} else if here != place {
				t.Errorf("%q: at %v and %v", text, place, here)
			}
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
