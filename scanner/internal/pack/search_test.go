package pack

import (
	"math/rand/v2"
	"slices"
	"sort"
	"testing"
)

// TestSearch compares the search for names with package sort's, over names that are spread evenly and over some that are not.
func TestSearch(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	name := func() []byte {
		n := make([]byte, 20)
		n[0], n[1], n[2], n[4], n[19] = 7, byte(random.IntN(256)), byte(random.IntN(2)), byte(random.IntN(3)), byte(random.IntN(3))
		return n
	}
	for range 3000 {
		names := make([][]byte, random.IntN(60))
		for i := range names {
			names[i] = name()
			if random.IntN(3) == 0 {
				names[i][1] = 200
			}
		}
		slices.SortFunc(names, slices.Compare)
		var data []byte
		for _, n := range names {
			data = append(data, n...)
		}
		x := &index{data: data}
		x.nameSize, x.nameStride = 20, 20
		wanted := name()
		if len(names) > 0 && random.IntN(2) == 0 {
			wanted = names[random.IntN(len(names))]
		}
		want := sort.Search(len(names), func(i int) bool { return slices.Compare(names[i], wanted) >= 0 })
		if got := x.search(0, len(names), wanted); got != want {
			t.Fatalf("%v in %v: %d, want %d", wanted, names, got, want)
		}
	}
}
