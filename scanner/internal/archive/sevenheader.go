package archive

import "github.com/sluice-scan/sluice/scanner/internal/decode"

// The header of a 7z file, as 7zFormat.txt of the LZMA SDK describes it (https://www.7-zip.org/sdk.html): nested lists that begin with a
// property's number. Counts that it tells are held to the bytes that are left, for each thing counted takes some.

const (
	sevenEnd          = 0x00
	sevenHeader       = 0x01
	sevenProperties   = 0x02
	sevenAdditional   = 0x03
	sevenMain         = 0x04
	sevenFiles        = 0x05
	sevenPackInfo     = 0x06
	sevenUnpackInfo   = 0x07
	sevenSubStreams   = 0x08
	sevenSizes        = 0x09
	sevenCRC          = 0x0a
	sevenFolders      = 0x0b
	sevenUnpackSizes  = 0x0c
	sevenStreamCounts = 0x0d
	sevenEmptyStream  = 0x0e
	sevenEmptyFile    = 0x0f
	sevenNames        = 0x11
	sevenEncoded      = 0x17

	mostCoders = 8       // of a folder
	mostListed = 1 << 17 // folders, files
)

// folder is a series of members that are compressed together.
type folder struct {
	coders []coder
	sizes  []uint64          // of what each coder gives
	main   int               // the coder whose output is the members; -1: there is no such
	bound  map[uint64]uint64 // inputs of coders, by the output that they read
	reads  []uint64          // inputs that read the streams of the file which it takes
	files  []uint64          // sizes of the members
	summed bool              // it has a sum of its own
}

type coder struct {
	id         uint64
	properties []byte
	ins, outs  int
}

// streams says where the folders lie and what they hold.
type streams struct {
	at      uint64   // of the first packed stream, after the signature header
	packed  []uint64 // their sizes
	folders []folder
}

// listing is what the header says of the members.
type listing struct {
	streams
	names []string
	empty []bool // has no bytes
	files []bool // of those, which are no directories
}

// sevenParser reads a header. After an error it gives zeros.
type sevenParser struct {
	data   []byte
	failed bool
}

func (p *sevenParser) fail() {
	p.failed, p.data = true, nil
}

func (p *sevenParser) bytes(n uint64) []byte {
	if n > uint64(len(p.data)) {
		p.fail()
		return nil
	}
	b := p.data[:n]
	p.data = p.data[n:]
	return b
}

