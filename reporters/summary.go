package reporters

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// The end of the text report: how much was found, what was read and what was not.

func (t textWriter) summary(all []*incident) {
	if slices.ContainsFunc(t.findings, func(f finding.Finding) bool { return t.counts(&f) }) {
		t.paragraph(wayOut(t.Kind))
	}
	if len(all) > 0 {
		t.allowing(all)
	}
	fmt.Fprintln(t, t.colour("1", joined("; ", found(all)+t.nowhere(all), t.setAside())))
	if text := inHistories(all); text != "" {
		fmt.Fprintln(t, text)
	}
	t.read()
}

// wayOut tells what to do, first of all, where a hook stopped something; "" elsewhere.
func wayOut(kind string) string {
	switch kind {
	case "staged":
		return "Take it out of the change; revoke it, too, if it was ever shared."
	case "commit-msg":
		return "Take it out of the message; revoke it, too, if it was ever shared."
	case "push":
		return "Rewrite the commits that bring it before you push (git commit --amend, git rebase -i); revoke it, too, if it was ever shared."
	case "receive":
		return "Rewrite the commits that bring it, and revoke it."
	}
	return ""
}

const (
	question   = "A false alarm? "
	onceInBase = "An entry of the ignore file counts once the base has it: bring it there first, in a change of its own."
)

// anySuppressed reports whether the scanned change itself allows something, which does not count.
func (r *report) anySuppressed() bool {
	return slices.ContainsFunc(r.findings, func(f finding.Finding) bool { return f.Status == finding.StatusSuppressed })
}

// identity is a finding's fingerprint, and what it is for.
func identity(f *finding.Finding) string {
	if f.Status == finding.StatusSuppressed {
		return "id: " + f.Fingerprint + ". " + question + onceInBase
	}
	return "id: " + f.Fingerprint + ", for 'sluice ignore add' if it is a false alarm"
}

// allowing tells how a false alarm is allowed by what was scanned. A marker allows it in contents that have the marker, so one that is
// written now changes nothing of commits that were made.
func (t textWriter) allowing(all []*incident) {
	switch {
	case t.Kind == "receive":
		t.paragraph(question + "What a push brings cannot allow it: ask who runs this server to allow it there.")
		return
	case t.anySuppressed():
		t.paragraph(question + onceInBase)
		return
	case slices.Contains([]string{"git", "push", "commit-msg"}, t.Kind):
		t.paragraph(question + "Let the ignore file say so:")
	default:
		t.paragraph(question + `Write "sluice:allow" and why in a comment on ` + t.lineOf() + `, or let the ignore file say so:`)
	}
	id := "ID"
	if len(all) == 1 {
		id = all[0].first().Fingerprint
	}
	file := ""
	if t.IgnoreFile != "" {
		file = " --file " + shellWord(t.IgnoreFile)
	}
	fmt.Fprintf(t, "  sluice ignore add %s%s --reason \"…\"\n", id, file) // never broken, so that it can be copied
}

// lineOf says where a marker stands. What is inside of a secret is none.
func (r *report) lineOf() string {
	if slices.ContainsFunc(r.findings, func(f finding.Finding) bool { return f.Status.Open() && f.End.Line > f.Start.Line }) {
		return "the last of its lines"
	}
	return "its line"
}

// plainBytes stand for themselves in every shell, beside letters and digits.
const plainBytes = `/\._-+:@%,=`

// shellWord writes a path as shells take it.
func shellWord(path string) string {
	path = finding.Visible(path)
	special := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(plainBytes, r)
	}
	if !strings.ContainsFunc(path, special) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// found counts secrets by severity.
func found(all []*incident) string {
	if len(all) == 0 {
		return "no findings"
	}
	places := 0
	var counts [len(severities)]int
	for _, i := range all {
		places += len(i.places)
		counts[severityRank(i.first())]++
	}
	var parts []string
	for n, s := range severities {
		if counts[n] > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", count(counts[n]), s))
		}
	}
	return fmt.Sprintf("%s in %s: %s", Number(len(all), "secret"), Number(places, "place"), strings.Join(parts, ", "))
}

