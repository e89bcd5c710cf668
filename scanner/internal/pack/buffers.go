package pack

import (
	"math/bits"
	"sync"
)

const (
	smallest  = 512     // bytes of the smallest buffer
	large     = 1 << 20 // bytes from which on few buffers are kept
	maxIdle   = 8 << 20 // bytes of unused buffers that are not large
	keepLarge = 2       // unused large ones
)

// Budget limits what the Readers that share it hold at one time: one Reader at a time may hold more than its share. Walks
// wait for each other if they need to; the one that is ahead never waits, so none waits for ever, provided that what a
// walk yields to does not wait for another walk. Random access neither waits nor counts.
type Budget struct {
	share int
	ahead sync.Mutex
	spare sync.Pool // of large buffers (*[]byte) of those that were ahead, for the next: else they would be garbage beside its own
}

// NewBudget makes a budget where each Reader may hold share bytes of contents, and one of them what its entries need.
func NewBudget(share int) *Budget { return &Budget{share: share} }

// buffers recycles the buffers of one Reader by size class: four classes for each power of two, so that at most a fifth of a
// buffer is wasted.
type buffers struct {
	free   [4 * bits.UintSize][][]byte // small ones
	idle   int                         // bytes in free
	larges [][]byte                    // unused large ones, oldest first
	live   int                         // bytes handed out and not put into Reader.recent
	peak   int                         // of live
	budget *Budget                     // set during a walk, if there is one
	ahead  bool                        // budget.ahead is held
}

// class returns the number of the class for n bytes and the size of its buffers.
func class(n int) (number, size int) {
	n = max(n, smallest)
	shift := bits.Len(uint(n-1)) - 3
	quarters := (n-1)>>shift + 1 // 5 to 8
	return 4*shift + quarters - 5, quarters << shift
}

// get returns a buffer of length n with old content in it.
func (b *buffers) get(n int) []byte {
	number, size := class(n)
	b.live += size
	b.peak = max(b.peak, b.live)
	if b.budget != nil && b.live > b.budget.share && !b.ahead {
		b.budget.ahead.Lock()
		b.ahead = true
	}
	if size >= large {
		return b.getLarge(n, size)
	}
	list := b.free[number]
	if len(list) == 0 {
		return make([]byte, n, size)
	}
	b.free[number] = list[:len(list)-1]
	b.idle -= size
	return list[len(list)-1][:n]
}

// getLarge takes any large buffer that is not much larger than needed.
func (b *buffers) getLarge(n, size int) []byte {
	for i, buffer := range b.larges {
		if fits(buffer, size) {
			b.larges = append(b.larges[:i], b.larges[i+1:]...)
			b.live += cap(buffer) - size
			return buffer[:n]
		}
	}
	if b.ahead {
		if spare, ok := b.budget.spare.Get().(*[]byte); ok && fits(*spare, size) {
			b.live += cap(*spare) - size
			return (*spare)[:n]
		}
	}
	return make([]byte, n, size)
}

// fits reports whether a buffer is large enough for size bytes, and not much larger.
func fits(buffer []byte, size int) bool { return cap(buffer) >= size && cap(buffer) <= 2*size }

// put takes a buffer back; nil is none.
func (b *buffers) put(buffer []byte) {
	size := cap(buffer)
	if size == 0 {
		return
	}
	b.live -= size
	if size >= large {
		if len(b.larges) == keepLarge {
			b.larges = append(b.larges[:0], b.larges[1:]...)
		}
		b.larges = append(b.larges, buffer)
		return
	}
	if b.idle+size <= maxIdle {
		number, _ := class(size)
		b.free[number] = append(b.free[number], buffer)
		b.idle += size
	}
}

// settle lets the next Reader go ahead if nothing beyond the share is held any more.
func (b *buffers) settle() {
	if b.ahead && b.live <= b.budget.share {
		b.release()
	}
}

// release lets the next Reader go ahead.
func (b *buffers) release() {
	if b.ahead {
		for _, buffer := range b.larges {
			b.budget.spare.Put(&buffer)
		}
		b.ahead = false
		b.budget.ahead.Unlock()
	}
	b.larges = nil
}

// finish ends a walk.
func (b *buffers) finish() {
	b.release()
	b.budget = nil
}
