package dataset

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What pyarrow 26 and fastavro 1.13 wrote of four rows.
const (
	wantPasswords = `password = "first"` + "\n" + `password = "second"` + "\n" + `password = "first"` + "\n"
	wantKeys      = `settings.key = "k0"` + "\n" + `settings.key = "k1"` + "\n" + `settings.key = "k2"` + "\n" + `settings.key = "k3"` + "\n"
	wantTags      = `tags = "a"` + "\n" + `tags = "b"` + "\n" + `tags = "a"` + "\n" + `tags = "b"` + "\n" + `tags = "a"` + "\n" + `tags = "b"` + "\n"
	wantAvro      = `password = "first"
key = "k0"

key = "k1"
tags = "a"
tags = "b"

password = "second"
key = "k2"
key = "deep"
tags = "a"
tags = "b"

password = "first"
key = "k3"
tags = "a"
tags = "b"
pin = "1234"

`
)

// unpack undoes what the standard library can.
func unpack(dst []byte, packing Packing, block []byte, most int) ([]byte, error) {
	var r io.Reader
	switch packing {
	case Gzip:
		z, err := gzip.NewReader(bytes.NewReader(block))
		if err != nil {
			return dst, err
		}
		r = z
	case Deflate:
		r = flate.NewReader(bytes.NewReader(block))
	default:
		return dst, errors.New("not here")
	}
	b := bytes.NewBuffer(dst)
	_, err := b.ReadFrom(io.LimitReader(r, int64(most)))
	return b.Bytes(), err
}

// read returns the texts of a file by their names, and what is no text under held.
func read(data []byte) (texts map[string]string, err error) {
	texts = map[string]string{}
	err = Text(data, unpack,
		func(name string, text []byte) bool { texts[name] += string(text); return true },
		func(name string, value []byte) bool { texts["held"] += name + ":" + string(value); return true })
	return texts, err
}

func file(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestText(t *testing.T) {
	for name, want := range map[string]map[string]string{
		"plain.parquet": {"password": wantPasswords, "settings.key": wantKeys, "tags": wantTags},
		"delta.parquet": {"password": wantPasswords, "settings.key": wantKeys, "tags": wantTags},
		"gzip.parquet": {"password": `password = "first"` + "\n" + `password = "second"` + "\n", "settings.key": wantKeys,
			"tags": `tags = "a"` + "\n" + `tags = "b"` + "\n"}, // of a dictionary
		"null.avro":    {"text": wantAvro, "held": "x:\x00\x01\x02x:\x00\x01\x02x:\x00\x01\x02x:\x00\x01\x02"},
		"deflate.avro": {"text": wantAvro},
	} {
		data := file(t, name)
		got, err := read(data)
		for column, text := range want {
			if got[column] != text || err != nil {
				t.Errorf("%s: %s: %q, %v, want %q", name, column, got[column], err, text)
			}
		}
		for n := range len(data) { // cut off anywhere
			if got, err := read(data[:n]); err == nil && len(got) > 0 && strings.HasSuffix(name, ".parquet") {
				t.Errorf("%s of %d bytes: %q", name, n, got)
			}
		}
	}
}

// TestUnknown: what is packed in a way that nobody undoes is told.
func TestUnknown(t *testing.T) {
	for _, name := range []string{"brotli.parquet", "zstandard.avro"} {
		if got, err := read(file(t, name)); err != ErrBroken || got["password"] != "" {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// TestBrokenHeads: what breaks in the middle of a structure ends; there once were bytes left that nobody read on.
func TestBrokenHeads(t *testing.T) {
	for _, name := range []string{"plain.parquet", "gzip.parquet", "null.avro"} {
		data := file(t, name)
		for at := len(magicAvro); at < len(data); at++ {
			for _, c := range []byte{0x00, 0x1d, 0x3d, 0xff} { // 0x1d is a field of no type
				damaged := bytes.Clone(data)
				damaged[at] = c
				if got, _ := read(damaged); len(got) > 10 {
					t.Errorf("%s, %d: %v", name, at, got)
				}
			}
		}
	}
}

// zigzag is numbers as Avro writes them.
func zigzag(values ...int64) string {
	var b []byte
	for _, v := range values {
		b = binary.AppendVarint(b, v)
	}
	return string(b)
}

// avroOf is a file with a block of so many values.
func avroOf(schema string, count int64, values string) []byte {
	const sync = "0123456789abcdef"
	sized := func(s string) string { return zigzag(int64(len(s))) + s }
	return []byte(magicAvro + zigzag(1) + sized("avro.schema") + sized(schema) + zigzag(0) + sync + zigzag(count) + sized(values) + sync)
}

// TestHostileAvro: schemas that lead to themselves, and values that take no bytes, come to an end.
func TestHostileAvro(t *testing.T) {
	var wide strings.Builder // each record holds the next one twice
	for range 30 {
		wide.WriteString(`{"type":"record","name":"r` + strings.Repeat("x", wide.Len()%97) + `","fields":[{"name":"a","type":`)
	}
	for name, test := range map[string]struct {
		data []byte
		want error
	}{
		"itself":             {avroOf(`{"type":"record","name":"R","fields":[{"name":"a","type":"R"}]}`, 1, ""), ErrBroken},
		"of nothing":         {avroOf(`"null"`, 1<<60, ""), ErrBound},
		"a list of nothing":  {avroOf(`{"type":"array","items":"null"}`, 1, zigzag(1<<60, 0)), ErrBound},
		"less than nothing":  {avroOf(`{"type":"array","items":"long"}`, 1, zigzag(-1<<63, 1<<40, 1)), ErrBroken},
		"no such branch":     {avroOf(`["null","string"]`, 1, zigzag(7)), ErrBroken},
		"no such type":       {avroOf(`"R"`, 1, ""), ErrBroken},
		"no schema":          {avroOf(wide.String(), 1, ""), ErrBroken},
		"longer than it is":  {avroOf(`"string"`, 1, zigzag(1<<50)), ErrBroken},
		"a part of nothing":  {avroOf(`{"type":"fixed","name":"F","size":-1}`, 1, ""), ErrBroken},
		"a list of anything": {avroOf(`{"type":"array"}`, 1, ""), ErrBroken},
	} {
		if got, err := read(test.data); err != test.want || len(got) > 0 {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// TestNumbers: an example of the format's description (Encodings.md), and what is said to be longer than it is.
func TestNumbers(t *testing.T) {
	r := reader{data: []byte("\x08\x01\x05\x02\x02\x00\x00\x00\x00")} // 1 to 5 in a block of 8
	if got := r.numbers(); len(got) != 5 || got[0] != 1 || got[4] != 5 || r.broken {
		t.Errorf("%v", got)
	}
	for _, data := range []string{"\x08\x01\xff\xff\xff\x0f\x02", "\x08\x00\x05\x02", "\x08\x01\x05\x02\x02\x21", "\x08\x03\x05\x02", ""} {
		r := reader{data: []byte(data)}
		if got := r.numbers(); !r.broken || len(got) > 5 {
			t.Errorf("%q: %v", data, got)
		}
	}
}

func FuzzText(f *testing.F) {
	names, err := filepath.Glob("testdata/*.*")
	if err != nil || len(names) == 0 {
		f.Fatal(names, err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add(avroOf(`{"type":"array","items":"null"}`, 1, zigzag(1<<60, 0)))
	f.Fuzz(func(t *testing.T, data []byte) {
		pieces := 0
		_ = Text(data, unpack, func(string, []byte) bool { pieces++; return pieces < 100 }, func(string, []byte) bool { return true })
	})
}
