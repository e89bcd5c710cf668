package archive

import (
	"encoding/binary"
	"io"
)

// rpm packages: a lead, two headers, the cpio of the files, compressed
// (https://rpm-software-management.github.io/rpm/manual/format_v4.html).
const (
	rpmLead       = 96
	rpmHeaderHead = 16
	rpmMagic      = "\x8e\xad\xe8\x01"
	rpmIndexEntry = 16
	rpmAlign      = 8
)

func (w *walker) rpm(it item, in *input) {
	if _, err := in.Discard(rpmLead); err != nil {
		w.tell(it.path, errTruncated)
		return
	}
	if err := w.rpmHeader(it, "signature", in, rpmAlign); err != nil {
		w.noRpm(it, in, err)
		return
	}
	if err := w.rpmHeader(it, "header", in, 1); err != nil { // scripts, descriptions, changes
		w.noRpm(it, in, err)
		return
	}
	w.read(item{
		path: it.path + "!payload", name: "payload", depth: it.depth + 1, outer: it.path, belongs: everything, counted: it.counted,
	}, in)
}

func (w *walker) noRpm(it item, in *input, err error) {
	if err == errRpmHead {
		w.rest(it, in)
	}
	w.tell(it.path, err)
}

// lines reads texts that each end with a zero as lines.
type lines struct{ in io.Reader }

func (l lines) Read(p []byte) (int, error) {
	n, err := l.in.Read(p)
	for i, c := range p[:n] {
		if c == 0 {
			p[i] = '\n'
		}
	}
	return n, err
}

// rpmHeader yields a header: its texts, scripts among them, lie there one after the other, each ended by a zero.
func (w *walker) rpmHeader(it item, name string, in *input, align int64) error {
	var head [rpmHeaderHead]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return errTruncated
	}
	if string(head[:len(rpmMagic)]) != rpmMagic {
		return errRpmHead
	}
	entries, size := int64(binary.BigEndian.Uint32(head[8:])), int64(binary.BigEndian.Uint32(head[12:]))
	p := &part{in, entries*rpmIndexEntry + size}
	w.entry(it, name, it.counted, lines{p})
	if !w.goOn() {
		return nil
	}
	return p.skipRest(padding(size, align))
}
