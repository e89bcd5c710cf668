// Package chain keeps what is known of the contents that a walk over deltas stands on, one for each depth, in bounded memory.
package chain

// Chain is what is known at each depth. The zero Chain knows nothing. It is used by one goroutine.
type Chain[T any] struct {
	links []link[T]
	held  int // bytes
}

type link[T any] struct {
	known T
	done  bool
}

// At returns what is known at a depth, from 0, the zero T if nothing is. It is the chain's, and good until a greater depth is asked for.
func (c *Chain[T]) At(depth int) *T {
	for len(c.links) <= depth {
		c.links = append(c.links, link[T]{})
	}
	return &c.links[depth].known
}

// Done says that nothing will follow from what is known at a depth, until something else is.
func (c *Chain[T]) Done(depth int) { c.links[depth].done = true }

// Account says that something else is known at a depth, which takes so many bytes more, or fewer. If all takes more than most bytes, what
// nothing will follow from is forgotten: what is done, and all at greater depths, where the walk does not come back to; if that is not
// enough, everything but this. memory tells how many bytes it takes. A chain may be as long as a hostile pack has entries: all that is
// done goes at once, so that it is not gone through again for each.
func (c *Chain[T]) Account(depth, more, most int, memory func(*T) int) {
	c.links[depth].done = false
	if c.held += more; c.held <= most {
		return
	}
	for at := range c.links {
		if at > depth || c.links[at].done {
			c.forget(at, memory)
		}
	}
	for at := range c.links {
		if c.held > most && at != depth {
			c.forget(at, memory)
		}
	}
}

func (c *Chain[T]) forget(at int, memory func(*T) int) {
	c.held -= memory(&c.links[at].known)
	c.links[at] = link[T]{}
}

// Release forgets all and gives its memory back.
func (c *Chain[T]) Release() { *c = Chain[T]{} }
