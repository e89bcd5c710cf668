package gitindex

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/regular"
)

// A split index holds what differs from a shared one (gitformat-index(5), "Split index"): its extension "link" names that, and tells which
// of its entries are gone and which have others in their place. The first entries have no path and are these others, in order; the rest
// were added. Both become one index in memory, which is read like any other.

// maxSplit bounds the shared index, in bytes.
const maxSplit = 256 << 20

// raw is an entry without its place.
type raw struct {
	path    string
	mode    uint32
	id      []byte
	stage   int
	intent  bool
	without bool // it is gone
}

// whole returns the index that a split one in the folder dir stands for.
func (x *Index) whole(dir string) (*Index, error) {
	size := x.format.Size()
	if len(x.link) < size {
		return nil, errLink
	}
	own, err := x.raws()
	if err != nil {
		return nil, err
	}
	shared, err := x.shared(dir, x.link[:size])
	if err != nil {
		return nil, err
	}
	all, err := join(shared, own, x.link[size:])
	if err != nil {
		return nil, err
	}
	data, err := x.encode(all)
	if err != nil {
		return nil, err
	}
	return Read(bytes.NewReader(data), int64(len(data)), x.format)
}

var errLink = fmt.Errorf("%w: its extension \"link\"", ErrMalformed)

// shared returns the entries of the shared index with that checksum; of none if that is zero.
func (x *Index) shared(dir string, sum []byte) ([]raw, error) {
	if bytes.Equal(sum, make([]byte, len(sum))) {
		return nil, nil
	}
	file, err := regular.Open(filepath.Join(dir, "sharedindex."+hex.EncodeToString(sum)))
	if err != nil {
		return nil, fmt.Errorf("%w: a split one: %v", ErrUnsupported, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > maxSplit {
		return nil, ErrUnsupported
	}
	base, err := Read(file, info.Size(), x.format)
	if err != nil {
		return nil, fmt.Errorf("the shared index: %w", err)
	}
	is := make([]byte, len(sum))
	if _, err := file.ReadAt(is, base.window.end); err != nil && err != io.EOF {
		return nil, err
	}
	if !bytes.Equal(is, sum) {
		return nil, fmt.Errorf("the shared index: %w: its checksum is another", ErrMalformed)
	}
	return base.raws()
}

// raws returns all entries, in whichever order they are.
func (x *Index) raws() ([]raw, error) {
	c := x.Entries()
	var out []raw
	for {
		keep, rest, ok := c.step()
		if !ok {
			return out, c.err
		}
		c.Path = append(c.Path[:keep], rest...)
		out = append(out, raw{path: string(c.Path), mode: uint32(c.Mode), id: bytes.Clone(c.ID), stage: c.Stage, intent: c.Intent})
	}
}

// join applies what a split index says to the entries of the shared one: bitmaps of what is gone and of what is replaced.
func join(shared, own []raw, bitmaps []byte) ([]raw, error) {
	gone, rest, err := bitmap(bitmaps, len(shared))
	if err != nil {
		return nil, err
	}
	replaced, _, err := bitmap(rest, len(shared))
	if err != nil {
		return nil, err
	}
	for i := range shared {
		if replaced[i/64]>>(i%64)&1 != 0 {
			if len(own) == 0 || own[0].path != "" {
				return nil, errLink
			}
			own[0].path = shared[i].path
			shared[i], own = own[0], own[1:]
		}
		shared[i].without = gone[i/64]>>(i%64)&1 != 0
	}
	added := map[string]bool{}
	for _, e := range own {
		added[e.path] = added[e.path] || e.stage == 0
	}
	shared = slices.DeleteFunc(shared, func(e raw) bool { return e.without || added[e.path] })
	all := append(shared, own...)
	slices.SortStableFunc(all, func(a, b raw) int { return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.stage, b.stage)) })
	return all, nil
}

// bitmap reads a compressed bitmap of n bits (git's ewah/ewok.h): numbers of bits and of words of 8 bytes, the words, and where the last
// marker is. A marker tells how many words of equal bits come and how many others follow it. No bytes are no bits.
func bitmap(data []byte, n int) (bits []uint64, rest []byte, err error) {
	bits = make([]uint64, n/64+1)
	if len(data) == 0 {
		return bits, nil, nil
	}
	if len(data) < 8 {
		return nil, nil, errLink
	}
	count := int64(binary.BigEndian.Uint32(data[4:]))
	data = data[8:]
	if int64(len(data)) < 8*count+4 {
		return nil, nil, errLink
	}
	words, at := data[:8*count], 0
	word := func() (w uint64) {
		w, words = binary.BigEndian.Uint64(words), words[8:]
		return w
	}
	put := func(w uint64) bool {
		if at < len(bits) {
			bits[at] = w
		}
		at++
		return at <= len(bits)
	}
	for len(words) > 0 {
		marker := word()
		run, others := marker>>1&(1<<32-1), marker>>33
		for ; run > 0; run-- {
			if !put(-(marker & 1)) {
				return nil, nil, errLink
			}
		}
		for ; others > 0; others-- {
			if len(words) == 0 || !put(word()) {
				return nil, nil, errLink
			}
		}
	}
	return bits, data[8*count+4:], nil
}

// encode returns an index of version 3 with some entries and the cache of trees of x, without a checksum.
func (x *Index) encode(entries []raw) ([]byte, error) {
	out := binary.BigEndian.AppendUint32([]byte(signature), 3)
	out = binary.BigEndian.AppendUint32(out, uint32(len(entries)))
	for _, e := range entries {
		from := len(out)
		out = append(out, make([]byte, modeAt)...)
		out = binary.BigEndian.AppendUint32(out, e.mode)
		out = append(out, make([]byte, idAt-modeAt-4)...)
		out = append(out, e.id...)
		flags := uint16(e.stage<<12 | min(len(e.path), lengths))
		if e.intent {
			flags |= extended
		}
		if out = binary.BigEndian.AppendUint16(out, flags); e.intent {
			out = binary.BigEndian.AppendUint16(out, intent)
		}
		out = append(out, e.path...)
		out = append(out, make([]byte, 8-(len(out)-from)%8)...)
	}
	if x.trees.size > 0 {
		cache := make([]byte, x.trees.size)
		if n, err := x.window.from.ReadAt(cache, x.trees.at); n < len(cache) {
			return nil, fmt.Errorf("reading the cache of trees: %w", err)
		}
		out = append(binary.BigEndian.AppendUint32(append(out, "TREE"...), uint32(len(cache))), cache...)
	}
	if x.sparse {
		out = append(out, "sdir\x00\x00\x00\x00"...)
	}
	return append(out, make([]byte, x.format.Size())...), nil
}
