package archivetest

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math/bits"
	"testing"
)

// A gzip file that decodes to itself, as https://research.swtch.com/zip explains: a program of "print these n bytes" (a stored block, L)
// and "print the last n bytes again" (a block with two matches, R), each of five bytes.

// Quine returns the file.
func Quine(t testing.TB) []byte {
	t.Helper()
	for stamp := range 256 {
		if sum, ok := fixedSum(byte(stamp)); ok {
			data := quineWith(byte(stamp), sum)
			if crc32.ChecksumIEEE(data) != sum {
				t.Fatal("the sum is not that of the file")
			}
			return data
		}
	}
	t.Fatal("no stamp has a sum")
	return nil
}

// quineWith writes the program with a stamp in its header and a sum in its trailer.
func quineWith(stamp byte, sum uint32) []byte {
	const unit = 5
	prefix := []byte{0x1f, 0x8b, 8, 8, stamp, 0, 0, 0, 0, 255, 'r', 0} // 12 bytes, with a name
	head, four, one := printNext(len(prefix)+unit), printNext(4*unit), printNext(unit)
	again, again4 := printLast(len(prefix)+unit), printLast(4*unit)
	suffix := append(printNext(0), 3, 0) // two empty blocks, the second one the last
	suffix = binary.LittleEndian.AppendUint32(suffix, sum)
	suffix = binary.LittleEndian.AppendUint32(suffix, 0)
	parts := [][]byte{
		prefix, head, prefix, head, again, one, again, one, one, four, again, one, one, four, again4,
		four, again4, four, again4, four, again4, four, again4, suffix, again4, suffix,
	}
	size := uint32(len(bytes.Join(parts, nil)))
	binary.LittleEndian.PutUint32(suffix[len(suffix)-4:], size)
	return bytes.Join(parts, nil)
}

// printNext is a stored block without its bytes.
func printNext(n int) []byte { return []byte{0, byte(n), byte(n >> 8), ^byte(n), ^byte(n >> 8)} }

// printLast is a block of two matches of ten and of n-10 bytes, whose distance is n; n is between 17 and 20.
func printLast(n int) []byte {
	var all uint64
	used := 0
	put := func(value uint64, width int) {
		all |= value << used
		used += width
	}
	code := func(value uint64, width int) { put(bits.Reverse64(value)>>(64-width), width) }
	put(0b010, 3) // fixed codes, not the last block
	for _, length := range []int{10, n - 10} {
		code(uint64(length-2), 7) // lengths from 3 to 10 are codes from 1
		code(8, 5)
		put(uint64(n-17), 3)
	}
	code(0, 7)
	return binary.LittleEndian.AppendUint64(nil, all)[:5]
}

// fixedSum solves sum = CRC-32(file with sum), a linear system over bits since the sum of a file is linear in its bits.
func fixedSum(stamp byte) (uint32, bool) {
	value := func(x uint32) uint32 { return crc32.ChecksumIEEE(quineWith(stamp, x)) ^ x }
	constant := value(0)
	type row struct{ image, from uint32 }
	var rows []row // images of sums, each with a highest bit of its own
	reduce := func(r row) row {
		for _, q := range rows {
			if r.image&(1<<(bits.Len32(q.image)-1)) != 0 {
				r.image ^= q.image
				r.from ^= q.from
			}
		}
		return r
	}
	for i := range 32 {
		if r := reduce(row{value(1<<i) ^ constant, 1 << i}); r.image != 0 {
			rows = append(rows, r)
		}
	}
	solved := reduce(row{constant, 0})
	return solved.from, solved.image == 0
}
