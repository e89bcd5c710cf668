package rules

import (
	"bytes"
	"compress/flate"
	_ "embed" // the manuals of the built-in rules
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
)

// packedManuals are the manuals of the built-in rules: a block for each letter that ids begin with, which is the letter, a length in 4
// bytes and, compressed, a line for each rule: an id, a blank and the manual in JSON. As Go literals they would be a twentieth of the
// program. Blocks of their own keep most of the file as it was when a rule changes.
//
//go:embed manuals.bin
var packedManuals []byte

// manuals are the lines of each block, unpacked on first use.
var manuals = sync.OnceValue(func() map[byte]func() []byte {
	const head = 5
	blocks := map[byte]func() []byte{}
	for rest := packedManuals; len(rest) > 0; {
		end := head + int(binary.BigEndian.Uint32(rest[1:]))
		letter, block := rest[0], rest[head:end]
		blocks[letter] = sync.OnceValue(func() []byte { return inflated(block) })
		rest = rest[end:]
	}
	return blocks
})

// PackManuals returns the manuals of rules as those of the built-in ones are packed.
func PackManuals(list []Rule) ([]byte, error) {
	blocks := map[byte][]byte{}
	for i := range list {
		r := &list[i]
		text, err := json.Marshal(r.Unpacked())
		if err != nil {
			return nil, err
		}
		letter := r.ID[0]
		blocks[letter] = fmt.Appendf(blocks[letter], "%s %s\n", r.ID, text)
	}
	var packed []byte
	for _, letter := range slices.Sorted(maps.Keys(blocks)) {
		block, err := deflated(blocks[letter])
		if err != nil {
			return nil, err
		}
		packed = append(binary.BigEndian.AppendUint32(append(packed, letter), uint32(len(block))), block...)
	}
	return packed, nil
}

// inflated returns what a compressed part of the program holds.
func inflated(packed []byte) []byte {
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		panic("a part of the program does not unpack: " + err.Error())
	}
	return text
}

func deflated(text []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err == nil {
		_, err = w.Write(text)
	}
	if err == nil {
		err = w.Close()
	}
	return out.Bytes(), err
}

// Unpacked returns the rule's manual, which must not be changed. That of a built-in rule is read anew each time, a millisecond after the
// first of its block. Several goroutines may call it at once.
func (r *Rule) Unpacked() *Manual {
	switch {
	case r.Manual != nil:
		return r.Manual
	case !r.packed:
		return &Manual{}
	}
	var m Manual
	for line := range bytes.Lines(manuals()[r.ID[0]]()) {
		if id, text, _ := bytes.Cut(line, []byte{' '}); string(id) == r.ID {
			if err := json.Unmarshal(text, &m); err != nil {
				panic("manuals.bin is as it was generated: " + err.Error())
			}
		}
	}
	return &m
}