func (p *sevenParser) byte() byte {
	if b := p.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

// number reads an integer: as many leading ones as the first byte has, so many bytes follow, the lowest first; the rest of it is highest.
func (p *sevenParser) number() uint64 {
	first, value := p.byte(), uint64(0)
	for i := range 8 {
		mask := byte(0x80) >> i
		if first&mask == 0 {
			return value | uint64(first&(mask-1))<<(8*i)
		}
		value |= uint64(p.byte()) << (8 * i)
	}
	return value
}

// count reads how many things follow.
func (p *sevenParser) count() int {
	n := p.number()
	if n > mostListed {
		p.fail()
		return 0
	}
	return int(n)
}

func (p *sevenParser) numbers(n int) []uint64 {
	if n > len(p.data) {
		p.fail()
		return nil
	}
	list := make([]uint64, n)
	for i := range list {
		list[i] = p.number()
	}
	return list
}

// bits reads a set of n bits, the highest of each byte first.
func (p *sevenParser) bits(n int) []bool {
	b := p.bytes(uint64(n+7) / 8)
	if b == nil {
		return nil
	}
	set := make([]bool, n)
	for i := range set {
		set[i] = b[i/8]&(0x80>>(i%8)) != 0
	}
	return set
}

// sums reads past the sums of n things and returns which of them have one.
func (p *sevenParser) sums(n int) []bool {
	defined := make([]bool, n)
	if p.byte() == 0 {
		defined = p.bits(n)
	} else {
		for i := range defined {
			defined[i] = true
		}
	}
	for _, is := range defined {
		if is {
			p.bytes(4)
		}
	}
	return defined
}

func (p *sevenParser) streams() (s streams) {
	for !p.failed {
		switch p.number() {
		case sevenEnd:
			return s
		case sevenPackInfo:
			p.packInfo(&s)
		case sevenUnpackInfo:
			s.folders = p.unpackInfo()
		case sevenSubStreams:
			p.subStreams(s.folders)
		default:
			p.fail()
		}
	}
	return s
}

func (p *sevenParser) packInfo(s *streams) {
	s.at = p.number()
	n := p.count()
	for !p.failed {
		switch p.number() {
		case sevenEnd:
			return
		case sevenSizes:
			s.packed = p.numbers(n)
		case sevenCRC:
			p.sums(n)
		default:
			p.fail()
		}
	}
}

func (p *sevenParser) unpackInfo() (folders []folder) {
	for !p.failed {
		switch p.number() {
		case sevenEnd:
			return folders
		case sevenFolders:
			n := p.count()
			if p.byte() != 0 { // they lie elsewhere
				p.fail()
			}
			for range n {
				if p.failed {
					return nil
				}
				folders = append(folders, p.folder())
			}
		case sevenUnpackSizes:
			for i := range folders {
				outs := 0
				for _, c := range folders[i].coders {
					outs += c.outs
				}
				folders[i].sizes = p.numbers(outs)
				folders[i].files = []uint64{folders[i].size()}
			}
		case sevenCRC:
			for i, is := range p.sums(len(folders)) {
				folders[i].summed = is
			}
		default:
			p.fail()
		}
	}
	return folders
}

// size is how many bytes the folder's members have together.
func (f *folder) size() uint64 {
	if f.main < 0 || f.main >= len(f.sizes) {
		return 0
	}
	return f.sizes[f.main]
}

func (p *sevenParser) folder() (f folder) {
	n := p.number()
	if n == 0 || n > mostCoders {
		p.fail()
		return f
	}
	ins, outs := 0, 0
	for range n {
		c := p.coder()
		ins, outs = ins+c.ins, outs+c.outs
		f.coders = append(f.coders, c)
	}
	if p.failed || outs == 0 || ins < outs-1 {
		p.fail()
		return f
	}
	f.bound = map[uint64]uint64{}
	for range outs - 1 {
		in := p.number()
		f.bound[in] = p.number()
	}
	f.reads = p.unbound(ins, &f)
	f.main = f.unread(outs)
	return f
}

// unbound returns the inputs that read the file: the only one that is not bound, or those that are told.
func (p *sevenParser) unbound(ins int, f *folder) []uint64 {
	if n := ins - len(f.bound); n > 1 {
		return p.numbers(n)
	}
	for in := range uint64(ins) {
		if _, ok := f.bound[in]; !ok {
			return []uint64{in}
		}
	}
	return nil
}

// unread returns the coder whose output no other reads, if each has one output, else -1.
func (f *folder) unread(outs int) int {
	if outs != len(f.coders) {
		return -1
	}
	read := map[uint64]bool{}
	for _, out := range f.bound {
		read[out] = true
	}
	for i := range f.coders {
		if !read[uint64(i)] {
			return i
		}
	}
	return -1
}

// input returns the number of a coder's first input.
func (f *folder) input(coder int) (first uint64) {
	for _, c := range f.coders[:coder] {
		first += uint64(c.ins)
	}
	return first
}

func (p *sevenParser) coder() coder {
	const idSize, complicated, withProperties, reserved = 0x0f, 0x10, 0x20, 0xc0
	flags := p.byte()
	c := coder{ins: 1, outs: 1}
	id := p.bytes(uint64(flags & idSize))
	if len(id) > 8 || flags&reserved != 0 {
		p.fail()
	}
	for _, b := range id {
		c.id = c.id<<8 | uint64(b)
	}
	if flags&complicated != 0 {
		ins, outs := p.number(), p.number()
		if ins > mostCoders || outs > mostCoders {
			p.fail()
			return c
		}
		c.ins, c.outs = int(ins), int(outs)
	}
	if flags&withProperties != 0 {
		c.properties = p.bytes(p.number())
	}
	return c
}

func (p *sevenParser) subStreams(folders []folder) {
	counts := make([]uint64, len(folders))
	for i := range counts {
		counts[i] = 1
	}
	kind := p.number()
	if kind == sevenStreamCounts {
		counts = p.numbers(len(folders))
		kind = p.number()
	}
	sums := 0 // that are not known from the folders
	for i := range folders {
		if p.failed || counts[i] > uint64(len(p.data))+1 || counts[i] > mostListed {
			p.fail()
			return
		}
		n := int(counts[i])
		folders[i].files = p.fileSizes(folders[i].size(), n, kind == sevenSizes)
		if n != 1 || !folders[i].summed {
			sums = min(sums+n, 8*len(p.data)) // more can't be
		}
	}
	if kind == sevenSizes {
		kind = p.number()
	}
	if kind == sevenCRC {
		p.sums(sums)
		kind = p.number()
	}
	if kind != sevenEnd {
		p.fail()
	}
}

// fileSizes reads the sizes of a folder's members but the last one's, which is what is left.
func (p *sevenParser) fileSizes(total uint64, n int, told bool) []uint64 {
	switch {
	case n == 0:
		return nil
	case n == 1:
		return []uint64{total}
	case !told:
		p.fail()
		return nil
	}
	sizes := p.numbers(n - 1)
	for _, size := range sizes {
		if size > total {
			p.fail()
			return nil
		}
		total -= size
	}
	return append(sizes, total)
}

func (p *sevenParser) listing() (l listing) {
	for !p.failed {
		switch p.number() {
		case sevenEnd:
			return l
		case sevenProperties:
			for p.number() != sevenEnd && !p.failed {
				p.bytes(p.number())
			}
		case sevenAdditional:
			p.streams()
		case sevenMain:
			l.streams = p.streams()
		case sevenFiles:
			p.files(&l)
		default:
			p.fail()
		}
	}
	return l
}

func (p *sevenParser) files(l *listing) {
	n := p.count()
	for !p.failed {
		kind := p.number()
		if kind == sevenEnd {
			return
		}
		property := sevenParser{data: p.bytes(p.number())}
		switch kind {
		case sevenNames:
			if property.byte() == 0 { // else they lie elsewhere
				l.names = names(property.data, n)
			}
		case sevenEmptyStream:
			l.empty = property.bits(n)
		case sevenEmptyFile:
			l.files = property.bits(min(n, 8*len(property.data)))
		}
	}
}

// names reads up to n names of UTF-16, each ended by a zero.
func names(data []byte, n int) (list []string) {
	for at := 0; at+2 <= len(data) && len(list) < n; {
		if data[at] != 0 || data[at+1] != 0 {
			at += 2
			continue
		}
		list = append(list, string(decode.UTF16LE.AppendUTF8(nil, data[:at])))
		data, at = data[at+2:], 0
	}
	return list
}
