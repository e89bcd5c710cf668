package pdf

import (
	"bytes"
	"compress/zlib"
	"io"

	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

// Filters are what a stream's bytes went through when they were written (ISO 32000-1, 7.4), in the order in which they are undone.

// mostFilters is how many of them a stream may have.
const mostFilters = 8

// filters undoes them; it uses the same memory for each stream.
type filters struct {
	in, out  []byte
	inflater io.ReadCloser
}

// undo returns what a stream holds, most bytes of it, until the next call; nil if a filter is not known, as those of images. It is whole if
// there is no more of it, or nobody can read it.
func (f *filters) undo(dict, body []byte, most int) (plain []byte, whole bool) {
	list := names(dict)
	if len(list) > mostFilters {
		return nil, false
	}
	for _, name := range list {
		undo := f.filter(name, dict)
		if undo == nil {
			return nil, true
		}
		// One byte more tells whether there is more.
		f.out = undo(f.out[:0], body, mostStream+1)
		f.in, f.out = f.out, f.in
		if body = f.in; len(body) > mostStream {
			return body[:min(mostStream, most)], false
		}
	}
	return body[:min(len(body), most)], len(body) <= most
}

// names returns the filters that a dictionary names, and one more than mostFilters at most.
func names(dict []byte) (list []string) {
	_, behind, ok := bytes.Cut(dict, []byte("/Filter"))
	if !ok {
		return nil
	}
	l := lexer{data: behind}
	for k := l.next(); len(list) <= mostFilters; k = l.next() {
		switch {
		case k == name:
			list = append(list, string(l.token()))
			if len(list) == 1 && !bytes.HasPrefix(bytes.TrimLeft(behind, " \r\n\t"), []byte("[")) {
				return list
			}
		case k != mark || l.token()[0] != '[':
			return list
		}
	}
	return list
}

// filter returns what appends up to most bytes of what src stands for to dst, as far as that is not damaged; nil for a name that
// is not known.
func (f *filters) filter(name string, dict []byte) func(dst, src []byte, most int) []byte {
	switch name {
	case "FlateDecode", "Fl":
		return f.inflate
	case "LZWDecode", "LZW":
		early := 1
		if _, behind, ok := bytes.Cut(dict, []byte("/EarlyChange")); ok && bytes.HasPrefix(bytes.TrimLeft(behind, " \r\n\t"), []byte("0")) {
			early = 0
		}
		return func(dst, src []byte, most int) []byte { return fromLZW(dst, src, most, early) }
	case "ASCII85Decode", "A85":
		return fromASCII85
	case "ASCIIHexDecode", "AHx":
		return fromHexadecimal
	case "RunLengthDecode", "RL":
		return fromRuns
	}
	return nil
}

func (f *filters) inflate(dst, src []byte, most int) []byte {
	in := bytes.NewReader(src)
	if f.inflater == nil {
		r, err := zlib.NewReader(in)
		if err != nil {
			return dst
		}
		f.inflater = r
	} else if f.inflater.(zlib.Resetter).Reset(in, nil) != nil {
		return dst
	}
	b := bytes.NewBuffer(dst)
	_, _ = b.ReadFrom(io.LimitReader(f.inflater, int64(most))) // what came before an error counts
	return b.Bytes()
}

// fromASCII85 reads groups of five letters, each four bytes.
func fromASCII85(dst, src []byte, most int) []byte {
	plain, _ := decode.AppendASCII85(dst, src, most)
	return plain
}

func fromHexadecimal(dst, src []byte, most int) []byte {
	high, half := byte(0), false
	for _, c := range src {
		v := digit(c)
		switch {
		case c == '>' || len(dst) >= most:
			return lastOfHexadecimal(dst, high, half)
		case v > 15:
		case half:
			dst, half = append(dst, high<<4|v), false
		default:
			high, half = v, true
		}
	}
	return lastOfHexadecimal(dst, high, half)
}

// lastOfHexadecimal adds a digit that stands alone: a zero belongs to it.
func lastOfHexadecimal(dst []byte, high byte, half bool) []byte {
	if half {
		return append(dst, high<<4)
	}
	return dst
}

// fromRuns reads runs: a length below 128 and as many bytes and one, or one byte to repeat.
func fromRuns(dst, src []byte, most int) []byte {
	const end = 128
	for len(src) > 1 && src[0] != end && len(dst) < most {
		n := int(src[0])
		if n > end {
			dst = append(dst, bytes.Repeat(src[1:2], 2*end+1-n)...)
			src = src[2:]
			continue
		}
		some := src[1:min(n+2, len(src))]
		dst, src = append(dst, some...), src[1+len(some):]
	}
	return dst
}

// fromLZW reads codes of 9 to 12 bits, each a string of one byte or one that was seen before and the byte behind it. Codes get longer early
// codes before they have to.
func fromLZW(dst, src []byte, most, early int) []byte {
	const (
		reset = 256
		end   = 257
		first = 258
		table = 1 << 12
	)
	var at, length [table]int // of each string, in dst
	begin := len(dst)
	bits, have, width := uint32(0), 0, 9
	next, last := first, -1 // last string: where it begins in dst
	for _, c := range src {
		bits, have = bits<<8|uint32(c), have+8
		if have < width {
			continue
		}
		have -= width
		code := int(bits >> have & (1<<width - 1))
		switch {
		case code == end || len(dst)-begin >= most:
			return dst
		case code == reset:
			next, last, width = first, -1, 9
			continue
		}
		if last >= 0 && next < table { // the last string and the byte behind it, which is about to be written
			at[next], length[next] = last, len(dst)-last+1
			next++
		}
		last = len(dst)
		switch {
		case code < reset:
			dst = append(dst, byte(code))
		case code < next:
			for i := range length[code] { // it may reach into itself
				dst = append(dst, dst[at[code]+i])
			}
		default:
			return dst
		}
		if next+early >= 1<<width && width < 12 {
			width++
		}
	}
	return dst
}
