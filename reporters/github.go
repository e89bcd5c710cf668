package reporters

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// The GitHub report: workflow commands that a runner turns into annotations (docs.github.com, "Workflow commands for GitHub
// Actions"), and a line of what was read. GitHub shows 10 errors, 10 warnings and 10 notices of a step and drops the rest without a
// word, so the worst come first, one for each secret before any gets a second, and the last notice counts what has none.

const annotationsShown = 10 // of each level, in a step

func writeGitHub(w io.Writer, r *report) error {
	g := githubWriter{bufio.NewWriter(w), r, map[string]int{"notice": 1}} // one for the rest
	if !r.receipt.Complete {
		g.command("error", "", "sluice did not read everything", g.unread())
	}
	left := 0
	for _, p := range inRounds(r.incidents()) {
		if !g.place(p) {
			left++
		}
	}
	if left > 0 {
		fmt.Fprintf(g, "::notice title=sluice::%s without an annotation: GitHub shows %d of a kind; the job summary and the reports have all\n",
			Number(left, "more place"), annotationsShown)
	}
	fmt.Fprintf(g, "sluice: %s\n", commandText(joined("; ", found(r.incidents()), r.setAside())))
	fmt.Fprintf(g, "%s: %s\n", verdict(&r.receipt), amount(&r.receipt))
	for _, w := range r.receipt.Warnings {
		fmt.Fprintf(g, "warning: %s\n", commandText(finding.Visible(w)))
	}
	return g.Flush()
}

type githubWriter struct {
	*bufio.Writer
	*report
	used map[string]int // annotations of a level
}

// inRounds lists the first place of each incident, then the second of each that has one, and so on.
func inRounds(all []*incident) []place {
	var out []place
	for round, more := 0, true; more; round++ {
		more = false
		for _, i := range all {
			if round < len(i.places) {
				out = append(out, i.places[round])
				more = true
			}
		}
	}
	return out
}

// place annotates a place, if its level has room left.
func (g githubWriter) place(p place) bool {
	f := p.Finding
	title := fmt.Sprintf("%s (%s, %s confidence)", f.Name, severity(f), f.Confidence)
	text := joined("\n", "secret: "+g.secret(f), g.githubOrigin(p), history(f), f.Revoke.Page, strings.Join(f.Revoke.Steps, "\n"),
		identity(f))
	return g.command(g.level(f), githubPlace(p), title, text)
}

// level says how loud an annotation is. What does not decide the exit status is no error: the step passes.
func (g githubWriter) level(f *finding.Finding) string {
	switch told := level(f); {
	case told == "note":
		return "notice"
	case told == "error" && g.counts(f):
		return "error"
	}
	return "warning"
}

// githubOrigin names the place where no file of the checkout is one.
func (g githubWriter) githubOrigin(p place) string {
	if p.path == "" || p.Container != "" || state(p.Finding) != inHead {
		return "in " + g.where(p)
	}
	return ""
}

// githubPlace is where an annotation points: at a line that the checkout has.
func githubPlace(p place) string {
	switch {
	case p.path == "":
		return ""
	case p.Container != "" || state(p.Finding) != inHead:
		return "file=" + property(p.path)
	}
	where := fmt.Sprintf("file=%s,line=%d,endLine=%d", property(p.path), p.Start.Line, max(p.Start.Line, p.End.Line))
	if p.End.Line > p.Start.Line {
		return where // columns count on one line only
	}
	return where + fmt.Sprintf(",col=%d,endColumn=%d", p.Start.Column, max(1, p.End.Column))
}

func (g githubWriter) command(level, where, title, text string) bool {
	if g.used[level] == annotationsShown {
		return false
	}
	g.used[level]++
	fmt.Fprintf(g, "::%s %s::%s\n", level, joined(",", where, "title="+property(title)), commandText(finding.VisibleLines(text)))
	return true
}

func (g githubWriter) unread() string {
	var lines []string
	for _, s := range g.receipt.Skipped {
		if s.Class == "unread" {
			lines = append(lines, s.What+": "+s.Why)
		}
	}
	if g.receipt.Interrupted {
		lines = append(lines, "the scan was stopped before its end")
	}
	return strings.Join(lines, "\n")
}

// commandText escapes the text of a workflow command, as the runner reads it (actions/toolkit, packages/core/src/command.ts).
func commandText(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}

// property escapes a value in front of the text.
func property(text string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(commandText(finding.Visible(text)))
}
