package decode

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestCompound(t *testing.T) {
	run := strings.Repeat("Ab0-", 6)
	for _, c := range []struct {
		text   string // the run, with what stands around it
		end    string // what stands behind the compound
		starts []string
		joined bool
	}{
		{run, "", []string{run}, false},
		{"x = '" + run + "==='", "='", []string{run + "=="}, false},
		{run + ".b:c|d.", ".", []string{run + ".b:c|d"}, true},
		{run + "..b", "..b", []string{run}, false},
		{"a:b|" + run, "", []string{run, "b|" + run, "a:b|" + run}, true},
		{"z:a:b|" + run, "", []string{run, "b|" + run, "a:b|" + run}, true},
		{"a.b:" + run, "", []string{run, "a.b:" + run}, true},
		{" ." + run, "", nil, false},
		{`\n` + run + `\n`, `\n`, []string{run}, false},
		{"%3D" + run, "", []string{run}, false},
		{run + ":" + strings.Repeat("x", mostBehind), "!", nil, false},
	} {
		got, ok := CompoundOf([]byte(c.text), strings.Index(c.text, "Ab0-"), strings.Index(c.text, "Ab0-")+len(run))
		if c.text[0] == '\\' { // the letter of the escape is one of the run's
			got, ok = CompoundOf([]byte(c.text), 1, 2+len(run))
		} else if c.text[0] == '%' {
			got, ok = CompoundOf([]byte(c.text), 1, 3+len(run))
		}
		if c.end == "!" {
			if ok {
				t.Errorf("%q is no compound that is looked at", c.text)
			}
			continue
		}
		var starts []string
		for _, at := range got.Starts[:got.Count] {
			starts = append(starts, c.text[at:got.End])
		}
		if !ok || c.text[got.End:] != c.end || got.Joined != c.joined || !slices.Equal(starts, c.starts) {
			t.Errorf("%q: %v, %q, joined %v, in front of %q", c.text, ok, starts, got.Joined, c.text[got.End:])
		}
	}
	if _, ok := CompoundOf([]byte(run+":"+run), len(run)+1, 2*len(run)+1); ok {
		t.Error("the second run of a compound counts as its first")
	}
}

// compounds returns what CompoundOf says of each run on a line, with what stands next to it.
func compounds(text []byte) (all []string) {
	for at := 0; at < len(text); at++ {
		if !isLetter(text[at]) {
			continue
		}
		lo, hi := lineRun(text, at)
		if at = hi; hi-lo < MinRun {
			continue
		}
		c, ok := CompoundOf(text, lo, hi)
		said := string(text[lo:hi])
		for _, from := range c.Starts[:c.Count] {
			said += " " + string(text[from:c.End])
		}
		if !ok {
			said = ""
		}
		all = append(all, said)
	}
	return all
}

// TestTouchedCompounds holds Touched to its definition: a run of which CompoundOf says something else after a change meets what it
// returns. Runs are told apart by their letters.
func TestTouchedCompounds(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	pieces := []string{"\n", " ", ".", ":", "|", "=", "==", "\\", "%", "%3D", "a", "b.c", "q:", ";"}
	text := func(most int) (s string) {
		for range random.IntN(most + 1) {
			if random.IntN(4) == 0 {
				b := make([]byte, MinRun-1+random.IntN(3))
				for i := range b {
					b[i] = byte('A' + random.IntN(26))
				}
				s += string(b)
			}
			s += pieces[random.IntN(len(pieces))]
		}
		return s
	}
	for range 200_000 {
		front, old, inserted, behind := text(6), text(2), text(2), text(6)
		all := []byte(front + inserted + behind)
		before := compounds([]byte(front + old + behind))
		lo, hi, _ := Touched(all, len(front), len(front)+len(inserted), 0)
		var met []string
		for at := lo; hi-lo >= MinRun && at < hi; {
			from, to, ok := NextRun(all, at, hi)
			if !ok {
				break
			}
			met, at = append(met, strings.Fields(string(all[from:to]))...), to
		}
		for _, said := range compounds(all) {
			run, _, _ := strings.Cut(said, " ")
			if said == "" || slices.Contains(before, said) || slices.Contains(met, run) {
				continue
			}
			t.Fatalf("%q became %q between %q and %q: %q is not in what was touched, %d:%d", old, inserted, front, behind, said, lo, hi)
		}
	}
}
