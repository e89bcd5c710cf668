package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// The screen of triage: a list of secrets, what is known of the one under the cursor, and a line for keys or for a reason. It changes
// nothing: what was decided is written when it has ended.

const (
	leastColumns = 60
	leastLines   = 16
	detailLines  = 9 // below the list
)

var (
	errNoTerminal = errors.New("triage needs a terminal\nhint: decide with --accept, --false-positive and --rotate")
	errTriageLeft = errors.New("left without writing: nothing was changed")
)

// triageScreen shows leaks and returns them with what was decided; flags complete the decisions.
func triageScreen(ctx context.Context, leaks []leak, flags *triageFlags, s streams) ([]leak, error) {
	if len(leaks) == 0 {
		fmt.Fprintln(s.out, "nothing to decide: the report has no open findings")
		return nil, nil
	}
	if _, ok := terminal(s.in); !ok || !isTerminal(s.out) {
		return nil, errNoTerminal
	}
	last, err := tea.NewProgram(screen{leaks: leaks, flags: flags}, tea.WithContext(ctx), tea.WithInput(s.in), tea.WithOutput(s.out)).Run()
	if err != nil {
		return nil, failed(fmt.Errorf("showing the findings: %w", err))
	}
	end := last.(screen)
	if !end.save {
		return nil, errTriageLeft
	}
	return end.leaks, nil
}

// screen is the model: what is shown depends on it alone.
type screen struct {
	leaks         []leak
	flags         *triageFlags
	cursor, top   int
	columns, rows int
	asking        action // whose reason is being typed; undecided for none
	typed         string
	leaving       bool // somebody wants to leave with decisions that are not written
	save          bool
}

func (m screen) Init() tea.Cmd { return nil }

func (m screen) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.columns, m.rows = msg.Width, msg.Height
	case tea.KeyPressMsg:
		switch {
		case msg.String() == "ctrl+c":
			return m, tea.Quit
		case m.tooSmall():
			return m.unseen(msg.String())
		case m.asking != undecided:
			return m.answer(msg), nil
		case m.leaving:
			return m.leave(msg.String())
		}
		return m.key(msg.String())
	}
	return m.scrolled(), nil
}

// tooSmall reports whether the window shows no list.
func (m screen) tooSmall() bool { return m.columns < leastColumns || m.rows < leastLines }

// unseen takes the keys that end, where nobody can see what others would do.
func (m screen) unseen(name string) (tea.Model, tea.Cmd) {
	decided := m.count() > 0
	if name == "w" && decided || (name == "q" || name == "esc") && !decided {
		m.save = true
		return m, tea.Quit
	}
	return m, nil
}

// key does what a key says.
func (m screen) key(name string) (tea.Model, tea.Cmd) {
	switch name {
	case "up", "k":
		m.cursor = max(0, m.cursor-1)
	case "down", "j":
		m.cursor = min(len(m.leaks)-1, m.cursor+1)
	case "pgup":
		m.cursor = max(0, m.cursor-m.shown())
	case "pgdown", "space":
		m.cursor = min(len(m.leaks)-1, m.cursor+m.shown())
	case "home", "g":
		m.cursor = 0
	case "end", "G":
		m.cursor = len(m.leaks) - 1
	case "a":
		m = m.decided(m.flags.decision(accepted, ""))
	case "f":
		m.asking = falseAlarm
	case "r":
		m.asking = toRotate
	case "u":
		m.leaks = m.with(decision{})
	case "w":
		m.save = true
		return m, tea.Quit
	case "q", "esc":
		if m.count() == 0 {
			m.save = true // there is nothing to write
			return m, tea.Quit
		}
		m.leaving = true
	}
	return m.scrolled(), nil
}

// answer takes what is typed as a reason.
func (m screen) answer(key tea.KeyPressMsg) screen {
	switch key.String() {
	case "esc":
		m.asking, m.typed = undecided, ""
	case "backspace":
		if r := []rune(m.typed); len(r) > 0 {
			m.typed = string(r[:len(r)-1])
		}
	case "enter", "ctrl+j": // a line end that was typed before the screen stood
		reason := strings.TrimSpace(m.typed)
		if reason == "" {
			return m
		}
		d := m.flags.decision(m.asking, reason)
		m.asking, m.typed = undecided, ""
		return m.decided(d)
	default:
		m.typed += strings.ReplaceAll(finding.Visible(key.Key().Text), `"`, "'") // an entry cannot hold double quotes
	}
	return m
}

