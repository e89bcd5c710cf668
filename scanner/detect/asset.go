package detect

import "bytes"

// The data of images and fonts, and the mappings of source maps: base64 in which any token may stand by chance.

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

func isAsset(c byte) bool { return isBase64(c) || c == ',' || c == ';' }

// ofURI reports whether the run text[first:at] begins in the head of a data: URI and goes on behind it: data:font/woff2;base64,…
func ofURI(text []byte, first, at int) bool {
	if !bytes.Contains(text[first:min(at, first+assetHeader)], []byte(";base64,")) {
		return false
	}
	before := text[max(0, first-assetHeader):first]
	scheme := bytes.LastIndex(before, []byte("data:"))
	return scheme >= 0 && all(before[scheme+len("data:"):], func(c byte) bool { return isAsset(c) || c == '-' || c == '.' })
}

// ofMap reports whether text ends where the mappings of a source map begin, in a JSON text or in one within a string.
func ofMap(text []byte) bool {
	for _, marks := range [...]string{`\"`, " ", ":", " ", `\"`} {
		text = bytes.TrimRight(text[max(0, len(text)-assetHeader):], marks)
	}
	return bytes.HasSuffix(text, []byte("mappings"))
}
