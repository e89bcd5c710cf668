package compiled

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

// Assemblies of .NET (ECMA-335, II.22 to II.24, III.4): constants under the names of their fields, and texts that code stores in a field or
// property, or hands to a method, right after it has loaded them. Code is looked through for instructions, not decoded: of each that loads a text,
// five bytes are known, the heap of texts and the tables tell whether the others may be right.

// metadataHead is what the metadata of an assembly begin with.
const metadataHead = "BSJB\x01\x00\x01\x00"

// Tables.
const (
	tableModule    = 0x00
	tableTypeRef   = 0x01
	tableTypeDef   = 0x02
	tableField     = 0x04
	tableMethod    = 0x06
	tableParam     = 0x08
	tableMemberRef = 0x0a
	tableConstant  = 0x0b
	tableProperty  = 0x17
	tableModuleRef = 0x1a
	tableTypeSpec  = 0x1b
	tableAssembly  = 0x23 // that is referred to

	tables     = 64
	lastTable  = tableConstant // of which rows are read
	mostRows   = 1 << 24
	textToken  = 0x70
	typeString = 0x0e
)

// Instructions.
const (
	loadText     = 0x72
	callMethod   = 0x28
	callVirtual  = 0x6f
	newObject    = 0x73
	storeField   = 0x7d
	storeStatic  = 0x80
	instruction  = 5 // bytes of one with a token
	mostLoaded   = 8 // texts that a call takes
	propertySet  = "set_"
	constructors = ".ctor"
)

// IsAssembly reports whether a program holds metadata of .NET.
func IsAssembly(program []byte) bool { return bytes.Contains(program, []byte(metadataHead)) }

// Assembly returns the names and values of an assembly, nothing of any other program; whole is false if a bound ended that.
func Assembly(program []byte) (text []byte, whole bool) {
	a := assembly{writer: writer{file{program, binary.LittleEndian}, pairs.NewBounded(len(program))}}
	if root := bytes.Index(program, []byte(metadataHead)); root >= 0 && a.metadata(root) {
		a.constants()
		a.code()
	}
	return a.Bytes(), a.Whole()
}

// assembly is one that is read.
type assembly struct {
	writer
	strings, texts, blobs []byte // heaps
	wide                  int    // which heaps have long indexes
	rows                  [tables]int
	at, size              [lastTable + 1]int // of tables, and of a row of each
}

// metadata finds the heaps and tables.
func (a *assembly) metadata(root int) bool {
	head := root + 16 + a.u32(root+12)
	count, at := a.u16(head+2), head+4
	var stream int
	for range min(count, 16) {
		from, size := root+a.u32(at), a.u32(at+4)
		name, _, _ := bytes.Cut(a.bytes(at+8, min(32, max(0, len(a.data)-at-8))), []byte{0})
		switch string(name) {
		case "#~":
			stream = from
		case "#Strings":
			a.strings = a.bytes(from, size)
		case "#US":
			a.texts = a.bytes(from, size)
		case "#Blob":
			a.blobs = a.bytes(from, size)
		}
		at += 8 + len(name)/4*4 + 4
	}
	return stream > 0 && a.tables(stream)
}

// tables finds the tables up to the last that is read.
func (a *assembly) tables(stream int) bool {
	a.wide = a.u8(stream + 6)
	valid := a.bytes(stream+8, 8)
	if valid == nil {
		return false
	}
	at := stream + 24
	for table, set := 0, binary.LittleEndian.Uint64(valid); set != 0; set &= set - 1 {
		table = bits.TrailingZeros64(set)
		a.rows[table] = a.u32(at)
		if a.rows[table] < 0 || a.rows[table] > mostRows {
			return false
		}
		at += 4
	}
	s, g, b := a.heap(1), a.heap(2), a.heap(4)
	typeDefOrRef := a.coded(2, tableTypeDef, tableTypeRef, tableTypeSpec)
	a.size = [...]int{
		2 + s + 3*g, a.coded(2, tableModule, tableModuleRef, tableAssembly, tableTypeRef) + 2*s,
		4 + 2*s + typeDefOrRef + a.coded(0, tableField) + a.coded(0, tableMethod), a.coded(0, tableField), 2 + s + b, a.coded(0, tableMethod),
		8 + s + b + a.coded(0, tableParam), a.coded(0, tableParam), 4 + s, a.coded(0, tableTypeDef) + typeDefOrRef,
		a.parent() + s + b, 2 + a.coded(2, tableField, tableParam, tableProperty) + b,
	}
	for table := range a.at {
		a.at[table] = at
		at += a.rows[table] * a.size[table]
	}
	return at <= len(a.data)
}

// heap returns how long an index of a heap is.
func (a *assembly) heap(flag int) int {
	if a.wide&flag != 0 {
		return 4
	}
	return 2
}

// coded returns how long an index of one of some tables is, of which some bits say which.
func (a *assembly) coded(tag int, of ...int) int {
	for _, table := range of {
		if a.rows[table] >= 1<<(16-tag) {
			return 4
		}
	}
	return 2
}

func (a *assembly) parent() int {
	return a.coded(3, tableTypeDef, tableTypeRef, tableModuleRef, tableMethod, tableTypeSpec)
}

