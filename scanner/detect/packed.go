package detect

import (
	"context"
	"fmt"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/archive"
	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

// Packed texts: containers in base64 or digits, such as an attachment of mail, a keystore in a Kubernetes Secret, a release of Helm. They are
// opened as files are, within bounds of their own; what is wrong with them is not told, as anything may begin like one.

// packedLimits bound what is read of one.
var packedLimits = archive.Limits{
	Depth:       3,
	Entries:     1000,
	Bytes:       mostUnpack,
	MemberBytes: mostUnpack,
	Rounds:      1_000_000,
}

// packedAs tells how data is packed, archive.None for what is read as it is, as texts with a form of their own are; gap says what it is of which
// only the bytes are read. What is encrypted is left alone: to keep that in a text is usual.
func packedAs(data []byte) (kind archive.Kind, gap string) {
	switch kind = archive.Sniff(data); kind {
	case magic.Foreign:
		if magic.Encoded(data) {
			gap = fmt.Sprintf("encoded texts: one is %s: what is compressed in it is not read", magic.OfForeign(data))
		}
		return archive.None, gap
	case magic.Document, magic.Folded, magic.RichText, magic.PNG, magic.Sealed, magic.Stub:
		return archive.None, ""
	}
	return kind, ""
}

// unpack takes the texts of what is packed in data into w's scratch memory, each with a line's end behind it, binary ones apart; wide is the
// encoding of the last one in a wide one, and cut reports that a bound was met.
func (w *Worker) unpack(data []byte) (wide decode.Encoding, cut bool) {
	w.unpacked, w.strings = w.unpacked[:0], w.strings[:0]
	yield := func(m archive.Member) error {
		switch e := decode.Detect(m.Data); {
		case e == decode.Binary:
			w.strings = append(append(w.strings, m.Data...), '\n')
		case e.Wide():
			wide = e
			w.unpacked = append(e.AppendUTF8(slices.Grow(w.unpacked, e.Length(m.Data)), m.Data), '\n')
		default:
			w.unpacked = append(append(w.unpacked, m.Data...), '\n')
		}
		return nil
	}
	_ = archive.Walk(context.Background(), "", data, packedLimits, nil, yield, func(g archive.Gap) { cut = cut || g.Limit }) // none of yield's
	return wide, cut
}
