package serialized

import (
	"bytes"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Pickles of Python 3.13 of an object of `class Login: pass` in a module app, with the attributes user, password, key and size.
var logins = [...]string{
	"ccopy_reg\n_reconstructor\np0\n(capp\nLogin\np1\nc__builtin__\nobject\np2\nNtp3\nRp4\n(dp5\nVuser\np6\nVapp\np7\nsVpassword\np8\n" +
		"Va \"quoted\"\\u005c one\np9\nsVkey\np10\nc_codecs\nencode\np11\n(Vbytes of a key\np12\nVlatin1\np13\ntp14\nRp15\nsVsize\np16\nI7\nsb.",
	"ccopy_reg\n_reconstructor\nq\x00(capp\nLogin\nq\x01c__builtin__\nobject\nq\x02Ntq\x03Rq\x04}q\x05(X\x04\x00\x00\x00userq\x06" +
		"X\x03\x00\x00\x00appq\x07X\x08\x00\x00\x00passwordq\x08X\x0f\x00\x00\x00a \"quoted\"\\ oneq\x09X\x03\x00\x00\x00keyq\n" +
		"c_codecs\nencode\nq\x0b(X\x0e\x00\x00\x00bytes of a keyq\x0cX\x06\x00\x00\x00latin1q\x0dtq\x0eRq\x0fX\x04\x00\x00\x00sizeq\x10K\x07ub.",
	"\x80\x02capp\nLogin\nq\x00)\x81q\x01}q\x02(X\x04\x00\x00\x00userq\x03X\x03\x00\x00\x00appq\x04X\x08\x00\x00\x00passwordq\x05" +
		"X\x0f\x00\x00\x00a \"quoted\"\\ oneq\x06X\x03\x00\x00\x00keyq\x07c_codecs\nencode\nq\x08X\x0e\x00\x00\x00bytes of a keyq\x09" +
		"X\x06\x00\x00\x00latin1q\n\x86q\x0bRq\x0cX\x04\x00\x00\x00sizeq\x0dK\x07ub.",
	"\x80\x03capp\nLogin\nq\x00)\x81q\x01}q\x02(X\x04\x00\x00\x00userq\x03X\x03\x00\x00\x00appq\x04X\x08\x00\x00\x00passwordq\x05" +
		"X\x0f\x00\x00\x00a \"quoted\"\\ oneq\x06X\x03\x00\x00\x00keyq\x07C\x0ebytes of a keyq\x08X\x04\x00\x00\x00sizeq\x09K\x07ub.",
	"\x80\x04\x95_\x00\x00\x00\x00\x00\x00\x00" + login4,
	"\x80\x05\x95_\x00\x00\x00\x00\x00\x00\x00" + login4,
}

const (
	login4 = "\x8c\x03app\x94\x8c\x05Login\x94\x93\x94)\x81\x94}\x94(\x8c\x04user\x94h\x00\x8c\x08password\x94\x8c\x0fa \"quoted\"\\ one" +
		"\x94\x8c\x03key\x94C\x0ebytes of a key\x94\x8c\x04size\x94K\x07ub."
	loginText = "user = \"app\"\npassword: a \"quoted\"\\ one\nkey = \"bytes of a key\"\n"
)

// {"pin": Box("in a box"), "same": Secret("of a class"), "list": ["short", "a text without a name"]}, where Secret is a str, and a file of joblib
// with an array of numbers and one of objects.
const (
	boxes = "\x80\x02}q\x00(X\x03\x00\x00\x00pinq\x01capp\nBox\nq\x02X\x08\x00\x00\x00in a boxq\x03\x85q\x04Rq\x05X\x04\x00\x00\x00sameq\x06" +
		"capp\nSecret\nq\x07X\n\x00\x00\x00of a classq\x08\x85q\x09\x81q\nX\x04\x00\x00\x00listq\x0b]q\x0c(X\x05\x00\x00\x00shortq\x0d" +
		"X\x15\x00\x00\x00a text without a nameq\x0eeu."
	arrays = "\x80\x04\x95\xd8\x00\x00\x00\x00\x00\x00\x00}\x94(\x8c\x01w\x94\x8c\x13joblib.numpy_pickle\x94\x8c\x11NumpyArrayWrapper\x94\x93" +
		"\x94)\x81\x94}\x94(\x8c\x08subclass\x94\x8c\x05numpy\x94\x8c\x07ndarray\x94\x93\x94\x8c\x05shape\x94K\x03\x85\x94\x8c\x05order\x94\x8c\x01C" +
		"\x94\x8c\x05dtype\x94h\x08\x8c\x05dtype\x94\x93\x94\x8c\x02i8\x94\x89\x88\x87\x94R\x94(K\x03\x8c\x01<\x94NNNJ\xff\xff\xff\xffJ\xff\xff\xff" +
		"\xffK\x00t\x94b\x8c\nallow_mmap\x94\x88\x8c\x1bnumpy_array_alignment_bytes\x94K\x10ub\x0c\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff" +
		"\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x95K\x00\x00\x00\x00\x00\x00\x00\x8c\x01o" +
		"\x94h\x04)\x81\x94}\x94(h\x07h\nh\x0bK\x02\x85\x94h\x0dh\x0eh\x0fh\x11\x8c\x02O8\x94\x89\x88\x87\x94R\x94(K\x03\x8c\x01|\x94NNNJ\xff\xff" +
		"\xff\xffJ\xff\xff\xff\xffK?t\x94bh\x17\x89h\x18K\x10ub\x80\x05\x95\x9e\x00\x00\x00\x00\x00\x00\x00\x8c\x16numpy._core.multiarray\x94\x8c" +
		"\x0c_reconstruct\x94\x93\x94\x8c\x05numpy\x94\x8c\x07ndarray\x94\x93\x94K\x00\x85\x94C\x01b\x94\x87\x94R\x94(K\x01K\x02\x85\x94h\x03\x8c" +
		"\x05dtype\x94\x93\x94\x8c\x02O8\x94\x89\x88\x87\x94R\x94(K\x03\x8c\x01|\x94NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK?t\x94b\x89]\x94(\x8c\x10" +
		"text in an array\x94Net\x94b.\x95\x18\x00\x00\x00\x00\x00\x00\x00\x8c\x03key\x94\x8c\x0dbehind arrays\x94u."
)

func textOf(t *testing.T, data string) string {
	t.Helper()
	text, err := Text([]byte(data), func(string, []byte) bool { return true })
	if !Is([]byte(data)[:min(len(data), 512)]) || err != nil {
		t.Errorf("%q: is one: %v, %v", data, Is([]byte(data)), err)
	}
	return string(text)
}

func TestPickles(t *testing.T) {
	for protocol, data := range logins {
		if got := textOf(t, data); got != loginText {
			t.Errorf("protocol %d: %q", protocol, got)
		}
	}
	for data, want := range map[string]string{
		boxes:                         "a text without a name\npin = \"in a box\"\nsame = \"of a class\"\n",
		arrays:                        "order = \"C\"\norder = \"C\"\ntext in an array\nkey = \"behind arrays\"\n",
		logins[4] + logins[2]:         loginText + loginText,
		"(dp0\nS'a'\nS\"it\\'s\"\ns.": "a = \"it's\"\n",
		"(i__main__\nConf\np0\n(dp1\nS'key'\np2\nS'of \\x41\\t'\ns.": "key = \"of A\t\"\n",
		logins[3][:len(logins[3])-40]:                                "", // members come at the end of a dictionary
	} {
		if got := textOf(t, data); got != want {
			t.Errorf("%q: %q, want %q", data, got, want)
		}
	}
}

func TestIsNoPickle(t *testing.T) {
	for _, data := range []string{
		"", "(d", "cat\ndog\npig\n", "call me\nback\np1\n", "(list p1\n)", "}q", "\x80", "\x80\x06}", "\x80\x02.", "\x80\x02\xff", "import x\nimport y\n", "]\n[", "(dp",
	} {
		if Is([]byte(data)) {
			t.Errorf("%q", data)
		}
	}
}

// Values that are no texts may be containers.
func TestHeld(t *testing.T) {
	held := map[string]string{}
	Text([]byte("\x80\x04}\x8c\x04dataC\x03a\x00bs."), func(name string, value []byte) bool {
		held[name] = string(value)
		return true
	})
	if held["data"] != "a\x00b" || len(held) != 1 {
		t.Errorf("%q", held)
	}
}

// A pickle that says the same text again and again, or grows its stack or its memory, ends with its bounds.
func TestBounds(t *testing.T) {
	long := strings.Repeat("x", 1<<18)
	for name, data := range map[string]string{
		"a text":   "\x80\x02}X\x00\x00\x04\x00" + long + "q\x00(" + strings.Repeat("h\x00h\x00", 200_000) + "u.",
		"a stack":  "\x80\x02}" + strings.Repeat("N", mostStack) + ".",
		"a memory": "\x80\x02}r\xff\xff\xff\x7f.",
		"pickles":  "\x80\x02}" + strings.Repeat("c\nNumpyArrayWrapper\n)R}\x8c\x05dtypec\ndtype\n\x8c\x01O)\x86Rsb", 10) + ".",
	} {
		text, err := Text([]byte(data), func(string, []byte) bool { return true })
		if err != pairs.ErrBound || len(text) > pairs.MostText+2*len(long) {
			t.Errorf("%s: %d bytes, %v", name, len(text), err)
		}
	}
}

// Whatever the bytes, what is made of them is valid, and within its bounds.
func FuzzText(f *testing.F) {
	f.Add([]byte("\x80\x02K\x59K\x59\x93\x85(K\x59\x93K\x59s\x8c\x05dtypeK\x59s.")) // numbers in the places of names
	for _, data := range append([]string{boxes, arrays, packed, concise, document, plan, secret, redisDump, javaObjects, rubyObjects, rObjects,
		arrayOf("[('user', '<U8'), ('password', 'S12')]", wideText("app", 8)+"of the app\x00\x00")}, logins[:]...) {
		f.Add([]byte(data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, _ := Text(data, func(name string, value []byte) bool { return len(name) <= pairs.MostName && len(value) > 0 })
		if len(text) > pairs.MostTimes*4*(len(data)+pairs.LookAtAll) {
			t.Errorf("%d bytes of %d", len(text), len(data))
		}
		if bytes.IndexByte(text, 0) >= 0 {
			t.Error("a text with NUL")
		}
	})
}
