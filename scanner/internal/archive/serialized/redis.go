package serialized

import "bytes"

// Dumps of Redis (RDB, of versions up to that of Redis 7.2; src/rdb.c, src/ziplist.c, src/listpack.c of Redis): keys with their values, and fields of hashes.

const (
	redisMagic   = "REDIS"
	redisVersion = 4 // digits

	redisEnd      = 0xff
	redisDatabase = 0xfe
	redisSeconds  = 0xfd
	redisMillis   = 0xfc
	redisSizes    = 0xfb
	redisAside    = 0xfa
	redisUsed     = 0xf9
	redisIdle     = 0xf8
	redisLibrary  = 0xf5

	redisString    = 0
	redisList      = 1
	redisSet       = 2
	redisScored    = 3
	redisHash      = 4
	redisScored2   = 5
	redisHashMap   = 9
	redisListZip   = 10
	redisInts      = 11
	redisScoredZip = 12
	redisHashZip   = 13
	redisQuick     = 14
	redisHashPack  = 16
	redisScorePack = 17
	redisQuick2    = 18
	redisSetPack   = 20
	redisStream    = 15
	redisStream2   = 19
	redisStream3   = 21
)

func isRedis(data []byte) bool {
	return len(data) > len(redisMagic)+redisVersion && string(data[:len(redisMagic)]) == redisMagic &&
		len(bytes.Trim(data[len(redisMagic):][:redisVersion], "0123456789")) == 0
}

// dump is a dump that is read. What is not valid ends it.
type dump struct {
	*writer
	cursor
}

func redis(w *writer, data []byte) {
	d := dump{w, cursor{tree{data: data}, len(redisMagic) + redisVersion}}
	for d.at >= 0 && d.at < len(data) && !w.Full() {
		switch op := data[d.at]; op {
		case redisEnd:
			return
		case redisDatabase, redisIdle:
			d.at++
			d.length()
		case redisSizes:
			d.at++
			d.length()
			d.length()
		case redisSeconds:
			d.leave(1 + 4)
		case redisMillis:
			d.leave(1 + 8)
		case redisUsed:
			d.leave(1 + 1)
		case redisAside:
			d.at++
			name := d.string()
			d.member(name, d.string())
		case redisLibrary:
			d.at++
			d.member(nil, d.string())
		default:
			d.at++
			d.value(op, d.string())
		}
	}
	w.Broken = w.Broken || d.at < 0
}

// leave goes on by some bytes.
func (d *dump) leave(n int) {
	if d.at >= 0 {
		d.at = d.after(d.at, n)
	}
}

// head reads what stands in front of a string: its length, or how it is written.
func (d *dump) head() (n int, special bool) {
	if d.at < 0 || d.at >= len(d.data) {
		d.at = -1
		return 0, false
	}
	c := int(d.data[d.at])
	width := 0
	switch {
	case c < 0x40:
		d.at++
		return c, false
	case c < 0x80:
		n = d.big(d.at, 2) & 0x3fff
		d.leave(2)
		return n, false
	case c == 0x80:
		width = 4
	case c == 0x81:
		width = 8
	case c >= 0xc0:
		d.at++
		return c & 0x3f, true
	}
	n = d.big(d.at+1, width)
	if d.leave(1 + width); width == 0 {
		d.at = -1
	}
	return n, false
}

// length reads a number: how many of something follow. One of more than 31 bits is less than 0.
func (d *dump) length() int {
	n, special := d.head()
	if special {
		d.at = -1
	}
	return n
}

// string reads a text or bytes, nothing of a number.
func (d *dump) string() []byte {
	n, special := d.head()
	switch {
	case !special:
		return d.part(n)
	case n < 3: // numbers of 1, 2 or 4 bytes
		d.leave(1 << n)
	case n == 3:
		packed, size := d.length(), d.length()
		return d.Looked(unLZF(d.part(packed), size))
	default:
		d.at = -1
	}
	return nil
}

// part reads some bytes.
func (d *dump) part(n int) []byte {
	b := d.take(n)
	if b != nil {
		d.Looked(b)
	}
	return b
}

// value reads what a key has.
func (d *dump) value(kind byte, key []byte) {
	switch kind {
	case redisString:
		d.member(key, d.string())
	case redisList, redisSet:
		d.each(func() { d.member(nil, d.string()) })
	case redisScored:
		d.each(func() {
			d.member(nil, d.string())
			if n := d.part(1); len(n) > 0 && n[0] < 253 { // others are no numbers
				d.leave(int(n[0]))
			}
		})
	case redisScored2:
		d.each(func() {
			d.member(nil, d.string())
			d.leave(8)
		})
	case redisHash:
		d.each(func() {
			name := d.string()
			d.member(name, d.string())
		})
	case redisInts:
		d.string()
	case redisListZip, redisScoredZip:
		zipped(d.string(), d.unnamed)
	case redisHashZip:
		zipped(d.string(), inPairs(d.member))
	case redisHashMap:
		mapped(d.string(), inPairs(d.member))
	case redisSetPack, redisScorePack:
		listed(d.string(), d.unnamed)
	case redisHashPack:
		listed(d.string(), inPairs(d.member))
	case redisQuick:
		d.each(func() { zipped(d.string(), d.unnamed) })
	case redisQuick2:
		d.each(func() {
			plain := d.length() == 1
			if b := d.string(); plain {
				d.unnamed(b)
			} else {
				listed(b, d.unnamed)
			}
		})
	case redisStream, redisStream2, redisStream3:
		d.stream(kind)
	default:
		d.at = -1
	}
}

