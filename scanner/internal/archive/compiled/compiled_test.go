package compiled

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// built are files with one name and value, and what is made of them.
func built(name, value string) map[string]struct {
	data []byte
	want string
} {
	line := name + ` = "` + value + "\"\n"
	element := `<meta-data android:name="` + name + `" android:value="` + value + "\"/>\n"
	return map[string]struct {
		data []byte
		want string
	}{
		"class":          {archivetest.Class(name, value), line},
		"dex":            {archivetest.Dex(name, value), line},
		"dex, set":       {archivetest.DexCode(name, value), line},
		"XML":            {archivetest.BinaryXML(true, name, value), element},
		"wide XML":       {archivetest.BinaryXML(false, name, value), element},
		"resources":      {archivetest.Resources(true, name, value), line},
		"wide resources": {archivetest.Resources(false, name, value), line},
		".NET":           {archivetest.DotNet(name, value), line},
		"property list":  {archivetest.PropertyList(name, value), line},
	}
}

func TestText(t *testing.T) {
	for name, test := range built("api_key", "the value of it") {
		got, whole := Text(test.data)
		if !Is(test.data) || string(got) != test.want || !whole {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	for name, want := range map[string]string{
		"Constants.class": "FIRST_KEY = \"the first value\"\nthird = \"the third value\"\nsecondKey = \"the second value\"\nSystem.getProperty(\"no value\")\n",
		"Calls.class":     "Map.put(\"key of a map\", \"its value\")\nDriver.connect(_, \"a user\", \"a third one\")\nCalls(\"of the class\", _)\nlocal = \"of a variable\"\nchosen = \"behind a switch\"\n",
		"settings.plist":  "data = \"text as data\"\nfirst key = \"a value\"\nschlüssel = \"ein großer Wert\"\ninner = \"" + strings.Repeat("x", 300) + "\"\n",
		"keyed.plist":     "$archiver = \"NSKeyedArchiver\"\napiKey = \"a value\"\nfirst key = \"its value\"\nsecond key = \"the other\"\n$classname = \"Settings\"\n",
	} {
		if got, _ := Text(archivetest.File(t, name)); string(got) != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestIsNoOther(t *testing.T) {
	for name, data := range map[string]string{
		"a program for two processors": "\xca\xfe\xba\xbe\x00\x00\x00\x02\x01\x00\x00\x07",
		"a debugger's file":            "dbm\x00\x00\x00\x00\x00\x00\x00\x00\x00",
		"short":                        "\x03\x00\x08\x00",
	} {
		if Is([]byte(data)) {
			t.Error(name)
		}
	}
}

// A file that refers to one string again and again ends with its bounds.
func TestRepeats(t *testing.T) {
	const size = 1 << 20
	data := append([]byte("bplist00\x5f\x12"), binary.BigEndian.AppendUint32(nil, size)...)
	data = append(data, strings.Repeat("x", size)...)
	at := len(data)
	data = append(data, 0xdf, 0x12)
	const members = 100_000
	data = binary.BigEndian.AppendUint32(data, members)
	data = append(data, make([]byte, 2*members)...) // all of them the string, named by itself
	table := len(data)
	data = binary.BigEndian.AppendUint32(data, 8)
	data = binary.BigEndian.AppendUint32(data, uint32(at))
	data = append(data, 0, 0, 0, 0, 0, 0, 4, 1)
	for _, n := range []int{2, 1, table} {
		data = binary.BigEndian.AppendUint64(data, uint64(n))
	}
	text, whole := Text(data)
	if whole || len(text) < pairs.MostValue || len(text) > pairs.MostText+4*size {
		t.Errorf("%d bytes of %d, whole: %v", len(text), len(data), whole)
	}
}

// Whatever the bytes, what is made of them is valid, and within its bounds.
func FuzzText(f *testing.F) {
	for _, b := range built("api_key", "the value of it") {
		f.Add(b.data)
	}
	f.Add(archivetest.File(f, "Constants.class"))
	f.Add(archivetest.File(f, "Calls.class"))
	f.Add(archivetest.File(f, "settings.plist"))
	f.Add(archivetest.File(f, "keyed.plist"))
	f.Fuzz(func(t *testing.T, data []byte) {
		text, _ := Text(data)
		if len(text) > pairs.MostTimes*4*(len(data)+pairs.LookAtAll) {
			t.Errorf("%d bytes of %d", len(text), len(data))
		}
		if bytes.IndexByte(text, 0) >= 0 {
			t.Error("a text with NUL")
		}
	})
}
