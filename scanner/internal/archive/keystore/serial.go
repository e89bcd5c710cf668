package keystore

// Secret keys of JCEKS are objects of Java, written as the Java Object Serialization Specification says (section 6,
// https://docs.oracle.com/en/java/javase/21/docs/specs/serialization/protocol.html): a sealed object, which holds the encrypted
// form of another one.

const serialMagic = "\xac\xed\x00\x05"

// Tags of what a stream holds.
const (
	tagNull      = 0x70
	tagReference = 0x71
	tagClass     = 0x72
	tagObject    = 0x73
	tagText      = 0x74
	tagArray     = 0x75
	tagEnd       = 0x78
	tagEnum      = 0x7e

	firstHandle   = 0x7e0000
	plainClass    = 2  // flags of one whose objects are their fields, and
	enumClass     = 16 // that of enumerations beside it
	deepestObject = 16 // objects, and classes of classes, one in the other
	mostHandles   = 256
)

// object is the byte arrays and texts of one, in the order in which they are written.
type object struct {
	arrays [][]byte
	texts  []string
}

// class says what the fields of an object are: one letter each, L for an object and [ for an array.
type class struct {
	name   string
	fields []byte
	super  *class
}

// serial reads one object from a stream.
type serial struct {
	*reader
	object
	known []*class // by handles; nil for what is no class
	deep  int
}

// readObject reads a stream of one object; ok is false for what is none.
func readObject(r *reader) (o object, ok bool) {
	if string(r.take(len(serialMagic))) != serialMagic {
		return o, false
	}
	s := serial{reader: r}
	s.content()
	return s.object, !s.failed
}

func (s *serial) fail() { s.failed, s.rest = true, nil }

// enter goes one deeper, if that is not too deep.
func (s *serial) enter() bool {
	if s.deep++; s.deep > deepestObject || len(s.known) > mostHandles {
		s.fail()
	}
	return !s.failed
}

func (s *serial) handle(c *class) { s.known = append(s.known, c) }

// content reads an object, a text or an array.
func (s *serial) content() {
	defer func() { s.deep-- }()
	if !s.enter() {
		return
	}
	switch s.number(1) {
	case tagNull:
	case tagReference:
		s.take(4)
	case tagText:
		s.handle(nil)
		s.texts = append(s.texts, string(s.take(s.number(2))))
	case tagObject:
		c := s.class()
		s.handle(nil)
		s.fieldsOf(c)
	case tagEnum:
		s.class()
		s.handle(nil)
		s.content()
	case tagArray:
		if c := s.class(); c == nil || c.name != "[B" {
			s.fail()
		}
		s.handle(nil)
		s.arrays = append(s.arrays, s.take(s.number(4)))
	default:
		s.fail()
	}
}

// fieldsOf reads the fields of an object, those of the class that its class extends first.
func (s *serial) fieldsOf(c *class) {
	defer func() { s.deep-- }()
	if !s.enter() || c == nil {
		return
	}
	if c.super != nil {
		s.fieldsOf(c.super)
	}
	widths := map[byte]int{'B': 1, 'Z': 1, 'C': 2, 'S': 2, 'F': 4, 'I': 4, 'D': 8, 'J': 8}
	for _, f := range c.fields {
		if s.failed {
			return
		}
		if width := widths[f]; width > 0 {
			s.take(width)
		} else {
			s.content()
		}
	}
}

// class reads a class, nil for none.
func (s *serial) class() (c *class) {
	defer func() { s.deep-- }()
	if !s.enter() {
		return nil
	}
	switch s.number(1) {
	case tagNull:
		return nil
	case tagReference:
		if i := s.number(4) - firstHandle; i >= 0 && i < len(s.known) {
			return s.known[i]
		}
	case tagClass:
		c = &class{name: string(s.take(s.number(2)))}
		s.take(8) // a version
		s.handle(c)
		if flags := s.number(1); flags&^enumClass != plainClass {
			s.fail()
		}
		for n := s.number(2); n > 0 && !s.failed; n-- {
			s.field(c)
		}
		if s.number(1) == tagEnd { // nothing else is said of it
			c.super = s.class()
			return c
		}
	}
	s.fail()
	return nil
}

// field reads what a class says of a field.
func (s *serial) field(c *class) {
	kind := byte(s.number(1))
	s.take(s.number(2)) // its name
	c.fields = append(c.fields, kind)
	if kind != 'L' && kind != '[' {
		return
	}
	switch s.number(1) { // the name of its class
	case tagText:
		s.handle(nil)
		s.take(s.number(2))
	case tagReference:
		s.take(4)
	default:
		s.fail()
	}
}
