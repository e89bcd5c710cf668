package serialized

import (
	"strings"
	"testing"
)

// One object in three formats, as the libraries msgpack, cbor2 and bson of Python write it: texts, bytes, a list, an object in it, other values.
const (
	packed = "\x84\xa4user\xa3app\xa1n\x97\x01\xd2\xff\xfe\xee\x90\xcf\x00\x00\x01\x00\x00\x00\x00\x00\xcb?\xf8\x00\x00\x00\x00\x00\x00\xc0" +
		"\xc3\xc4\x02\x00\xff\xa2in\x83\xa8password\xa9of a user\xa3raw\xc4\x0dtext as bytes\x07\xacfor a number\xa4list\x92\xa5short" +
		"\xb5a text without a name"
	concise = "\xa4dusercappan\x87\x01:\x00\x01\x11o\x1b\x00\x00\x01\x00\x00\x00\x00\x00\xfb?\xf8\x00\x00\x00\x00\x00\x00\xf6\xf5B\x00\xff" +
		"bin\xa3hpasswordiof a usercrawMtext as bytes\x07lfor a numberdlist\x82eshortua text without a name"
	document = "\x1b\x01\x00\x00\x02user\x00\x04\x00\x00\x00app\x00\x04n\x00:\x00\x00\x00\x100\x00\x01\x00\x00\x00\x101\x00\x90\xee\xfe\xff" +
		"\x122\x00\x00\x00\x00\x00\x00\x01\x00\x00\x013\x00\x00\x00\x00\x00\x00\x00\xf8?\n4\x00\x085\x00\x01\x056\x00\x02\x00\x00\x00\x00\x00" +
		"\xff\x00\x03in\x00\x92\x00\x00\x00\x02password\x00\n\x00\x00\x00of a user\x00\x05raw\x00\x0d\x00\x00\x00\x00text as bytes\x0br\x00" +
		"a\x00i\x00\x0fc\x00\x18\x00\x00\x00\x04\x00\x00\x00x()\x00\x0c\x00\x00\x00\x10y\x00\x01\x00\x00\x00\x00\x13d\x00\x01\x00\x00\x00\x00" +
		"\x00\x00\x00\x00\x00\x00\x00\x00\x00@0\x09t\x00\x00\xe8f^o\x01\x00\x00\x07o\x00\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01" +
		"\x11ts\x00\x02\x00\x00\x00\x01\x00\x00\x00\xffm\x00\x00\x04list\x00/\x00\x00\x00\x020\x00\x06\x00\x00\x00short\x00" +
		"\x021\x00\x16\x00\x00\x00a text without a name\x00\x00\x00"
	objectText = "user = \"app\"\npassword = \"of a user\"\nraw = \"text as bytes\"\na text without a name\n"
)

// A plan of Terraform, cut down to a number, two variables, a change and the backend, and a Secret of Kubernetes, in Protocol Buffers.
const (
	plan = "\x08\x03\x12\x15\n\x07api_key\x12\n\n\x08\xa7a value\x12\r\n\x06region\x12\x03\n\x01\x07" +
		"\x1a\x12j\x03a.bJ\x0b\x12\t\n\x07\x81\xa1k\xa3onej\x11\n\x02s3\x1a\x0bof a bucket"
	secret = "k8s\x00\n\x0c\n\x02v1\x12\x06Secret\x12\x1e\n\x05\n\x03app\x12\x15\n\x08password\x12\tof a user\x1a\x00\"\x00"
)

// Of Protocol Buffers entries of maps are named, an object in MessagePack is held, and what is not valid to its end is another file.
func TestMessages(t *testing.T) {
	for data, want := range map[string][2]string{
		plan:               {"api_key = \"a value\"\n", "1=\x81\xa1k\xa3one"},
		secret:             {"v1 = \"Secret\"\npassword = \"of a user\"\n", ""},
		plan[:len(plan)-1]: {}, plan + "\x0b": {}, secret + "text": {}, "\n\na text only": {}, "\x08\x03": {}, "\x12\x04\x08\x01\x10\x02": {},
	} {
		held := ""
		text, err := Text([]byte(data), func(name string, value []byte) bool {
			if isMessagePack(value) {
				held += name + "=" + string(value)
			}
			return true
		})
		if string(text) != want[0] || held != want[1] || err != nil || want[0] != "" && !IsMessage([]byte(data)) {
			t.Errorf("%q: %q, %q, %v", data, text, held, err)
		}
	}
}

func TestTrees(t *testing.T) {
	for data, want := range map[string]string{
		packed:                   objectText,
		packed + packed:          objectText + objectText,
		"\x92" + packed + packed: objectText + objectText,
		"\x83\xa1a\xa1b\xda\x00\x03key\xa3one\xc4\x03two\xa5bytes": "a = \"b\"\nkey = \"one\"\ntwo = \"bytes\"\n",
		concise:                              objectText,
		cborMagic + concise:                  objectText,
		"\x9f" + concise + "\xff":            objectText,
		"\xbfckey\x7feof iteparts\xff\xff":   "key = \"of itparts\"\n",
		"\xd9\xd9\xf7\xa1ckey\xd8\x18evalue": "key = \"value\"\n",
		document:                             objectText,
		document + document:                  objectText + objectText,
		mongoArchive + document + mongoEnd + document + mongoEnd: objectText + objectText,
	} {
		if got := textOf(t, data); got != want {
			t.Errorf("%q: %q", data, got)
		}
	}
}

// What is not valid to its end, or names no text, is another file.
func TestNoTrees(t *testing.T) {
	for _, data := range []string{
		packed[:len(packed)-1], packed + "text", packed + "\xc1", "\x81\xa3key\x07", "\x81\xa3key\xdb\xff\xff\xff\xff", "\x81\xa3key\xc7\xff",
		"\xdf\xff\xff\xff\xff\xa3key\xa3one", "\x81\xa3key" + strings.Repeat("\x91", 200) + "\xa3one",
		concise[:len(concise)-1], concise + "a", "\xa1ckey\x07", "\xa1ckey\x7b\xff\xff\xff\xff\xff\xff\xff\xff", "\xbfckeyevalue", "\xa1ckey\x7f\x7f\xff\xff",
		"\xa1ckey" + strings.Repeat("\x81", 200) + "cone", "\xa9 copyright of a corporation",
		document[:len(document)-1], document + "text", "\x0c\x00\x00\x00\x10a\x00\x01\x00\x00\x00\x00", "\x7f" + document[1:],
		"\x13\x00\x00\x00\x02key\x00\xff\x00\x00\x00one\x00\x00",
	} {
		if text, err := Text([]byte(data), func(string, []byte) bool { return true }); len(text) > 0 || err != nil {
			t.Errorf("%q: %q", data, text)
		}
	}
}
