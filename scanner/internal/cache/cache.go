// Package cache is the format of what a scan of a repository's history remembers for the next one. It holds no text of the
// repository but names of files and folders, no secret and no fingerprint:
//
//	"sluice cache" NUL, version 1 byte, key 32, length of object names 1, six counts of 4 bytes each
//	rules:    digests of 16 bytes, sorted
//	objects:  names, sorted; then for each its type, whether it is clean and whether it is bare, 1 byte
//	trees:    those that lead to secrets: place among the objects, ascending, 4; number of its first branch, 4
//	branches: place of what it leads to, 4; number of its name, 4, the highest bit set for a blob
//	texts:    names of branches: end of each among the bytes, 4; then the bytes
//	SHA-256 of all of this
//
// Numbers are big endian. A cache is foreign input: it must have exactly the length that its counts make, and everything in it is in
// range and in order, or it is refused.
package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"sort"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

var (
	// ErrDamaged is returned for what is no cache, or not whole any more.
	ErrDamaged = errors.New("damaged")
	// ErrForeign is returned for a cache of other options or another program.
	ErrForeign = errors.New("of other options or another version of sluice")
)

const (
	magic    = "sluice cache\x00"
	version  = 2
	keySize  = sha256.Size
	head     = len(magic) + 1 + keySize + 1 + 6*4
	blobMark = 1 << 31
)

// Key is what a cache is valid for: whatever a verdict depends on beside the content and the rules.
type Key [keySize]byte

// Flags tell the type of an object in their low bits.
type Flags uint8

const (
	typeBits Flags = 7
	// Clean is set for an object of which nothing has to be told.
	Clean Flags = 8
	// Bare is set for a clean object in which no rule found anything, of whatever confidence.
	Bare Flags = 16
)

// Type returns the object's type; 0 where it was not read.
func (f Flags) Type() pack.Type { return pack.Type(f & typeBits) }

// Object is an object and what is known of it.
type Object struct {
	ID oid.ID
	Flags
}

// Rule is a digest of a rule and all that its verdicts depend on beside the content.
type Rule [ruleSize]byte

const ruleSize = 16

// Contents is what a cache holds. Objects are named by their place in the order of their names.
type Contents struct {
	Rules    []Rule // by which the objects were judged, sorted
	Names    []byte // of objects, one behind the other
	Flags    []Flags
	Trees    []Tree // by Object
	Branches []Branch
	Texts    []string // names of branches
}

// Tree is a tree that leads to secrets, by the branches from First to that of the next tree.
type Tree struct{ Object, First uint32 }

// Branch leads from a tree to another one, or to a content with secrets.
type Branch struct {
	Target uint32
	Text   uint32
	Blob   bool
}

// Len returns the number of objects.
func (c *Contents) Len() int { return len(c.Flags) }

// Name returns the name of an object.
func (c *Contents) Name(i int) []byte {
	size := len(c.Names) / len(c.Flags)
	return c.Names[i*size : (i+1)*size]
}

// Find returns the place of an object.
func (c *Contents) Find(name []byte) (place int, found bool) {
	return sort.Find(c.Len(), func(i int) int { return bytes.Compare(name, c.Name(i)) })
}

// Of returns the branches of the n-th tree.
func (c *Contents) Of(n int) []Branch {
	end := len(c.Branches)
	if n+1 < len(c.Trees) {
		end = int(c.Trees[n+1].First)
	}
	return c.Branches[c.Trees[n].First:end]
}

// Write returns a cache of c.
func Write(key Key, format oid.Format, c *Contents) []byte {
	length := 0
	for _, text := range c.Texts {
		length += len(text)
	}
	out := make([]byte, 0, head+ruleSize*len(c.Rules)+len(c.Names)+len(c.Flags)+8*len(c.Trees)+8*len(c.Branches)+4*len(c.Texts)+length+sha256.Size)
	out = append(append(out, magic...), version)
	out = append(append(out, key[:]...), byte(format.Size()))
	for _, n := range []int{len(c.Rules), len(c.Flags), len(c.Trees), len(c.Branches), len(c.Texts), length} {
		out = binary.BigEndian.AppendUint32(out, uint32(n))
	}
	for _, r := range c.Rules {
		out = append(out, r[:]...)
	}
	out = append(out, c.Names...)
	for _, f := range c.Flags {
		out = append(out, byte(f))
	}
	for _, t := range c.Trees {
		out = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(out, t.Object), t.First)
	}
	for _, b := range c.Branches {
		text := b.Text
		if b.Blob {
			text |= blobMark
		}
		out = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(out, b.Target), text)
	}
	end := 0
	for _, text := range c.Texts {
		end += len(text)
		out = binary.BigEndian.AppendUint32(out, uint32(end))
	}
	for _, text := range c.Texts {
		out = append(out, text...)
	}
	sum := sha256.Sum256(out)
	return append(out, sum[:]...)
}

