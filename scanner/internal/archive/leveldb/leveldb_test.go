package leveldb

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// What LevelDB 1.23 writes of two keys of Chrome's local storage, one that was deleted, and an object of V8.
const (
	sortedTable = "\x8a\x02\xf0C\x00'\x0b_https://app.corp.net\x00\x01password\x01\x01\x00\x00\x00\x00\x00\x00\x01of the app\x17\x10" +
		"ksettings\x01\x02\x00\x00\x05\x1f\x80{\x00\"\x00t\x00h\x00e\x00m\x00e\x00\"\x00:\x00 \x00\"\x00d\x00a\x00r\x00k" +
		"\x00,\x00 \xfe\x0c\x00\x05\x0c4\"\x00}\x00\x00\x0c\x00gone\x00\x04\x00\x05\x01\x10\x04\x08\x01\x01\x03\x05\n0\x00" +
		"x\x00\x0e#object\x01\x05\x09\x12d\xff\x0fo\"\x08a member\x00\"\x10a value of\x11\x14 {\x00\x00\x00\x00\x01\x00\x00" +
		"\x00\x01\xc4\xb2\x81t\x00\x00\x00\x00\x01\x00\x00\x00\x00\xc0\xf2\xa1\xb0\x00\x09\x03p\x01\xff\xff\xff\xff\xff\xff" +
		"\xff\x00\xc1\x01\x00\x00\x00\x00\x01\x00\x00\x00\x003P\x1bV\xc6\x01\x08\xd3\x01\x17\x00\x00\x00\x00\x00\x00\x00" +
		"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00W\xfb" +
		"\x80\x8b$uG\xdb"
	changes = "9\xa86\xcd9\x00\x01\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01\x1f_https://app.corp.net\x00\x01passwor" +
		"d\x0b\x01of the app)\xd4\xc9\x89\x99\x00\x01\x02\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01\x1f_https://ap" +
		"p.corp.net\x00\x01settingsk\x00{\x00\"\x00t\x00h\x00e\x00m\x00e\x00\"\x00:\x00 \x00\"\x00d\x00a\x00r\x00k\x00,\x00" +
		" \x00d\x00a\x00r\x00k\x00,\x00 \x00d\x00a\x00r\x00k\x00,\x00 \x00d\x00a\x00r\x00k\x00,\x00 \x00d\x00a\x00r\x00k" +
		"\x00,\x00 \x00d\x00a\x00r\x00k\x00,\x00 \x00d\x00a\x00r\x00k\x00\"\x00}\x00GL\x80e\x14\x00\x01\x03\x00\x00\x00\x00" +
		"\x00\x00\x00\x01\x00\x00\x00\x01\x04gone\x01x\xb0U\xef\xba\x12\x00\x01\x04\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00" +
		"\x00\x00\x04gonez\xda\xea\xb28\x00\x01\x05\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01\x06object#\xff\x0fo\"" +
		"\x08a member\x00\"\x10a value of member\x00{"

	kept    = "password = \"of the app\"\nsettings: {\"theme\": \"dark, dark, dark, dark, dark, dark, dark\"}\ngone = \"x\"\n"
	members = "a member\na value of member\n"
)

// snappy decodes blocks by the description of the format (google/snappy, format_description.txt), as far as those above need it.
var snappy = Snappy{
	Length: func(block []byte) (int, error) {
		n, width := binary.Uvarint(block)
		if width <= 0 || n > 1<<32 {
			return 0, pairs.ErrBroken
		}
		return int(n), nil
	},
	Decode: func(_, block []byte) (plain []byte, err error) {
		size, width := binary.Uvarint(block)
		for block = block[width:]; len(block) > 0; {
			tag, n, from := block[0], 0, 0
			switch block = block[1:]; {
			case tag&3 == 0: // bytes as they are
				if n = 1 + int(tag>>2); n > 60 {
					if n != 61 || len(block) == 0 {
						return nil, pairs.ErrBroken
					}
					n, block = 1+int(block[0]), block[1:]
				}
				if n > len(block) {
					return nil, pairs.ErrBroken
				}
				plain, block = append(plain, block[:n]...), block[n:]
				continue
			case tag&3 == 1 && len(block) > 0:
				n, from, block = 4+int(tag>>2&7), int(tag>>5)<<8|int(block[0]), block[1:]
			case tag&3 == 2 && len(block) > 1:
				n, from, block = 1+int(tag>>2), int(binary.LittleEndian.Uint16(block)), block[2:]
			default:
				return nil, pairs.ErrBroken
			}
			if from == 0 || from > len(plain) {
				return nil, pairs.ErrBroken
			}
			for range n { // it may reach into itself
				plain = append(plain, plain[len(plain)-from])
			}
		}
		if uint64(len(plain)) != size {
			return nil, pairs.ErrBroken
		}
		return plain, nil
	},
}

