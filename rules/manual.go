package rules

import (
	"bytes"
	"compress/flate"
	_ "embed" // the manuals of the built-in rules
	"encoding/binary"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"sync"
)

// packedManuals are the manuals of the built-in rules: a block for each letter that ids begin with, which is the letter, a length in 4
// bytes and, compressed, a JSON object of the manuals by id. As Go literals they would be a tenth of the program. Blocks of their own keep
// most of the file as it was when a rule changes.
//
//go:embed manuals.bin
var packedManuals []byte

// manuals are the blocks, unpacked on first use.
var manuals = sync.OnceValue(func() map[byte]func() map[string]*Manual {
	const head = 5
	blocks := map[byte]func() map[string]*Manual{}
	for rest := packedManuals; len(rest) > 0; {
		end := head + int(binary.BigEndian.Uint32(rest[1:]))
		letter, block := rest[0], rest[head:end]
		blocks[letter] = sync.OnceValue(func() map[string]*Manual { return unpackManuals(block) })
		rest = rest[end:]
	}
	return blocks
})

func unpackManuals(block []byte) (all map[string]*Manual) {
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(block)))
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		panic("manuals.bin is as it was generated: " + err.Error())
	}
	return all
}

// PackManuals returns the manuals of rules as those of the built-in ones are packed.
func PackManuals(list []Rule) ([]byte, error) {
	blocks := map[byte]map[string]*Manual{}
	for i := range list {
		r := &list[i]
		letter := r.ID[0]
		if blocks[letter] == nil {
			blocks[letter] = map[string]*Manual{}
		}
		blocks[letter][r.ID] = r.Unpacked()
	}
	var packed []byte
	for _, letter := range slices.Sorted(maps.Keys(blocks)) {
		block, err := packBlock(blocks[letter])
		if err != nil {
			return nil, err
		}
		packed = append(binary.BigEndian.AppendUint32(append(packed, letter), uint32(len(block))), block...)
	}
	return packed, nil
}

func packBlock(all map[string]*Manual) ([]byte, error) {
	text, err := json.Marshal(all)
	if err != nil {
		return nil, err
	}
	var block bytes.Buffer
	w, err := flate.NewWriter(&block, flate.BestCompression)
	if err == nil {
		_, err = w.Write(text)
	}
	if err == nil {
		err = w.Close()
	}
	return block.Bytes(), err
}

// Unpacked returns the rule's manual, of a built-in rule after a few milliseconds when it is the first one asked for. It is shared and must
// not be changed. Several goroutines may call it at once.
func (r *Rule) Unpacked() *Manual {
	if r.Manual != nil {
		return r.Manual
	}
	if r.packed {
		return manuals()[r.ID[0]]()[r.ID]
	}
	return &Manual{}
}
