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

	errRar     = archiveError("the archive is damaged")
	errVolumes = limitError("is one of several files of an archive, or cut off; what goes on in another one is not read")
)

func (w *walker) rar(it item, in *input) {
	w.enter()
	most := max(min(rarDictionary, w.left/2), leastDictionary)
	held := w.spend(most)
	defer func() { w.left += held }()
	r, err := openRar(in, most)
	for err == nil && w.goOn() {
		err = w.rarMember(it, r, in)
	}
	w.tell(it.path, ofRar(err))
}

// rarMember reads one member; io.EOF is the end of the archive. Each is decoded to its end, since the next one may go on from there.
func (w *walker) rarMember(it item, r *rardecode.Reader, in *input) error {
	h, err := nextInRar(r)
	switch {
	case errors.Is(err, rardecode.ErrDictionaryTooLarge):
		w.tell(it.path, limited("a member has a dictionary of more than %d MiB, and is not read", rarDictionary>>20))
		return nil
	case err != nil:
		return err
	case h.Encrypted:
		w.tell(it.path+"!"+clean(h.Name), errEncrypted)
		return nil
	case h.IsDir:
		return nil
	}
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

func nextInRar(r *rardecode.Reader) (_ *rardecode.FileHeader, err error) {
	defer recovered(&err)
	return r.Next()
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
