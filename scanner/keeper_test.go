package scanner

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/detect"
)

// TestKeeper: what is kept, and of which contents not all is, does not depend on the order in which contents come.
func TestKeeper(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	rule := &rules.Rule{ID: "r"}
	contents := make([][]hit, 60)
	var all []hit
	for i := range contents {
		p := &place{path: fmt.Sprintf("f%02d", i)}
		inside := &place{path: p.path, inside: "member"}
		for n := range rng.IntN(9) {
			h := hit{Match: &detect.Match{Rule: rule, Secret: fmt.Sprint(n)}, place: p, offset: int64(n)}
			if n%3 == 2 {
				h.place = inside
			}
			contents[i] = append(contents[i], h)
		}
		all = append(all, contents[i]...)
	}
	slices.SortStableFunc(all, compareHits)
	texts := func(hits []hit) (out []string) {
		for _, h := range hits {
			out = append(out, h.place.path+h.place.inside+h.Secret)
		}
		return out
	}
	for most := range len(all) + 2 {
		lost := []string{}
		for _, h := range all[min(most, len(all)):] {
			lost = append(lost, h.place.path)
		}
		lost = slices.Compact(lost)
		for range 3 {
			rng.Shuffle(len(contents), func(i, j int) { contents[i], contents[j] = contents[j], contents[i] })
			told := []string{}
			k := keeper{most: most, lost: func(name string) { told = append(told, name) }}
			for _, c := range contents {
				k.add(slices.Clone(c))
			}
			kept := slices.Clone(k.end())
			slices.SortStableFunc(kept, compareHits)
			slices.Sort(told)
			if diff := cmp.Diff(texts(all[:min(most, len(all))]), texts(kept)); diff != "" {
				t.Fatalf("%d of %d: kept -want +got:\n%s", most, len(all), diff)
			}
			if diff := cmp.Diff(lost, told); diff != "" {
				t.Fatalf("%d of %d: lost -want +got:\n%s", most, len(all), diff)
			}
		}
	}
}
