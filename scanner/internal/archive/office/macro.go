package office

import "bytes"

// macroStart is how the source of each module begins once it is compressed: its chunk's first literals.
const macroStart = "\x00Attribut"

// Macro returns the source of a module of Visual Basic, which lies compressed behind what was compiled of it
// (https://learn.microsoft.com/openspecs/office_file_formats/ms-ovba, 2.4.1); at most so many bytes.
func Macro(stream []byte, most int) (source []byte) {
	i := bytes.Index(stream, []byte(macroStart))
	if i < 3 || stream[i-3] != 1 {
		return nil
	}
	for chunks := stream[i-2:]; len(chunks) > 2 && len(source) < most; {
		head := int(chunks[0]) | int(chunks[1])<<8
		size := min(head&0xfff+3, len(chunks))
		if head>>12&7 != 3 {
			break
		}
		if head>>15 == 1 {
			source = macroChunk(source, chunks[2:size])
		} else {
			source = append(source, chunks[2:size]...)
		}
		chunks = chunks[size:]
	}
	return source[:min(len(source), most)]
}

const mostOfChunk = 4096 // bytes

// macroChunk appends what a chunk stands for: a byte with flags, then eight literals or copies of what the chunk gave.
func macroChunk(source, chunk []byte) []byte {
	start := len(source)
	for at := 0; at < len(chunk); {
		flags := chunk[at]
		at++
		for i := 0; i < 8 && at < len(chunk); i++ {
			if flags>>i&1 == 0 {
				source = append(source, chunk[at])
				at++
				continue
			}
			if at+1 == len(chunk) {
				return source
			}
			token := int(chunk[at]) | int(chunk[at+1])<<8
			at += 2
			offset, length := macroCopy(token, len(source)-start)
			if offset > len(source)-start || len(source)-start+length > mostOfChunk {
				return source
			}
			for range length {
				source = append(source, source[len(source)-offset])
			}
		}
	}
	return source
}

// macroCopy reads how far back a copy begins and how long it is; the further a chunk is decoded, the more bits the first takes.
func macroCopy(token, decoded int) (offset, length int) {
	bits := 4
	for 1<<bits < decoded {
		bits++
	}
	return token>>(16-bits) + 1, token&(1<<(16-bits)-1) + 3
}
