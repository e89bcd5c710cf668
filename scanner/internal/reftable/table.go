package reftable

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

var (
	errNotTable = errors.New("not a reftable of version 1 or 2")
	errFormat   = errors.New("its objects are named by another hash than the repository's")
	errFooter   = errors.New("its footer is damaged or cut off")
	errBlock    = errors.New("a block is damaged")
)

// Kinds of blocks; those of objects ('o') and indexes ('i') only say where others are.
const (
	refBlock = 'r'
	logBlock = 'g'
)

// table is one table in memory.
type table struct {
	format    oid.Format
	header    int // bytes
	blockSize int // to which blocks are padded, 0 for none
	first     uint64
	logs      uint64 // where log blocks begin, 0 for none
	blocks    []byte // header and blocks, without the footer
}

// add merges a table into the stack.
func (s *Stack) add(data []byte, format oid.Format) error {
	t, err := parseTable(data, format)
	if err != nil {
		return err
	}
	if err := t.section(0, refBlock, func(records []byte) error { return s.refs(t, records) }); err != nil {
		return err
	}
	if t.logs == 0 && !(len(t.blocks) > t.header && t.blocks[t.header] == logBlock) {
		return nil
	}
	return t.section(int(t.logs), logBlock, func(records []byte) error {
		if err := s.hold(len(records)); err != nil {
			return err
		}
		return s.entries(t, records)
	})
}

// parseTable reads header and footer.
//
//	"REFT", version, 24 bits of block size, the first and the last index of updates, in version 2 the hash
//	footer: the header, where ref indexes, objects, object indexes, logs and log indexes begin, CRC-32 of the footer
func parseTable(data []byte, format oid.Format) (*table, error) {
	if len(data) < 24 || string(data[:4]) != "REFT" || data[4] != 1 && data[4] != 2 {
		return nil, errNotTable
	}
	t := &table{format: format, header: 24, blockSize: int(uint24(data[5:])), first: binary.BigEndian.Uint64(data[8:])}
	hash := "sha1"
	if data[4] == 2 {
		t.header = 28
		hash = string(data[24:min(28, len(data))])
	}
	if (hash == "sha1") != (format == oid.SHA1) || hash != "sha1" && hash != "s256" {
		return nil, errFormat
	}
	size := t.header + 5*8 + 4
	if len(data) < t.header+size {
		return nil, errFooter
	}
	footer := data[len(data)-size:]
	if !bytes.Equal(footer[:t.header], data[:t.header]) || crc32.ChecksumIEEE(footer[:size-4]) != binary.BigEndian.Uint32(footer[size-4:]) {
		return nil, errFooter
	}
	t.logs = binary.BigEndian.Uint64(footer[t.header+3*8:])
	t.blocks = data[:len(data)-size]
	if t.logs > uint64(len(t.blocks)) {
		return nil, errFooter
	}
	return t, nil
}

func uint24(b []byte) uint32 { return uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2]) }

// section yields the records of the blocks of one kind that follow each other from an offset.
func (t *table) section(at int, kind byte, yield func(records []byte) error) error {
	for at < len(t.blocks) {
		head := at
		if at == 0 {
			head = t.header // the first block counts from the start of the file
		}
		if len(t.blocks) < head+4 || t.blocks[head] != kind {
			return nil
		}
		block, length, err := t.block(at, head)
		if err != nil {
			return err
		}
		if err := yield(block); err != nil {
			return err
		}
		at += length
	}
	return nil
}

// block returns the records of the block at an offset and the length that it takes in the file.
func (t *table) block(at, head int) (records []byte, length int, err error) {
	size := int(uint24(t.blocks[head+1:]))
	start := head + 4
	if at+size < start {
		return nil, 0, errBlock
	}
	body := t.blocks[start:]
	if t.blocks[head] == logBlock {
		body, length, err = inflate(body, at+size-start)
		return trim(body), start - at + length, err
	}
	if at+size > len(t.blocks) {
		return nil, 0, errBlock
	}
	length = max(size, t.blockSize)
	if at+size < len(t.blocks) && t.blocks[at+size] != 0 {
		length = size // not padded
	}
	return trim(t.blocks[start : at+size]), length, nil
}

// trim cuts off the table of restart points: 24 bits each, then 16 bits for their number. It returns nil for what has none.
func trim(block []byte) []byte {
	if len(block) < 2 {
		return nil
	}
	end := len(block) - 2 - 3*int(binary.BigEndian.Uint16(block[len(block)-2:]))
	return block[:max(end, 0)]
}

// inflate returns the content of a zlib stream, which must have size bytes, and the length of the stream.
func inflate(data []byte, size int) (content []byte, length int, err error) {
	in := bytes.NewReader(data)
	z, err := zlib.NewReader(in)
	if err != nil {
		return nil, 0, fmt.Errorf("a log block: %w", err)
	}
	content, err = io.ReadAll(io.LimitReader(z, int64(size)+1))
	if err != nil {
		return nil, 0, fmt.Errorf("a log block: %w", err)
	}
	if len(content) != size {
		return nil, 0, errBlock
	}
	return content, len(data) - in.Len(), nil
}
