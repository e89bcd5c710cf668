package detect

import (
	"bytes"
	"encoding/binary"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// The data of images, sounds and fonts, and the mappings of source maps, in which any token may stand by chance.

// Bounds of what is looked at in front of a candidate, in bytes.
const (
	mostAsset   = 16 << 20
	assetHeader = 128 // of a data: URI, in front of its data
)

// asset is the last run of base64, with its separators, that was looked at: from its first byte to a candidate in it.
type asset struct{ first, end int }

// holds reports whether text[at:] stands in the data of a data: URI (RFC 2397) or in the mappings of a source map (ECMA-426). What the
// data of a URI encodes is a text of its own. To ask in the order of places reads the text once.
func (a *asset) holds(text []byte, at int) bool {
	first := at
	for first > 0 && first != a.end && at-first < mostAsset && isAsset(text[first-1]) {
		first--
	}
	if first == a.end {
		first = a.first
	}
	a.first, a.end = first, at
	return ofURI(text, first, at) || ofMap(text[:first])
}

func isAsset(c byte) bool { return ascii.IsBase64(c) || c == ',' || c == ';' }

// ofURI reports whether the run text[first:at] begins in the head of a data: URI and goes on behind it: data:font/woff2;base64,…
func ofURI(text []byte, first, at int) bool {
	if !bytes.Contains(text[first:min(at, first+assetHeader)], []byte(";base64,")) {
		return false
	}
	before := text[max(0, first-assetHeader):first]
	scheme := bytes.LastIndex(before, []byte("data:"))
	return scheme >= 0 && ascii.All(before[scheme+len("data:"):], func(c byte) bool { return isAsset(c) || c == '-' || c == '.' })
}

// ofMap reports whether text ends where the mappings of a source map begin, in a JSON text or in one within a string.
func ofMap(text []byte) bool {
	for _, marks := range [...]string{`\"`, " ", ":", " ", `\"`} {
		text = bytes.TrimRight(text[max(0, len(text)-assetHeader):], marks)
	}
	return bytes.HasSuffix(text, []byte("mappings"))
}

// bitmapSize is where a bitmap of Windows tells its length, in four bytes behind its mark.
const bitmapSize = 2

// bitmap reports such a picture, whose points are bytes that may be letters.
func bitmap(text []byte) bool {
	return len(text) > bitmapSize+4 && string(text[:bitmapSize]) == "BM" && int64(binary.LittleEndian.Uint32(text[bitmapSize:])) == int64(len(text))
}

// Samples of a picture or a sound that is not compressed (TIFF, TGA, PSD, WAV): each byte is close to that of the point beside it, one
// to four bytes away. Letters and digits at random are 27 apart, capitals alone 9.
const (
	sampleReach  = 32 // bytes on either side of a value
	widestSample = 4  // bytes of a point
	closeSamples = 7  // apart on the mean, of a value's own bytes
	nearSamples  = 12 // of those on either side
)

// sampled reports whether c and what stands around it in a binary text are samples, and not what a string is padded with.
func (c *Candidate) sampled(text []byte) bool {
	c.widen(c.Start-sampleReach, c.End+sampleReach)
	before := text[max(0, int(c.Start)-sampleReach):c.Start]
	behind := text[c.End:min(len(text), int(c.End)+sampleReach)]
	return len(before) == sampleReach && len(behind) == sampleReach && smooth(text[c.Start:c.End], closeSamples) &&
		smooth(before, nearSamples) && smooth(behind, nearSamples)
}

// leastSteps is how many times grey points change at least in what is looked at, so that they are no padding.
const leastSteps = 5

// smooth reports whether bytes are at most so far apart from those of the point beside them on the mean, and not mostly digits, which are
// close to each other in any text, nor mostly the same, unless they step from one grey, of several equal bytes a point, to the next.
func smooth(samples []byte, apart int) bool {
	digits, same := 0, 0
	for i, b := range samples {
		if ascii.IsDigit(b) {
			digits++
		}
		if i > 0 && b == samples[i-1] {
			same++
		}
	}
	grey := 2*same > len(samples)
	if grey && len(samples)-same <= leastSteps || !grey && 2*digits > len(samples) {
		return false
	}
	for width := 1; width <= widestSample && width < len(samples); width++ {
		sum := 0
		for i := width; i < len(samples); i++ {
			sum += max(int(samples[i]), int(samples[i-width])) - min(int(samples[i]), int(samples[i-width]))
		}
		if sum <= apart*(len(samples)-width) {
			return true
		}
	}
	return false
}
