package capture

import (
	"encoding/binary"
	"net/netip"
)

// Kinds of links (https://www.tcpdump.org/linktypes.html).
const (
	linkLoop     = 0
	linkEthernet = 1
	linkRaw12    = 12
	linkRaw14    = 14
	linkRaw      = 101
	linkLoop108  = 108
	linkLinux    = 113
	linkLinux2   = 276
)

const (
	ofTCP    = 6
	mostTags = 4 // of networks in one, in front of a packet
	mostMore = 8 // heads of IP of version 6
)

// segment is a part of a stream, as a packet tells it.
type segment struct {
	from, to netip.AddrPort
	number   uint32
	begins   bool // a connection begins
	at, size int  // in the file
}

// network returns where a packet begins without what a link puts in front of it.
func network(link int, p []byte) []byte {
	skip := 0
	switch link {
	case linkRaw, linkRaw12, linkRaw14:
	case linkLoop, linkLoop108:
		skip = 4
	case linkLinux:
		skip = 16
	case linkLinux2:
		skip = 20
	case linkEthernet:
		skip = 14
		for range mostTags {
			if len(p) < skip+4 {
				return nil
			}
			if t := binary.BigEndian.Uint16(p[skip-2:]); t != 0x8100 && t != 0x88a8 {
				break
			}
			skip += 4
		}
	default:
		return nil
	}
	return p[min(skip, len(p)):]
}

// segmentOf reads a packet of TCP, which ends where its network's head says; at is where it is in the file.
func segmentOf(p []byte, at int) (s segment, ok bool) {
	if len(p) < 20 {
		return s, false
	}
	var from, to netip.Addr
	size, kind := 20, p[9]
	switch p[0] >> 4 {
	case 4:
		if binary.BigEndian.Uint16(p[6:])&0x1fff != 0 { // a later part of a packet
			return s, false
		}
		from, to = netip.AddrFrom4([4]byte(p[12:])), netip.AddrFrom4([4]byte(p[16:]))
		if all := int(binary.BigEndian.Uint16(p[2:])); all > 0 { // 0 where a network's device cuts packets itself
			p = p[:min(all, len(p))]
		}
		size = int(p[0]&15) * 4
	case 6:
		if size = 40; len(p) < size {
			return s, false
		}
		from, to = netip.AddrFrom16([16]byte(p[8:])), netip.AddrFrom16([16]byte(p[24:]))
		if all := int(binary.BigEndian.Uint16(p[4:])); all > 0 {
			p = p[:min(size+all, len(p))]
		}
		kind = p[6]
		for range mostMore {
			if kind != 0 && kind != 43 && kind != 60 || len(p) < size+8 {
				break
			}
			kind, size = p[size], size+8*(1+int(p[size+1]))
		}
	default:
		return s, false
	}
	if kind != ofTCP || len(p) < size+20 {
		return s, false
	}
	t := p[size:]
	data := int(t[12]>>4) * 4
	if data < 20 || data > len(t) {
		return s, false
	}
	return segment{
		from:   netip.AddrPortFrom(from, binary.BigEndian.Uint16(t)),
		to:     netip.AddrPortFrom(to, binary.BigEndian.Uint16(t[2:])),
		number: binary.BigEndian.Uint32(t[4:]),
		begins: t[13]&2 != 0,
		at:     at + size + data, size: len(t) - data,
	}, true
}
