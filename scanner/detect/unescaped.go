package detect

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Addresses with a password that its writer did not escape, as https://ops:pw#1@host/. By RFC 3986 (3.2) a "/", "?" or "#" ends the
// authority, and the password would be a port: where it cannot be one, and a host stands behind an "@" further on, the password goes on
// until there.

// unescaped returns where the authority of the address whole ends, whose first "/", "?" or "#" is whole[stop].
func unescaped(whole []byte, stop int) int {
	if !portless(whole[:stop]) || whole[stop] == '/' && bytes.IndexByte(whole[:stop], '@') >= 0 { // git@host:path@version
		return stop
	}
	for at := stop; ; at++ {
		i := bytes.IndexByte(whole[at:], '@')
		if i < 0 {
			return stop
		}
		at += i
		if n := hostRun(whole[at+1:]); n > 0 {
			return at + 1 + n
		}
	}
}

// portless reports an authority in which something stands in the place of a port that cannot be one, nor is filled in.
func portless(authority []byte) bool {
	_, port, ok := bytes.Cut(authority[bytes.LastIndexByte(authority, '@')+1:], []byte{':'})
	return ok && len(port) > 0 && bytes.IndexByte([]byte(":]$%{<"), port[0]) < 0 && !ascii.All(port, ascii.IsDigit) && !ascii.EqualFold(port, "port")
}

// hostRun returns the length in bytes of the host that the rest of an address begins with, and of its port: a name with a domain, an
// IPv4 address, the local machine, or any name in front of a port. It is 0 if there is none.
func hostRun(rest []byte) int {
	n := ascii.Run(rest, isHost)
	name, rest := rest[:n], rest[n:]
	if digits := portRun(rest); digits > 0 && n > 0 {
		return n + 1 + digits
	}
	known := ascii.EqualFold(name, "localhost") || domainName(name)
	if !known || len(rest) > 0 && bytes.IndexByte([]byte("/?#,;)]}"), rest[0]) < 0 {
		return 0
	}
	return n
}

// portRun returns the number of digits of the port that text begins with, behind its colon.
func portRun(text []byte) int {
	if len(text) == 0 || text[0] != ':' {
		return 0
	}
	return ascii.Run(text[1:], ascii.IsDigit)
}

// domainName reports names joined by dots of which the last is one of letters, or four numbers: no version, as in path@1.2.
func domainName(name []byte) bool {
	last := name[bytes.LastIndexByte(name, '.')+1:]
	if ascii.All(last, ascii.IsDigit) {
		return bytes.Count(name, []byte{'.'}) == 3
	}
	return len(last) > 1 && len(last) < len(name) && ascii.All(last, ascii.IsLetter)
}
