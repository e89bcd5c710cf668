package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules/markdown"
)

// Providers returns the providers of the rules, in alphabetical order.
func (s *Set) Providers() []string {
	var out []string
	for i := range s.Rules {
		out = append(out, s.Rules[i].Provider)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Index returns a page in Markdown that lists the pages of all providers.
func (s *Set) Index() string {
	counts := map[string]int{}
	for i := range s.Rules {
		counts[s.Rules[i].Provider]++
	}
	var b strings.Builder
	b.WriteString("# Rules\n\n| provider | rules |\n|---|---|\n")
	for _, p := range s.Providers() {
		fmt.Fprintf(&b, "| [%s](%s.md) | %d |\n", p, p, counts[p])
	}
	return b.String()
}

// Page returns a page about a provider's rules, in Markdown: what each looks for, what it tells, and how to make such a key worthless.
func (s *Set) Page(provider string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\nIn examples `{{charset:length}}` stands for made-up characters.\n", provider)
	for i := range s.Rules {
		if r := &s.Rules[i]; r.Provider == provider {
			r.section(&b)
		}
	}
	return b.String()
}

// section writes what there is to say about one rule.
func (r *Rule) section(b *strings.Builder) {
	fmt.Fprintf(b, "\n## %s\n\n", markdown.Text(r.Name))
	fmt.Fprintf(b, "`%s`: %s severity, %s confidence%s.\n", r.ID, r.Severity, r.Confidence,
		told(", made to be public", r.Exposure == "publishable"))
	b.WriteString("\n| | |\n|---|---|\n")
	for _, f := range r.fields() {
		text := strings.Join(f.values, ", ")
		if text == "" || slices.Contains(elsewhere[:], f.name) {
			continue
		}
		fmt.Fprintf(b, "| %s | %s |\n", f.name, code(text))
	}
	m := r.Unpacked()
	list(b, "If one has leaked", append(links([]string{m.Revoke.Page}), each(m.Revoke.Steps, markdown.Text)...))
	list(b, "References", links(m.References))
	list(b, "Examples", each(m.Examples, code))
}

// elsewhere are fields that a page tells in words, or not at all.
var elsewhere = [...]string{
	"id", "name", "provider", "severity", "confidence", "exposure", "revoke at", "revoke", "references", "examples", "negatives",
}

func list(b *strings.Builder, title string, entries []string) {
	if len(entries) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s:\n\n", title)
	for _, e := range entries {
		fmt.Fprintf(b, "- %s\n", e)
	}
}

// links makes links of the addresses that are not empty.
func links(addresses []string) []string {
	var out []string
	for _, a := range addresses {
		if a != "" {
			out = append(out, markdown.Link(a))
		}
	}
	return out
}

// code returns text as code of one line, also in a table: between more backticks than it has in a row.
func code(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\n", "⏎"), "|", "\\|")
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		return fence + " " + text + " " + fence
	}
	return fence + text + fence
}

func each(texts []string, write func(string) string) []string {
	var out []string
	for _, t := range texts {
		out = append(out, write(t))
	}
	return out
}

func told(text string, is bool) string {
	if is {
		return text
	}
	return ""
}
