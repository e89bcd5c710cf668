// Package cache is the format of what a scan of a repository's history remembers for the next one. It holds no text of the
// repository but names of files and folders, no secret and nothing that is computed from one, which a dictionary could turn back:
// secrets are numbers, whose meaning the next scan learns from contents that it reads again.
//
//	"sluice cache" NUL, version 1 byte, key 32, length of object names 1, ten counts of 4 bytes each
//	rules:      digests of 16 bytes, sorted
//	objects:    names, sorted; then for each 1 byte: its type and what is known of it
//	trees:      those that lead to secrets: place among the objects, ascending, 4; number of its first branch, 4
//	branches:   place of what it leads to, 4; number of its name, 4, the highest bit set for a blob
//	holders:    contents with secrets: place among the objects, ascending, 4; number of its first secret, 4
//	secrets:    number, 4, below that of all secrets; equal ones are the same secret, by the same rule and as often in front of it
//	commits:    place among the objects, ascending, 4; number of its first parent, 4
//	details:    of each commit: place of its tree, 4; time of its committer, seconds, 8
//	parents:    place, 4
//	texts:      names of branches: end of each among the bytes, 4; then the bytes
//	SHA-256 of all of this
//
// Numbers are big endian; the place None is that of no object. A cache is foreign input: it must have exactly the length that its
// counts make, and everything in it is in range and in order, or it is refused.
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
	version  = 3
	keySize  = sha256.Size
	counts   = 10
	head     = len(magic) + 1 + keySize + 1 + counts*4
	blobMark = 1 << 31
)

// None is the place of what the store does not hold.
const None = 1<<32 - 1

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
	// Held is set for a content whose secrets are listed, and need not be learned from it again.
	Held Flags = 32
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
	Trees    []Run // that lead to secrets: of Branches
	Branches []Branch
	Holders  []Run // contents with secrets: of Secrets
	Secrets  []uint32
	Commits  []Run // that were walked: of Parents
	Details  []Detail
	Parents  []uint32
	Texts    []string // names of branches
}

// Run is an object and what belongs to it of another list: from First to that of the next run.
type Run struct{ Object, First uint32 }

// Branch leads from a tree to another one, or to a content with secrets.
type Branch struct {
	Target uint32
	Text   uint32
	Blob   bool
}

// Detail is what is known of a commit beside its parents.
type Detail struct {
	Tree uint32 // place; may be None
	When int64  // of the committer, seconds since 1970
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

// Of returns what belongs to the n-th run; all is the list that the runs are of.
func Of[T any](runs []Run, all []T, n int) []T {
	end := len(all)
	if n+1 < len(runs) {
		end = int(runs[n+1].First)
	}
	return all[runs[n].First:end]
}

// Write returns a cache of c.
func Write(key Key, format oid.Format, c *Contents) []byte {
	length := 0
	for _, text := range c.Texts {
		length += len(text)
	}
	sizes := [counts]int{
		len(c.Rules), len(c.Flags), len(c.Trees), len(c.Branches), len(c.Holders), len(c.Secrets), len(c.Commits), len(c.Parents),
		len(c.Texts), length,
	}
	total := int64(head + sha256.Size)
	for i, each := range widths(format) {
		total += int64(sizes[i]) * int64(each)
	}
	out := make([]byte, 0, total)
	out = append(append(out, magic...), version)
	out = append(append(out, key[:]...), byte(format.Size()))
	out = appendNumbers(out, sizes[:])
	for _, r := range c.Rules {
		out = append(out, r[:]...)
	}
	out = append(out, c.Names...)
	for _, f := range c.Flags {
		out = append(out, byte(f))
	}
	out = appendRuns(out, c.Trees)
	for _, b := range c.Branches {
		text := b.Text
		if b.Blob {
			text |= blobMark
		}
		out = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(out, b.Target), text)
	}
	out = appendNumbers(appendRuns(out, c.Holders), c.Secrets)
	out = appendRuns(out, c.Commits)
	for _, d := range c.Details {
		out = binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(out, d.Tree), uint64(d.When))
	}
	out = appendTexts(appendNumbers(out, c.Parents), c.Texts)
	sum := sha256.Sum256(out)
	return append(out, sum[:]...)
}