// index reads an index, and returns what follows it.
func (a *assembly) index(at, size int) (value, next int) {
	if size == 4 {
		return a.u32(at), at + 4
	}
	return a.u16(at), at + 2
}

// row returns where a row of a table is, counted from 1; less than 0 if there is none.
func (a *assembly) row(table, number int) int {
	if number < 1 || number > a.rows[table] {
		return -1
	}
	return a.at[table] + (number-1)*a.size[table]
}

// nameAt returns a name whose index is at a place.
func (a *assembly) nameAt(at int) []byte {
	i, _ := a.index(at, a.heap(1))
	if i <= 0 || i >= len(a.strings) {
		return nil
	}
	name := a.strings[i:min(len(a.strings), i+pairs.MostName)]
	n := bytes.IndexByte(name, 0)
	return a.Looked(name[:max(0, n)])
}

// name returns the name of what a token stands for: a field, a method, or one of another assembly; of a method that makes an object that of its
// type.
func (a *assembly) name(table, number int) []byte {
	row := a.row(table, number)
	switch {
	case row < 0:
	case table == tableField:
		return a.nameAt(row + 2)
	case table == tableMethod:
		return a.nameAt(row + 8)
	case table == tableMemberRef:
		parent, at := a.index(row, a.parent())
		name := a.nameAt(at)
		const typeRef = 1
		if row := a.row(tableTypeRef, parent>>3); string(name) == constructors && parent&7 == typeRef && row >= 0 {
			return a.nameAt(row + a.coded(2, tableModule, tableModuleRef, tableAssembly, tableTypeRef))
		}
		return name
	}
	return nil
}

// counted returns what lies at a place of a heap behind its length, nil if there is nothing.
func counted(heap []byte, at int) []byte {
	if at <= 0 || at >= len(heap) {
		return nil
	}
	heap = heap[at:]
	n, width := int(heap[0]), 1
	switch {
	case n&0x80 == 0:
	case n&0xc0 == 0x80 && len(heap) > 1:
		n, width = n&0x3f<<8|int(heap[1]), 2
	case n&0xe0 == 0xc0 && len(heap) > 3:
		n, width = n&0x1f<<24|int(heap[1])<<16|int(heap[2])<<8|int(heap[3]), 4
	default:
		return nil
	}
	if n > len(heap)-width {
		return nil
	}
	return heap[width : width+n]
}

// constants shows fields that are constant texts.
func (a *assembly) constants() {
	for number := 1; number <= a.rows[tableConstant] && !a.Full(); number++ {
		a.Step()
		row := a.row(tableConstant, number)
		parent, at := a.index(row+2, a.coded(2, tableField, tableParam, tableProperty))
		if a.u8(row) != typeString || parent&3 != 0 { // of no field
			continue
		}
		value, _ := a.index(at, a.heap(4))
		a.pair(a.name(tableField, parent>>2), a.Looked(counted(a.blobs, value)))
	}
}

func (a *assembly) pair(name, wide []byte) {
	if len(name) > 0 {
		a.Pair(decode.UTF16LE.AppendUTF8(nil, wide), func() []byte { return name })
	}
}

// loaded returns the text that an instruction at a place loads, nil if there is none.
func (a *assembly) loaded(at int) []byte {
	b := a.bytes(at, instruction)
	if b == nil || b[0] != loadText || b[4] != textToken {
		return nil
	}
	wide := counted(a.texts, int(b[1])|int(b[2])<<8|int(b[3])<<16)
	if len(wide)%2 == 0 { // a mark is behind them
		return nil
	}
	return wide[:len(wide)-1]
}

// code looks for instructions that load texts, and shows what the next one does with them.
func (a *assembly) code() {
	for at := 0; !a.Full(); {
		i := bytes.IndexByte(a.data[at:], loadText)
		if i < 0 {
			return
		}
		at += i
		var texts [][]byte
		for wide := a.loaded(at); wide != nil && len(texts) < mostLoaded; wide = a.loaded(at) {
			texts = append(texts, a.Looked(wide))
			at += instruction
		}
		if len(texts) == 0 {
			at++
			continue
		}
		a.used(at, texts)
	}
}

// used shows what an instruction at a place does with the texts that were loaded.
func (a *assembly) used(at int, texts [][]byte) {
	b := a.bytes(at, instruction)
	if b == nil {
		return
	}
	table := int(b[4])
	if table != tableField && table != tableMethod && table != tableMemberRef {
		return
	}
	name := a.name(table, int(b[1])|int(b[2])<<8|int(b[3])<<16)
	last := texts[len(texts)-1]
	switch b[0] {
	case storeField, storeStatic:
		a.pair(name, last)
	case callMethod, callVirtual, newObject:
		if property, ok := bytes.CutPrefix(name, []byte(propertySet)); ok && len(texts) == 1 {
			a.pair(property, last)
		} else if len(name) > 0 && len(texts) > 1 {
			var c pairs.Call
			c.Begin(func(line []byte) []byte { return append(line, name...) })
			for _, wide := range texts {
				c.Constant(decode.UTF16LE.AppendUTF8(nil, wide))
			}
			a.Call(&c)
		}
	}
}
