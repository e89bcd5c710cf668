package leveldb

import (
	"encoding/binary"
	"hash/crc32"
)

// Logs (doc/log_format.md): blocks of records, parts of which may lie in several blocks. Together they are a batch of changes.
const (
	logBlock  = 32 << 10
	logHead   = 4 + 2 + 1 // a sum, a length, a type
	logFull   = 1
	logFirst  = 2
	logLast   = 4
	batchHead = 8 + 4 // the number of the first change, and how many there are
	deletion  = 0
	change    = 1

	mostChanges = 1 << 24
)

// isLog reports whether data begins with a record of changes that matches its sum.
func isLog(data []byte) bool {
	if len(data) < logHead+batchHead+1 || data[6] != logFull && data[6] != logFirst {
		return false
	}
	size := int(binary.LittleEndian.Uint16(data[4:]))
	count, tag := binary.LittleEndian.Uint32(data[logHead+8:]), data[logHead+batchHead]
	if size <= batchHead || size > logBlock-logHead || size > len(data)-logHead || count == 0 || count > mostChanges || tag > change {
		return false
	}
	const mask = 0xa282ead8 // doc/log_format.md: a sum of bytes that hold sums
	sum := crc32.Checksum(data[6:logHead+size], crc32.MakeTable(crc32.Castagnoli))
	return (sum>>15|sum<<17)+mask == binary.LittleEndian.Uint32(data)
}

func (w *writer) log(data []byte) {
	var batch []byte
	for ; len(data) > 0; data = data[min(logBlock, len(data)):] {
		block := data[:min(logBlock, len(data))]
		for len(block) > logHead && !w.Full() {
			size, kind := int(binary.LittleEndian.Uint16(block[4:])), block[6]
			if kind == 0 || size > len(block)-logHead {
				w.Broken = w.Broken || kind != 0
				break
			}
			if kind == logFull || kind == logFirst {
				batch = batch[:0]
			}
			batch = append(batch, block[logHead:logHead+size]...)
			if block = block[logHead+size:]; kind == logFull || kind == logLast {
				w.batch(batch)
			}
		}
	}
}

// batch adds what some changes put.
func (w *writer) batch(b []byte) {
	for b = b[min(batchHead, len(b)):]; len(b) > 0 && !w.Full(); {
		tag := b[0]
		key, rest, ok := counted(b[1:])
		if b = rest; !ok || tag > change {
			return
		}
		if tag == deletion {
			continue
		}
		value, rest, ok := counted(b)
		if b = rest; !ok {
			return
		}
		w.put(key, value)
	}
}
