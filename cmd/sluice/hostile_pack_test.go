package main

import (
	"bytes"
	"cmp"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/adler32"
	"hash/crc32"
	"slices"
	"strings"
	"testing"
)

// Packs that no git makes, with an index that lies, or none: then sluice makes one itself.

// packed is a pack that is written entry by entry.
type packed struct {
	t       *testing.T
	data    []byte
	offsets []int
	names   []string // for the index, in hexadecimal
}

func newPack(t *testing.T) *packed {
	return &packed{t: t, data: []byte("PACK\x00\x00\x00\x02\x00\x00\x00\x00")}
}

// Kinds of entries (gitformat-pack(5)).
const (
	commitEntry = 1
	treeEntry   = 2
	blobEntry   = 3
	deltaEntry  = 6
)

// add adds an entry with a header; name is what the index will say.
func (p *packed) add(kind int, name string, base []byte, content string) {
	p.t.Helper()
	p.offsets, p.names = append(p.offsets, len(p.data)), append(p.names, name)
	size := len(content)
	head := byte(kind<<4 | size&15)
	for size >>= 4; size > 0; size >>= 7 {
		p.data = append(p.data, head|0x80)
		head = byte(size & 0x7f)
	}
	p.data = append(append(p.data, head), base...)
	// A stored block, which may hold 64 KiB.
	p.data = append(p.data, 0x78, 0x01, 1)
	p.data = binary.LittleEndian.AppendUint16(p.data, uint16(len(content)))
	p.data = binary.LittleEndian.AppendUint16(p.data, ^uint16(len(content)))
	p.data = binary.BigEndian.AppendUint32(append(p.data, content...), adler32.Checksum([]byte(content)))
}

// delta adds a delta of the entry before.
func (p *packed) delta(instructions string) {
	distance := len(p.data) - p.offsets[len(p.offsets)-1]
	encoded := []byte{byte(distance & 0x7f)}
	for distance >>= 7; distance > 0; distance >>= 7 {
		distance--
		encoded = append([]byte{0x80 | byte(distance&0x7f)}, encoded...)
	}
	p.add(deltaEntry, "", encoded, instructions)
}

// finish returns the pack.
func (p *packed) finish() string {
	binary.BigEndian.PutUint32(p.data[8:], uint32(len(p.offsets)))
	sum := sha1.Sum(p.data)
	return string(p.data) + string(sum[:])
}

// index returns the index of a finished pack.
func (p *packed) index(pack string) string {
	type entry struct {
		name   []byte
		offset int
		crc    uint32
	}
	var entries []entry
	for i, at := range p.offsets {
		end := len(p.data)
		if i+1 < len(p.offsets) {
			end = p.offsets[i+1]
		}
		name, err := hex.DecodeString(p.names[i])
		if err != nil {
			p.t.Fatal(err)
		}
		entries = append(entries, entry{name, at, crc32.ChecksumIEEE(p.data[at:end])})
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Or(bytes.Compare(a.name, b.name), cmp.Compare(a.offset, b.offset)) })
	var fanout, names, sums, offsets []byte
	for first := range 256 {
		n := 0
		for _, e := range entries {
			if int(e.name[0]) <= first {
				n++
			}
		}
		fanout = binary.BigEndian.AppendUint32(fanout, uint32(n))
	}
	for _, e := range entries {
		names = append(names, e.name...)
		sums = binary.BigEndian.AppendUint32(sums, e.crc)
		offsets = binary.BigEndian.AppendUint32(offsets, uint32(e.offset))
	}
	x := slices.Concat([]byte("\377tOc\x00\x00\x00\x02"), fanout, names, sums, offsets, []byte(pack[len(pack)-sha1.Size:]))
	sum := sha1.Sum(x)
	return string(x) + string(sum[:])
}

// TestDeepChain: a hundred thousand deltas, each of the one before. The last content has the secret.
func TestDeepChain(t *testing.T) {
	s := newStore(t, t.TempDir())
	p := newPack(t)
	const n = 100_000
	const size = 64
	p.add(blobEntry, "", nil, strings.Repeat("x", size))
	for i := range n {
		text := fmt.Sprintf("%08d", i)
		if i == n-1 {
			p.delta(fmt.Sprintf("%c%c%c%s", size, len(s.secret), len(s.secret), s.secret))
			continue
		}
		p.delta(fmt.Sprintf("%c%c\x08%s\x91\x08\x38", size, size, text)) // 8 bytes of its own, then 56 of the base from 8 on
	}
	s.file("objects/pack/pack-chain.pack", p.finish())
	code, out := scan(t, s.dir)
	wants(t, code, out, exitFindings, `"complete": true`, fmt.Sprintf(`"blobs": %d`, n+1))
}

// TestDeltaBombs: a few bytes that stand for 32 MiB are scanned to their end; what stands for more than is ever held is told.
func TestDeltaBombs(t *testing.T) {
	s := newStore(t, t.TempDir())
	p := newPack(t)
	id := func(digit string) string { return strings.Repeat(digit, 40) }
	number := func(n int) string { return string(binary.AppendUvarint(nil, uint64(n))) }
	p.add(blobEntry, id("1"), nil, strings.Repeat("x", 1<<15)+"\n")
	const times = 1024
	copies := strings.Repeat("\xb0\x01\x80", times) // 32 KiB and a byte, from the start
	p.delta(number(1<<15+1) + number(times*(1<<15+1)+len(s.secret)) + copies + string(rune(len(s.secret))) + s.secret)
	p.names[1] = id("2")
	p.delta(number(times*(1<<15+1)+len(s.secret)) + number(1<<40) + "\x90\x01")
	p.names[2] = id("3")
	pack := p.finish()
	s.file("objects/pack/pack-bomb.pack", pack)
	s.file("objects/pack/pack-bomb.idx", p.index(pack))
	code, out := scan(t, s.dir)
	wants(t, code, out, exitFindings, `"complete": false`, id("3"), "above the limit", `"line": 1025`)
	if len(pack) > 1<<17 {
		t.Errorf("the pack has %d bytes", len(pack))
	}
}

// TestLyingNames: by names that are not those of their content, trees and commits can hold themselves.
func TestLyingNames(t *testing.T) {
	s := newStore(t, t.TempDir())
	p := newPack(t)
	tree, commit, other := strings.Repeat("11", 20), strings.Repeat("22", 20), strings.Repeat("33", 20)
	blob := strings.Repeat("44", 20)
	raw := func(id string) string { b, _ := hex.DecodeString(id); return string(b) }
	body := "tree " + tree + "\nparent %s\nauthor A <a@example.com> 1700000000 +0000\ncommitter A <a@example.com> 1700000000 +0000\n\nmessage\n"
	p.add(treeEntry, tree, nil, "40000 again\x00"+raw(tree)+"100644 a.txt\x00"+raw(blob))
	p.add(commitEntry, commit, nil, fmt.Sprintf(body, other))
	p.add(commitEntry, other, nil, fmt.Sprintf(body, commit))
	p.add(blobEntry, blob, nil, s.secret)
	pack := p.finish()
	s.file("objects/pack/pack-lies.pack", pack)
	s.file("objects/pack/pack-lies.idx", p.index(pack))
	s.file("refs/heads/main", commit+"\n")
	code, out := scan(t, s.dir)
	wants(t, code, out, exitFindings, `"complete": false`, `"path": "a.txt"`, "secrets stand at too many places or too deep in it")
}
