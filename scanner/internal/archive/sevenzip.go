package archive

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/archive/lzma"
)

const (
	sevenStart      = 32      // bytes of the signature header; offsets count from its end
	mostSevenHeader = 4 << 20 // bytes
	mostEncoded     = 4       // headers that are compressed, one in the other
)

// Compression methods, by the numbers that Methods.txt of the LZMA SDK gives them.
const (
	sevenCopy    = 0x00
	sevenDelta   = 0x03
	sevenX86     = 0x04
	sevenARM     = 0x07
	sevenThumb   = 0x08
	sevenARM64   = 0x0a
	sevenLzma2   = 0x21
	sevenLzma    = 0x030101
	sevenOldX86  = 0x03030103
	sevenBCJ2    = 0x0303011b
	sevenOldARM  = 0x03030501
	sevenOldTh   = 0x03030701
	sevenPPMd    = 0x030401
	sevenDeflate = 0x040108
	sevenBzip2   = 0x040202
	sevenZstd    = 0x04f71101
	sevenAES     = 0x06f10701
)

func (w *walker) sevenZip(it item, data []byte) {
	l, err := w.sevenListing(it, data)
	if err != nil {
		w.tell(it.path, err)
		return
	}
	list := members{listing: l}
	at := l.at
	for i, packed := 0, l.packed; i < len(l.folders) && w.goOn(); i++ {
		f := &l.folders[i]
		n := len(f.reads)
		if n > len(packed) {
			w.tell(it.path, errSevenHeader)
			return
		}
		w.folder(it, f, regions(data, at, packed[:n]), &list)
		for _, size := range packed[:n] {
			at += min(size, uint64(len(data))) // beyond its end anyway
		}
		packed = packed[n:]
	}
	for name, is := list.next(false); is && w.goOn(); name, is = list.next(false) {
		w.entry(it, name, true, bytes.NewReader(nil))
	}
}

// regions returns packed streams, the first of which begins at bytes after the signature header, as far as data has them.
func regions(data []byte, at uint64, packed []uint64) (all [][]byte) {
	body := data[sevenStart:]
	for _, size := range packed {
		at = min(at, uint64(len(body)))
		size = min(size, uint64(len(body))-at)
		all = append(all, body[at:at+size])
		at += size
	}
	return all
}

// members goes through the names of a listing.
type members struct {
	listing
	file, empty int // next file; next one without bytes, since the last that has some
	bare        int // files without bytes so far
}

// next returns the name of the next member that has bytes, or of the next file that has none; it goes through the list only once for
// each. There always is a name for a member with bytes.
func (l *members) next(withBytes bool) (string, bool) {
	at := &l.empty
	if withBytes {
		at = &l.file
	}
	for *at < len(l.names) {
		i := *at
		*at++
		empty := i < len(l.listing.empty) && l.listing.empty[i]
		switch {
		case empty && !withBytes:
			l.bare++
			if n := l.bare - 1; n < len(l.files) && l.files[n] {
				return l.names[i], true
			}
		case !empty && withBytes:
			return l.names[i], true
		}
	}
	return noName, withBytes
}

// sevenListing reads the header, which may be compressed itself.
func (w *walker) sevenListing(it item, data []byte) (l listing, err error) {
	if len(data) < sevenStart {
		return l, errTruncated
	}
	at, size := binary.LittleEndian.Uint64(data[12:]), binary.LittleEndian.Uint64(data[20:])
	body := data[sevenStart:]
	switch {
	case size == 0 && at == 0:
		return l, nil
	case at > uint64(len(body)) || size > uint64(len(body))-at:
		return l, errTruncated
	case size > mostSevenHeader:
		return l, errSevenLong
	}
	header := body[at : at+size]
	for range mostEncoded {
		p := sevenParser{data: header}
		switch p.number() {
		case sevenHeader:
			l = p.listing()
			if p.failed {
				return l, errSevenHeader
			}
			return l, nil
		case sevenEncoded:
			s := p.streams()
			if p.failed || len(s.folders) != 1 {
				return l, errSevenHeader
			}
			if header, err = w.sevenEncoded(it, &s.folders[0], regions(data, s.at, s.packed)); err != nil {
				return l, err
			}
		default:
			return l, errSevenHeader
		}
	}
	return l, errSevenHeader
}

// sevenEncoded decodes a compressed header.
func (w *walker) sevenEncoded(it item, f *folder, in [][]byte) ([]byte, error) {
	if f.size() > mostSevenHeader {
		return nil, errSevenLong
	}
	r, back, err := w.openFolder(it, f, in)
	if err != nil {
		return nil, err
	}
	defer back()
	var b bytes.Buffer
	_, err = b.ReadFrom(&part{r, int64(f.size())}) // it is no more than mostSevenHeader
	return b.Bytes(), err
}

