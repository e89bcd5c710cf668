package syntax

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// allTexts are those of all tables of tests.
func allTexts() (texts []string) {
	for _, c := range allLines() {
		texts = append(texts, c.line)
	}
	for _, more := range [][]string{separated, grids, inserted, keyedRows, below} {
		for _, text := range more {
			text, _ := filled(text)
			texts = append(texts, text)
		}
	}
	return texts
}

// TestCut: a text may begin at any byte in front of a name and end at any behind it, and what is assigned lies within.
func TestCut(t *testing.T) {
	for _, line := range allTexts() {
		at := strings.Index(strings.ToLower(line), "passwor")
		held := func(text string, at int) {
			b := slices.Clip([]byte(text))
			end := min(len(b), at+len("password"))
			var n Names
			a, ok := n.Parse(b, at, end)
			if ok && (a.Value.Start < 0 || a.Value.Start >= a.Value.End || int(a.Value.End) > len(b)) {
				t.Errorf("%q: the value %v", text, a.Value)
			}
			if ok && a.InColumn() {
				a.EachRow(b, func(value Span) { _ = b[value.Start:value.End] })
			}
		}
		for end := at + 1; end <= min(len(line), 1500); end++ {
			held(line[:end], at)
		}
		for start := range min(at, 1500) {
			held(line[start:], at-start)
		}
	}
}

// TestWindow: nothing outside of what the parser says that it looked at changes what it reads.
func TestWindow(t *testing.T) {
	texts := allTexts()
	frame := []string{"", times("\n", 200), times("x", 200), times(" ", 200), times("\"", 200), times("= |(,", 40), times("insert into t (<tr> x=", 9)}
	for _, line := range texts {
		at := strings.Index(strings.ToLower(line), "passwor")
		for _, front := range frame {
			for _, tail := range frame {
				text := []byte(front + line + tail)
				start := len(front) + at
				var n Names
				a, ok := n.Parse(text, start, start+len("password"))
				lo, hi := a.Looked(text)
				lo, hi = max(0, min(lo, len(front))), min(len(text), max(hi, len(front)+len(line)))
				for _, other := range []byte("\n\" =x(<\x00") {
					changed := bytes.Clone(text)
					if other == 0 {
						changed = changed[:hi]
					}
					copy(changed, bytes.Repeat([]byte{other}, lo))
					copy(changed[hi:], bytes.Repeat([]byte{other}, len(text)-hi))
					var again Names
					b, okAgain := again.Parse(changed, start, start+len("password"))
					if ok != okAgain || ok && (a.Name != b.Name || a.Value != b.Value || a.Operator != b.Operator || a.Quoted != b.Quoted) {
						t.Fatalf("%q: %q %v, and %q behind other bytes than were looked at", line, text[a.Value.Start:a.Value.End], ok, changed[b.Value.Start:b.Value.End])
					}
				}
			}
		}
	}
}
