package policy

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// looseTable reads a table of a gitleaks configuration: keys count in any case, as with viper, which gitleaks reads them with. What
// is asked for and of another type is an error, what is not asked for a remark.
type looseTable struct {
	file   string
	place  string // of the table, for errors
	values map[string]any
	used   []string
	wrong  error
	below  []*looseTable
	remark func(string, ...any)
}

// value returns the value of a key, nil if there is none.
func (t *looseTable) value(key string) any {
	for k, v := range t.values {
		if strings.EqualFold(k, key) {
			t.used = append(t.used, k)
			return v
		}
	}
	return nil
}

func (t *looseTable) ignore(keys ...string) {
	for _, k := range keys {
		t.value(k)
	}
}

// as returns the value of a key as T, the zero T if there is none.
func as[T any](t *looseTable, key, wanted string) T {
	v := t.value(key)
	out, ok := v.(T)
	if v != nil && !ok && t.wrong == nil {
		t.wrong = fmt.Errorf("%s: %s%s: it has to be %s", t.file, t.place, key, wanted)
	}
	return out
}

func (t *looseTable) text(key string) string { return as[string](t, key, "text") }
func (t *looseTable) flag(key string) bool   { return as[bool](t, key, "true or false") }
func (t *looseTable) whole(key string) int   { return int(as[int64](t, key, "a whole number")) }

func (t *looseTable) number(key string) float64 {
	if n, ok := t.value(key).(int64); ok {
		return float64(n)
	}
	return as[float64](t, key, "a number")
}

func (t *looseTable) texts(key string) []string {
	var out []string
	for _, v := range as[[]any](t, key, "a list of texts") {
		text, ok := v.(string)
		if !ok && t.wrong == nil {
			t.wrong = fmt.Errorf("%s: %s%s: it has to be a list of texts", t.file, t.place, key)
		}
		out = append(out, text)
	}
	return out
}

func (t *looseTable) patterns(key string) []*regexp.Regexp {
	var out []*regexp.Regexp
	for i, text := range t.texts(key) {
		re, err := regexp.Compile(text)
		if err != nil {
			if t.wrong == nil {
				t.wrong = fmt.Errorf("%s: %s%s: pattern %d: %s", t.file, t.place, key, i+1, fault(err))
			}
			continue
		}
		out = append(out, re)
	}
	return out
}

// pattern returns a pattern, nil if there is none.
func (t *looseTable) pattern(key string) (*regexp.Regexp, error) {
	text := t.text(key)
	if text == "" {
		return nil, nil
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %s", key, fault(err))
	}
	return re, nil
}

// bound returns a whole number, nil if there is none.
func (t *looseTable) bound(key string) *int {
	if t.value(key) == nil {
		return nil
	}
	n := t.whole(key)
	return &n
}

func (t *looseTable) child(key string, values map[string]any) *looseTable {
	c := &looseTable{file: t.file, place: t.place + key + ".", values: values, remark: t.remark}
	t.below = append(t.below, c)
	return c
}

// table returns a table below, nil if there is none.
func (t *looseTable) table(key string) *looseTable {
	values := as[map[string]any](t, key, "a table")
	if values == nil {
		return nil
	}
	return t.child(key, values)
}

// tables returns an array of tables below.
func (t *looseTable) tables(key string) []*looseTable {
	var out []*looseTable
	switch list := t.value(key).(type) {
	case nil:
	case []map[string]any:
		for _, values := range list {
			out = append(out, t.child(key, values))
		}
	case []any: // of inline tables
		for _, v := range list {
			values, ok := v.(map[string]any)
			if !ok {
				t.wrong = fmt.Errorf("%s: %s%s: it has to be a list of tables", t.file, t.place, key)
				return nil
			}
			out = append(out, t.child(key, values))
		}
	default:
		t.wrong = fmt.Errorf("%s: %s%s: it has to be a list of tables, [[%s]]", t.file, t.place, key, key)
	}
	return out
}

// done returns what was wrong here and below, and remarks on what nobody asked for.
func (t *looseTable) done() error {
	if t.wrong != nil {
		return t.wrong
	}
	for _, key := range slices.Sorted(maps.Keys(t.values)) {
		if !slices.Contains(t.used, key) {
			t.remark("%s%s is not honoured: it is not known", t.place, key)
		}
	}
	return nil
}

// required reads what a rule wants to be found near by.
func (t *looseTable) required() ([]gitleaksRequired, error) {
	var out []gitleaksRequired
	for i, r := range t.tables("required") {
		one := gitleaksRequired{id: r.text("id"), lines: r.bound("withinLines"), columns: r.bound("withinColumns")}
		if err := r.done(); err != nil {
			return nil, err
		}
		if one.id == "" {
			return nil, fmt.Errorf("%s: %srequired: entry %d has no id", t.file, t.place, i+1)
		}
		out = append(out, one)
	}
	return out, t.wrong
}

// allowlists reads both spellings of a table's allowlists.
func (t *looseTable) allowlists() ([]gitleaksAllow, error) {
	old := t.table("allowlist")
	list := t.tables("allowlists")
	if old != nil && len(list) > 0 {
		return nil, fmt.Errorf("%s: %s%w", t.file, t.place, errTwoSpellings)
	}
	if old != nil {
		list = []*looseTable{old}
	}
	var out []gitleaksAllow
	for i, a := range list {
		allow, err := a.allowlist()
		if err != nil {
			return nil, fmt.Errorf("%w (allowlist %d)", err, i+1)
		}
		allow.name = fmt.Sprintf("allowlist %d", i+1)
		out = append(out, allow)
	}
	return out, t.wrong
}

func (t *looseTable) allowlist() (gitleaksAllow, error) {
	a := gitleaksAllow{
		commits: map[string]bool{}, rules: t.texts("targetRules"), paths: t.patterns("paths"), regexes: t.patterns("regexes"),
		target: strings.ToLower(t.text("regexTarget")),
	}
	for _, c := range t.texts("commits") {
		a.commits[strings.TrimSpace(strings.ToLower(c))] = true
	}
	for _, w := range t.texts("stopwords") {
		a.stopwords = append(a.stopwords, strings.ToLower(w))
	}
	t.ignore("description")
	switch condition := strings.ToUpper(t.text("condition")); condition {
	case "AND", "&&":
		a.all = true
	case "", "OR", "||":
	default:
		return a, fmt.Errorf("%s: %scondition: use AND or OR", t.file, t.place)
	}
	switch a.target {
	case "":
		a.target = "secret"
	case "secret", "match", "line":
	default:
		return a, fmt.Errorf("%s: %sregexTarget: use secret, match or line", t.file, t.place)
	}
	if err := t.done(); err != nil {
		return a, err
	}
	if len(a.commits)+len(a.paths)+len(a.regexes)+len(a.stopwords) == 0 {
		return a, fmt.Errorf("%s: %sit has to hold commits, paths, regexes or stopwords", t.file, t.place)
	}
	return a, nil
}
