// Package magic is the table of what files begin with that hold others, are compressed, or hold texts that their bytes do not show. Whoever
// asks what a file is, or whether an encoded one is worth decoding, asks here.
package magic

// Kind is the format of a file.
type Kind uint8

// Kinds; None is a file that is read as it is.
const (
	None Kind = iota
	Zip
	Tar
	Gzip
	Bzip2
	Xz
	Zstd
	Lzma
	Zlib
	Flash // compressed by zlib or LZMA
	Ar
	Cpio
	Rpm
	SevenZip
	Pack
	OLE // of Microsoft's older documents
	Asar
	Dump
	ISO  // told by what lies far behind its beginning
	Stub // a program or a script with something packed behind it
	// From here on: files that are no archives, of which a text is made.
	SQLite
	SQLiteLog
	Keystore
	Compiled
	PropertyList
	Python
	Serialized
	Document
	PDF
	RichText
	Folded
	PNG
	Foreign // of which nothing is read but its bytes
)

var names = [...]string{
	"", "zip", "tar", "gzip", "bzip2", "xz", "zstd", "lzma", "zlib", "flash", "ar", "cpio", "rpm", "7z", "git", "ole", "asar", "pgdump", "iso", "stub",
	"sqlite", "sqlite-wal", "keystore", "compiled", "plist", "python", "serialized", "document", "pdf", "rtf", "folded", "png", "foreign",
}

// String returns the name of the kind as reports write it.
func (k Kind) String() string { return names[k] }

// Written reports whether the kind is a file that becomes a text.
func (k Kind) Written() bool { return k >= SQLite }

// Compresses reports whether the kind is one compressed stream, else it is an archive of members.
func (k Kind) Compresses() bool { return k >= Gzip && k <= Flash }

// Whole reports whether the kind needs all bytes at hand.
func (k Kind) Whole() bool { return k == Zip || k >= SevenZip }

// table is in the order of first bytes. Foreign kinds are told by name.
var table = [...]struct {
	magic string
	kind  Kind
	name  string
}{
	{"\x02\x00\x0c\x00", Compiled, ""}, // resources of Android
	{"\x02\x21\x4c\x18", Foreign, "compressed with LZ4"},
	{"\x03\x00\x08\x00", Compiled, ""}, // its binary XML
	{"\x03\xd9\xa2\x9a", Foreign, "a database of KeePass, which is encrypted"},
	{"\x04\x22\x4d\x18", Foreign, "compressed with LZ4"},
	{"\x1f\x8b\x08", Gzip, ""},
	{"\x1f\x9d", Foreign, "compressed with compress"},
	{"!<arch>\n", Ar, ""},
	{"# v2 git bundle\n", Pack, ""},
	{"# v3 git bundle\n", Pack, ""},
	{"%PDF-", PDF, ""},
	{"\x28\xb5\x2f\xfd", Zstd, ""},
	{"7z\xbc\xaf\x27\x1c", SevenZip, ""},
	{"7\x7f\x06\x82", SQLiteLog, ""},
	{"7\x7f\x06\x83", SQLiteLog, ""},
	{"BZh", Bzip2, ""},
	{"CWS", Flash, ""},
	{"Cr24", Zip, ""}, // an extension of Chrome, which is a zip behind its signature
	{"ITSF\x03", Foreign, "compiled help of Windows"},
	{"KDMV", Foreign, "a VMDK disk image"},
	{"LZIP\x01", Foreign, "compressed with lzip"},
	{"MSCF\x00\x00\x00\x00", Foreign, "a cabinet of Windows"},
	{"MSWIM\x00\x00\x00", Foreign, "a WIM image of Windows"},
	{"ORC", Foreign, "an ORC file"},
	{"Obj\x01", Foreign, "an Avro file"},
	{"PACK", Pack, ""},
	{"PAR1", Foreign, "a Parquet file"},
	{"PGDMP", Dump, ""},
	{"PK\x03\x04", Zip, ""},
	{"PK\x05\x06", Zip, ""}, // an empty one
	{"PK\x07\x08PK\x03\x04", Zip, ""},
	{"QFI\xfb", Foreign, "a QCOW disk image"},
	{"Rar!\x1a\x07", Foreign, "a RAR archive"},
	{"SIT!", Foreign, "a StuffIt archive"},
	{"SQLite format 3", SQLite, ""},
	{"XALZ", Foreign, "compressed with LZ4"}, // by Xamarin
	{"ZWS", Flash, ""},
	{"bplist00", PropertyList, ""},
	{"dex\n0", Compiled, ""},
	{"hsqs", Foreign, "a squashfs file system"},
	{"mozLz40\x00", Foreign, "compressed with LZ4"},
	{"xar!\x00", Foreign, "a XAR archive"},
	{"zlb\x1a", Foreign, "an installer of Inno Setup"},
	{"{\\rtf", RichText, ""},
	{"\x80\x02", Serialized, ""}, // pickles of Python, by their protocol
	{"\x80\x03", Serialized, ""},
	{"\x80\x04\x95", Serialized, ""},
	{"\x80\x05\x95", Serialized, ""},
	{"\x89HDF\r\n\x1a\n", Foreign, "an HDF5 file"},
	{"\x89LZO\x00\r\n\x1a\n", Foreign, "compressed with lzop"},
	{"\x89PNG\r\n\x1a\n", PNG, ""},
	{"\xca\xfe\xba\xbe", Compiled, ""},
	{"\xce\xce\xce\xce\x00\x00\x00", Keystore, ""},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE, ""},
	{"\xed\xab\xee\xdb", Rpm, ""},
	{"\xef\xbe\xad\xdeNullsoftInst", Foreign, "an installer of NSIS"},
	{"\xfd7zXZ\x00", Xz, ""},
	{"\xfe\xed\xfe\xed\x00\x00\x00", Keystore, ""},
	{"\xff\x06\x00\x00sNaPpY", Foreign, "compressed with Snappy"},
}

