// Package archivetest builds small binary files that hold a name and a value, for tests, and reads those that lie in testdata.
package archivetest

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

// File returns a file of the package's testdata.
func File(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

var little, big = binary.LittleEndian, binary.BigEndian

// RubyHash is a hash of Ruby with one member. Texts are shorter than 123 bytes.
func RubyHash(name, value string) []byte {
	text := func(s string) string { return "I\"" + string([]byte{byte(len(s) + 5)}) + s + "\x06" }
	return []byte("\x04\x08{\x06" + text(name) + ":\x06ET" + text(value) + ";\x00T")
}

// JavaObject is a serialized object of Java with one field. Texts are shorter than 64 KiB.
func JavaObject(field, value string) []byte {
	text := func(s string) string { return string(big.AppendUint16(nil, uint16(len(s)))) + s }
	return []byte("\xac\xed\x00\x05\x73\x72" + text("Settings") + "\x00\x00\x00\x00\x00\x00\x00\x01\x02\x00\x01L" + text(field) +
		"\x74" + text("Ljava/lang/String;") + "\x78\x70\x74" + text(value))
}

// Class is a Java class whose only field is a constant. Texts are shorter than 64 KiB.
func Class(field, value string) []byte {
	b := []byte("\xca\xfe\xba\xbe\x00\x00\x00\x34\x00\x08")
	utf8 := func(s string) {
		b = big.AppendUint16(append(b, 1), uint16(len(s)))
		b = append(b, s...)
	}
	utf8("Settings")                                           // 1
	b = append(b, 7, 0, 1)                                     // 2: the class
	utf8(field)                                                // 3
	utf8("Ljava/lang/String;")                                 // 4
	utf8("ConstantValue")                                      // 5
	utf8(value)                                                // 6
	b = append(b, 8, 0, 6)                                     // 7: the value
	b = append(b, 0, 0, 0, 2, 0, 0, 0, 0)                      // access, this, super, interfaces
	b = append(b, 0, 1, 0, 0x18, 0, 3, 0, 4, 0, 1)             // a field with an attribute
	return append(b, 0, 5, 0, 0, 0, 2, 0, 7, 0, 0, 0, 0, 0, 0) // which is a constant; methods, attributes
}

// Dex is Android's code with a class whose only field is static. Texts are shorter than 128 bytes.
func Dex(field, value string) []byte {
	b, list := dexLists(field, value)
	data := len(b)
	b = append(b, 1, 0, 0, 0, 0, 0x19) // one static field: number 0
	values := len(b)
	b = append(b, 1, 0x17, 1) // one value: string 1
	return dexClass(list(b, 0x60, 1), data, values)
}

// DexCode is Android's code of a class whose constructor sets its only field. Texts are shorter than 128 bytes.
func DexCode(field, value string) []byte {
	b, list := dexLists(field, value)
	code := len(b)
	b = append(b, 2, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0)
	b = append(b, 0x70, 0x10, 0, 0, 1, 0, 0x1a, 0, 1, 0, 0x5b, 0x10, 0, 0, 0x0e, 0) // super(); v0 = string 1; v1.field0 = v0; return
	data := len(b)
	b = append(b, 0, 1, 1, 0, 0, 2, 0, 0x81, 0x80, 0x04, byte(code)|0x80, byte(code>>7)) // an instance field and a constructor
	return dexClass(list(b, 0x60, 1), data, 0)
}

// dexLists begins Android's code with two strings and a field whose name is the first one; list writes where a list of the header begins.
func dexLists(field, value string) (b []byte, list func(b []byte, at, count int) []byte) {
	list = func(b []byte, at, count int) []byte {
		little.PutUint32(b[at:], uint32(count))
		little.PutUint32(b[at+4:], uint32(len(b)))
		return b
	}
	b = make([]byte, 0x70)
	copy(b, "dex\n035\x00")
	var at []byte
	for _, s := range []string{field, value} {
		at = little.AppendUint32(at, uint32(len(b)))
		b = append(append(append(b, byte(len(s))), s...), 0)
	}
	b = append(list(b, 0x38, 2), at...)
	return append(list(b, 0x50, 1), 0, 0, 0, 0, 0, 0, 0, 0), list
}

// dexClass ends it with a class.
func dexClass(b []byte, data, values int) []byte {
	class := make([]byte, 32)
	little.PutUint32(class[24:], uint32(data))
	little.PutUint32(class[28:], uint32(values))
	return append(b, class...)
}

// Python is compiled Python of a version that has two bytes for an instruction (3.6 to 3.10) or one or three, with one
// assignment. Texts are shorter than 64 KiB.
func Python(version int, name, value string) []byte {
	text := func(kind byte, s string) []byte {
		return append(little.AppendUint32([]byte{kind}, uint32(len(s))), s...)
	}
	tuple := func(items ...[]byte) []byte {
		return append(little.AppendUint32([]byte{'('}, uint32(len(items))), bytes.Join(items, nil)...)
	}
	number, head, numbers, code := 3413, 16, 6, "d\x00Z\x00"
	switch version {
	case 207:
		number, head, numbers, code = 62211, 8, 4, "d\x00\x00Z\x00\x00"
	case 302:
		number, head, numbers, code = 3180, 8, 5, "d\x00\x00Z\x00\x00"
	case 305:
		number, head, numbers, code = 3351, 12, 5, "d\x00\x00Z\x00\x00"
	}
	b := append(little.AppendUint16(nil, uint16(number)), "\r\n"...)
	b = append(append(b, make([]byte, head-len(b))...), 'c')
	b = append(append(b, words(make([]int, numbers)...)...), text('s', code)...)
	b = append(append(b, tuple(text('u', value), []byte("N"))...), tuple(text('u', name))...)
	b = append(append(b, tuple()...), append(tuple(), tuple()...)...)
	b = append(append(b, text('u', "settings.py")...), text('u', "<module>")...)
	return append(append(b, words(1)...), text('s', "")...)
}

// Pickle is a pickle of Python, of a dictionary with one member, of protocol 0, 2 or 4. Texts are shorter than 256 bytes and have no line ends.
func Pickle(protocol int, name, value string) []byte {
	switch protocol {
	case 0:
		return []byte("(dp0\nV" + name + "\np1\nV" + value + "\np2\ns.")
	case 2:
		text := func(s string) string { return "X" + string(little.AppendUint32(nil, uint32(len(s)))) + s }
		return []byte("\x80\x02}q\x00" + text(name) + "q\x01" + text(value) + "q\x02s.")
	}
	text := func(s string) string { return "\x8c" + string([]byte{byte(len(s))}) + s + "\x94" }
	body := "}\x94" + text(name) + text(value) + "s."
	return append(little.AppendUint64([]byte("\x80\x04\x95"), uint64(len(body))), body...)
}

// MessagePack is an object with two members. Texts are shorter than 32 and 256 bytes.
func MessagePack(name, value string) []byte {
	text := func(s string) string {
		if len(s) < 32 {
			return string([]byte{0xa0 | byte(len(s))}) + s
		}
		return "\xd9" + string([]byte{byte(len(s))}) + s
	}
	return []byte("\x82\xa2id\x07" + text(name) + text(value))
}

// CBOR is an object with one member. Texts are shorter than 256 bytes.
func CBOR(name, value string) []byte {
	text := func(s string) string {
		if len(s) < 24 {
			return string([]byte{0x60 | byte(len(s))}) + s
		}
		return "\x78" + string([]byte{byte(len(s))}) + s
	}
	return []byte("\xa1" + text(name) + text(value))
}

// Message is one of Protocol Buffers with an entry of a map, as Kubernetes keeps a Secret. Texts are shorter than 60 bytes.
func Message(name, value string) []byte {
	field := func(number byte, s string) string { return string([]byte{number<<3 | 2, byte(len(s))}) + s }
	return []byte("k8s\x00" + field(2, field(2, field(1, name)+field(2, value))) + "\x18\x01")
}

// BSON is a document with two members.
func BSON(name, value string) []byte {
	body := "\x07_id\x00abcdefghijkl\x02" + name + "\x00" + string(little.AppendUint32(nil, uint32(len(value)+1))) + value + "\x00\x00"
	return append(little.AppendUint32(nil, uint32(4+len(body))), body...)
}

// Redis is a dump of Redis with one hash of one field. Texts are shorter than 64 bytes.
func Redis(name, value string) []byte {
	text := func(s string) string { return string([]byte{byte(len(s))}) + s }
	return []byte("REDIS0009\xfe\x00\x04" + text("user:1") + "\x01" + text(name) + text(value) + "\xff\x00\x00\x00\x00\x00\x00\x00\x00")
}

// LevelDB is a log of LevelDB with one change, as Chrome writes what a site stores. Texts are shorter than 96 bytes.
func LevelDB(name, value string) []byte {
	counted := func(s string) string { return string([]byte{byte(len(s))}) + s }
	record := "\x01" + strings.Repeat("\x00", 8) + "\x01\x00\x00\x00\x01" + counted("_https://corp.net\x00\x01"+name) + counted("\x01"+value)
	sum := crc32.Checksum([]byte(record), crc32.MakeTable(crc32.Castagnoli))
	data := little.AppendUint16(little.AppendUint32(nil, (sum>>15|sum<<17)+0xa282ead8), uint16(len(record)-1))
	return append(data, record...)
}

// Bolt is a database of bbolt with one bucket, of one key. Texts fit into its page.
func Bolt(name, value string) []byte {
	const size = 1024
	page := func(number, kind, elements int) []byte {
		return append(little.AppendUint16(little.AppendUint16(little.AppendUint64(nil, uint64(number)), uint16(kind)), uint16(elements)), 0, 0, 0, 0)
	}
	element := func(p []byte, kind int, key, value string) []byte {
		p = append(p, words(kind, 16, len(key), len(value))...)
		return append(p, key+value...)
	}
	filled := func(p []byte) []byte { return append(p, make([]byte, size-len(p))...) }
	head := little.AppendUint64(append(page(0, 4, 0), "\xed\xda\x0c\xed\x02\x00\x00\x00"+"\x00\x04\x00\x00\x00\x00\x00\x00"...), 1)
	inner := element(page(0, 2, 1), 0, name, value)
	return append(filled(head), filled(element(page(1, 2, 1), 1, "users", strings.Repeat("\x00", 16)+string(inner)))...)
}

// chunk is one of Android's resource files.
func chunk(kind uint16, head, body []byte) []byte {
	b := little.AppendUint16(nil, kind)
	b = little.AppendUint16(b, uint16(8+len(head)))
	b = little.AppendUint32(b, uint32(8+len(head)+len(body)))
	return append(append(b, head...), body...)
}

func words(values ...int) (b []byte) {
	for _, v := range values {
		b = little.AppendUint32(b, uint32(v))
	}
	return b
}

// pool is a chunk of strings, in UTF-8 or in UTF-16. Texts are shorter than 128 bytes.
func pool(narrow bool, strings ...string) []byte {
	var offsets, texts []byte
	flags := 0
	for _, s := range strings {
		offsets = little.AppendUint32(offsets, uint32(len(texts)))
		units := utf16.Encode([]rune(s))
		if narrow {
			flags = 1 << 8
			texts = append(append(append(texts, byte(len(units)), byte(len(s))), s...), 0)
			continue
		}
		texts = little.AppendUint16(texts, uint16(len(units)))
		for _, u := range append(units, 0) {
			texts = little.AppendUint16(texts, u)
		}
	}
	return chunk(1, words(len(strings), 0, flags, 28+len(offsets), 0), append(offsets, texts...))
}

// BinaryXML is Android's binary XML with one element, `<meta-data android:name="…" android:value="…"/>`.
func BinaryXML(narrow bool, name, value string) []byte {
	const none = -1
	attribute := func(key, text int) []byte {
		return append(words(5, key, text), append([]byte{8, 0, 0, 3}, words(text)...)...)
	}
	element := append(words(none, 0), 20, 0, 20, 0, 2, 0, 0, 0, 0, 0, 0, 0)
	element = append(append(element, attribute(1, 3)...), attribute(2, 4)...)
	body := pool(narrow, "meta-data", "name", "value", name, value, "http://schemas.android.com/apk/res/android")
	return chunk(3, nil, append(body, chunk(0x0102, words(1, none), element)...))
}

// Resources is Android's table of resources, with one string.
func Resources(narrow bool, name, value string) []byte {
	entry := append([]byte{8, 0, 0, 0}, words(0)...)
	entry = append(append(entry, 8, 0, 0, 3), words(0)...)
	types := chunk(0x0201, append(append([]byte{1, 0, 0, 0}, words(1, 8+12+4+4)...), words(4)...), append(words(0), entry...))
	names := pool(narrow, "string")
	head := make([]byte, 280)
	little.PutUint32(head[268-8:], 288)
	little.PutUint32(head[276-8:], uint32(288+len(names)))
	pkg := chunk(0x0200, head, append(append(names, pool(narrow, name)...), types...))
	return chunk(2, words(1), append(pool(narrow, value), pkg...))
}

// DotNet are resources of .NET in the second version, with one text. Texts are shorter than 64 bytes.
func DotNet(name, value string) []byte {
	const reader, set = "System.Resources.ResourceReader", "System.Resources.RuntimeResourceSet"
	counted := func(s string) string { return string([]byte{byte(len(s))}) + s }
	b := append([]byte("\xce\xca\xef\xbe\x01\x00\x00\x00"), words(len(reader)+len(set)+2)...)
	b = append(append(append(b, counted(reader)+counted(set)...), words(2)...), words(1)...)
	b = append(b, words(0)...)
	for len(b)%8 > 0 {
		b = append(b, 'P')
	}
	var wide []byte
	for _, c := range []byte(name) {
		wide = append(wide, c, 0)
	}
	b = append(append(b, words(0x1234)...), words(0)...)
	b = append(append(b, words(len(b)+4+1+len(wide)+4)...), counted(string(wide))...)
	return append(append(b, words(0)...), "\x01"+counted(value)...)
}

// PropertyList is a binary property list with one member. Texts are shorter than 256 bytes.
func PropertyList(key, value string) []byte { return propertyList(key, 0x5f, value) }

// PropertyListOfData is one whose member is data.
func PropertyListOfData(key, data string) []byte { return propertyList(key, 0x4f, data) }

func propertyList(key string, kind byte, value string) []byte {
	b := []byte("bplist00\xd1\x01\x02")
	offsets := []byte{8}
	for i, s := range []string{key, value} {
		offsets = append(offsets, byte(len(b)))
		b = append(append(b, []byte{0x5f, kind}[i], 0x10, byte(len(s))), s...)
	}
	table := len(b)
	b = append(b, offsets...)
	b = append(b, 0, 0, 0, 0, 0, 0, 1, 1)
	for _, n := range []int{3, 0, table} {
		b = big.AppendUint64(b, uint64(n))
	}
	return b
}

// Database is a SQLite database with one table, of one row. Texts fit into its page.
func Database(table string, columns, row []string) []byte {
	const size = 4096
	first := make([]byte, size)
	copy(first, "SQLite format 3\x00\x10\x00\x01\x01\x00\x40\x20\x20")
	first[59] = 1 // UTF-8
	sql := "CREATE TABLE " + table + "("
	for i, c := range columns {
		if i > 0 {
			sql += ", "
		}
		sql += c + " TEXT"
	}
	schema := record("table", table, table, "\x02", sql+")")
	return append(page(first, 100, schema), page(make([]byte, size), 0, record(row...))...)
}

// record is a row of texts, and blobs where they hold a NUL; one byte that is no letter is a number.
func record(values ...string) []byte {
	var types, body []byte
	for _, v := range values {
		if len(v) == 1 && v < " " {
			types = append(types, 1)
		} else {
			kind := 13
			if strings.Contains(v, "\x00") {
				kind = 12
			}
			types = append(types, varint(kind+2*len(v))...)
		}
		body = append(body, v...)
	}
	return append(append([]byte{byte(len(types) + 1)}, types...), body...)
}

func varint(n int) []byte {
	if n < 0x80 {
		return []byte{byte(n)}
	}
	return []byte{byte(0x80 | n>>7), byte(n & 0x7f)}
}

// page makes a page a leaf with one row.
func page(p []byte, head int, row []byte) []byte {
	cell := append(append(varint(len(row)), 1), row...)
	at := len(p) - len(cell)
	copy(p[at:], cell)
	p[head], p[head+4] = 0x0d, 1
	big.PutUint16(p[head+5:], uint16(at))
	big.PutUint16(p[head+8:], uint16(at))
	return p
}

// Assembly is a library of .NET with a field and a method of another library, called by names, and with texts. The field is a constant that is the
// first text; code is given what the texts' and the names' tokens are: 0x70000000 and more, of the field and of the method.
func Assembly(field, method string, texts []string, code func(texts []int, field, method int) []byte) []byte {
	heap := func(width int, all ...string) (b []byte, at []int) {
		b = []byte{0}
		for _, s := range all {
			at = append(at, len(b))
			if width == 1 {
				b = append(append(b, s...), 0)
				continue
			}
			wide := utf16.Encode([]rune(s))
			n := 2*len(wide) + width - 1 // a mark stands behind texts of code
			if n < 0x80 {
				b = append(b, byte(n))
			} else {
				b = append(b, byte(0x80|n>>8), byte(n))
			}
			for _, u := range wide {
				b = little.AppendUint16(b, u)
			}
			b = append(b, make([]byte, width-1)...)
		}
		return b, at
	}
	names, nameAt := heap(1, field, method)
	us, textAt := heap(2, texts...)
	blobs := []byte{0, byte(2 * len(texts[0]))}
	for _, u := range utf16.Encode([]rune(texts[0])) {
		blobs = little.AppendUint16(blobs, u)
	}
	row := func(b []byte, columns ...int) []byte {
		for _, c := range columns {
			b = little.AppendUint16(b, uint16(c))
		}
		return b
	}
	stream := append(make([]byte, 8), words(1<<4|1<<10|1<<11, 0, 0, 0, 1, 1, 1)...) // tables of fields, methods of others and constants
	stream = row(stream, 0, nameAt[0], 0, 0, nameAt[1], 0, 0x0e, 1<<2, 1)
	head := append([]byte("BSJB\x01\x00\x01\x00\x00\x00\x00\x00\x04\x00\x00\x00v4.0"), row(nil, 0, 4)...)
	const heads = 4*8 + 4 + 12 + 4 + 8
	at, body := len(head)+heads, []byte(nil)
	for _, s := range []struct {
		name string
		data []byte
	}{{"#~\x00\x00", stream}, {"#Strings\x00\x00\x00\x00", names}, {"#US\x00", us}, {"#Blob\x00\x00\x00", blobs}} {
		head = append(append(head, words(at+len(body), len(s.data))...), s.name...)
		body = append(body, s.data...)
	}
	for i := range textAt {
		textAt[i] |= 0x70 << 24
	}
	program := append([]byte("MZ"), make([]byte, 62)...)
	program = append(append(program, code(textAt, 0x04<<24|1, 0x0a<<24|1)...), 0x2a, 0)
	return append(append(program, head...), body...)
}

// Stored is an assembly whose code stores a text in a field.
func Stored(field, value string) []byte {
	return Assembly(field, "Write", []string{"of no field", value}, func(texts []int, field, _ int) []byte {
		return append(append([]byte{0x72}, words(texts[1])...), append([]byte{0x80}, words(field)...)...)
	})
}
