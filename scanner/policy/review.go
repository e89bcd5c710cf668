package policy

import (
	"fmt"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// broad is how many secrets an entry may allow before a review asks whether that is meant; one that names a fingerprint allows one.
const broad = 20

// Unused is what a review says of an entry that no finding matches.
const Unused = "unused"

// Complaint is what a review says of an entry.
type Complaint struct {
	Place string // ".sluiceignore:3" or ".sluice.toml: allow entry 2"
	What  string // Unused, "expired" or "too broad"
	Why   string
}

// reviewed is an entry under review.
type reviewed struct {
	place   string
	print   bool // it names a fingerprint
	expired string
	matches func(*finding.Finding) bool
}

// Review looks at the entries of the configuration and of the ignore file: which have expired, which matches no finding, and which
// match more secrets than somebody can have looked at. config is how the configuration is called. Findings are those of a whole scan,
// allowed ones too, at low confidence.
func (p *Policy) Review(config string, findings []finding.Finding) []Complaint {
	var out []Complaint
	for _, e := range p.reviewed(config) {
		secrets := map[string]bool{}
		for i := range findings {
			if f := &findings[i]; e.matches(f) {
				secrets[f.Family+"\x00"+f.Core.Reveal()] = true
			}
		}
		switch {
		case e.expired != "":
			out = append(out, Complaint{e.place, "expired", e.expired})
		case len(secrets) == 0:
			out = append(out, Complaint{e.place, Unused, "no finding matches it"})
		case len(secrets) > broad && !e.print:
			out = append(out, Complaint{e.place, "too broad", fmt.Sprintf("%d secrets match it", len(secrets))})
		}
	}
	return out
}

func (p *Policy) reviewed(config string) []reviewed {
	if p == nil {
		return nil
	}
	var all []reviewed
	for i := range p.entries {
		one := Policy{place: p.place, entries: p.entries[i : i+1]}
		all = append(all, reviewed{place: fmt.Sprintf("%s: allow entry %d", config, i+1), matches: func(f *finding.Finding) bool {
			_, ok := one.allowed(f.Of, f.Secret.Reveal(), f.Paths)
			return ok
		}})
	}
	if p.ignores == nil {
		return all
	}
	for i := range p.ignores.entries {
		e := &p.ignores.entries[i]
		r := reviewed{
			place: fmt.Sprintf("%s:%d", p.ignores.name, e.line), print: e.fingerprint != "",
			matches: func(f *finding.Finding) bool { return e.matches(f, p.place) },
		}
		if e.until != "" && !current(e.until, p.today) {
			r.expired = "on " + e.until + ": " + e.reason
			if e.owner != "" {
				r.expired += " (" + e.owner + ")"
			}
		}
		all = append(all, r)
	}
	return all
}
