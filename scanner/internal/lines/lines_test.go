package lines

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAt(t *testing.T) {
	text := []byte("ab\ncdé\xffx\n\nend")
	var c Counter
	got := map[int][2]int{}
	for _, off := range []int{0, 2, 3, 5, 7, 8, 9, 10, 11, 14} {
		line, column := c.At(text, off)
		got[off] = [2]int{line, column}
	}
	want := map[int][2]int{
		0: {1, 1}, 2: {1, 3}, 3: {2, 1}, 5: {2, 3}, 7: {2, 4},
		8: {2, 5}, 9: {2, 6}, 10: {3, 1}, 11: {4, 1}, 14: {4, 4},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
