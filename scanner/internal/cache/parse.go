package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

// Parse reads a cache; it keeps data, which must not be changed any more. The error is ErrDamaged or ErrForeign.
func Parse(data []byte, key Key, format oid.Format) (*Contents, error) {
	if len(data) < head+sha256.Size || !bytes.HasPrefix(data, []byte(magic)) {
		return nil, ErrDamaged
	}
	body := data[:len(data)-sha256.Size]
	if sum := sha256.Sum256(body); !bytes.Equal(sum[:], data[len(body):]) {
		return nil, ErrDamaged
	}
	size := format.Size()
	at := len(magic)
	if body[at] != version || !bytes.Equal(body[at+1:at+1+keySize], key[:]) || int(body[at+1+keySize]) != size {
		return nil, ErrForeign
	}
	var counts [5]int
	want := int64(head)
	for i, each := range []int{size + 1, size + 4, size + 5, 4, 1} { // bytes
		n := binary.BigEndian.Uint32(body[head-4*(5-i):])
		counts[i], want = int(n), want+int64(n)*int64(each)
	}
	if want != int64(len(body)) {
		return nil, ErrDamaged
	}
	objects, trees, branches, names := counts[0], counts[1], counts[2], counts[3]
	p := parts{data: body[head:], size: size}
	c := &Contents{size: size, names: p.take(objects * size), flags: p.take(objects)}
	for i := 1; i < objects; i++ {
		if bytes.Compare(c.name(i-1), c.name(i)) >= 0 {
			return nil, ErrDamaged
		}
	}
	c.index()
	ok := p.trees(c, trees, branches, names)
	if !ok {
		return nil, ErrDamaged
	}
	return c, nil
}

// parts cuts what is left of a cache.
type parts struct {
	data []byte
	size int
}

func (p *parts) take(n int) []byte {
	part := p.data[:n:n]
	p.data = p.data[n:]
	return part
}

// trees reads trees, their branches and the names of these; false if something is out of range or order.
func (p *parts) trees(c *Contents, trees, branches, names int) bool {
	heads, tails, ends := p.take(trees*(p.size+4)), p.take(branches*(p.size+5)), p.take(names*4)
	texts := make([]string, names)
	from := 0
	for i := range texts {
		end := int(binary.BigEndian.Uint32(ends[i*4:]))
		if end < from || end > len(p.data) {
			return false
		}
		texts[i], from = string(p.data[from:end]), end
	}
	all := make([]Branch, branches)
	for i := range all {
		b := tails[i*(p.size+5):][:p.size+5]
		name := binary.BigEndian.Uint32(b[p.size:])
		if int(name) >= names || b[p.size+4] > 1 {
			return false
		}
		all[i] = Branch{texts[name], oid.New(b[:p.size]), b[p.size+4] == 1}
	}
	c.Trees = make([]Tree, trees)
	end := branches
	for i := trees - 1; i >= 0; i-- {
		t := heads[i*(p.size+4):][:p.size+4]
		first := int(binary.BigEndian.Uint32(t[p.size:]))
		if first > end || i == 0 && first != 0 || i > 0 && bytes.Compare(heads[(i-1)*(p.size+4):][:p.size], t[:p.size]) >= 0 {
			return false
		}
		c.Trees[i], end = Tree{oid.New(t[:p.size]), all[first:end:end]}, first
	}
	return trees > 0 || branches == 0
}