// Parse reads a cache; it keeps data, which must not be changed any more. The error is ErrDamaged or ErrForeign.
func Parse(data []byte, key Key, format oid.Format) (*Contents, error) {
	if len(data) < head+sha256.Size || !bytes.HasPrefix(data, []byte(magic)) {
		return nil, ErrDamaged
	}
	body := data[:len(data)-sha256.Size]
	if sum := sha256.Sum256(body); !bytes.Equal(sum[:], data[len(body):]) {
		return nil, ErrDamaged
	}
	at, size := len(magic), format.Size()
	if body[at] != version || !bytes.Equal(body[at+1:at+1+keySize], key[:]) || int(body[at+1+keySize]) != size {
		return nil, ErrForeign
	}
	var counts [6]int
	want := int64(head)
	for i, each := range []int{ruleSize, size + 1, 8, 8, 4, 1} { // bytes
		n := binary.BigEndian.Uint32(body[head-4*(6-i):])
		counts[i], want = int(n), want+int64(n)*int64(each)
	}
	if want != int64(len(body)) {
		return nil, ErrDamaged
	}
	p := parts(body[head:])
	c := &Contents{Rules: p.rules(counts[0]), Names: p.take(counts[1] * size), Flags: make([]Flags, counts[1])}
	for i, f := range p.take(counts[1]) {
		c.Flags[i] = Flags(f)
	}
	c.Trees, c.Branches, c.Texts = p.trees(counts[2]), p.branches(counts[3]), p.texts(counts[4])
	if !c.valid() {
		return nil, ErrDamaged
	}
	return c, nil
}

// valid reports whether everything is in order and in range.
func (c *Contents) valid() bool {
	if !slices.IsSortedFunc(c.Rules, Rule.compare) {
		return false
	}
	for i := 1; i < c.Len(); i++ {
		if bytes.Compare(c.Name(i-1), c.Name(i)) >= 0 {
			return false
		}
	}
	last, first := -1, uint32(0)
	for _, t := range c.Trees {
		if int(t.Object) <= last || int(t.Object) >= c.Len() || t.First < first || int(t.First) > len(c.Branches) {
			return false
		}
		last, first = int(t.Object), t.First
	}
	if len(c.Trees) == 0 && len(c.Branches) > 0 || len(c.Trees) > 0 && c.Trees[0].First != 0 {
		return false
	}
	outside := func(b Branch) bool { return b.Target >= uint32(c.Len()) || b.Text >= uint32(len(c.Texts)) }
	return !slices.ContainsFunc(c.Branches, outside)
}

// parts cuts what is left of a cache.
type parts []byte

func (p *parts) take(n int) []byte {
	part := (*p)[:n:n]
	*p = (*p)[n:]
	return part
}

// pair reads two numbers.
func (p *parts) pair() (a, b uint32) {
	part := p.take(8)
	return binary.BigEndian.Uint32(part), binary.BigEndian.Uint32(part[4:])
}

func (p *parts) rules(n int) []Rule {
	out := make([]Rule, n)
	for i := range out {
		copy(out[i][:], p.take(ruleSize))
	}
	return out
}

func (r Rule) compare(other Rule) int { return bytes.Compare(r[:], other[:]) }

// SortRules sorts digests.
func SortRules(rules []Rule) { slices.SortFunc(rules, Rule.compare) }

// Knows reports whether the objects were judged by a rule.
func (c *Contents) Knows(r Rule) bool {
	_, found := slices.BinarySearchFunc(c.Rules, r, Rule.compare)
	return found
}

func (p *parts) trees(n int) []Tree {
	out := make([]Tree, n)
	for i := range out {
		out[i].Object, out[i].First = p.pair()
	}
	return out
}

func (p *parts) branches(n int) []Branch {
	out := make([]Branch, n)
	for i := range out {
		target, text := p.pair()
		out[i] = Branch{target, text &^ blobMark, text&blobMark != 0}
	}
	return out
}

// texts reads n texts, fewer if one ends in front of its beginning.
func (p *parts) texts(n int) []string {
	ends := p.take(4 * n)
	out := make([]string, 0, n)
	from := 0
	for i := range n {
		end := int(binary.BigEndian.Uint32(ends[4*i:]))
		if end < from || end > len(*p) {
			break
		}
		out = append(out, string((*p)[from:end]))
		from = end
	}
	return out
}
