package chain

import "testing"

func TestChainIsBounded(t *testing.T) {
	var c Chain[[]byte]
	set := func(depth, size int) {
		v := c.At(depth)
		before := cap(*v)
		*v = make([]byte, size)
		c.Account(depth, size-before, 100, func(b *[]byte) int { return cap(*b) })
	}
	holds := func(want ...int) {
		t.Helper()
		for depth, size := range want {
			if got := len(*c.At(depth)); got != size {
				t.Errorf("%d bytes at depth %d, want %d", got, depth, size)
			}
		}
	}
	set(0, 40)
	set(1, 40)
	set(2, 20)
	holds(40, 40, 20) // just what may be held
	set(1, 30)
	set(3, 10)
	holds(40, 30, 20, 10) // what is replaced no longer counts
	set(2, 21)
	holds(0, 0, 21, 0)
	set(0, 79)
	holds(79, 0, 21) // what was forgotten no longer counts either
	set(1, 500)
	holds(0, 500, 0)
	c.Release()
	holds(0, 0, 0)
	if set(0, 100); len(*c.At(0)) != 100 {
		t.Error("what was released still counts")
	}
}
