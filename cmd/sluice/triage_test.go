package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

func someLeaks(n int) []leak {
	var leaks []leak
	for i := range n {
		leaks = append(leaks, leak{
			Rule: "acme-key", Name: fmt.Sprintf("Acme key %d", i), Severity: "high",
			Confidence: "high", Secret: "acme…[masked]", Fingerprint: fmt.Sprintf("%032x", i),
			Places:  []string{fmt.Sprintf("dir/file%d.env:1:2", i), "b:1:1", "c:1:1", "d:1:1"},
			History: "0101010101 2024-05-06 Ada; still there", Fix: []string{"https://acme.example/keys"},
		})
	}
	return leaks
}

// typed is a screen after keys: names as "up", other texts letter by letter.
func typed(m screen, keys ...string) screen {
	codes := map[string]rune{
		"up": tea.KeyUp, "down": tea.KeyDown, "enter": tea.KeyEnter, "esc": tea.KeyEscape,
		"backspace": tea.KeyBackspace, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
	}
	for _, k := range keys {
		if code, ok := codes[k]; ok {
			next, _ := m.Update(tea.KeyPressMsg{Code: code})
			m = next.(screen)
			continue
		}
		for _, r := range k {
			next, _ := m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
			m = next.(screen)
		}
	}
	return m
}

func sized(leaks []leak, columns, rows int) screen {
	next, _ := screen{leaks: leaks, flags: new(triageFlags)}.Update(tea.WindowSizeMsg{Width: columns, Height: rows})
	return next.(screen)
}

func TestTriageDecides(t *testing.T) {
	m := typed(sized(someLeaks(4), 100, 30), "a", "f", `made "up"x`, "backspace", "enter", "r", "ticket 42", "enter", "f",
		"never mind", "esc")
	two := time.Now().AddDate(0, 0, rotateDays).Format(time.DateOnly)
	want := []decision{
		{action: accepted}, {action: falseAlarm, reason: "made 'up'"}, {action: toRotate, reason: "ticket 42", until: two}, {},
	}
	for i, l := range m.leaks {
		if l.decision != want[i] {
			t.Errorf("leak %d: %+v, want %+v", i, l.decision, want[i])
		}
	}
	if m = typed(m, "up", "u"); m.leaks[2].decision != (decision{}) || m.count() != 2 {
		t.Errorf("undone: %+v", m.leaks[2].decision)
	}
	if m = typed(m, "f", "enter"); m.asking != falseAlarm {
		t.Error("a false alarm without a reason is taken")
	}
}

func TestTriageDoesNotLoseDecisions(t *testing.T) {
	m := typed(sized(someLeaks(2), 100, 30), "a", "q")
	if !m.leaving || m.save || !strings.Contains(m.text(), "1 not written: w write") {
		t.Errorf("leaving: %v, %s", m.leaving, m.text())
	}
	if m := typed(m, "x"); m.leaving || m.count() != 1 {
		t.Error("another key does not go back")
	}
	if m := typed(m, "w"); !m.save {
		t.Error("w does not write")
	}
	if m := typed(sized(someLeaks(2), 100, 30), "w"); !m.save {
		t.Error("w does not write at once")
	}
}

// Keys decide nothing that cannot be seen, and a window that becomes too small loses nothing.
func TestTriageTooSmall(t *testing.T) {
	if m := typed(sized(someLeaks(2), 40, 10), "a", "f", "w"); m.count() != 0 || m.save || m.asking != undecided {
		t.Errorf("decided unseen: %+v", m.leaks)
	}
	if m := typed(sized(someLeaks(2), 40, 10), "q"); !m.save {
		t.Error("q does not leave")
	}
	next, _ := typed(sized(someLeaks(2), 100, 30), "a").Update(tea.WindowSizeMsg{Width: 40, Height: 10})
	m := typed(next.(screen), "q", "esc", "u")
	if m.save || m.count() != 1 || !strings.Contains(m.text(), "1 decided: w writes") {
		t.Errorf("%d decided, saved %v:\n%s", m.count(), m.save, m.text())
	}
	if m = typed(m, "w"); !m.save || m.count() != 1 {
		t.Error("w does not write")
	}
}

func TestTriageShows(t *testing.T) {
	m := typed(sized(someLeaks(50), 80, 24), "a", "f", "made up", "enter", "down", "down")
	text := m.text()
	for _, want := range []string{
		"secret 5 of 50, 2 decided", "accepted    high     Acme key 0", "false alarm high     Acme key 1", "> \x1b[7m",
		"dir/file4.env", "acme…[masked]", "still there", "… and 2 more places", "https://acme.example/keys", "w write",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if lines := strings.Count(text, "\n") + 1; lines > 24 {
		t.Errorf("%d lines in a window of 24", lines)
	}
	if m = typed(m, "G"); !strings.Contains(m.text(), "file49.env") || m.top == 0 {
		t.Error("the end does not show")
	}
	if m = typed(m, "g"); !strings.Contains(m.text(), "file0.env") || m.top != 0 {
		t.Error("the beginning does not show")
	}
	if m = typed(m, "pgdown", "pgdown", "pgup"); m.cursor != m.shown() {
		t.Errorf("two pages down and one up: %d", m.cursor)
	}
	widest := 0
	for _, m := range []screen{
		typed(sized(someLeaks(2), leastColumns, leastLines), "a"), typed(sized(someLeaks(2), leastColumns, leastLines), "a", "q"),
	} {
		for line := range strings.Lines(m.text()) {
			widest = max(widest, len([]rune(strings.NewReplacer("\x1b[7m", "", "\x1b[0m", "", "\n", "").Replace(line))))
		}
	}
	if widest > leastColumns {
		t.Errorf("%d columns in the narrowest window of %d", widest, leastColumns)
	}
	for _, size := range [][2]int{{0, 0}, {59, 30}, {100, 15}} {
		if text := sized(someLeaks(1), size[0], size[1]).text(); !strings.Contains(text, "too small") {
			t.Errorf("%v: %s", size, text)
		}
	}
}
