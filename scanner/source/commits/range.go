package commits

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/revision"
)

// Range is what a user asks for; the zero Range is all that refs lead to.
type Range struct {
	// Revisions are what git-rev-list(1) takes: "A..B", "A...B", "B", "^A", "B^!", also several with spaces between.
	Revisions string
	Branches  []string
	Since     string    // a date or a commit
	MaxDepth  int       // 0 for no limit
	Now       time.Time // for dates such as "2 weeks ago"
}

// words says what a range is.
func (r Range) words() string {
	parts := append(strings.Fields(r.Revisions), r.Branches...)
	if len(parts) == 0 {
		parts = []string{"all refs"}
	}
	if r.Since != "" {
		parts = append(parts, "since", r.Since)
	}
	if r.MaxDepth > 0 {
		parts = append(parts, fmt.Sprintf("at most %d deep", r.MaxDepth))
	}
	return strings.Join(parts, " ")
}

// Range makes the source of a range. A name that nothing has is an error.
func (r *Repository) Range(ctx context.Context, asked Range) (*Source, error) {
	p := r.plan()
	words := slices.Clone(asked.Branches)
	for i, name := range words {
		if _, ok := r.store.Repository.Ref("refs/heads/" + name); ok {
			words[i] = "refs/heads/" + name
		}
	}
	words = append(words, strings.Fields(asked.Revisions)...)
	for _, word := range words {
		if err := p.revision(ctx, word); err != nil {
			return nil, err
		}
	}
	if len(words) == 0 {
		p.everything()
	}
	if err := p.since(ctx, asked); err != nil {
		return nil, err
	}
	p.request.MaxDepth = asked.MaxDepth
	return p.finish(ctx, asked.words())
}

// everything asks for all refs, and for what linked worktrees stand on, as git log --all does.
func (p *plan) everything() {
	refs := p.refs()
	for _, name := range slices.Sorted(maps.Keys(refs)) {
		if id := refs[name]; !id.IsZero() { // a symbolic ref leads to one that is listed, too
			p.want(id)
		}
	}
	if id, ok := p.store.Repository.Head(); ok {
		p.want(id)
	}
}

// errOpen is told of a range whose beginning is not named: git takes HEAD, but mostly it is a variable that is not set, and what HEAD
// lacks is then nothing at all.
var errOpen = errors.New("what it begins with is not named\nhint: look for a variable that is not set; write HEAD where it is meant")

// revision asks for a word such as A..B.
func (p *plan) revision(ctx context.Context, word string) error {
	if word == "^" || strings.HasPrefix(word, "..") {
		return fmt.Errorf("%q: %w", word, errOpen)
	}
	if m := parents().FindStringSubmatch(word); m != nil {
		id, err := p.resolve(ctx, m[1])
		if err != nil {
			return err
		}
		return p.beside(id, m[2], m[3])
	}
	if from, to, ok := strings.Cut(word, "..."); ok {
		return p.either(ctx, from, to)
	}
	if from, to, ok := strings.Cut(word, ".."); ok {
		return p.between(ctx, from, to)
	}
	name, not := strings.CutPrefix(word, "^")
	if !not {
		return p.wantNamed(ctx, name)
	}
	id, err := p.resolve(ctx, name)
	if err != nil {
		return err
	}
	p.know(id)
	return nil
}

// resolve returns the object of a name; none stands for HEAD, as in "A..".
func (p *plan) resolve(ctx context.Context, name string) (oid.ID, error) {
	name = cmp.Or(name, "HEAD")
	id, err := p.graph.Resolve(ctx, name)
	switch {
	case err == nil || errors.Is(err, revision.ErrUnread):
		return id, err
	case strings.HasPrefix(name, "HEAD") && p.store.Repository.Unborn():
		return id, fmt.Errorf("%w\nhint: the branch that HEAD stands on has no commit yet", err)
	}
	return id, fmt.Errorf("%w\nhint: in CI, fetch the commit first, or the whole history", err)
}

