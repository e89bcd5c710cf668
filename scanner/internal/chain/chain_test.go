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
	holds(40, 30, 21, 0) // the walk does not come back to a greater depth
	c.Done(1)
	set(2, 31)
	holds(40, 0, 31) // nor to what is done
	c.Done(0)
	set(0, 60)
	set(1, 20)
	holds(60, 20, 0) // which something else is not
	set(2, 30)
	holds(0, 20, 30) // else what it comes back to last goes
	set(3, 500)
	holds(0, 0, 0, 500)
	c.Release()
	holds(0, 0, 0)
	if set(0, 100); len(*c.At(0)) != 100 {
		t.Error("what was released still counts")
	}
}