func TestText(t *testing.T) {
	held := ""
	for name, c := range map[string]struct{ data, want string }{
		"a table":                      {sortedTable, kept + members},
		"a log":                        {changes, kept + members},
		"a log with room in its block": {changes + strings.Repeat("\x00", logBlock-len(changes)) + changes, kept + members + kept + members},
	} {
		text, err := Text([]byte(c.data), snappy, func(name string, value []byte) bool {
			held = name
			return true
		})
		if !Is([]byte(c.data)) || string(text) != c.want || err != nil || held != "object" {
			t.Errorf("%s: %q, want %q; %v, held %q", name, text, c.want, err, held)
		}
	}
}

// A batch that is longer than a block lies in several.
func TestFragments(t *testing.T) {
	value := strings.Repeat("a value that is long ", 4000)
	batch := append(make([]byte, batchHead), change, 3, 'k', 'e', 'y')
	batch[8] = 1
	batch = append(binary.AppendUvarint(batch, uint64(len(value))), value...)
	var data []byte
	for kind := byte(logFirst); len(batch) > 0; kind = 3 {
		n := min(len(batch), logBlock-logHead)
		if n == len(batch) {
			kind = logLast
		}
		data = append(data, "\x00\x00\x00\x00"...)
		data = append(append(binary.LittleEndian.AppendUint16(data, uint16(n)), kind), batch[:n]...)
		batch = batch[n:]
	}
	w := writer{Held: pairs.NewHeld(len(data), nil)}
	if w.log(data); string(w.Bytes()) != "key = \""+value+"\"\n" {
		t.Errorf("%d bytes", len(w.Bytes()))
	}
}

func TestIsNoOther(t *testing.T) {
	for _, data := range []string{"", "text", tableMagic, changes[:20], "x" + changes[1:], strings.Replace(changes, "app", "apq", 1)} {
		if Is([]byte(data)) {
			t.Errorf("%q", data)
		}
	}
}

// Blocks that are damaged are told, and one that is listed again and again ends with the bounds.
func TestBounds(t *testing.T) {
	broken := strings.Replace(sortedTable, "\xf0C", "\xff\xff", 1)
	if _, err := Text([]byte(broken), snappy, nil); err != pairs.ErrBroken {
		t.Error(err)
	}
	block := "\x00\x03\xb8\x17" + "key" + strings.Repeat("v", 3000) + "\x00\x00\x00\x00\x01\x00\x00\x00"
	entry := "\x00\x01\x03k\x00" + string(binary.AppendUvarint(nil, uint64(len(block))))
	index := strings.Repeat(entry, 100_000) + "\x00\x00\x00\x00\x01\x00\x00\x00"
	data := block + "\x00\x00\x00\x00\x00" + index + "\x00\x00\x00\x00\x00"
	footer := binary.AppendUvarint(binary.AppendUvarint([]byte("\x00\x00"), uint64(len(block)+5)), uint64(len(index)))
	data += string(footer) + strings.Repeat("\x00", tableFooter-len(tableMagic)-len(footer)) + tableMagic
	text, err := Text([]byte(data), snappy, func(string, []byte) bool { return true })
	if err != pairs.ErrBound || len(text) == 0 || len(text) > pairs.MostText+len(data) {
		t.Errorf("%d bytes, %v", len(text), err)
	}
}

// Whatever the bytes, what is made of them is valid, and within its bounds.
func FuzzText(f *testing.F) {
	f.Add([]byte(sortedTable))
	f.Add([]byte(changes))
	f.Fuzz(func(t *testing.T, data []byte) {
		held := func(string, []byte) bool { return true }
		w := writer{Held: pairs.NewHeld(len(data), held), snappy: snappy}
		w.log(data) // without its sum
		text, _ := Text(data, snappy, held)
		if most := pairs.MostTimes * 4 * (len(data) + pairs.LookAtAll); len(text) > most || len(w.Bytes()) > most {
			t.Errorf("%d and %d bytes of %d", len(text), len(w.Bytes()), len(data))
		}
		if bytes.IndexByte(text, 0) >= 0 {
			t.Error("a text with NUL")
		}
	})
}