// wantNamed asks for what a name stands for.
func (p *plan) wantNamed(ctx context.Context, name string) error {
	id, err := p.resolve(ctx, name)
	if err != nil {
		return err
	}
	p.want(id)
	return nil
}

// between asks for A..B: what B has and A has not.
func (p *plan) between(ctx context.Context, from, to string) error {
	if err := p.wantNamed(ctx, to); err != nil {
		return err
	}
	a, err := p.resolve(ctx, from)
	if err != nil {
		if p.graph.BeforeRoot(ctx, from) {
			return nil
		}
		return err
	}
	p.know(a)
	return nil
}

// either asks for A...B: what B has and no common ancestor of both has.
func (p *plan) either(ctx context.Context, from, to string) error {
	if err := p.wantNamed(ctx, to); err != nil {
		return err
	}
	a, err := p.resolve(ctx, from)
	if err != nil {
		return err
	}
	if _, end, _, err := p.graph.Peel(a); err == nil {
		p.request.Other = append(p.request.Other, end)
	}
	return nil
}

// parents are the forms that speak of a commit's parents (gitrevisions(7)): X^! is X alone, X^@ are its parents, X^-2 is what its second
// parent has not.
var parents = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^([^^].*)\^(?:([!@])|-([0-9]*))$`)
})

// beside asks for a commit without some of its parents, or for the parents alone.
func (p *plan) beside(id oid.ID, mark, number string) error {
	_, end, _, err := p.graph.Peel(id)
	if err != nil {
		return err
	}
	c, err := p.graph.Commit(end)
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(cmp.Or(number, "1"))
	switch {
	case mark == "@":
		for _, parent := range c.Parents {
			p.want(parent)
		}
		return nil
	case mark == "" && (n < 1 || n > len(c.Parents)):
		return fmt.Errorf("commit %v has %d parents, not %d: %w", end, len(c.Parents), n, revision.ErrUnknown)
	case mark == "":
		p.know(c.Parents[n-1])
	default:
		for _, parent := range c.Parents {
			p.know(parent)
		}
	}
	p.want(id)
	return nil
}

// since leaves out what is older than a date, or what a commit leads to.
func (p *plan) since(ctx context.Context, asked Range) error {
	if asked.Since == "" {
		return nil
	}
	if _, isRef := p.store.Repository.Ref("refs/tags/" + asked.Since); !isRef {
		if when, ok := date(asked.Since, asked.Now); ok {
			p.request.Since = when.Unix()
			return nil
		}
	}
	id, err := p.graph.Resolve(ctx, asked.Since)
	if err != nil {
		return fmt.Errorf("--since %w, nor a date such as 2024-05-31, 2024-05-31T12:00:00Z or \"2 weeks ago\"", err)
	}
	p.know(id)
	return nil
}

// layouts of dates, in the zone of the machine where they name none, as git reads them.
var layouts = [...]string{
	time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05 -0700",
	"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02", "2006/01/02",
}

// units are the lengths of what may be counted back from now, but for months and years.
var units = map[string]time.Duration{
	"second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour, "week": 7 * 24 * time.Hour,
}

// date reads a date.
func date(text string, now time.Time) (time.Time, bool) {
	for _, layout := range layouts {
		if t, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return t, true
		}
	}
	if text == "yesterday" { // as git's date.c has it: at this time of day
		return now.Add(-units["day"]), true
	}
	if seconds, ok := strings.CutPrefix(text, "@"); ok {
		n, err := strconv.ParseInt(seconds, 10, 64)
		return time.Unix(n, 0), err == nil
	}
	m := regexp.MustCompile(`^(\d{1,6})[ .](second|minute|hour|day|week|month|year)s?([ .]ago)?$`).FindStringSubmatch(text)
	if m == nil {
		return time.Time{}, false
	}
	n, _ := strconv.Atoi(m[1])
	switch m[2] {
	case "month":
		return now.AddDate(0, -n, 0), true
	case "year":
		return now.AddDate(-n, 0, 0), true
	}
	return now.Add(-time.Duration(n) * units[m[2]]), true
}
