package attribute

import (
	"encoding/binary"

	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

// recent remembers what was asked of entries of trees: trees repeat each other's, so that three of five objects and nearly all
// names were met just before. One pass uses it at a time.
type recent struct {
	objects []numbered // by bits of their names
	names   map[string]answers
}

// How much is remembered: objects, 40 bytes each, and names, of which all are forgotten when there are more.
const (
	recentObjects = 1 << 13
	recentNames   = 1 << 16
)

type numbered struct {
	id     oid.ID
	number int32
}

// answers are what is known of a name.
type answers uint8

const (
	nameTold  answers = 1 << iota // Wants was called
	nameAsked                     // whether blobs under it matter: nameWanted
	nameWanted
)

// lastRecent returns what a pass that has ended remembered, else one that remembers nothing yet.
func (h *history) lastRecent() *recent {
	if r, ok := h.recents.Get().(*recent); ok {
		return r
	}
	return &recent{objects: make([]numbered, recentObjects), names: map[string]answers{}}
}

// number is numbers.Of for an object by its raw name.
func (r *recent) number(numbers *odb.Numbers, raw []byte) (number int32, ok bool) {
	id := oid.New(raw)
	slot := &r.objects[binary.LittleEndian.Uint32(raw[4:])%recentObjects]
	if slot.id == id {
		return slot.number, true
	}
	number, ok = numbers.Of(id)
	if ok {
		*slot = numbered{id, number}
	}
	return number, ok
}

// remember sets what is known of a name, and returns it.
func (r *recent) remember(name []byte, known answers) answers {
	if len(r.names) >= recentNames {
		clear(r.names)
	}
	r.names[string(name)] = known
	return known
}
