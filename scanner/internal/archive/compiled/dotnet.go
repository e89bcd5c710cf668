package compiled

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

// Resources of .NET (ResourceReader.cs of its runtime): a table of names in UTF-16, each with the place of its value behind the table, where a
// number tells the type. Programs hold such files as they are.

// ResourcesHead is what resources of .NET begin with: a magic, and the first version of the head.
const ResourcesHead = "\xce\xca\xef\xbe\x01\x00\x00\x00"

const (
	dotnetSkip  = 8 // where the length of what readers may skip is
	dotnetText  = 1 // the type of texts of the second version; in the first one types are those that the file lists
	dotnetAlign = 8 // bytes
)

// dotnet shows names and texts.
func (w *writer) dotnet() {
	at := dotnetSkip + 4 + w.u32(dotnetSkip)
	version, count, types := w.u32(at), w.u32(at+4), w.u32(at+8)
	at += 12
	text := dotnetText
	for i := 0; i < types && at < len(w.data) && !w.Full(); i++ {
		w.Step()
		name, next := w.counted(at)
		if version == 1 && bytes.HasPrefix(name, []byte("System.String,")) {
			text = i
		}
		at = next
	}
	at = (at + dotnetAlign - 1) / dotnetAlign * dotnetAlign
	names := at + 8*count + 4 // behind a digest and a place for each
	values := w.u32(names - 4)
	for i := 0; i < count && names <= len(w.data) && !w.Full(); i++ {
		w.Step()
		name, behind := w.counted(names + w.u32(at+4*(count+i)))
		kind, value := w.uleb(values + w.u32(behind))
		if b, _ := w.counted(value); kind == text {
			w.Pair(w.Looked(b), func() []byte { return decode.UTF16LE.AppendUTF8(nil, w.Looked(name)) })
		}
	}
}

// counted returns bytes that have their number in front, and what follows them.
func (f *file) counted(at int) (b []byte, next int) {
	n, at := f.uleb(at)
	return f.bytes(at, n), at + max(n, 0)
}