// leave asks once more before decisions are lost.
func (m screen) leave(name string) (tea.Model, tea.Cmd) {
	switch name {
	case "w":
		m.save = true
		return m, tea.Quit
	case "y":
		return m, tea.Quit
	}
	m.leaving = false
	return m, nil
}

// decided puts a decision to the leak under the cursor and goes to the next.
func (m screen) decided(d decision) screen {
	m.leaks = m.with(d)
	m.cursor = min(len(m.leaks)-1, m.cursor+1)
	return m.scrolled()
}

// with returns the leaks with a decision on the one under the cursor.
func (m screen) with(d decision) []leak {
	leaks := append([]leak(nil), m.leaks...)
	leaks[m.cursor].decision = d
	return leaks
}

func (m screen) count() (n int) {
	for _, l := range m.leaks {
		if l.decision.action != undecided {
			n++
		}
	}
	return n
}

// scrolled keeps the cursor in the list that is shown.
func (m screen) scrolled() screen {
	m.top = max(0, min(m.top, m.cursor), m.cursor-m.shown()+1)
	return m
}

// shown is how many lines the list has.
func (m screen) shown() int { return max(1, m.rows-detailLines-2) }

func (m screen) View() tea.View {
	v := tea.NewView(m.text())
	v.AltScreen = true
	return v
}

// text is what the screen shows.
func (m screen) text() string {
	if m.tooSmall() {
		leaving := "q leaves"
		if n := m.count(); n > 0 {
			leaving = fmt.Sprintf("%d decided: w writes,\nctrl+c drops", n)
		}
		return fmt.Sprintf("too small: make it\n%d x %d, or decide with\n--accept, --rotate,\n--false-positive\n%s", leastColumns,
			leastLines, leaving)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "secret %d of %d, %d decided\n", m.cursor+1, len(m.leaks), m.count())
	for i := m.top; i < m.top+m.shown(); i++ {
		if i < len(m.leaks) {
			m.row(&b, i)
		}
		b.WriteByte('\n')
	}
	m.detail(&b, &m.leaks[m.cursor])
	b.WriteString(m.prompt())
	return b.String()
}

// signs mark what was decided.
var signs = [...]string{undecided: " ", accepted: "accepted", falseAlarm: "false alarm", toRotate: "to rotate"}

func (m screen) row(w io.Writer, i int) {
	l := &m.leaks[i]
	text := cutTo(fmt.Sprintf("%-11s %-8s %s  %s", signs[l.decision.action], l.Severity, l.Name, l.Places[0]), m.columns-2)
	if i == m.cursor {
		text = "> \x1b[7m" + text + "\x1b[0m" // the sign is for terminals that know no reverse video
	} else {
		text = "  " + text
	}
	io.WriteString(w, text)
}

// detail tells of a leak in detailLines lines.
func (m screen) detail(b *strings.Builder, l *leak) {
	lines := []string{strings.Repeat("─", m.columns), l.Secret + "   rule " + l.Rule + ", " + l.Confidence + " confidence", l.History}
	for n, p := range l.Places {
		if n == 2 && len(l.Places) > 3 {
			lines = append(lines, fmt.Sprintf("… and %d more places", len(l.Places)-n))
			break
		}
		lines = append(lines, p)
	}
	if d := l.decision; d.reason != "" {
		text := signs[d.action] + ": " + d.reason
		if d.until != "" {
			text += ", until " + d.until
		}
		if d.owner != "" {
			text += ", owner " + finding.Visible(d.owner)
		}
		lines = append(lines, text)
	}
	lines = append(lines, l.Fix...)
	for n := range detailLines {
		if n < len(lines) {
			b.WriteString(cutTo(lines[n], m.columns))
		}
		b.WriteByte('\n')
	}
}

// prompt is the last line.
func (m screen) prompt() string {
	switch {
	case m.asking != undecided:
		return cutTo(signs[m.asking]+", why? "+m.typed+"█", m.columns)
	case m.leaving:
		return fmt.Sprintf("%d not written: w write · y leave without · others go back", m.count())
	}
	return "a accept  f false alarm  r rotate  u undo  w write  q leave"
}

// cutTo cuts text to a number of characters.
func cutTo(text string, columns int) string {
	if r := []rune(text); len(r) > columns {
		return string(r[:max(0, columns-1)]) + "…"
	}
	return text
}
