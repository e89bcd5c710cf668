package archive

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
)

// elf is a program of 64 bits whose only part ends with body.
func elf(body string) string {
	b := make([]byte, elfHead+0x38)
	copy(b, "\x7fELF\x02\x01\x01")
	binary.LittleEndian.PutUint64(b[elfPartsAt:], elfHead)
	binary.LittleEndian.PutUint16(b[0x36:], 0x38)
	binary.LittleEndian.PutUint16(b[0x38:], 1)
	binary.LittleEndian.PutUint64(b[elfHead+0x20:], uint64(len(b)+len(body)))
	return string(b) + body
}

// exe is a program of Windows with one section, which is body.
func exe(body string) string {
	b := make([]byte, peHeadAt+4+peHead+peSection)
	copy(b, "MZ")
	binary.LittleEndian.PutUint32(b[peHeadAt:], peHeadAt+4)
	copy(b[peHeadAt+4:], "PE\x00\x00")
	binary.LittleEndian.PutUint16(b[peHeadAt+4+6:], 1)
	section := b[peHeadAt+4+peHead:]
	binary.LittleEndian.PutUint32(section[16:], uint32(len(body)))
	binary.LittleEndian.PutUint32(section[20:], uint32(len(b)))
	return string(b) + body
}

const inStub = "token = \"behind a program\"\n"

func TestStubs(t *testing.T) {
	const script = "#!/bin/sh\ntail -n +4 \"$0\" | tar xz\nexit\n"
	tgz := string(gzipOf(t, tarOf(t, file{"b.txt", inStub})))
	seven := "7z\xbc\xaf\x27\x1c\x00\x04"
	padded := strings.Repeat("\x90\x00", 40)
	for name, c := range map[string]struct {
		data, path string
	}{
		"a script":                   {script + tgz, "c!b.txt"},
		"a script, tar":              {script + string(tarOf(t, file{"b.txt", inStub})), "c!b.txt"},
		"a script, xz":               {script + string(xzOf(t, []byte(inStub))), "c!c"},
		"a script, bzip2":            {script + string(bzip2Of(t)), "c!c"},
		"a program":                  {elf(padded) + tgz, "c!b.txt"},
		"a program of Windows":       {exe(padded) + tgz, "c!b.txt"},
		"settings in front":          {exe(padded) + ";!@Install@!UTF-8!\nTitle=\"x\"\n;!@InstallEnd@!" + tgz, "c!b.txt"},
		"a zip that is signed":       {exe(padded) + string(zipOf(t, zip.Deflate, file{"b.txt", inStub})) + strings.Repeat("s", 300), "c!b.txt"},
		"in the data":                {elf(padded + tgz + padded), "c!gzip 200!b.txt"},
		"in the data, one text":      {elf(padded + string(gzipOf(t, []byte(inStub))) + string(gzipOf(t, []byte("text"))) + padded), "c!gzip 200"},
		"in the data and behind":     {elf(padded+string(gzipOf(t, []byte(inStub)))) + tgz, "c!gzip 200"},
		"marks that are none":        {elf(padded+strings.Repeat(gzipHead, 20)+strings.Repeat(gzipHead+"\x00", 20)) + tgz, "c!b.txt"},
		"behind what 7-Zip may hold": {elf(padded+seven+padded) + tgz, "c!b.txt"},
	} {
		if strings.HasSuffix(name, "bzip2") {
			if got := walk(t, "c", []byte(c.data), Limits{}); len(got.order) != 1 || len(got.gaps) > 0 {
				t.Errorf("%s: %q, %v", name, got.order, got.gaps)
			}
			continue
		}
		got := walk(t, "c", []byte(c.data), Limits{})
		if got.texts[c.path] != inStub || len(got.gaps) > 0 {
			t.Errorf("%s: %s is missing in %q: %v", name, c.path, got.order, got.gaps)
		}
		streamed := walked{texts: map[string]string{}}
		must(t, WalkStream(t.Context(), "c", strings.NewReader(c.data), Limits{}, nil, streamed.member, streamed.told))
		if !strings.HasPrefix(name, "in the data") && streamed.texts[c.path] != inStub || len(streamed.gaps) > 0 {
			t.Errorf("%s, as a stream: %s is missing in %q: %v", name, c.path, streamed.order, streamed.gaps)
		}
		if strings.HasSuffix(name, "and behind") && streamed.texts["c!b.txt"] != inStub {
			t.Errorf("%s, as a stream: %q", name, streamed.order)
		}
		inside := zipOf(t, zip.Deflate, file{"a", c.data}, file{"z", "last"})
		got = walk(t, "c", inside, Limits{})
		if path := "c!a" + strings.Replace(strings.TrimPrefix(c.path, "c"), "!c", "!a", 1); got.texts[path] != inStub || got.texts["c!z"] != "last" {
			t.Errorf("%s, in a zip: %s is missing in %q: %v", name, path, got.order, got.gaps)
		}
	}
}

// What is packed in a way that is not read is told.
func TestStubsThatAreTold(t *testing.T) {
	for data, why := range map[string]string{
		exe("text") + "MSCF\x00\x00\x00\x00" + strings.Repeat("\x00", 20):                         "holds something that is a cabinet of Windows: what is compressed in it is not read",
		exe("text") + "\x00\x00\x00\x00\xef\xbe\xad\xdeNullsoftInst" + strings.Repeat("\x00", 20): "holds something that is an installer of NSIS: what is compressed in it is not read",
		elf("text") + "hsqs\x01\x00\x00\x00" + strings.Repeat("\x00", 20):                         "holds something that is a squashfs file system: what is compressed in it is not read",
		elf(strings.Repeat(gzipHead+"\x00", mostStreams+1)):                                       errStreams.Error(),
		elf("\x00UPX!\x00" + strings.Repeat("x", 99)):                                             errUPX.Error(),
		elf("text") + "\x00" + pyInstallerMark + strings.Repeat("x", 80):                          errPyInstaller.Error(),
		"#!/bin/sh\nexit\n" + string(gzipOf(t, []byte(inStub)))[:40] + strings.Repeat("\x00", 30): "",
	} {
		got := walk(t, "c", []byte(data), Limits{})
		if len(got.gaps) != 1 || why != "" && got.gaps[0].Why != why {
			t.Errorf("%q: %v", data, got.gaps)
		}
	}
}

func TestNoStubs(t *testing.T) {
	for _, data := range []string{
		"#!/bin/sh\nexit\n" + strings.Repeat("echo\n", 100), "#!/bin/sh\nexit\n" + strings.Repeat("\x00\n", 100), elf("text"), exe("text"), elf("text") + "more",
		"MZ" + strings.Repeat("\xff", 100), "\x7fELF\x02\x01" + strings.Repeat("\xff", 100), "\x7fELF\x01\x01" + strings.Repeat("\xff", 100),
	} {
		if got := walk(t, "c", []byte(data), Limits{}); len(got.order)+len(got.gaps) > 0 {
			t.Errorf("%q: %q, %v", data, got.order, got.gaps)
		}
	}
}

func FuzzStub(f *testing.F) {
	tgz := string(gzipOf(f, tarOf(f, someFiles...)))
	for _, data := range []string{
		"#!/bin/sh\nexit\n" + tgz, elf("text"+tgz) + tgz, exe("text") + string(zipOf(f, zip.Deflate, someFiles...)) + "signature", exe("text") + string(bytes.Repeat([]byte(gzipHead), 9)),
	} {
		f.Add([]byte(data))
	}
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data) })
}