// folder reads the members of a folder.
func (w *walker) folder(it item, f *folder, in [][]byte, list *members) {
	r, back, err := w.openFolder(it, f, in)
	if err != nil {
		for range f.files {
			name, _ := list.next(true)
			w.tell(it.path+"!"+clean(name), err)
		}
		return
	}
	defer back()
	for i, size := range f.files {
		name, _ := list.next(true)
		if err != nil || !w.goOn() {
			continue // to the names of the next folder
		}
		p := &part{r, int64(min(size, 1<<62))}
		w.entry(it, name, true, p)
		if err = p.skipRest(0); err != nil && i < len(f.files)-1 {
			w.tell(it.path, err)
		}
	}
}

// openFolder returns a reader of what the folder's compressed streams stand for.
func (w *walker) openFolder(it item, f *folder, in [][]byte) (_ io.Reader, back func(), err error) {
	switch {
	case f.encrypted():
		return nil, nil, errEncrypted
	case f.main < 0 || len(in) < len(f.reads):
		return nil, nil, errSevenCoders
	case len(f.sizes) < len(f.coders):
		return nil, nil, errSevenHeader
	}
	o := opening{walker: w, folder: f}
	for _, b := range in[:len(f.reads)] {
		o.sources = append(o.sources, bytes.NewReader(b))
		o.size += len(b)
	}
	r, err := o.coder(f.main)
	if err != nil {
		o.back()
		return nil, nil, err
	}
	return &meter{w: w, in: r, path: it.path, took: o.took}, o.back, nil
}

// opening is a folder whose coders are put together.
type opening struct {
	*walker
	*folder
	sources []*bytes.Reader // of its packed streams
	size    int             // bytes of them all
	opened  int             // coders
	backs   []func()        // to be called in the order of the last to the first
}

func (o *opening) back() {
	for _, back := range slices.Backward(o.backs) {
		back()
	}
}

func (o *opening) took() int64 {
	left := 0
	for _, s := range o.sources {
		left += s.Len()
	}
	return int64(o.size - left)
}

// coder returns a reader of a coder's output.
func (o *opening) coder(i int) (io.Reader, error) {
	c := o.coders[i]
	if o.opened++; o.opened > len(o.coders) { // they read one another in a circle
		return nil, errSevenCoders
	}
	var inputs []io.Reader
	for n := range c.ins {
		r, err := o.input(o.folder.input(i) + uint64(n))
		if err != nil {
			return nil, err
		}
		inputs = append(inputs, r)
	}
	switch {
	case c.id == sevenBCJ2 && len(inputs) == 4:
		return lzma.NewBCJ2(inputs[0], inputs[1], inputs[2], inputs[3]), nil
	case len(inputs) != 1:
		return nil, errSevenCoders
	}
	r, back, err := o.sevenDecoder(c, o.sizes[i], inputs[0])
	if err == nil {
		o.backs = append(o.backs, back)
	}
	return r, err
}

// input returns what an input reads: the output of a coder, or a stream of the file.
func (o *opening) input(n uint64) (io.Reader, error) {
	if out, ok := o.bound[n]; ok {
		if out >= uint64(len(o.coders)) {
			return nil, errSevenCoders
		}
		return o.coder(int(out))
	}
	if i := slices.Index(o.reads, n); i >= 0 {
		return o.sources[i], nil
	}
	return nil, errSevenCoders
}

func (f *folder) encrypted() bool {
	for _, c := range f.coders {
		if c.id == sevenAES {
			return true
		}
	}
	return false
}

// sevenDecoder undoes one method; size is how many bytes it gives.
func (w *walker) sevenDecoder(c coder, size uint64, in io.Reader) (io.Reader, func(), error) {
	none := func() {}
	switch c.id {
	case sevenCopy, sevenX86, sevenOldX86, sevenARM, sevenOldARM, sevenThumb, sevenOldTh, sevenARM64: // see lzma.Filter.Harmless
		return in, none, nil
	case sevenDelta:
		if len(c.properties) != 1 {
			return nil, nil, errSevenProperty
		}
		return lzma.NewDelta(in, c.properties[0]), none, nil
	case sevenLzma:
		d := w.lzma()
		if err := d.Lzma(in, c.properties, int64(min(size, 1<<62))); err != nil {
			w.backLzma()
			return nil, nil, err
		}
		return d, w.backLzma, nil
	case sevenLzma2:
		dictionary, ok := uint32(0), false
		if len(c.properties) == 1 {
			dictionary, ok = lzma.DictionarySize(c.properties[0])
		}
		if !ok {
			return nil, nil, errSevenProperty
		}
		d := w.lzma()
		d.Lzma2(bufio.NewReader(in), dictionary)
		return d, w.backLzma, nil
	case sevenDeflate:
		r, back := w.flate(in)
		return r, back, nil
	case sevenBzip2:
		return bzip2.NewReader(in), none, nil
	case sevenZstd:
		return w.zstd(in)
	case sevenPPMd:
		return nil, nil, errPPMd
	}
	return nil, nil, fmt.Errorf("compression method %#x is not supported", c.id)
}