func appendNumbers[N int | uint32](out []byte, numbers []N) []byte {
	for _, n := range numbers {
		out = binary.BigEndian.AppendUint32(out, uint32(n))
	}
	return out
}

func appendRuns(out []byte, runs []Run) []byte {
	for _, r := range runs {
		out = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(out, r.Object), r.First)
	}
	return out
}

func appendTexts(out []byte, texts []string) []byte {
	end := 0
	for _, text := range texts {
		end += len(text)
		out = binary.BigEndian.AppendUint32(out, uint32(end))
	}
	for _, text := range texts {
		out = append(out, text...)
	}
	return out
}

// widths returns how many bytes one of each that is counted takes.
func widths(format oid.Format) [counts]int {
	return [counts]int{ruleSize, format.Size() + 1, 8, 8, 8, 4, 8 + 12, 4, 4, 1}
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
	var n [counts]int
	want := int64(head)
	for i, each := range widths(format) {
		count := binary.BigEndian.Uint32(body[head-4*(counts-i):])
		n[i], want = int(count), want+int64(count)*int64(each)
	}
	if want != int64(len(body)) {
		return nil, ErrDamaged
	}
	p := parts(body[head:])
	c := &Contents{Rules: p.rules(n[0]), Names: p.take(n[1] * size), Flags: p.flags(n[1])}
	c.Trees, c.Branches = p.runs(n[2]), p.branches(n[3])
	c.Holders, c.Secrets = p.runs(n[4]), p.numbers(n[5])
	c.Commits, c.Details, c.Parents = p.runs(n[6]), p.details(n[6]), p.numbers(n[7])
	c.Texts = p.texts(n[8])
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
	place := func(n uint32) bool { return n < uint32(c.Len()) }
	outside := func(b Branch) bool { return !place(b.Target) || b.Text >= uint32(len(c.Texts)) }
	unknown := func(n uint32) bool { return n >= uint32(len(c.Secrets)) }
	nowhere := func(n uint32) bool { return !place(n) && n != None }
	rootless := func(d Detail) bool { return nowhere(d.Tree) }
	return c.ordered(c.Trees, len(c.Branches)) && c.ordered(c.Holders, len(c.Secrets)) && c.ordered(c.Commits, len(c.Parents)) &&
		!slices.ContainsFunc(c.Branches, outside) && !slices.ContainsFunc(c.Secrets, unknown) &&
		!slices.ContainsFunc(c.Parents, nowhere) && !slices.ContainsFunc(c.Details, rootless)
}

// ordered reports whether runs of a list of some length are in order, in range, and have all of it.
func (c *Contents) ordered(runs []Run, length int) bool {
	last, first := -1, uint32(0)
	for _, r := range runs {
		if int(r.Object) <= last || int(r.Object) >= c.Len() || r.First < first || int(r.First) > length {
			return false
		}
		last, first = int(r.Object), r.First
	}
	return length == 0 || len(runs) > 0 && runs[0].First == 0
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

func (p *parts) flags(n int) []Flags {
	out := make([]Flags, n)
	for i, f := range p.take(n) {
		out[i] = Flags(f)
	}
	return out
}

func (p *parts) runs(n int) []Run {
	out := make([]Run, n)
	for i := range out {
		out[i].Object, out[i].First = p.pair()
	}
	return out
}

func (p *parts) numbers(n int) []uint32 {
	out := make([]uint32, n)
	for i := range out {
		out[i] = binary.BigEndian.Uint32(p.take(4))
	}
	return out
}

func (p *parts) details(n int) []Detail {
	out := make([]Detail, n)
	for i := range out {
		out[i] = Detail{binary.BigEndian.Uint32(p.take(4)), int64(binary.BigEndian.Uint64(p.take(8)))}
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
