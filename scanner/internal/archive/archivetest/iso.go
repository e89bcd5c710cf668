package archivetest

// ISO is an image in ISO 9660 with one file in a folder DIR, which is called name by Rock Ridge if rock is true, else as in capitals with a
// version. The name is shorter than 100 bytes.
func ISO(name, text string, rock bool) []byte {
	const sector = 2048
	record := func(at, size int, flags byte, name, system string) []byte {
		b := make([]byte, 33, 256)
		little.PutUint32(b[2:], uint32(at))
		big.PutUint32(b[6:], uint32(at))
		little.PutUint32(b[10:], uint32(size))
		big.PutUint32(b[14:], uint32(size))
		b[25], b[32] = flags, byte(len(name))
		b = append(b, name...)
		if len(name)%2 == 0 {
			b = append(b, 0)
		}
		b = append(b, system...)
		if len(b)%2 > 0 {
			b = append(b, 0)
		}
		b[0] = byte(len(b))
		return b
	}
	folder := func(entries ...[]byte) []byte {
		var b []byte
		for _, e := range entries {
			b = append(b, e...)
		}
		return append(b, make([]byte, sector-len(b))...)
	}
	const root, inner, body = 18, 19, 20
	image := make([]byte, root*sector)
	first, last := image[16*sector:], image[17*sector:]
	copy(first, "\x01CD001\x01")
	little.PutUint16(first[128:], sector)
	copy(first[156:], record(root, sector, 2, "\x00", ""))
	copy(last, "\xffCD001\x01")
	called, system := name+";1", ""
	if rock {
		called, system = "FILE.;1", "RR\x05\x01\x08NM"+string([]byte{byte(5 + len(name)), 1, 0})+name
	}
	own, up := record(root, sector, 2, "\x00", ""), record(root, sector, 2, "\x01", "")
	image = append(image, folder(own, up, record(inner, sector, 2, "DIR", ""))...)
	image = append(image, folder(own, up, record(body, len(text), 0, called, system))...)
	image = append(image, text...)
	return append(image, make([]byte, sector-len(text)%sector)...)
}
