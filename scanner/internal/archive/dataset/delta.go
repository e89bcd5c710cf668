package dataset

import "github.com/sluice-scan/sluice/scanner/internal/archive/pairs"

// mostTimes is how many bytes of texts a byte of a page may stand for where texts begin the same.
const mostTimes = 64

// deltas adds texts whose lengths come first, and of which only the end may be written where the one before begins the same
// (https://github.com/apache/parquet-format/blob/master/Encodings.md).
func (t *table) deltas(p *page, body []byte, l *leaf) {
	r := reader{data: body}
	var same []int
	if p.encoding == deltaTexts {
		same = r.numbers()
	}
	left := (len(body) + 1) * mostTimes
	var last []byte
	for i, n := range r.numbers() {
		rest := r.take(n)
		if r.broken || t.text.Over {
			break
		}
		if i < len(same) && same[i] != 0 {
			begin := pairs.Part(last, 0, same[i])
			if left -= len(begin); begin == nil || left < 0 {
				r.fail()
				break
			}
			rest = append(begin[:len(begin):len(begin)], rest...)
		}
		t.value(l.name, rest)
		last = rest
	}
	t.broken = t.broken || r.broken
}

// numbers reads numbers of which only differences are written, each run of these in as few bits as it needs. There are not many more than bytes.
func (r *reader) numbers() (all []int) {
	const mostABlock, mostAByte, most, widest = 1 << 16, 64, 1 << 20, 32
	block, runs, count := r.unsigned(), r.unsigned(), r.unsigned()
	value := r.signed()
	if block > mostABlock || runs == 0 || runs > block || block/runs%8 != 0 || count > min(most, uint64(len(r.data)+1)*mostAByte) {
		r.fail()
		return nil
	}
	if count > 0 {
		all = append(all, int(value))
	}
	each := int(block / runs)
	for len(all) < int(count) && !r.broken {
		least := r.signed()
		for _, width := range r.take(int(runs)) {
			if len(all) == int(count) {
				break
			}
			bits := r.take(int(width) * each / 8)
			if width > widest || r.broken {
				r.fail()
				return nil
			}
			for i := range min(each, int(count)-len(all)) {
				value += least + number(bits, i*int(width), int(width))
				all = append(all, int(value))
			}
		}
	}
	return all
}

// number returns the number of so many bits at a place, the lowest first.
func number(bits []byte, at, width int) (n int64) {
	for i := range width {
		n |= int64(bits[(at+i)/8]>>((at+i)%8)&1) << i
	}
	return n
}
