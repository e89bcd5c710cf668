package leveldb

import "encoding/binary"

// Tables (doc/table_format.md): blocks of keys and values, and one of where these blocks are.
const (
	tableFooter = 48
	tableMagic  = "\x57\xfb\x80\x8b\x24\x75\x47\xdb"
	keyTail     = 8 // of a key: the number of the change and its type

	blockPlain  = 0
	blockSnappy = 1

	mostBlock = 16 << 20 // bytes of a block, decoded
	mostKey   = 64 << 10
)

func isTable(data []byte) bool {
	n := len(data) - len(tableMagic)
	return n >= tableFooter-len(tableMagic) && string(data[n:]) == tableMagic
}

func (w *writer) table(data []byte) {
	footer := data[len(data)-tableFooter:]
	_, _, footer, ok := handle(footer) // of what filters keys
	at, size, _, isIndex := handle(footer)
	if !ok || !isIndex {
		w.Broken = true
		return
	}
	index := append([]byte(nil), w.decoded(data, at, size)...)
	w.entries(index, func(_, where []byte) {
		if at, size, _, ok := handle(where); ok {
			w.entries(w.decoded(data, at, size), func(key, value []byte) {
				w.put(key[:max(0, len(key)-keyTail)], value)
			})
		}
	})
}

// handle reads where a block lies, and returns what follows.
func handle(b []byte) (at, size uint64, rest []byte, ok bool) {
	at, n := binary.Uvarint(b)
	if n <= 0 {
		return 0, 0, nil, false
	}
	size, m := binary.Uvarint(b[n:])
	if m <= 0 {
		return 0, 0, nil, false
	}
	return at, size, b[n+m:], true
}

// decoded returns a block, which is valid until the next call; nothing of one that is not valid.
func (w *writer) decoded(data []byte, at, size uint64) []byte {
	block := w.plain(data, at, size)
	w.Broken = w.Broken || block == nil
	return block
}

func (w *writer) plain(data []byte, at, size uint64) []byte {
	if at >= uint64(len(data)) || size >= uint64(len(data))-at || w.Full() {
		return nil
	}
	block, kind := data[at:at+size], data[at+size]
	switch kind {
	case blockPlain:
		return w.Looked(block)
	case blockSnappy:
		n, err := w.snappy.Length(block)
		if err != nil || n > mostBlock {
			return nil
		}
		if n > cap(w.block) {
			w.block = make([]byte, n)
		}
		w.Looked(w.block[:n])
		plain, err := w.snappy.Decode(w.block[:cap(w.block)], block)
		if err != nil {
			return nil
		}
		return plain
	}
	return nil
}

// entries goes through a block, each key of which begins like the one in front.
func (w *writer) entries(block []byte, yield func(key, value []byte)) {
	if len(block) < 4 {
		return
	}
	restarts := uint64(binary.LittleEndian.Uint32(block[len(block)-4:]))
	if restarts > uint64(len(block)/4-1) {
		return
	}
	block = block[:uint64(len(block))-4*(restarts+1)]
	var key []byte
	for len(block) > 0 && !w.Full() {
		var n [3]uint64 // bytes that the keys share, others of the key, of the value
		for i := range n {
			v, width := binary.Uvarint(block)
			if width <= 0 {
				return
			}
			n[i], block = v, block[width:]
		}
		if n[0] > uint64(len(key)) || n[1] > uint64(len(block)) || n[2] > uint64(len(block))-n[1] || n[0]+n[1] > mostKey {
			return
		}
		key = append(key[:n[0]], block[:n[1]]...)
		yield(key, block[n[1]:n[1]+n[2]])
		block = block[n[1]+n[2]:]
	}
}
