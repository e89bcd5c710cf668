package archivetest

import (
	"slices"
	"strings"
	"unicode/utf16"
)

// HermesText is a string of Hermes: where its bytes are among those of all, how many units it has.
type HermesText struct {
	At, Length int
	Wide, Long bool // in UTF-16; has an entry of its own
}

// Hermes is byte code of Hermes of a version with a function, whose head is that long, and strings in storage.
func Hermes(functionHead int, storage string, texts ...HermesText) []byte {
	return HermesCode(0, functionHead, "", "", "", storage, texts...)
}

// HermesCode is byte code of Hermes of a version, whose function has that code and whose literals have those buffers of keys and of values.
func HermesCode(version, functionHead int, code, keys, values, storage string, texts ...HermesText) []byte {
	var entries, long []byte
	for _, t := range texts {
		entry := flag(t.Wide, 1)
		if t.Long {
			entry |= len(long)/8<<1 | 0xff<<24
			long = append(long, words(t.At, t.Length)...)
		} else {
			entry |= t.At<<1 | t.Length<<24
		}
		entries = append(entries, words(entry)...)
	}
	const half, head = 1, 128
	tables := slices.Concat(words(half, -0x80000000+len(texts)-half, 0x1234), entries, long) // kinds in two runs, the hash of a name
	aligned := func(text string) string { return text + strings.Repeat("\x00", -len(text)&3) }
	behind := ""
	if code != "" {
		behind = aligned(storage) + aligned(keys) + aligned(values)
	} else {
		behind = storage
	}
	b := append([]byte("\xc6\x1f\xbc\x03\xc1\x03\x19\x1f"), words(version)...)
	b = append(b, make([]byte, 24)...)
	b = append(b, words(0, 1, 2, 1, len(texts), len(long)/8, len(storage), 0, 0, 0, 0, 0, len(keys), len(values))...)
	b = append(b, make([]byte, head-len(b))...)
	b = append(b, words(head+functionHead+len(tables)+len(behind), len(code), 0)...)
	b = append(b, make([]byte, functionHead-12)...)
	return append(append(append(b, tables...), behind...), code...)
}

// HermesBundle is byte code of Hermes with name=value among its strings.
func HermesBundle(name, value string) []byte {
	first, text := "no such thing", name+"="+value
	return Hermes(16, first+text+"read", HermesText{At: 0, Length: len(first)}, HermesText{At: len(first), Length: len(text)},
		HermesText{At: len(first) + len(text), Length: 4})
}

// Wide is a text in UTF-16.
func Wide(text string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		b = little.AppendUint16(b, u)
	}
	return string(b)
}

// Unity is metadata of Unity's IL2CPP with literals.
func Unity(version int, literals ...string) []byte {
	const head = 0x108
	all := strings.Join(literals, "")
	b := append([]byte("\xaf\x1b\xb1\xfa"), words(version, head, 8*len(literals), head+8*len(literals), len(all))...)
	b = append(b, make([]byte, head-len(b))...)
	at := 0
	for _, l := range literals {
		b = append(b, words(len(l), at)...)
		at += len(l)
	}
	return append(b, all...)
}

// UnityMetadata has name=value among its literals.
func UnityMetadata(name, value string) []byte {
	return Unity(29, "no such thing", name+"="+value, "read")
}
