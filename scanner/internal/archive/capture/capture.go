// Package capture puts the streams of TCP in captures of a network (pcap, pcapng) together: what one side said to the other, in order, whichever packets it
// came in. All else is read where it lies.
//
//	capture.go  files, and the packets in them
//	packet.go   what a packet is of
//	stream.go   streams
//
// The bytes are hostile. A packet is remembered by 12 bytes, and of all streams together there are no more bytes than the file has.
package capture

import (
	"encoding/binary"
	"errors"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Errors of Streams. There may be streams, too.
var (
	ErrBound  = errors.New("has more packets than are read")
	ErrBroken = errors.New("is damaged or ends early")
)

const (
	magicNext = "\n\r\r\n" // of pcapng, whichever order its numbers have
	fileHead  = 24
	packetAt  = 16 // bytes in front of a packet
)

// orders are the orders of numbers in pcap by its magic (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html).
var orders = map[string]binary.ByteOrder{
	"\xd4\xc3\xb2\xa1": binary.LittleEndian, "\x4d\x3c\xb2\xa1": binary.LittleEndian, // the second tells time in nanoseconds
	"\xa1\xb2\xc3\xd4": binary.BigEndian, "\xa1\xb2\x3c\x4d": binary.BigEndian,
}

// Is reports whether data begins like a capture.
func Is(data []byte) bool {
	if len(data) < fileHead {
		return false
	}
	if order := orders[string(data[:4])]; order != nil {
		return order.Uint16(data[4:]) == 2 // version
	}
	return orderOfSection(data) != nil
}

// orderOfSection returns the order of numbers in a section of pcapng, nil if data does not begin with one.
func orderOfSection(data []byte) binary.ByteOrder {
	if len(data) < 12 || string(data[:4]) != magicNext {
		return nil
	}
	switch string(data[8:12]) {
	case "\x4d\x3c\x2b\x1a":
		return binary.LittleEndian
	case "\x1a\x2b\x3c\x4d":
		return binary.BigEndian
	}
	return nil
}

// Streams yields what each side of each connection said, under their addresses, and where in the file that is, in order; both are valid until yield
// returns. If that is false no more is read.
func Streams(data []byte, yield func(name string, stream []byte, at []pairs.Range) bool) error {
	if !Is(data) {
		return nil
	}
	s := streams{data: data, known: map[ends]int{}}
	var whole bool
	if order := orders[string(data[:4])]; order != nil {
		whole = s.packets(order)
	} else {
		whole = s.blocks()
	}
	s.yield(yield)
	switch {
	case s.cut:
		return ErrBound
	case !whole:
		return ErrBroken
	}
	return nil
}

// packets reads those of pcap, and reports whether they are all there.
func (s *streams) packets(order binary.ByteOrder) bool {
	link := int(order.Uint32(s.data[20:]) & 0xffff)
	for at := fileHead; at < len(s.data); {
		head := pairs.Part(s.data, at, packetAt)
		if head == nil {
			return false
		}
		size := int(int32(order.Uint32(head[8:])))
		at += packetAt
		if pairs.Part(s.data, at, size) == nil {
			return false
		}
		s.packet(link, at, at+size)
		at += size
	}
	return true
}

// blocks reads those of pcapng (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html), and reports whether they are all there.
func (s *streams) blocks() bool {
	const (
		least               = 12
		section             = 0x0a0d0d0a
		device              = 1
		older, simple, used = 2, 3, 6
		mostDevices         = 1 << 10
	)
	var order binary.ByteOrder = binary.LittleEndian
	var links []int
	for at := 0; at < len(s.data); {
		b := pairs.Part(s.data, at, least)
		if b == nil {
			return false
		}
		kind := order.Uint32(b)
		if kind == section {
			if order = orderOfSection(b); order == nil {
				return false
			}
			links = nil
		}
		size := int(int32(order.Uint32(b[4:])))
		if size < least || pairs.Part(s.data, at, size) == nil {
			return false
		}
		n, from := 0, 0 // of a packet: how many bytes there are, and where
		on := 0         // which device
		switch {
		case kind == device && len(links) < mostDevices:
			links = append(links, int(order.Uint16(b[8:])))
		case (kind == used || kind == older) && size >= 32:
			if on = int(order.Uint32(b[8:])); kind == older {
				on = int(order.Uint16(b[8:]))
			}
			n, from = int(order.Uint32(s.data[at+20:])), at+28
		case kind == simple && size >= 16:
			n, from = size-16, at+12
		}
		if on < len(links) && n > 0 {
			s.packet(links[on], from, min(from+n, at+size-4))
		}
		at += size
	}
	return true
}
