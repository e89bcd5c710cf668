package archive

import "github.com/sluice-scan/sluice/scanner/internal/archive/capture"

const errPackets = limitError("has more than 1,048,576 packets or 32,768 streams of TCP; others are read where they lie")

// capture yields the streams of a network's capture; those that are containers are opened.
func (w *walker) capture(it item, data []byte, held func(string, []byte) bool) error {
	err := capture.Streams(data, func(name string, stream []byte, at []Range) bool {
		w.writtenOf(it.path+"!"+clean(name), stream, at)
		return held(name, stream)
	})
	switch err {
	case capture.ErrBound:
		return errPackets
	case capture.ErrBroken:
		return errTruncated
	}
	return nil
}
