package archive

import (
	"bytes"
	"io"
	"strconv"
	"strings"
)

// The ar format has no standard; https://en.wikipedia.org/wiki/Ar_(Unix) and ar(5) of FreeBSD describe its variants.
const (
	arMagic     = "!<arch>\n"
	arHead      = 60
	arNameEnd   = 16
	arSizeAt    = 48
	arSizeEnd   = 58
	arEnd       = "`\n"
	arBsdName   = "#1/"
	arLongNames = "//"
	mostArNames = 1 << 20 // bytes of the table of long names
	longestBsd  = 1 << 12 // bytes of one long name
	arSymbols   = "/"
	arSymbols64 = "/SYM64/"
)

func (w *walker) ar(it item, in *input) {
	_, err := in.Discard(len(arMagic))
	var names []byte // long ones, each ended by a newline
	for err == nil && w.goOn() {
		err = w.arMember(it, in, &names)
	}
	if err == errArHead {
		w.rest(it, in)
	}
	w.tell(it.path, err)
}

// arMember reads one member; io.EOF is the end of the archive.
func (w *walker) arMember(it item, in *input, names *[]byte) error {
	var head [arHead]byte
	if n, err := io.ReadFull(in, head[:]); err != nil {
		if n == 0 {
			return err
		}
		return errTruncated
	}
	size, err := strconv.ParseInt(strings.TrimRight(string(head[arSizeAt:arSizeEnd]), " "), 10, 64)
	if string(head[arSizeEnd:]) != arEnd || err != nil || size < 0 {
		return errArHead
	}
	p := &part{in, size}
	name := strings.TrimRight(string(head[:arNameEnd]), " ")
	switch {
	case name == arSymbols, name == arSymbols64:
	case name == arLongNames:
		if size > mostArNames {
			return errArNames
		}
		if *names, err = io.ReadAll(p); err != nil {
			return err
		}
	default:
		if name, err = arName(name, p, *names); err != nil {
			return err
		}
		w.entry(it, name, it.counted, p)
	}
	if !w.goOn() {
		return nil
	}
	if err := p.skipRest(0); err != nil {
		return err
	}
	if size&1 == 1 {
		_, err = in.Discard(1) // what lies there may be missing at the end
	}
	return err
}

// arName resolves a name that is kept elsewhere: at the start of the member, or in the table.
func arName(name string, p *part, names []byte) (string, error) {
	if digits, bsd := strings.CutPrefix(name, arBsdName); bsd {
		n, err := strconv.Atoi(digits)
		if err != nil || n < 0 || n > longestBsd {
			return "", errLongName
		}
		long := make([]byte, n)
		if _, err := io.ReadFull(p, long); err != nil {
			return "", errTruncated
		}
		return string(bytes.TrimRight(long, "\x00")), nil
	}
	if digits, long := strings.CutPrefix(name, "/"); long {
		at, err := strconv.Atoi(digits)
		if err == nil && at >= 0 && at < len(names) {
			found, _, _ := bytes.Cut(names[at:], []byte("\n"))
			return strings.TrimSuffix(string(found[:min(len(found), longestBsd)]), "/"), nil
		}
	}
	return strings.TrimSuffix(name, "/"), nil
}
