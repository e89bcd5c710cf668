package serialized

import (
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// What Ruby 3.1 writes of a hash of an object, a structure, a string of a class of its own, objects that write themselves, a hash with a
// default, a class, bytes and a list.
const rubyObjects = "\x04\x08{\x0fI\"\nlogin\x06:\x06ETo:\nLogin\x0e:\n@userI\"\x08app\x06;\x00T:\x0e@passwordI\"\x0fof the app\x06;" +
	"\x00T:\x09@key:\x08sym:\x0b@again@\x09:\x07@ff\x081.5:\x09@bigl+\n\x00\x00\x00\x00\x00\x00\x00\x00@\x00:\x07@t0" +
	":\x07@n[\ni\x06i\xfai\x02,\x01i\xfe\xd4\xfei\x03p\x11\x01:\x07@rI/\x06a\x01\x06;\x00F:\x0capi_keyI\"\x0ein a ha" +
	"sh\x06;\x00TI\"\x06s\x06;\x00TS:\x06S\x07:\x09hostI\"\x07db\x06;\x00T:\x0bsecretI\"\x10in a struct\x06;\x00TI\"" +
	"\x08str\x06;\x00TIC:\x08Str\"\x0fof a class\x06;\x00TI\"\x06d\x06;\x00TIu:\x06D\x16written by itself\x06;\x00TI" +
	"\"\x06u\x06;\x00TU:\x06U[\x06I\"\x1aa text that is dumped\x06;\x00TI\"\x06h\x06;\x00T}\x06I\"\x06x\x06;\x00TI\"" +
	"\x13with a default\x06;\x00Ti\x0cI\"\x06c\x06;\x00Tc\x0bStringI\"\x08bin\x06;\x00T\"\x07\xff\x00I\"\x09list\x06" +
	";\x00T[\x07I\"\nshort\x06;\x00TI\"\x1aa text without a name\x06;\x00T"

func TestRuby(t *testing.T) {
	const want = "user = \"app\"\npassword = \"of the app\"\nkey = \"sym\"\nagain = \"of the app\"\napi_key = \"in a hash\"\nhost = \"db\"\n" +
		"secret = \"in a struct\"\nstr = \"of a class\"\nwritten by itself\na text that is dumped\nx = \"with a default\"\na text without a name\n"
	for data, want := range map[string]string{rubyObjects: want, rubyObjects + rubyObjects: want + want} {
		if got := textOf(t, data); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if _, err := Text([]byte(rubyMagic+strings.Repeat("[\x06", mostRubyDeep+1)), nil); err != pairs.ErrBound {
		t.Error(err)
	}
}

func TestRubyBroken(t *testing.T) {
	for _, data := range []string{rubyObjects[2:200], "[\x06@\x06", "[\x06;\x06", "[\x06?", "[\x06\"\x04\xff\xff\xff\xff", "[\x06\"\xfe\x00\x00"} {
		if _, err := Text([]byte(rubyMagic+data), func(string, []byte) bool { return true }); err != pairs.ErrBroken {
			t.Errorf("%q: %v", data, err)
		}
	}
	if Is([]byte(rubyMagic + "text")) {
		t.Error("of any file")
	}
}
