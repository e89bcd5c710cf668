package archivetest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
	"unicode/utf16"
)

// Containers that no library of ours writes. Members are given as name, text, name, text …

// Ar is an archive of ar, with long names as on BSD.
func Ar(members ...string) []byte {
	b := bytes.NewBufferString("!<arch>\n")
	for ; len(members) > 0; members = members[2:] {
		name, text := members[0], members[1]
		if len(name) > 15 {
			name, text = fmt.Sprintf("#1/%d", len(name)), name+text
		}
		fmt.Fprintf(b, "%-16s%-12d%-6d%-6d%-8o%-10d`\n%s", name, 0, 0, 0, 0o100644, len(text), text)
		if len(text)&1 == 1 {
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
}

// Cpio is an archive of cpio in its "newc" format.
func Cpio(members ...string) []byte {
	const file = 0o100644 // type and permissions
	var b bytes.Buffer
	align := func() { b.Write(make([]byte, -b.Len()&3)) }
	for members = append(members, "TRAILER!!!", ""); len(members) > 0; members = members[2:] {
		name, text := members[0], members[1]
		fmt.Fprintf(&b, "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", 1, file, 0, 0, 1, 0, len(text), 0, 0, 0, 0,
			len(name)+1, 0)
		b.WriteString(name + "\x00")
		align()
		b.WriteString(text)
		align()
	}
	return b.Bytes()
}

// Rpm is a package with texts in its two headers, and a payload behind them.
func Rpm(signature, header string, payload []byte) []byte {
	b := bytes.NewBufferString("\xed\xab\xee\xdb\x03\x00")
	b.Write(make([]byte, 96-b.Len()))
	for i, text := range []string{signature, header} {
		b.WriteString("\x8e\xad\xe8\x01\x00\x00\x00\x00")
		_ = binary.Write(b, big, []uint32{0, uint32(len(text))}) // bytes.Buffer takes it
		b.WriteString(text)
		if i == 0 {
			b.Write(make([]byte, -len(text)&7))
		}
	}
	b.Write(payload)
	return b.Bytes()
}

// SevenZip is a 7z with one member, which is not compressed and, like its name, shorter than 128 bytes; its sums are left out.
func SevenZip(name, text string) []byte {
	var wide []byte
	for _, u := range utf16.Encode([]rune(name + "\x00")) {
		wide = little.AppendUint16(wide, u)
	}
	head := []byte{1, 4, 6, 0, 1, 9, byte(len(text)), 0}  // one packed stream
	head = append(head, 7, 0x0b, 1, 0, 1, 1, 0)           // one folder with one coder, that copies
	head = append(head, 0x0c, byte(len(text)), 0, 0)      // the size that it gives
	head = append(head, 5, 1, 0x11, byte(len(wide)+1), 0) // one file
	head = append(append(head, wide...), 0, 0)            // its name
	b := append([]byte("7z\xbc\xaf\x27\x1c\x00\x04"), 0, 0, 0, 0)
	b = little.AppendUint64(b, uint64(len(text)))
	b = little.AppendUint64(b, uint64(len(head)))
	b = append(b, 0, 0, 0, 0)
	return append(append(b, text...), head...)
}

// Asar is an archive of Electron.
func Asar(members ...string) []byte {
	files, body := "", ""
	for i := 0; i < len(members); i += 2 {
		files += fmt.Sprintf(",%q:{\"size\":%d,\"offset\":\"%d\"}", members[i], len(members[i+1]), len(body))
		body += members[i+1]
	}
	head := `{"files":{"app":{"files":{` + files[1:] + "}}}}"
	pad := -len(head) & 3
	b := little.AppendUint32(nil, 4)
	for _, n := range []int{len(head) + pad + 8, len(head) + pad + 4, len(head)} {
		b = little.AppendUint32(b, uint32(n))
	}
	return append(append(append(b, head...), make([]byte, pad)...), body...)
}

// PNG is a picture with one chunk besides those that it must have.
func PNG(kind, body string) string {
	chunk := func(kind, body string) string {
		sum := crc32.ChecksumIEEE([]byte(kind + body))
		return string(big.AppendUint32(nil, uint32(len(body)))) + kind + body + string(big.AppendUint32(nil, sum))
	}
	return "\x89PNG\r\n\x1a\n" + chunk("IHDR", "\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00") + chunk(kind, body) +
		chunk("IDAT", string(Zlib("\x00\x00"))) + chunk("IEND", "")
}

// Uuencode writes lines of uuencode.
func Uuencode(text string) string {
	var b bytes.Buffer
	letter := func(v byte) { b.WriteByte(' ' + v&63) }
	for line := range slices.Chunk([]byte(text), 45) {
		letter(byte(len(line)))
		for group := range slices.Chunk(line, 3) {
			var g [3]byte
			copy(g[:], group)
			letter(g[0] >> 2)
			letter(g[0]<<4 | g[1]>>4)
			letter(g[1]<<2 | g[2]>>6)
			letter(g[2])
		}
		b.WriteByte('\n')
	}
	return b.String()
}
