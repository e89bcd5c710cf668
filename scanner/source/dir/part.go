package dir

import "strings"

// part is what stands between the slashes of a pattern.
type part struct {
	deep  bool // "**": any number of names, at the end of a pattern at least one
	atoms []atom
	// What makes most comparisons short: how a name that matches begins and ends, and how many bytes it has at least.
	prefix, suffix string
	least          int
}

// atom matches one byte.
type atom struct {
	star bool // or any number of any bytes
	byte byte // it is this one, unless it may be one of
	set  *byteSet
}

func (a *atom) matches(c byte) bool {
	if a.set != nil {
		return a.set.has(c)
	}
	return c == a.byte
}

// certain reports whether only one byte matches.
func (a *atom) certain() bool { return !a.star && a.set == nil }

// parsePart parses up to the next slash. It reports false for what matches no name: nothing, a bracket or an escape without end.
func parsePart(text string) (p part, rest string, ok bool) {
	for text != "" && !atSlash(text) {
		a, n, ok := parseAtom(text)
		if !ok {
			return part{}, "", false
		}
		p.atoms = append(p.atoms, a)
		text = text[n:]
	}
	p.measure()
	return p, text, len(p.atoms) > 0
}

// measure sets what makes comparisons short.
func (p *part) measure() {
	var certain []byte
	open := false // something uncertain was met
	for _, a := range p.atoms {
		if !a.star {
			p.least++
		}
		switch {
		case a.certain():
			certain = append(certain, a.byte)
			continue
		case !open:
			p.prefix, open = string(certain), true
		}
		certain = certain[:0]
	}
	if p.suffix = string(certain); !open {
		p.prefix = p.suffix
	}
}

// parseAtom parses the atom that text begins with: n bytes of it.
func parseAtom(text string) (a atom, n int, ok bool) {
	switch text[0] {
	case '*':
		return atom{star: true}, len(text) - len(strings.TrimLeft(text, "*")), true
	case '?':
		a.set = &byteSet{}
		a.set.add(0, 255)
		return a, 1, true
	case '[':
		a.set, n = parseSet(text)
		return a, n, a.set != nil
	case '\\':
		if len(text) == 1 {
			return a, 0, false
		}
		return atom{byte: text[1]}, 2, true
	}
	return atom{byte: text[0]}, 1, true
}

// matches reports whether a name matches. Where that fails, only the last star has to take one byte more.
func (p *part) matches(name string) bool {
	if len(name) < p.least || !strings.HasPrefix(name, p.prefix) || !strings.HasSuffix(name, p.suffix) {
		return false
	}
	i, star, from := 0, -1, 0
	for at := 0; at < len(name); {
		switch {
		case i < len(p.atoms) && p.atoms[i].star:
			i, star, from = i+1, i, at
		case i < len(p.atoms) && p.atoms[i].matches(name[at]):
			i, at = i+1, at+1
		case star >= 0:
			from++
			i, at = star+1, from
		default:
			return false
		}
	}
	return i == len(p.atoms) || i == len(p.atoms)-1 && p.atoms[i].star
}

// byteSet is a set of bytes.
type byteSet [4]uint64

// add adds the bytes from one to another, both included; none if they are in the wrong order.
func (s *byteSet) add(from, to byte) {
	for c := int(from); c <= int(to); c++ {
		s[c>>6] |= 1 << (c & 63)
	}
}

func (s *byteSet) has(c byte) bool { return s[c>>6]>>(c&63)&1 != 0 }

func (s *byteSet) invert() {
	for i := range s {
		s[i] = ^s[i]
	}
}

// parseSet parses the bracket expression that text begins with: n bytes of it. It returns nil if it has no end or a class that does
// not exist.
func parseSet(text string) (set *byteSet, n int) {
	set = &byteSet{}
	i := 1
	negated := strings.HasPrefix(text[i:], "!") || strings.HasPrefix(text[i:], "^")
	if negated {
		i++
	}
	before := byte(0) // what a range may begin with
	for start := i; i < len(text); i++ {
		c := text[i]
		switch class, length := className(text[i:]); {
		case c == ']' && i > start:
			if negated {
				set.invert()
			}
			return set, i + 1
		case length > 0:
			if !set.addClass(class) {
				return nil, 0
			}
			i, before = i+length-1, 0
			continue
		case c == '-' && before != 0 && i+1 < len(text) && text[i+1] != ']':
			if i++; text[i] == '\\' {
				i++
			}
			if i < len(text) {
				set.add(before, text[i])
			}
			before = 0
			continue
		case c == '\\' && i+1 < len(text):
			i++
			c = text[i]
		}
		set.add(c, c)
		before = c
	}
	return nil, 0
}

// className returns the name in "[:name:]" at the start of text, and the length of all of it; 0 if ":]" is missing.
func className(text string) (name string, length int) {
	end := strings.IndexByte(text, ']')
	if !strings.HasPrefix(text, "[:") || end < 3 || text[end-1] != ':' {
		return "", 0
	}
	return text[2 : end-1], end + 1
}

// addClass adds a POSIX class of ASCII characters; false if there is none of that name.
func (s *byteSet) addClass(name string) bool {
	ranges, ok := map[string]string{
		"alnum": "09AZaz", "alpha": "AZaz", "blank": "  \t\t", "cntrl": "\x00\x1f\x7f\x7f",
		"digit": "09", "graph": "!~", "lower": "az", "print": " ~",
		"punct": "!/:@[`{~", "space": "  \t\n\r\r", "upper": "AZ", "xdigit": "09AFaf",
	}[name]
	for i := 0; i < len(ranges); i += 2 {
		s.add(ranges[i], ranges[i+1])
	}
	return ok
}