// stream reads entries of a stream, and who reads them.
func (d *dump) stream(kind byte) {
	skip := func(lengths int) {
		for ; lengths > 0; lengths-- {
			d.length()
		}
	}
	d.each(func() {
		d.string() // the first id
		listed(d.string(), d.unnamed)
	})
	skip(3)
	if kind >= redisStream2 {
		skip(5)
	}
	d.each(func() {
		d.string()
		skip(2)
		if kind >= redisStream2 {
			skip(1)
		}
		d.each(func() {
			d.leave(16 + 8)
			skip(1)
		})
		d.each(func() {
			d.string()
			d.leave(8)
			if kind >= redisStream3 {
				d.leave(8)
			}
			d.each(func() { d.leave(16) })
		})
	})
}

// each reads as many as the next number says.
func (d *dump) each(read func()) {
	for n := d.length(); n > 0 && d.at >= 0 && !d.Full(); n-- {
		read()
	}
}

func (d *dump) unnamed(b []byte) { d.member(nil, b) }

// mapped yields the names and values of a zipmap (src/zipmap.c), in which some bytes may be free behind a value.
func mapped(b []byte, yield func([]byte)) {
	const long = 0xfe
	t := tree{data: b}
	for at, isValue := 1, false; at < len(b) && b[at] != redisEnd; isValue = !isValue {
		size := int(b[at])
		if at++; size == long {
			n, ok := t.bytes(at, 4)
			if !ok {
				return
			}
			size = number(n)
			at += 4
		}
		free := 0
		if isValue && at < len(b) {
			free = int(b[at])
			at++
		}
		s, ok := t.bytes(at, size)
		if !ok {
			return
		}
		yield(s)
		at += size + free
	}
}

// zipped yields the strings of a ziplist, nothing for numbers.
func zipped(b []byte, yield func([]byte)) {
	const head = 4 + 4 + 2
	t := tree{data: b}
	for at := head; at < len(b) && b[at] != redisEnd; {
		if b[at] == 0xfe { // how long the one in front is
			at += 4
		}
		if at++; at >= len(b) {
			return
		}
		c := b[at]
		at++
		size := 0
		switch {
		case c < 0x40:
			size = int(c)
		case c < 0x80:
			size = t.big(at-1, 2) & 0x3fff
			at++
		case c == 0x80:
			size = t.big(at, 4)
			at += 4
		default:
			at += map[byte]int{0xc0: 2, 0xd0: 4, 0xe0: 8, 0xf0: 3, 0xfe: 1}[c]
			yield(nil)
			continue
		}
		s, ok := t.bytes(at, size)
		if !ok {
			return
		}
		yield(s)
		at += size
	}
}

// listed yields the strings of a listpack, nothing for numbers.
func listed(b []byte, yield func([]byte)) {
	const head = 4 + 2
	t := tree{data: b}
	for at := head; at < len(b) && b[at] != redisEnd; {
		c := b[at]
		begin, size, isText := at, 0, true
		at++
		switch {
		case c < 0x80:
			isText = false
		case c < 0xc0:
			size = int(c & 0x3f)
		case c < 0xe0:
			at, isText = at+1, false
		case c < 0xf0:
			size = t.big(at-1, 2) & 0x0fff
			at++
		case c == 0xf0:
			if n, ok := t.bytes(at, 4); ok {
				size = number(n)
			}
			at += 4
		default:
			at, isText = at+map[byte]int{0xf1: 2, 0xf2: 3, 0xf3: 4, 0xf4: 8}[c], false
		}
		s, ok := t.bytes(at, size)
		if !ok {
			return
		}
		if isText {
			yield(s)
		} else {
			yield(nil)
		}
		at += size
		for n := at - begin; n > 0; n >>= 7 { // the length again, for who reads backwards
			at++
		}
	}
}

// unLZF returns what LZF (liblzf) packed, as far as it is valid, up to size bytes.
func unLZF(b []byte, size int) (out []byte) {
	for len(b) > 0 && len(out) < size {
		c := int(b[0])
		b = b[1:]
		if c < 32 { // as they are
			n := min(c+1, len(b))
			out, b = append(out, b[:n]...), b[n:]
			continue
		}
		n := c >> 5
		if n == 7 && len(b) > 0 {
			n, b = n+int(b[0]), b[1:]
		}
		if len(b) == 0 {
			break
		}
		from := len(out) - (c&0x1f)<<8 - int(b[0]) - 1
		if b = b[1:]; from < 0 {
			break
		}
		for n += 2; n > 0; n-- {
			out = append(out, out[from])
			from++
		}
	}
	return out
}
