package reporters

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// What reports for people group by: incidents and their places.

// incident is all findings of one secret.
type incident struct {
	findings []*finding.Finding
	places   []place
	end      string // where a secret of a history may still be
}

// place is one path of a finding, "" for a text that has none.
type place struct {
	*finding.Finding
	path string
}

// first is the finding that speaks for the incident.
func (i *incident) first() *finding.Finding { return i.findings[0] }

// incidents groups the findings of a report that count by family and secret, the worst first, then in the order of their first place.
// Places that are still in HEAD, or of a range at its end, come before others.
func (r *report) incidents() []*incident {
	all := incidents(r.findings)
	end := "in HEAD"
	if r.receipt.Range != "" { // which may end elsewhere
		end = "there at the end"
	}
	for _, i := range all {
		i.end = end
	}
	return all
}

func incidents(findings []finding.Finding) []*incident {
	type key struct{ family, secret string }
	index := map[key]*incident{}
	var out []*incident
	for n := range findings {
		f := &findings[n]
		if !f.Status.Open() {
			continue
		}
		k := key{f.Family, f.Secret.Reveal()}
		if index[k] == nil {
			index[k] = &incident{}
			out = append(out, index[k])
		}
		index[k].findings = append(index[k].findings, f)
	}
	for _, i := range out {
		slices.SortStableFunc(i.findings, func(a, b *finding.Finding) int { return cmp.Compare(state(a), state(b)) })
		i.places = different(i.findings)
	}
	slices.SortStableFunc(out, func(a, b *incident) int { return worstFirst(a.first(), b.first()) })
	return out
}

// different returns the places of an incident's findings, once each: rules of one family may tell the same one.
func different(findings []*finding.Finding) (out []place) {
	type spot struct {
		path, container string
		source          finding.Origin
		start           finding.Position
	}
	seen := map[spot]bool{}
	for _, f := range findings {
		for _, p := range places(f) {
			at := spot{p.path, f.Container, f.Source, f.Start}
			if !seen[at] {
				seen[at] = true
				out = append(out, p)
			}
		}
	}
	return out
}

// places returns the paths of a finding, its own first. A name has none of its own: its origin tells the path that it stands in.
func places(f *finding.Finding) []place {
	out := []place{{f, f.Path}}
	for _, p := range f.Paths {
		if p != f.Path && f.Path != "" {
			out = append(out, place{f, p})
		}
	}
	return out
}

// worstFirst orders findings by severity, then by confidence.
func worstFirst(a, b *finding.Finding) int {
	return cmp.Or(cmp.Compare(severityRank(a), severityRank(b)), cmp.Compare(b.Confidence.Rank(), a.Confidence.Rank()))
}

// historyState tells where in a history a finding is; findings outside a history scan have the first.
type historyState int

const (
	inHead historyState = iota
	inHistory
	inNoCommit
	notCompared // where one may hold it
)

// whereInHistory tells the states in words, but for what is in HEAD, or at the end of a range.
var whereInHistory = [...]string{inHead: "", inHistory: "only in history", inNoCommit: "in no commit", notCompared: "in commits that are not known"}

func state(f *finding.Finding) historyState {
	switch h := f.History; {
	case h == nil || h.AtHead:
		return inHead
	case len(h.Introduced) > 0:
		return inHistory
	case f.Source.Kind == "file" && f.Path == "" && h.Reach == "":
		return notCompared
	}
	return inNoCommit
}

func (i *incident) ofHistory() bool {
	return slices.ContainsFunc(i.findings, func(f *finding.Finding) bool { return f.History != nil })
}

// oldest returns the first commit that brought the secret to any place, and how many there are.
func oldest(i *incident) (first *finding.Commit, all int) {
	ids := map[string]bool{}
	var earliest time.Time
	for _, f := range i.findings {
		if f.History == nil {
			continue
		}
		for n := range f.History.Introduced {
			c := &f.History.Introduced[n]
			ids[c.ID] = true
			when, err := time.Parse(time.RFC3339, c.Date)
			if first == nil || err == nil && when.Before(earliest) {
				first, earliest = c, when
			}
		}
	}
	return first, len(ids)
}

// presence tells whether HEAD, or the end of a range, still has a secret of a history, "" where that says nothing.
func (i *incident) presence() string {
	switch {
	case !i.ofHistory():
		return ""
	case state(i.first()) == inHead:
		return "still " + i.end
	case slices.ContainsFunc(i.findings, inFile):
		if by := i.removed(); by != nil {
			return fmt.Sprintf("removed by %s %s", short(by.ID), day(by.Date))
		}
		return "not " + i.end
	}
	return ""
}

// removed returns the commit that took the secret away last, nil if none is known.
func (i *incident) removed() (last *finding.Commit) {
	var latest time.Time
	for _, f := range i.findings {
		if f.History == nil || f.History.Removed.ID == "" {
			continue
		}
		if when, _ := time.Parse(time.RFC3339, f.History.Removed.Date); last == nil || when.After(latest) {
			last, latest = &f.History.Removed, when
		}
	}
	return last
}

// reach tells where a secret of a history has not come to yet, "" where that is not known.
func (i *incident) reach() string {
	var furthest finding.Reach
	for _, f := range i.findings {
		if f.History != nil && f.History.Reach.Rank() >= furthest.Rank() {
			furthest = f.History.Reach
		}
	}
	switch furthest {
	case finding.ReachLocal:
		return "on no remote yet"
	case finding.ReachUnreachable:
		return "no ref leads to it"
	}
	return ""
}

// inFile reports whether a finding is in a file: only files can leave HEAD.
func inFile(f *finding.Finding) bool { return f.Path != "" }

// where names a place as editors and people read it.
func (r *report) where(p place) string {
	name := cmp.Or(p.Container, p.path, ownFile(p.Finding))
	if p.Source.Kind == "note" && name == p.path && name != "" {
		name = "note on " + short(strings.ReplaceAll(name, "/", "")) // its path is the commit's name, cut by folders
	}
	if name == "" {
		name = joined(" ", r.origin(p.Finding), cmp.Or(p.Source.Ref, short(p.Source.Object)))
	}
	return fmt.Sprintf("%s:%d:%d", finding.Visible(name), p.Start.Line, p.Start.Column)
}

// ownFile returns the path of a file that git keeps beside its objects, "" for other texts.
func ownFile(f *finding.Finding) string {
	if kind, name := f.Source.Kind, f.Source.Ref; kind == "config" || kind == "ref" && strings.HasPrefix(name, "logs/") {
		return ".git/" + name
	}
	return ""
}

// notKnown is told in the place of a commit where one may hold a content: its places in the history could not all be compared.
const notKnown = "not known: not all of the history could be compared"

// uncommitted tells where a secret is that no commit holds, if not in an object.
func uncommitted(f *finding.Finding) string {
	switch f.Source.Kind {
	case "index":
		return "only the index has it"
	case "config", "ref":
		return "it stands beside the history, in git's own files"
	}
	return ""
}

// origin names the kind of text that has no path: "commit message", "stdin".
func (r *report) origin(f *finding.Finding) string {
	if kind := f.Source.Kind; kind != "" && kind != "file" {
		return strings.ReplaceAll(kind, "-", " ")
	}
	if f.Source.Object != "" {
		return "content" // of a git object that no tree holds
	}
	return cmp.Or(r.Kind, "text")
}
