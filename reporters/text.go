package reporters

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// The text report: for each secret first where it is and what, then why, then how to end it; at the end what was read. It may be
// the output of a blocked commit, so there is no banner, and nothing from the scanned files can act on the terminal.

// placesShown bounds the places listed for one secret.
const placesShown = 5

// incident is all findings of one secret.
type incident struct {
	first  *finding.Finding
	places []*finding.Finding
}

func writeText(w io.Writer, r *Report) error {
	t := textWriter{bufio.NewWriter(w), r}
	all := incidents(r.Findings)
	for _, i := range all {
		t.incident(i)
	}
	t.summary(all)
	return t.Flush()
}

// incidents groups the findings that count by family and secret, worst first, then in the order of their first place.
func incidents(findings []finding.Finding) []*incident {
	type key struct{ family, secret string }
	index := map[key]*incident{}
	var out []*incident
	for i := range findings {
		f := &findings[i]
		if f.Status != finding.StatusNew {
			continue
		}
		k := key{f.Family, f.Secret.Reveal()}
		if index[k] == nil {
			index[k] = &incident{first: f}
			out = append(out, index[k])
		}
		index[k].places = append(index[k].places, f)
	}
	slices.SortStableFunc(out, func(a, b *incident) int {
		return cmp.Or(cmp.Compare(severityRank(a.first), severityRank(b.first)), cmp.Compare(b.first.Confidence.Rank(), a.first.Confidence.Rank()))
	})
	return out
}

var severities = [...]finding.Severity{finding.Critical, finding.High, finding.Medium, finding.Low, finding.Note}

func severityRank(f *finding.Finding) int { return slices.Index(severities[:], f.Severity) }

type textWriter struct {
	*bufio.Writer
	*Report
}

// Colours by severity, as SGR parameters.
var colours = [...]string{"1;31", "31", "33", "36", "2"}

func (t textWriter) colour(sgr, text string) string {
	if !t.Color {
		return text
	}
	return "\x1b[" + sgr + "m" + text + "\x1b[0m"
}

func (t textWriter) incident(i *incident) {
	f := i.first
	what := fmt.Sprintf("%s (%s, %s confidence)", f.Name, f.Severity, f.Confidence)
	fmt.Fprintf(t, "%s: %s\n", t.colour("1", where(f)), t.colour(colours[max(0, severityRank(f))], what))
	t.line("secret", finding.Visible(t.secret(f)))
	if f.Variable != "" {
		t.line("name", finding.Visible(f.Variable))
	}
	for n, p := range i.places[1:] {
		if n == placesShown-1 {
			t.line("also", fmt.Sprintf("… and %d more places", len(i.places)-placesShown))
			break
		}
		t.line("also", where(p))
	}
	t.history(f)
	t.line("why", strings.Join(append([]string{"rule " + f.Rule}, f.Reasons...), "; "))
	for n, step := range f.Revoke.Steps {
		t.line(map[bool]string{true: "fix"}[n == 0], step)
	}
	t.line("at", f.Revoke.Page)
	fmt.Fprintln(t)
}

func (t textWriter) line(label, text string) {
	if text != "" {
		fmt.Fprintf(t, "  %s %s\n", t.colour("2", fmt.Sprintf("%-7s", label)), text)
	}
}

func (t textWriter) history(f *finding.Finding) {
	h := f.History
	if h == nil {
		return
	}
	state := "no longer in HEAD"
	if h.AtHead {
		state = "still in HEAD"
	}
	if len(h.Introduced) == 0 {
		t.line("commit", "none that this repository has holds it")
		return
	}
	c := h.Introduced[0]
	text := fmt.Sprintf("%.10s %s %s; %s", c.ID, date(c.Date), finding.Visible(c.Author), state)
	if n := len(h.Introduced) - 1; n > 0 {
		text += fmt.Sprintf("; brought again by %d more", n)
	}
	t.line("commit", text)
}

func date(rfc3339 string) string {
	day, _, _ := strings.Cut(rfc3339, "T")
	return day
}

// where names a finding's place as editors and people read it.
func where(f *finding.Finding) string {
	place := finding.Visible(f.Path)
	if place == "" {
		place = fmt.Sprintf("%s %.10s", f.Source.Kind, f.Source.Object)
	}
	return fmt.Sprintf("%s:%d:%d", strings.TrimSpace(place), f.Start.Line, f.Start.Column)
}

// summary tells how much was found, what was read and what was not.
func (t textWriter) summary(all []*incident) {
	places, allowed := 0, 0
	counts := make([]int, len(severities))
	for _, i := range all {
		places += len(i.places)
		counts[max(0, severityRank(i.first))]++
	}
	for _, f := range t.Findings {
		if f.Status != finding.StatusNew {
			allowed++
		}
	}
	var parts []string
	for n, s := range severities {
		if counts[n] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[n], s))
		}
	}
	found := "no findings"
	if len(all) > 0 {
		found = fmt.Sprintf("%s in %s: %s", number(len(all), "secret"), number(places, "place"), strings.Join(parts, ", "))
	}
	if allowed > 0 {
		found = sentence(found, fmt.Sprintf("%d allowed", allowed))
	}
	fmt.Fprintln(t, t.colour("1", found))
	t.receipt()
}

func (t textWriter) receipt() {
	r := &t.Receipt
	read := number(r.Blobs, "content") + " of " + size(r.Bytes)
	if r.Commits > 0 {
		read += " in " + number(r.Commits, "commit")
	}
	fmt.Fprintf(t, "read %s, %.2f s", read, r.Seconds)
	if r.Complete && len(r.Skipped) == 0 {
		fmt.Fprintln(t, ": everything")
	} else if r.Complete {
		fmt.Fprintln(t, ": everything in scope")
	} else {
		fmt.Fprintln(t, t.colour("1;31", ": INCOMPLETE"))
	}
	for _, s := range r.Skipped {
		label := map[bool]string{true: "not read", false: "out of scope"}[s.Class == "unread"]
		fmt.Fprintf(t, "  %s: %s: %s\n", label, finding.Visible(s.What), finding.Visible(s.Why))
	}
	for _, l := range r.Limits {
		fmt.Fprintf(t, "  limit: %s\n", finding.Visible(l))
	}
}

func number(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// size writes bytes as people read them, in decimal units.
func size(n int64) string {
	switch {
	case n < 1000:
		return number(int(n), "byte")
	case n < 1e6:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	case n < 1e9:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.2f GB", float64(n)/1e9)
}