// rows are those of the table that begin with a byte.
var rows = func() (t [256]struct{ from, to uint8 }) {
	for i, r := range table {
		at := &t[r.magic[0]]
		if at.to == 0 {
			at.from = uint8(i)
		}
		at.to = uint8(i) + 1
	}
	return t
}()

// row returns the one that data begins with, less than 0 for none.
func row(data []byte) int {
	if len(data) == 0 {
		return -1
	}
	for i := int(rows[data[0]].from); i < int(rows[data[0]].to); i++ {
		if m := table[i].magic; len(data) >= len(m) && string(data[:len(m)]) == m {
			return i
		}
	}
	return -1
}

// Of returns the kind of a file that begins with data, as far as these bytes alone tell it. Some kinds ask for more.
func Of(data []byte) Kind {
	switch i := row(data); {
	case i >= 0:
		return table[i].kind
	case isFrame(data):
		return Zstd
	case IsPKCS12(data):
		return Keystore
	}
	return None
}

// Length returns how many bytes of data tell its kind, of those in the table.
func Length(data []byte) int {
	if i := row(data); i >= 0 {
		return len(table[i].magic)
	}
	return 0
}

// isFrame recognises zstd streams in which a frame to be skipped goes first (RFC 8878, 3.1.2).
func isFrame(data []byte) bool {
	return len(data) >= 4 && data[0]&0xf0 == 0x50 && string(data[1:4]) == "\x2a\x4d\x18"
}

// IsPKCS12 reports whether data is the beginning of a PFX of version 3 (RFC 7292, section 4), in BER or DER.
func IsPKCS12(data []byte) bool {
	const (
		sequence   = 0x30
		indefinite = 0x80
		version    = "\x02\x01\x03\x30"
	)
	if len(data) < 12 || data[0] != sequence || data[1] < indefinite || data[1] > indefinite+4 {
		return false
	}
	at := 2 + int(data[1]&0x7f)
	return string(data[at:at+len(version)]) == version
}

// IsZlib reports whether data begins with the head of a zlib stream (RFC 1950, 2.2) of the usual window, without a dictionary. It is
// two bytes, which stand in front of other data by chance, too, so Of does not tell it.
func IsZlib(data []byte) bool {
	return len(data) > 1 && data[0] == 0x78 && data[1]&0x20 == 0 && (uint(data[0])<<8|uint(data[1]))%31 == 0
}

const inFirst = 20 // bytes

// OfForeign says what a file is of which only the bytes are read, "" for any other. The table begins with a word for some of them: in their
// first bytes there is one that no text has.
func OfForeign(data []byte) string {
	i := row(data)
	if i < 0 || table[i].kind != Foreign {
		return ""
	}
	for _, c := range data[:min(len(data), inFirst)] {
		if c < '\t' || '\r' < c && c < ' ' {
			return table[i].name
		}
	}
	return ""
}

// Encoded reports whether data begins like a file that is opened where it stands in base64 or digits, so that a text has nothing to do
// with it. Pictures are left alone: there are many, and hardly any holds a text.
func Encoded(data []byte) bool {
	k := Of(data)
	return k != None && k != Foreign && k != PNG || IsZlib(data)
}

// Leads calls begin with the first bytes of each kind that Encoded knows.
func Leads(begin func(magic string)) {
	for _, r := range table {
		if r.kind != Foreign && r.kind != PNG {
			begin(r.magic)
		}
	}
}
