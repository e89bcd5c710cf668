package archive

import (
	"bytes"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"io"
	"slices"
	"strconv"

	"github.com/sluice-scan/sluice/scanner/internal/inflate"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

// Packs and bundles of git (gitformat-pack(5), gitformat-bundle(5)), as lie in the .git of a repository that was copied or archived: all
// objects but trees are members, named by their SHA-1. Objects have no length in a pack, so it is decoded once to find them, then along
// each tree of deltas.

const (
	packMagic  = "PACK\x00\x00\x00"
	bundleV2   = "# v2 git bundle\n"
	bundleV3   = "# v3 git bundle\n"
	packHead   = 12   // bytes
	packTail   = 20   // bytes of the pack's sum, with SHA-1
	mostDeltas = 4096 // one on the other; git makes 4,095 at most

	objectsAnEntry = 4 // that are looked for, for each member that may be read: trees are none

	errPack      = archiveError("the pack is damaged; what follows is not read")
	errObject    = archiveError("an object of the pack is damaged")
	errThin      = archiveError("holds objects that are stored as changes of others, which it does not hold")
	errDeepDelta = limitError("has objects that are stored as changes, more than 4,096 one on the other")
	errHeldDelta = limitError("has objects that take more than may be held; they are not read")
)

// Types of objects in a pack.
const (
	packTree    = 2
	packOffset  = 6 // a delta of the object so many bytes in front
	packByName  = 7 // a delta of the object with that name
	packedTypes = "\x00commit\x00tree\x00blob\x00tag"
)

type packEntry struct {
	kind uint8
	size int64 // decoded, of a delta: of the delta
	at   int   // of its zlib stream
}

// gitPack is a pack that is read.
type gitPack struct {
	*walker
	it      item
	data    []byte
	entries []packEntry
	at      map[int]int32      // entries by their offset
	deltas  map[int32][]int32  // of each entry
	named   map[string][]int32 // deltas of entries that are known by name
	wrong   []error            // each once
	inflate.Decoder
}

// fail notes what is wrong with some objects.
func (p *gitPack) fail(err error) {
	if !slices.Contains(p.wrong, err) {
		p.wrong = append(p.wrong, err)
	}
}

func isPack(data []byte) bool {
	return string(data[:len(packMagic)]) == packMagic && (data[len(packMagic)] == 2 || data[len(packMagic)] == 3)
}

func isBundle(data []byte) bool {
	return len(data) > len(bundleV2) && (string(data[:len(bundleV2)]) == bundleV2 || string(data[:len(bundleV3)]) == bundleV3)
}

func (w *walker) pack(it item, data []byte) {
	if isBundle(data) {
		i := bytes.Index(data, []byte("\n\n"))
		if i < 0 || len(data)-i-2 < packHead || !isPack(data[i+2:]) {
			w.tell(it.path, errPack)
			return
		}
		data = data[i+2:]
	}
	p := gitPack{walker: w, it: it, data: data, at: map[int]int32{}, deltas: map[int32][]int32{}, named: map[string][]int32{}}
	w.tell(it.path, p.find())
	for i, e := range p.entries {
		if e.kind < packOffset && w.goOn() {
			p.root(int32(i), e)
		}
	}
	if len(p.named) > 0 {
		p.fail(errThin)
	}
	for _, err := range p.wrong {
		w.tell(it.path, err)
	}
}

// find finds the objects; what is decoded for that counts with what they hold.
func (p *gitPack) find() error {
	count := binary.BigEndian.Uint32(p.data[8:])
	in := bytes.NewReader(p.data)
	room := p.limits.Bytes - p.decoded
	for at := packHead; uint32(len(p.entries)) < count; {
		switch {
		case !p.goOn():
			return nil
		case len(p.entries) == objectsAnEntry*p.limits.Entries:
			return limited("has more than %d objects; the rest is not read", objectsAnEntry*p.limits.Entries)
		}
		start := at
		e, base, err := p.head(&at)
		if err != nil {
			return err
		}
		e.at = at
		if room -= e.size; room < 0 {
			return limited("holds objects of more than %d bytes; the rest is not read", p.limits.Bytes)
		}
		if at, err = p.skip(in, e); err != nil {
			return err
		}
		n := int32(len(p.entries))
		p.entries, p.at[start] = append(p.entries, e), n
		switch e.kind {
		case packOffset:
			of, ok := p.at[start-base]
			if !ok {
				return errPack
			}
			p.deltas[of] = append(p.deltas[of], n)
		case packByName:
			name := string(p.data[base : base+sha1.Size])
			p.named[name] = append(p.named[name], n)
		}
	}
	return nil
}

// head reads the header of the object at that offset, and moves it on. base is how far in front the object lies that a delta is of, or where
// its name stands.
func (p *gitPack) head(at *int) (e packEntry, base int, err error) {
	next := func() (b byte) {
		if *at < len(p.data)-packTail {
			b = p.data[*at]
			*at++
			return b
		}
		err = errTruncated
		return 0
	}
	b := next()
	e.kind, e.size = b>>4&7, int64(b&15)
	for shift := 4; b&0x80 != 0 && shift < 60; shift += 7 {
		b = next()
		e.size |= int64(b&0x7f) << shift
	}
	switch e.kind {
	case 0, 5:
		err = errPack
	case packOffset:
		b = next()
		base = int(b & 0x7f)
		for i := 0; b&0x80 != 0 && i < 8; i++ {
			b = next()
			base = (base+1)<<7 | int(b&0x7f)
		}
	case packByName:
		base = *at
		if *at += sha1.Size; *at > len(p.data)-packTail {
			err = errTruncated
		}
	}
	if b&0x80 != 0 && err == nil {
		err = errPack
	}
	return e, base, err
}

// skip returns where the object's stream ends.
func (p *gitPack) skip(in *bytes.Reader, e packEntry) (end int, err error) {
	const header, sum = 2, 4
	if e.at+header > len(p.data) {
		return 0, errTruncated
	}
	in.Reset(p.data[e.at+header:])
	r, back := p.flate(in)
	defer back()
	n, err := io.Copy(io.Discard, io.LimitReader(r, e.size+1))
	switch {
	case err == io.ErrUnexpectedEOF:
		return 0, errTruncated
	case err != nil || n != e.size:
		return 0, errPack
	}
	return len(p.data) - in.Len() + sum, nil
}

// root reads an object that is no delta, and all that are deltas of it.
func (p *gitPack) root(number int32, e packEntry) {
	if content := p.content(e, nil); content != nil {
		p.object(number, e.kind, content, 0)
	}
}

// object yields an object and those that are deltas of it.
func (p *gitPack) object(number int32, kind uint8, content []byte, depth int) {
	held := int64(len(content))
	defer func() { p.left += held }() // content took it
	if p.decoded += held; p.decoded > p.limits.Bytes {
		p.enough(p.it.path, "holds more than %d bytes; the rest is not read", p.limits.Bytes)
		return
	}
	name := packedName(kind, content)
	if kind != packTree {
		p.entry(p.it, hex.EncodeToString(name[:]), true, bytes.NewReader(content))
	}
	deltas := append(p.deltas[number], p.named[string(name[:])]...)
	delete(p.named, string(name[:]))
	if len(deltas) > 0 && depth == mostDeltas {
		p.fail(errDeepDelta)
		return
	}
	for _, d := range deltas {
		if !p.goOn() {
			return
		}
		if next := p.content(p.entries[d], content); next != nil {
			p.object(d, kind, next, depth+1)
		}
	}
}

// content returns what an object holds, a delta's base given, and takes the bytes from the account; nil is nothing.
func (p *gitPack) content(e packEntry, base []byte) []byte {
	most := min(p.limits.MemberBytes, p.left/2)
	if e.size > most {
		p.fail(errHeldDelta)
		return nil
	}
	content, _, err := p.Zlib(nil, int(e.size), p.data[e.at:])
	if e.kind >= packOffset && err == nil {
		content, err = pack.Apply(base, content, most)
	}
	switch {
	case err == pack.ErrLong:
		p.fail(errHeldDelta)
		return nil
	case err != nil:
		p.fail(errObject)
		return nil
	}
	p.left -= int64(len(content))
	return content
}

// packedName returns the SHA-1 that an object is known by.
func packedName(kind uint8, content []byte) (name [sha1.Size]byte) {
	types := bytes.Split([]byte(packedTypes), []byte{0})
	h := sha1.New()
	h.Write(strconv.AppendInt(append(types[kind], ' '), int64(len(content)), 10))
	h.Write([]byte{0})
	h.Write(content)
	h.Sum(name[:0])
	return name
}
