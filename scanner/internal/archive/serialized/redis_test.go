package serialized

import (
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// A dump of Redis 7.0: texts, one of them compressed, numbers, hashes, a list, sets, a stream, a key that expires.
const redisDump = "REDIS0010\xfa\x09redis-ver\x067.0.15\xfa\nredis-bits\xc0@\xfa\x05ctime\xc2\x05\x0d\x0ck\xfa\x08used-mem\xc2\xa0" +
	"\xaf\x10\x00\xfa\x08aof-base\xc0\x00\xfe\x00\xfb\x0b\x01\x10\x06user:155\x00\x00\x00\x06\x00\x84name\x05\x83bob" +
	"\x04\x88password\x09\x90of the first one\x11\x83age\x04\x07\x01\xff\x00\x01n\xc190\xfc\xdds\xab'\xa2\x01\x00\x00" +
	"\x00\x03exp\x01v\x11\x01z$$\x00\x00\x00\x02\x00\x96a text in a sorted set\x17\x831.5\x04\xff\x13\x02st\x01\x10\x00" +
	"\x00\x01\xa2'\x12\xddb\x00\x00\x00\x00\x00\x00\x00\x00++\x00\x00\x00\n\x00\x01\x01\x00\x01\x01\x01\x88password\x09" +
	"\x00\x01\x02\x01\x00\x01\x00\x01\x88streamed\x09\x04\x01\xff\x01\x81\x00\x00\x01\xa2'\x12\xddb\x00\x81\x00\x00\x01" +
	"\xa2'\x12\xddb\x00\x00\x00\x01\x00\x00\x04conf\xc3#@U\x0d{\"api_key\": \"z\xe0.\x00\x07\", \"long C\x04true}\x00" +
	"\x0dsmtp_password\x10for sending mail\x0b\x04ints\x0e\x02\x00\x00\x00\x03\x00\x00\x00\x01\x00\x02\x00\x03\x00\x04" +
	"\x06user:2\x04\x03age\xc2@\xe2\x01\x00\x04blob\xc3\x09@\xc8\x01aa\xe0\xbb\x00\x01aa\x08password\x10of the other" +
	" one\x04name\x02al\x12\x01l\x01\x02//\x00\x00\x00\x03\x00\x9da text in a list that is long\x1e\x85short\x06\x07" +
	"\x01\xff\x02\x01s\x02\x01b\x1ca text in a set that is long\xff\xca\xc5\xe4\xdd\x81T\xa4\x10"

func TestRedis(t *testing.T) {
	const want = "redis-ver = \"7.0.15\"\n" +
		"name = \"bob\"\npassword = \"of the first one\"\nexp = \"v\"\na text in a sorted set\n" +
		"conf: {\"api_key\": \"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\", \"long\": true}\nsmtp_password = \"for sending mail\"\n"
	got := textOf(t, redisDump)
	if len(got) < len(want) || got[:len(want)] != want {
		t.Errorf("%q, want %q", got, want)
	}
	const rest = "password = \"of the other one\"\nname = \"al\"\na text in a list that is long\na text in a set that is long\n"
	if got[len(got)-len(rest):] != rest {
		t.Errorf("%q, want %q", got, rest)
	}
}

// Lists of versions up to 6, which have forms of their own.
func TestRedisBefore(t *testing.T) {
	const (
		ziplist = "\x1c\x00\x00\x00\x0a\x00\x00\x00\x02\x00\x00\x03key\x05\x09its value\xff"
		numbers = "\x1c\x00\x00\x00\x0a\x00\x00\x00\x02\x00\x00\x03age\x05\xc0\x01\x02\x04\x03key\x05\x40\x09its value\xff"
	)
	for data, want := range map[string]string{
		"\x0d\x01h" + string(rune(len(ziplist))) + ziplist:            "key = \"its value\"\n",
		"\x0d\x01h" + string(rune(len(numbers))) + numbers:            "key = \"its value\"\n",
		"\x09\x01h\x16\x02\x03key\x05\x02of it..\x01b\x03\x00one\xff": "key = \"of it\"\nb = \"one\"\n",
		"\x0e\x01l\x01" + string(rune(len(ziplist))) + ziplist:        "",
		"\x04\x01h\x01\x01a\x40\x03one":                               "a = \"one\"\n",
		"\x03\x01z\x02\x01a\xff\x01b\x031.5\x00\x01c\x03one":          "c = \"one\"\n",
		"\x00\x01a\x80\x00\x00\x00\x03one":                            "a = \"one\"\n",
		"\xf8\x07\xf9\x01\xfd\x01\x02\x03\x04\x00\x01a\x03one":        "a = \"one\"\n",
	} {
		if got := textOf(t, "REDIS0006\xfe\x00"+data+"\xff"); got != want {
			t.Errorf("%q: %q, want %q", data, got, want)
		}
	}
}

// What is damaged, or of a module, is told.
func TestRedisBroken(t *testing.T) {
	for _, data := range []string{"\x07\x01a", "\x00\x01a\x09one", "\x00\x01a\xc4", "\xfd\x01", "\xfe\xc0", "\x00\x01a\x82"} {
		if _, err := Text([]byte("REDIS0009"+data), func(string, []byte) bool { return true }); err != pairs.ErrBroken {
			t.Errorf("%q: %v", data, err)
		}
	}
}
