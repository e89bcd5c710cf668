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
	LZ4
	Snappy
	Brotli // told by decoding it
	LZW    // of compress
	Flash  // compressed by zlib or LZMA
	Ar
	Cpio
	Rpm
	Rar
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
	Bundle // the strings of an application
	Serialized
	LevelDB // told by its last bytes, or a sum
	Bolt
	Jet   // of Access
	DBase // told by what its head says
	Document
	PDF
	RichText
	Folded
	PNG
	Dataset // of columns that a schema names
	Capture // of a network
	Foreign // of which nothing is read but its bytes
	Sealed  // which is encrypted
)

var names = [...]string{
	"", "zip", "tar", "gzip", "bzip2", "xz", "zstd", "lzma", "zlib", "lz4", "snappy", "brotli", "lzw", "flash", "ar", "cpio", "rpm", "rar", "7z", "git", "ole", "asar", "pgdump", "iso", "stub",
	"sqlite", "sqlite-wal", "keystore", "compiled", "plist", "python", "bundle", "serialized", "leveldb", "bolt", "jet", "dbase", "document", "pdf", "rtf", "folded", "png", "dataset", "capture", "foreign", "sealed",
}

// String returns the name of the kind as reports write it.
func (k Kind) String() string { return names[k] }

// Written reports whether the kind is a file that becomes a text.
func (k Kind) Written() bool { return k >= SQLite }

// Compresses reports whether the kind is one compressed stream, else it is an archive of members.
func (k Kind) Compresses() bool { return k >= Gzip && k <= Flash }

// Whole reports whether the kind needs all bytes at hand.
func (k Kind) Whole() bool { return k == Zip || k == Brotli || k >= SevenZip }

