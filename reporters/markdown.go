package reporters

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules/markdown"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// The Markdown report, for job summaries and comments: a table of secrets, the worst first, how to end them, and what was read. It is
// GitHub's dialect, which GitLab and Bitbucket read too. Nothing from the scanned files can be Markdown or HTML, or mention anybody:
// it stands in code, with signs as numeric entities.
//
// GitHub takes no job summary above 1 MiB ("Workflow commands for GitHub Actions", "Step isolation and limits"), so rows that would
// go beyond markdownLimit are counted instead.

const markdownLimit = 1000000 // bytes

func writeMarkdown(w io.Writer, r *report) error {
	all := r.incidents()
	var head, tail bytes.Buffer
	fmt.Fprintf(&head, "## sluice: %s\n\n", joined("; ", found(all), r.setAside()))
	if text := inHistories(all); text != "" {
		fmt.Fprintf(&head, "%s\n\n", text)
	}
	r.markdownFixes(&tail, all)
	switch {
	case r.anySuppressed():
		fmt.Fprintf(&tail, "%s%s\n\n", question, onceInBase)
	case len(all) > 0:
		fmt.Fprintf(&tail, "%s%s lets the ignore file say so.\n\n", question, inCode(`sluice ignore add ID --reason "…"`))
	}
	r.markdownReceipt(&tail)
	r.markdownTable(&head, all, markdownLimit-head.Len()-tail.Len())
	_, err := w.Write(append(head.Bytes(), tail.Bytes()...))
	return err
}

// markdownTable writes rows as long as they fit into room bytes.
func (r *report) markdownTable(b *bytes.Buffer, all []*incident, room int) {
	if len(all) == 0 {
		return
	}
	const more = 100 // bytes for what is told of the rest
	end := b.Len() + room - more
	b.WriteString("| Severity | Secret | Where | History |\n|---|---|---|---|\n")
	for n, i := range all {
		row := r.markdownRow(i)
		if b.Len()+len(row) > end {
			fmt.Fprintf(b, "\n%s, the least severe, did not fit: another format has them.\n", Number(len(all)-n, "more secret"))
			break
		}
		b.WriteString(row)
	}
	b.WriteString("\n")
}

func (r *report) markdownRow(i *incident) string {
	f := i.first()
	var where []string
	for n, p := range i.places {
		if n == placesShown {
			where = append(where, "and "+Number(len(i.places)-n, "more place"))
			break
		}
		where = append(where, inCode(r.where(p)))
	}
	return fmt.Sprintf("| %s, %s confidence | %s %s<br>id %s | %s | %s |\n", severity(f), f.Confidence,
		markdown.Text(finding.Visible(f.Name)), inCode(r.secret(f)), inCode(f.Fingerprint), strings.Join(where, "<br>"), r.markdownHistory(i))
}

func (r *report) markdownHistory(i *incident) string {
	if !i.ofHistory() {
		return ""
	}
	c, all := oldest(i)
	if c == nil {
		return cmp.Or(whereInHistory[state(i.first())], i.presence())
	}
	text := joined(", ", inCode(short(c.ID))+" "+day(c.Date), i.presence())
	if all > 1 {
		text += fmt.Sprintf(", brought again by %s more", count(all-1))
	}
	return text
}

// markdownFixes tells for each kind of key how to end it.
func (r *report) markdownFixes(b *bytes.Buffer, all []*incident) {
	told := map[string]bool{}
	for _, i := range all {
		f := i.first()
		if told[f.Rule] || f.Revoke.Page == "" && len(f.Revoke.Steps) == 0 {
			continue
		}
		if len(told) == 0 {
			b.WriteString("### How to end them\n\n")
		}
		told[f.Rule] = true
		fmt.Fprintf(b, "**%s**: %s\n\n", markdown.Text(finding.Visible(f.Name)),
			joined(" ", markdown.Link(f.Revoke.Page), markdown.Text(strings.Join(f.Revoke.Steps, " "))))
	}
}

func (r *report) markdownReceipt(b *bytes.Buffer) {
	fmt.Fprintf(b, "%s: %s.\n", markdown.Text(verdict(&r.receipt)), markdown.Text(amount(&r.receipt)))
	if r.receipt.Lowered > 0 {
		fmt.Fprintf(b, "- not told: %s\n", markdown.Text(lowered(&r.receipt)))
	}
	for _, s := range r.receipt.Skipped {
		fmt.Fprintf(b, "- %s: %s: %s\n", SkippedWords(s), inCode(finding.Visible(s.What)), markdown.Text(finding.Visible(s.Why)))
	}
	for _, w := range r.receipt.Warnings {
		fmt.Fprintf(b, "- warning: %s\n", markdown.Text(finding.Visible(w)))
	}
	for _, l := range r.receipt.Limits {
		fmt.Fprintf(b, "- limit: %s\n", markdown.Text(finding.Visible(l)))
	}
}

// inCode writes visible text as code in which no sign means anything.
func inCode(text string) string {
	var b strings.Builder
	b.WriteString("<code>")
	for _, c := range text {
		if slices.Contains([]rune("&<>|`*_[]\\~@:$"), c) {
			fmt.Fprintf(&b, "&#%d;", c)
		} else {
			b.WriteRune(c)
		}
	}
	b.WriteString("</code>")
	return b.String()
}
