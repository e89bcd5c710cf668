package reporters

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// The HTML report: one file that needs nothing else and asks nobody for anything. All of it is in the page as it is written, so that
// it can be read and printed where scripts do not run; the script only sorts and filters. html/template escapes what comes from the
// scanned files, and the page's policy (Content-Security-Policy) lets nothing but its own style and script in.

//go:embed page/report.html
var htmlPage string

//go:embed page/report.css
var htmlStyle string

//go:embed page/report.js
var htmlScript string

const (
	barsShown  = 12 // providers in the chart; the rest is one bar
	placesHTML = 200
)

// page is what the template is given.
type page struct {
	Title, Found, Presence, Verdict, Amount, Written, Version string
	Complete, History                                         bool
	Incidents                                                 []htmlIncident
	Providers, Ages, Severities                               []bar
	Years                                                     []tick
	Receipt                                                   finding.Receipt
	Style                                                     template.CSS
	Script                                                    template.JS
}

// htmlIncident is a row of the table.
type htmlIncident struct {
	Name, Secret, Rule, Provider, Severity, Confidence, State, Reach, Status string
	Rank                                                                     int // of the severity
	Where                                                                    []string
	Places                                                                   int
	Variable, Reasons, Fingerprint, Page                                     string
	Steps                                                                    []string
	Since, Until, Author, Commit, Remover                                    string // dates and abbreviated commits
	Commits                                                                  int
	Still                                                                    bool    // in HEAD, or at the end of a range
	Start, Width                                                             float64 // of the time line, in percent
}

// bar is a line of a chart; Percent is of the longest.
type bar struct {
	Label   string
	Count   int
	Shown   string // the count as it is read
	Percent float64
}

// tick is a year's begin on the time line, in percent.
type tick struct {
	Label string
	At    float64
}

func writeHTML(w io.Writer, r *report) error {
	t, err := template.New("report").Parse(htmlPage)
	if err != nil {
		return err
	}
	return t.Execute(w, r.page())
}

func (r *report) page() page {
	all := r.incidents()
	p := page{
		Title: finding.Visible(cmp.Or(r.receipt.Repository, "scan")),
		Found: joined("; ", found(all), r.setAside()), Presence: inHistories(all),
		Verdict: verdict(&r.receipt), Amount: amount(&r.receipt), Written: r.Time.UTC().Format("2006-01-02 15:04 MST"), Version: r.Version,
		Complete: r.receipt.Complete && !r.receipt.Interrupted, History: slices.ContainsFunc(all, (*incident).ofHistory),
		Receipt: visibleReceipt(r.receipt), Style: template.CSS(htmlStyle), Script: template.JS(htmlScript),
	}
	span := newSpan(all, r.Time)
	p.Years = span.years()
	providers, ages, grades := map[string]int{}, [len(ageNames)]int{}, [len(severities)]int{}
	for _, i := range all {
		p.Incidents = append(p.Incidents, r.htmlIncident(i, span))
		providers[cmp.Or(i.first().Provider, rules.NoProvider)]++
		grades[severityRank(i.first())]++
		if c, _ := oldest(i); c != nil {
			ages[age(c.Date, r.Time)]++
		}
	}
	p.Providers = ranked(providers)
	p.Ages = named(ageNames[:], ages[:])
	for n, c := range grades {
		p.Severities = append(p.Severities, bar{Label: string(severities[n]), Count: c})
	}
	scale(p.Severities)
	return p
}

func (r *report) htmlIncident(i *incident, span span) htmlIncident {
	f := i.first()
	out := htmlIncident{
		Name: finding.Visible(f.Name), Secret: finding.Visible(r.secret(f)),
		Rule: f.Rule, Provider: cmp.Or(f.Provider, rules.NoProvider), Severity: severity(f),
		Confidence: string(f.Confidence), Rank: severityRank(f), State: stateName(i), Still: state(i.first()) == inHead,
		Reach: i.reach(), Status: string(f.Status), Places: len(i.places),
		Variable: finding.Visible(f.Variable), Reasons: finding.Visible(strings.Join(f.Reasons, "; ")),
		Fingerprint: f.Fingerprint, Page: f.Revoke.Page,
		Steps: each(f.Revoke.Steps, finding.Visible),
	}
	for n, p := range i.places {
		if n == placesHTML {
			out.Where = append(out.Where, "… and "+Number(len(i.places)-n, "more place"))
			break
		}
		out.Where = append(out.Where, r.where(p))
	}
	if c, commits := oldest(i); c != nil {
		out.Since, out.Author, out.Commit, out.Commits = day(c.Date), finding.Visible(c.Author), short(c.ID), commits
		if gone := i.removed(); gone != nil && state(f) != inHead {
			out.Until, out.Remover = day(gone.Date), short(gone.ID)
		}
		out.Start, out.Width = span.bar(c.Date, out.Until)
	}
	return out
}

// stateName is where the secret is now, for the filter.
func stateName(i *incident) string {
	if !i.ofHistory() {
		return "present"
	}
	return cmp.Or(whereInHistory[state(i.first())], i.end)
}

func visibleReceipt(r finding.Receipt) finding.Receipt {
	r.Limits, r.Warnings = each(r.Limits, finding.Visible), each(r.Warnings, finding.Visible)
	r.Skipped = slices.Clone(r.Skipped)
	for i := range r.Skipped {
		s := &r.Skipped[i]
		s.What, s.Why = finding.Visible(s.What), finding.Visible(s.Why)
	}
	return r
}

// ageNames are the bars of the chart of ages, in the order of ageLimits.
var (
	ageNames  = [...]string{"up to a week", "up to a month", "up to 3 months", "up to a year", "up to 3 years", "older"}
	ageLimits = [...]int{7, 31, 92, 366, 3 * 366} // days
)

func age(date string, now time.Time) int {
	then, err := time.Parse(time.RFC3339, date)
	if err != nil {
		return len(ageLimits)
	}
	days := int(now.Sub(then).Hours() / 24)
	if n := slices.IndexFunc(ageLimits[:], func(limit int) bool { return days <= limit }); n >= 0 {
		return n
	}
	return len(ageLimits)
}

// ranked makes the bars of counts, the longest first.
func ranked(counts map[string]int) []bar {
	var bars []bar
	for label, n := range counts {
		bars = append(bars, bar{Label: label, Count: n})
	}
	slices.SortFunc(bars, func(a, b bar) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.Label, b.Label)) })
	if len(bars) > barsShown {
		rest := bar{Label: fmt.Sprintf("%d others", len(bars)-barsShown+1)}
		for _, b := range bars[barsShown-1:] {
			rest.Count += b.Count
		}
		bars = append(bars[:barsShown-1], rest)
	}
	return scale(bars)
}

// named makes the bars of counts, none if all are 0.
func named(labels []string, counts []int) []bar {
	if slices.Max(counts) == 0 {
		return nil
	}
	var bars []bar
	for n, label := range labels {
		bars = append(bars, bar{Label: label, Count: counts[n]})
	}
	return scale(bars)
}

func scale(bars []bar) []bar {
	longest := 1
	for _, b := range bars {
		longest = max(longest, b.Count)
	}
	for i := range bars {
		bars[i].Shown = count(bars[i].Count)
		bars[i].Percent = 100 * float64(bars[i].Count) / float64(longest)
	}
	return bars
}
