package reporters

import (
	"maps"
	"strconv"
	"testing"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// TestRemoved: of several findings of a secret the last commit that took it away counts, whichever finding has it.
func TestRemoved(t *testing.T) {
	in := func(id, date string) *finding.Finding {
		return &finding.Finding{History: &finding.History{Removed: finding.Commit{ID: id, Date: date}}}
	}
	early, late := in("early", "2026-01-02T00:00:00Z"), in("late", "2026-03-04T00:00:00+02:00")
	none := []*finding.Finding{{}, in("", "")}
	for name, c := range map[string]struct {
		findings []*finding.Finding
		want     string
	}{
		"no commit": {none, ""}, "one": {append(none[:2:2], early), "early"},
		"the later one": {[]*finding.Finding{late, none[0], early}, "late"}, "in any order": {[]*finding.Finding{early, none[1], late}, "late"},
	} {
		got := ""
		if by := (&incident{findings: c.findings}).removed(); by != nil {
			got = by.ID
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 bytes", 1: "1 byte", 999: "999 bytes", 1000: "1.0 kB", 999_949: "999.9 kB", 1_000_000: "1.0 MB", 1_000_000_000: "1.00 GB",
	} {
		if got := size(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

// TestRanked: as many bars as there is room for, the longest first; where there are more, the last stands for the rest.
func TestRanked(t *testing.T) {
	counts := map[string]int{}
	for i := range barsShown {
		counts["p"+strconv.Itoa(10+i)] = 100 - i
	}
	bars := ranked(maps.Clone(counts))
	if len(bars) != barsShown || bars[0].Label != "p10" || bars[barsShown-1].Label != "p21" {
		t.Errorf("%v, want %d bars from p10 to p21", bars, barsShown)
	}
	counts["last"] = 1
	bars = ranked(counts)
	if rest := bars[len(bars)-1]; len(bars) != barsShown || rest.Label != "2 others" || rest.Count != 100-(barsShown-1)+1 {
		t.Errorf("%v, want %d bars, the last for p21 and last", bars, barsShown)
	}
}

// TestGitHubOrigin: an annotation says in which commit a secret is that its line no longer has.
func TestGitHubOrigin(t *testing.T) {
	g := githubWriter{report: full()}
	file := finding.Finding{Path: "a.env"}
	gone := finding.Finding{Path: "a.env", History: &finding.History{}}
	inside := finding.Finding{Path: "a.zip", Container: "a.zip!b.env"}
	for name, c := range map[string]struct {
		place place
		told  bool
	}{
		"in a file": {place{&file, "a.env"}, false}, "no longer in HEAD": {place{&gone, "a.env"}, true},
		"in an archive": {place{&inside, "a.zip"}, true}, "in a message": {place{&file, ""}, true},
	} {
		if got := g.githubOrigin(c.place); (got != "") != c.told {
			t.Errorf("%s: %q", name, got)
		}
	}
}