// table is in the order of first bytes. Those of which only the bytes are read are told by name.
var table = [...]struct {
	magic string
	kind  Kind
	name  string
}{
	{"\x00\x01\x00\x00Standard ", Jet, ""},
	{"\x02\x00\x0c\x00", Compiled, ""}, // resources of Android
	{"\x02\x21\x4c\x18", LZ4, ""},
	{"\x03\x00\x08\x00", Compiled, ""}, // its binary XML
	{"\x03\xd9\xa2\x9a", Sealed, "a database of KeePass"},
	{"\x04\x08", Serialized, ""}, // objects of Ruby
	{"\x04\x22\x4d\x18", LZ4, ""},
	{"\x1f\x8b\x08", Gzip, ""},
	{"\x1f\x9d", LZW, ""},
	{"\n\r\r\n", Capture, ""},
	{"!<arch>\n", Ar, ""},
	{"!BDN", Foreign, "a store of Outlook, which is scrambled"},
	{"# v2 git bundle\n", Pack, ""},
	{"# v3 git bundle\n", Pack, ""},
	{"%PDF-", PDF, ""},
	{"\x27\x05\x19\x56", Foreign, "an image of U-Boot"},
	{"\x28\xb5\x2f\xfd", Zstd, ""},
	{"\x28\xcd\x3d\x45", Foreign, "a cramfs file system"},
	{"-rom1fs-\x00", Foreign, "a romfs file system"},
	{"1\x18\x10\x06", Foreign, "a UBIFS file system"},
	{"7kSt\xa0\x31\x83\xd3", Foreign, "compressed with ZPAQ"},
	{"7z\xbc\xaf\x27\x1c", SevenZip, ""},
	{"7\x7f\x06\x82", SQLiteLog, ""},
	{"7\x7f\x06\x83", SQLiteLog, ""},
	{"\x3a\xff\x26\xed", Foreign, "a disk image of Android"},
	{"AA01", Foreign, "an archive of Apple's"},
	{"ALZ\x01", Foreign, "an ALZ archive"},
	{"ANDROID!", Foreign, "a boot image of Android"},
	{"ARROW1\x00\x00", Foreign, "an Arrow file"},
	{"BZh", Bzip2, ""},
	{"COWD", Foreign, "a VMDK disk image"},
	{"CWS", Flash, ""},
	{"Cr24", Zip, ""}, // an extension of Chrome, which is a zip behind its signature
	{"E\x3d\xcd\x28", Foreign, "a cramfs file system"},
	{"EGGA\x00", Foreign, "an EGG archive"},
	{"ISc(", Foreign, "a cabinet of InstallShield"},
	{"ITSF\x03", Foreign, "compiled help of Windows"},
	{"KDMV", Foreign, "a VMDK disk image"},
	{"KWAJ\x88\xf0\x27\xd1", Foreign, "compressed for DOS"},
	{"LRZI", Foreign, "compressed with lrzip"},
	{"LUKS\xba\xbe", Sealed, "a disk of LUKS"},
	{"LZIP\x01", Foreign, "compressed with lzip"},
	{"M\x3c\xb2\xa1", Capture, ""},
	{"MSCF\x00\x00\x00\x00", Foreign, "a cabinet of Windows"},
	{"MSWIM\x00\x00\x00", Foreign, "a WIM image of Windows"},
	{"ORC", Foreign, "an ORC file"},
	{"Obj\x01", Dataset, ""}, // Avro
	{"PACK", Pack, ""},
	{"PAR1\x15", Dataset, ""}, // Parquet
	{"PGDMP", Dump, ""},
	{"PK\x03\x04", Zip, ""},
	{"PK\x05\x06", Zip, ""}, // an empty one
	{"PK\x07\x08PK\x03\x04", Zip, ""},
	{"QFI\xfb", Foreign, "a QCOW disk image"},
	{"RDX2\nX\n", Serialized, ""}, // variables of R
	{"RDX3\nX\n", Serialized, ""},
	{"REDIS0", Serialized, ""}, // a dump
	{"Rar!\x1a\x07", Rar, ""},
	{"SEQ\x06", Foreign, "a sequence file of Hadoop"},
	{"SIT!", Foreign, "a StuffIt archive"},
	{"SQLite format 3", SQLite, ""},
	{"SZDD\x88\xf0\x27\x33", Foreign, "compressed for DOS"},
	{"Salted__", Sealed, "a file of openssl enc"},
	{"UBI#", Foreign, "a UBI image"},
	{"UnityFS\x00", Foreign, "a bundle of Unity"},
	{"X\n\x00\x00\x00\x02\x00", Serialized, ""}, // an object of R
	{"X\n\x00\x00\x00\x03\x00", Serialized, ""},
	{"XALZ", LZ4, ""}, // by Xamarin
	{"YAA1", Foreign, "an archive of Apple's"},
	{"ZWS", Flash, ""},
	{"bplist00", PropertyList, ""},
	{"conectix", Foreign, "a VHD disk image"},
	{"dex\n0", Compiled, ""},
	{"hsqs", Foreign, "a squashfs file system"},
	{"mozLz40\x00", LZ4, ""},
	{"pbzx\x00", Foreign, "compressed with pbzx"},
	{"sqsh", Foreign, "a squashfs file system"},
	{"vhdxfile", Foreign, "a VHDX disk image"},
	{"xar!\x00", Foreign, "a XAR archive"},
	{"zPQ\x01", Foreign, "compressed with ZPAQ"},
	{"zlb\x1a", Foreign, "an installer of Inno Setup"},
	{"{\\rtf", RichText, ""},
	{"\x80\x02", Serialized, ""}, // pickles of Python, by their protocol
	{"\x80\x03", Serialized, ""},
	{"\x80\x04\x95", Serialized, ""},
	{"\x80\x05\x95", Serialized, ""},
	{"\x85\x19\x01\xe0", Foreign, "a JFFS2 file system"},
	{"\x89HDF\r\n\x1a\n", Foreign, "an HDF5 file"},
	{"\x89LZO\x00\r\n\x1a\n", Foreign, "compressed with lzop"},
	{"\x89PNG\r\n\x1a\n", PNG, ""},
	{"\x93NUMPY", Serialized, ""}, // arrays
	{"\xa1\xb2\x3c\x4d", Capture, ""},
	{"\xa1\xb2\xc3\xd4", Capture, ""},
	{"\xac\xed\x00\x05", Serialized, ""},             // objects of Java
	{"\xaf\x1b\xb1\xfa", Bundle, ""},                 // metadata of Unity
	{"\xc6\x1f\xbc\x03\xc1\x03\x19\x1f", Bundle, ""}, // byte code of Hermes
	{"\xca\xfe\xba\xbe", Compiled, ""},
	{"\xce\xca\xef\xbe\x01\x00\x00\x00", Compiled, ""}, // resources of .NET
	{"\xce\xce\xce\xce\x00\x00\x00", Keystore, ""},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE, ""},
	{"\xd4\xc3\xb2\xa1", Capture, ""},
	{"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", SQLiteLog, ""},
	{"\xed\xab\xee\xdb", Rpm, ""},
	{"\xfd7zXZ\x00", Xz, ""},
	{"\xfe\xed\xfe\xed\x00\x00\x00", Keystore, ""},
	{"\xff\x06\x00\x00S2sTwO", Snappy, ""}, // a newer form
	{"\xff\x06\x00\x00sNaPpY", Snappy, ""},
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

