package archive

import (
	"archive/zip"
	"strings"
	"testing"
)

// at puts a mark into bytes that are none of a text.
func at(place int, mark string) string {
	return strings.Repeat("\x00", place) + mark + strings.Repeat("\x01", 1<<12)
}

// What is packed in a way that is not opened is told, wherever its mark stands.
func TestForeignKinds(t *testing.T) {
	for data, what := range map[string]string{
		"\x25\x32-lh5-\x10\x00\x00\x00\x20\x00\x00\x00\x00\x00\x00\x00\x00\x01\x05a.txt": "is an LZH archive",
		"\x00\x00\x31\x00\x00\x00\x90**ACE**\x14\x14\x02\x00":                            "is an ACE archive",
		"ZOO 2.10 Archive.\x1a\x00\x00\xdc\xa7\xc4\xfd" + "\x22\x00":                     "is a ZOO archive",
		"\x60\xea\x22\x00\x1e\x0b\x01\x02\x10\x00\x02\x4b" + strings.Repeat("\x00", 30):  "is an ARJ archive",
		at(0x40, "\x7f\x10\xda\xbe"):                                                     "is a VDI disk image",
		at(32, "NXSB"):                                                                   "is an APFS file system",
		"\xeb\x52\x90NTFS    \x00\x02\x08" + at(0, ""):                                   "is an NTFS file system",
		"\xeb\x58\x90" + at(0x52-3, "FAT32   "):                                          "is a FAT file system",
		at(0x438, "\x53\xef\x01\x00"):                                                    "is an ext file system",
		at(0x10040, "_BHRfS_M"):                                                          "is a btrfs file system",
		at(0x8001, "BEA01\x01"):                                                          "is a UDF file system",
		at(0x400, "\xe2\xe1\xf5\xe0"):                                                    "is an EROFS file system",
		"bvx2\x01" + strings.Repeat("x", 999) + "koly\x00\x00\x00\x04\x00\x00\x02\x00" + strings.Repeat("\x00", 500): "is a disk image of Apple's",
		"\x3a\xff\x26\xed\x01\x00\x00\x00\x1c\x00\x0c\x00\x00\x10\x00\x00":                                           "is a disk image of Android",
		"!BDN\x01\x02\x03\x04SM\x17\x00\x13\x00\x01\x01":                                                             "is a store of Outlook, which is scrambled",
		"Salted__\x01\x02\x03\x04\x05\x06\x07\x08and more":                                                           "is a file of openssl enc, which is encrypted",
		"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5\x01\x00\x04\x00\x02\x10":                                                   "is a database of KeePass, which is encrypted",
	} {
		got := walk(t, "c", []byte(data), Limits{})
		if len(got.gaps) != 1 || !strings.HasPrefix(got.gaps[0].Why, what) || len(got.order) > 0 {
			t.Errorf("%s: %v, %q", what, got.gaps, got.order)
		}
		inside := walk(t, "c", zipOf(t, zip.Deflate, file{"a", data}), Limits{})
		if len(inside.gaps) != 1 || !strings.HasPrefix(inside.gaps[0].Why, what) || inside.texts["c!a"] != data {
			t.Errorf("%s, in a zip: %v, %q", what, inside.gaps, inside.order)
		}
	}
}

func TestNoForeignKinds(t *testing.T) {
	for _, data := range []string{
		"a -lh5- is a method", "`\xea is a letter", "Salted__ is how it begins", "SIT! and UBI# are words", "ZOO 2.10 Archive. and more", at(0x438, "\x53\xef\x99\x99"),
		"koly\x00\x00\x00\x04" + strings.Repeat("\x00", 600), "\x00\x01-lh5-",
	} {
		if kind := Sniff([]byte(data)); kind != None {
			t.Errorf("%q: %v", data, kind)
		}
	}
}
