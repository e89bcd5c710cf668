package reporters

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// The text report: for each secret first where it is and what, then why, then how to end it; at the end what was read (summary.go).
// It may be the output of a blocked commit, so there is no banner, and nothing from the scanned files can act on the terminal. It
// may also be the list of an audit with hundreds of secrets, so the worst come first, the places of a secret are capped, and how to
// end a key is told once for each kind of key.

const (
	placesShown = 5   // places listed for one secret
	widest      = 100 // columns after which sentences are broken, unless the terminal has fewer
	narrowest   = 40  // columns that sentences get in any case
	indent      = 10  // columns in front of what is told of a secret
)

func writeText(w io.Writer, r *report) error {
	t := textWriter{bufio.NewWriter(w), r, map[string]string{}}
	all := r.incidents()
	for _, i := range all {
		t.incident(i)
	}
	t.summary(all)
	return t.Flush()
}

// textWriter writes one report. Errors of the Writer come at Flush.
type textWriter struct {
	*bufio.Writer
	*report
	revoked map[string]string // the name of the secret that a way to revoke was told for
}

// width is the number of columns after which sentences are broken.
func (t textWriter) width() int {
	if t.Columns == 0 {
		return widest
	}
	return min(max(t.Columns, narrowest), widest)
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
	f := i.first()
	what := fmt.Sprintf("%s (%s, %s confidence)", finding.Visible(f.Name), severity(f), f.Confidence)
	fmt.Fprintf(t, "%s: %s\n", t.colour("1", t.where(i.places[0])), t.colour(colours[severityRank(f)], what))
	t.line("secret", t.secret(f))
	t.line("name", f.Variable)
	t.line("decoded", strings.Join(f.Decoded, ", "))
	t.also(i)
	t.commits(i)
	t.sentence("why", strings.Join(append([]string{"rule " + f.Rule}, f.Reasons...), "; "))
	t.line("id", f.Fingerprint)
	t.revoke(f)
	fmt.Fprintln(t)
}

func severity(f *finding.Finding) string {
	if f.Exposure == finding.Publishable {
		return string(f.Severity) + ", may be public"
	}
	return string(f.Severity)
}

// also lists the other places.
func (t textWriter) also(i *incident) {
	for n, p := range i.places[1:] {
		if n == placesShown-1 {
			t.line("also", "… and "+Number(len(i.places)-placesShown, "more place"))
			return
		}
		text := t.where(p)
		if state(p.Finding) == inHistory && inFile(p.Finding) {
			text += " (not " + i.end + ")"
		}
		t.line("also", text)
	}
}

// commits tells which commit brought the secret first, and whether it is still there.
func (t textWriter) commits(i *incident) {
	if !i.ofHistory() {
		return
	}
	c, all := oldest(i)
	if c == nil {
		where := joined("; ", "none that this repository has holds it", cmp.Or(uncommitted(i.first()), i.reach()))
		if state(i.first()) == notCompared {
			where = notKnown
		}
		t.sentence("commit", where)
		return
	}
	text := joined("; ", fmt.Sprintf("%s %s %s", short(c.ID), day(c.Date), c.Author), i.presence(), i.reach())
	if all > 1 {
		text += fmt.Sprintf("; brought again by %s more", count(all-1))
	}
	t.sentence("commit", text)
}

// revoke tells how to end a key, once for each way.
func (t textWriter) revoke(f *finding.Finding) {
	way := strings.Join(append([]string{f.Revoke.Page}, f.Revoke.Steps...), "\n")
	if name, told := t.revoked[way]; told && len(f.Revoke.Steps) > 0 {
		t.sentence("fix", "as above for: "+name)
		return
	}
	t.revoked[way] = f.Name
	label := "fix" // the page comes first: steps speak of "the page above"
	for _, text := range append([]string{f.Revoke.Page}, f.Revoke.Steps...) {
		if text != "" {
			t.sentence(label, text)
			label = ""
		}
	}
}

// line tells one thing of a secret.
func (t textWriter) line(label, text string) {
	if text != "" {
		fmt.Fprintf(t, "  %s %s\n", t.colour("2", fmt.Sprintf("%-*s", indent-3, label)), finding.Visible(text))
	}
}

// sentence is line for texts that may be broken.
func (t textWriter) sentence(label, text string) {
	for n, part := range Broken(finding.Visible(text), t.width()-indent) {
		t.line(map[bool]string{true: label}[n == 0], part)
	}
}

// paragraph writes a text of its own.
func (t textWriter) paragraph(text string) {
	for _, part := range Broken(finding.Visible(text), t.width()) {
		fmt.Fprintln(t, part)
	}
}

// Broken breaks a text at spaces into lines of at most columns characters; longer words stay whole.
func Broken(text string, columns int) []string {
	var lines []string
	line, used := "", 0
	for _, word := range strings.Fields(text) {
		n := len([]rune(word))
		if used > 0 && used+1+n > columns {
			lines = append(lines, line)
			line, used = "", 0
		}
		if used > 0 {
			line, used = line+" ", used+1
		}
		line, used = line+word, used+n
	}
	if used > 0 {
		lines = append(lines, line)
	}
	return lines
}