// elsewhere are foreign kinds that are told by what does not stand at the beginning.
var elsewhere = [...]struct {
	at          int
	magic, name string
}{
	{2, "-lh", "an LZH archive"}, {2, "-lz", "an LZH archive"}, {7, "**ACE**", "an ACE archive"}, {20, "\xdc\xa7\xc4\xfd", "a ZOO archive"},
	{8, "BEAMA", "compiled Erlang"},
	{4, "\xef\xbe\xad\xdeNullsoftInst", "an installer of NSIS"}, // which lies behind a program
	{0x40, "\x7f\x10\xda\xbe", "a VDI disk image"}, {32, "NXSB", "an APFS file system"}, {3, "NTFS    \x00", "an NTFS file system"},
	{0x36, "FAT1", "a FAT file system"}, {0x52, "FAT32   ", "a FAT file system"},
	// From here on beyond the first bytes.
	{0x438, "\x53\xef", "an ext file system"}, {0x10040, "_BHRfS_M", "a btrfs file system"}, {0x8001, "BEA01\x01", "a UDF file system"},
	{0x400, "\xe2\xe1\xf5\xe0", "an EROFS file system"},
}

// OfForeign says what a file is of which only the bytes are read, "" for any other; what has no magic at its beginning is told by as many bytes as
// there are. The table begins with a word for some of them: in their first bytes there is one that no text has.
func OfForeign(data []byte) string {
	i := row(data)
	if i >= 0 && table[i].kind != Foreign && table[i].kind != Sealed || !isBinary(data) {
		return ""
	}
	if i >= 0 {
		return table[i].name
	}
	if isARJ(data) {
		return "an ARJ archive"
	}
	for _, e := range elsewhere {
		if len(data)-e.at >= len(e.magic) && string(data[e.at:][:len(e.magic)]) == e.magic && agrees(data, e.at) {
			return e.name
		}
	}
	if isDMG(data) {
		return "a disk image of Apple's"
	}
	return ""
}

// isBinary reports whether there is a byte in front that no text has.
func isBinary(data []byte) bool {
	for _, c := range data[:min(len(data), inFirst)] {
		if c < '\t' || '\r' < c && c < ' ' {
			return true
		}
	}
	return false
}

// agrees reports whether the bytes around a short magic are those that go with it.
func agrees(data []byte, at int) bool {
	switch at {
	case 2: // a method, and the level of the header
		return len(data) > 20 && data[6] == '-' && data[20] <= 3
	case 0x438: // states, the size of blocks, the revision
		return data[0x43a] <= 7 && data[0x43b] == 0 && data[0x418] <= 6 && data[0x44c] <= 1 && len(data) > 0x450
	}
	return true
}

// isARJ knows a header of an archive, which is no longer than 2,600 bytes.
func isARJ(data []byte) bool {
	return len(data) > 11 && data[0] == 0x60 && data[1] == 0xea && data[3] <= 0x0a && 0x1e <= data[4] && data[4] <= 0x40 && data[10] == 2
}

// isDMG knows the last bytes of an image of Apple's.
func isDMG(data []byte) bool {
	const trailer = 512
	n := len(data) - trailer
	return n >= 0 && string(data[n:n+12]) == "koly\x00\x00\x00\x04\x00\x00\x02\x00"
}

// Encoded reports whether data begins like a file that is opened where it stands in base64 or digits, so that a text has nothing to do
// with it, or like one that is only told. Pictures are left alone: there are many, and hardly any holds a text.
func Encoded(data []byte) bool {
	k := Of(data)
	return k != None && k < Foreign && k != PNG || k == Foreign && isTold(data) || IsZlib(data)
}

// isTold reports whether data begins like a foreign kind by so many bytes that hardly anything else does.
func isTold(data []byte) bool { return Length(data) >= 4 && OfForeign(data) != "" }

// Leads calls begin with the first bytes of each kind that Encoded knows.
func Leads(begin func(magic string)) {
	for _, r := range table {
		if r.kind < Foreign && r.kind != PNG || r.kind == Foreign && len(r.magic) >= 4 {
			begin(r.magic)
		}
	}
}
