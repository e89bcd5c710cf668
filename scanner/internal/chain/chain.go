// Package chain keeps what is known of the contents that a walk over deltas stands on, one for each depth, in bounded memory.
package chain

// Chain is what is known at each depth. The zero Chain knows nothing. It is used by one goroutine.
type Chain[T any] struct {
	links []T
	held  int // bytes
}

// At returns what is known at a depth, from 0, the zero T if nothing is. It is the chain's, and good until a greater depth is asked for.
func (c *Chain[T]) At(depth int) *T {
	for len(c.links) <= depth {
		var none T
		c.links = append(c.links, none)
	}
	return &c.links[depth]
}

// Account says that what is known at a depth takes so many bytes more than when it was last said, or fewer. If all takes more than most
// bytes, all is forgotten but that; memory tells how many bytes it takes.
func (c *Chain[T]) Account(depth, more, most int, memory func(*T) int) {
	if c.held += more; c.held <= most {
		return
	}
	kept := c.links[depth]
	clear(c.links)
	c.links[depth] = kept
	c.held = memory(&c.links[depth])
}

// Release forgets all and gives its memory back.
func (c *Chain[T]) Release() { *c = Chain[T]{} }
