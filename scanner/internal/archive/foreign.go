package archive

import "bytes"

// Formats that hold compressed data and are not read: that is told, since their bytes alone say little.
var foreigns = [...]struct{ magic, name string }{
	{"Rar!\x1a\x07", "a RAR archive"},
	{"MSCF\x00\x00\x00\x00", "a cabinet of Windows"},
	{lz4Magic, "compressed with LZ4"},
	{"LZIP\x01", "compressed with lzip"},
	{"hsqs", "a squashfs file system"},
	{"xar!\x00", "a XAR archive"},
	{"PAR1", "a Parquet file"},
	{"Obj\x01", "an Avro file"},
}

const inFirst = 16 // bytes

// foreign returns what data is, "" for anything else. Some begin with a word: in their first bytes there is one that no text has.
func foreign(data []byte) string {
	isControl := func(r rune) bool { return r < '\t' || '\r' < r && r < ' ' }
	for _, f := range foreigns {
		if data[0] == f.magic[0] && bytes.HasPrefix(data, []byte(f.magic)) && bytes.ContainsFunc(data[:min(len(data), inFirst)], isControl) {
			return f.name
		}
	}
	return ""
}

// errForeign says that a format is not read.
func errForeign(data []byte) error {
	return limited("is %s: what is compressed in it is not read", foreign(data))
}
