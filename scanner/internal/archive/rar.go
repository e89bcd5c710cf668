package archive

import (
	"errors"
	"io"
	"strings"

	"github.com/nwaples/rardecode/v2"
)

// RAR archives of versions 1.5 to 7 (https://www.rarlab.com/technote.htm).
const (
	rarDictionary   = 64 << 20 // bytes, at most; 32 MiB is usual
	leastDictionary = 256 << 10
	mostCleared     = 64 << 30 // bytes of dictionaries that a walk clears, which takes some seconds

	errRar     = archiveError("the archive is damaged")
	errCleared = limitError("takes, with the RAR archives in front, too much memory in all; the rest is not read")
	errVolumes = limitError("is one of several files of an archive, or cut off; what goes on in another one is not read")
)

func (w *walker) rar(it item, in *input) {
	w.enter()
	most := max(min(rarDictionary, w.left/2), leastDictionary)
	held := w.spend(most)
	defer func() { w.left += held }()
	r, err := openRar(in, most)
	large, d := false, dictionary{most: most}
	for err == nil && w.goOn() {
		if err = w.rarMember(it, r, in, &d); errors.Is(err, rardecode.ErrDictionaryTooLarge) {
			large, err = true, nil
		}
	}
	if large {
		w.tell(it.path, limited("has members with dictionaries of more than %d bytes, which are not read", most))
	}
	w.tell(it.path, ofRar(err))
}

// rarMember reads one member; io.EOF is the end of the archive. Each is decoded to its end, since the next one may go on from there.
func (w *walker) rarMember(it item, r *rardecode.Reader, in *input, d *dictionary) error {
	if w.cleared > mostCleared {
		return errCleared
	}
	h, err := nextInRar(r)
	switch {
	case err != nil:
		return err
	case h.Encrypted:
		w.tell(it.path+"!"+clean(h.Name), errEncrypted)
		return nil
	case h.IsDir:
		return nil
	}
	w.cleared += d.next(h)
	m := &meter{w: w, in: rarReader{r}, path: it.path + "!" + clean(h.Name), took: in.taken}
	w.entry(it, h.Name, true, m)
	_, err = io.Copy(io.Discard, m)
	w.tell(m.path, err)
	if f := (*fault)(nil); errors.As(err, &f) && f.limit {
		return io.EOF // to pass over its rest it would be decoded
	}
	return nil
}

// The library's decoders of damaged members may panic.

func openRar(in io.Reader, dictionary int64) (_ *rardecode.Reader, err error) {
	defer recovered(&err)
	return rardecode.NewReader(in, rardecode.MaxDictionarySize(dictionary))
}

// dictionary is what is known of that of an archive.
type dictionary struct{ most, size int64 } // bytes

// next returns how many bytes the library clears at most to decode the next member, which may be 200 bytes of a file that is itself packed.
func (d *dictionary) next(h *rardecode.FileHeader) (cleared int64) {
	need := d.most
	if !h.Solid && !h.UnKnownSize {
		need = min(need, max(h.UnPackedSize, leastDictionary))
	}
	if h.Solid && need <= d.size {
		return 0
	}
	d.size = max(d.size, need)
	return d.size
}

// nextInRar may be called again after a member that could not be opened, though the library's reader forgets then what it reads from.
func nextInRar(r *rardecode.Reader) (_ *rardecode.FileHeader, err error) {
	defer recovered(&err)
	before := *r
	h, err := r.Next()
	if err != nil {
		*r = before
	}
	return h, err
}

// rarReader reads a member with our errors.
type rarReader struct{ *rardecode.Reader }

func (r rarReader) Read(p []byte) (_ int, err error) {
	defer recovered(&err)
	n, err := r.Reader.Read(p)
	return n, ofRar(err)
}

// recovered turns a panic into an error. It is what is deferred itself.
func recovered(err *error) {
	if recover() != nil {
		*err = errRar
	}
}

// ofRar returns what an error of an archive is called here.
func ofRar(err error) error {
	for _, known := range [...]struct{ theirs, ours error }{
		{rardecode.ErrArchiveEncrypted, errEncrypted},
		{rardecode.ErrArchivedFileEncrypted, errEncrypted},
		{rardecode.ErrMultiVolume, errVolumes},
		{rardecode.ErrBadVolumeNumber, errVolumes},
		{rardecode.ErrInvalidFileBlock, errVolumes}, // it began in another file
		{rardecode.ErrBadFileChecksum, errWrongSum},
		{rardecode.ErrUnexpectedArcEnd, errTruncated},
		{rardecode.ErrDecoderOutOfData, errTruncated},
		{rardecode.ErrShortFile, errTruncated},
	} {
		if errors.Is(err, known.theirs) {
			return known.ours
		}
	}
	if err != nil {
		if why, theirs := strings.CutPrefix(err.Error(), "rardecode: "); theirs {
			return archiveError(why)
		}
	}
	return err
}