// nowhere says where nothing was found in a scan that a hook makes: two of them follow each other when a commit is made.
func (t textWriter) nowhere(all []*incident) string {
	switch {
	case len(all) > 0:
	case t.Kind == "staged":
		return " in what is staged"
	case t.Kind == "commit-msg":
		return " in the commit message"
	}
	return ""
}

// inHistories tells what of a history scan's secrets everybody sees who checks the repository out.
func inHistories(all []*incident) string {
	var counts [len(whereInHistory)]int
	history := false
	for _, i := range all {
		history = history || i.ofHistory()
		counts[state(i.first())]++
	}
	if !history {
		return ""
	}
	var parts []string
	for s, text := range whereInHistory {
		if historyState(s) == inHead {
			text = "still " + all[0].end
		}
		if counts[s] > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", count(counts[s]), text))
		}
	}
	return strings.Join(parts, ", ")
}

// read tells what the scan read, and in clear words whether that was everything.
func (t textWriter) read() {
	r := &t.receipt
	for _, part := range Broken(verdict(r)+": "+amount(r), t.width()) {
		if !r.Complete || r.Interrupted {
			part = t.colour("1;31", part)
		}
		fmt.Fprintln(t, part)
	}
	if r.Lowered > 0 {
		t.note("not told", lowered(r))
	}
	for _, s := range r.Skipped {
		t.note(SkippedWords(s), joined(": ", s.What, s.Why))
	}
	for _, w := range r.Warnings {
		t.note("warning", w)
	}
	for _, l := range r.Limits {
		t.note("limit", l)
	}
}

// lowered tells of what is not reported for where it stands.
func lowered(r *finding.Receipt) string {
	return Number(r.Lowered, "secret") + " in tests, examples, documentation, translations or others' code: see --min-confidence low"
}

// amount tells how much was read.
func amount(r *finding.Receipt) string {
	contents := Number(r.Blobs, "file")
	switch {
	case r.Objects > 0:
		contents = Number(r.Blobs, "content")
	case r.Blobs+r.Commits == 0 && r.Bytes > 0: // a message
		contents = ""
	}
	if r.Cached > 0 {
		contents += fmt.Sprintf(" (%d of them known from the cache)", r.Cached)
	}
	commits := ""
	if r.Commits > 0 {
		commits = Number(r.Commits, "commit")
	}
	return joined(", ", commits, contents, size(r.Bytes), fmt.Sprintf("%.2f s", r.Seconds))
}

// SkippedWords says whether what was skipped makes a scan incomplete: "not read", or not: "out of scope".
func SkippedWords(s finding.Skipped) string {
	if s.Class == "unread" {
		return "not read"
	}
	return "out of scope"
}

func verdict(r *finding.Receipt) string {
	switch {
	case r.Interrupted:
		return "INCOMPLETE, the scan was stopped; read until then"
	case !r.Complete:
		return "INCOMPLETE, not everything could be read; read"
	case r.Range != "" && r.Objects == 0 && r.Bytes == 0:
		return "nothing new in " + finding.Visible(r.Range)
	case r.Range != "":
		return "read everything in " + finding.Visible(r.Range)
	case r.Shard != "":
		return "read everything in shard " + r.Shard
	case len(r.Skipped) > 0:
		return "read everything in scope"
	}
	return "read everything"
}

// note tells one thing about what was read.
func (t textWriter) note(label, text string) {
	for n, part := range Broken(finding.Visible(label+": "+text), t.width()-4) {
		fmt.Fprintf(t, "%s%s\n", map[bool]string{true: "  ", false: "    "}[n == 0], part)
	}
}

// joined joins the parts that are not empty.
func joined(separator string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, separator)
}

// Number writes how many there are of something: "1 file", "2,000 files".
func Number(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return count(n) + " " + noun + "s"
}

// count writes a number with a comma after each three digits.
func count(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// size writes bytes as people read them, in decimal units.
func size(n int64) string {
	switch {
	case n < 1e3:
		return Number(int(n), "byte")
	case n < 1e6:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	case n < 1e9:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.2f GB", float64(n)/1e9)
}
