package folded

import "testing"

func TestText(t *testing.T) {
	const head = "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\Software\\Corp]\r\n"
	for name, test := range map[string]struct{ data, want string }{
		"LDIF":      {"dn: cn=x\ndescription: the tok\n en\nuserPassword:: YWJj\n ZGVm\n\ndn: cn=y\n", "description: the token\nuserPassword:: YWJjZGVm\n"},
		"iCalendar": {"BEGIN:VCALENDAR\r\nDESCRIPTION:pass\r\n word\r\n \tx\r\nEND:VCALENDAR\r\n", "DESCRIPTION:password\tx\n"},
		"vCard":     {mark + "BEGIN:VCARD\nNOTE:a\n\tb", "NOTE:ab"},
		"UTF-16": {
			head + "\"Password\"=hex(2):70,00,31,00,\\\r\n  32,00,00,00\r\n\"Other\"=\"text\"\r\n\"Token\"=hex:61,62,63\r\n\"Bytes\"=hex:01,02\r\n",
			"[HKEY_CURRENT_USER\\Software\\Corp]\nPassword = \"p12\"\nToken = \"abc\"\n",
		},
		"several texts": {registry4 + "\n[K]\n@=hex(7):61,00,00,00,62,00,00,00,00,00\n", "[K]\na\nb\n"},
	} {
		if !Is([]byte(test.data)) {
			t.Errorf("%s is none", name)
		}
		if got := string(Text([]byte(test.data))); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	for _, other := range []string{"", "dn", "BEGIN:", "version: 12\n", "Windows"} {
		if Is([]byte(other)) {
			t.Errorf("%q is one", other)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add([]byte("dn: cn=x\nuserPassword:: YWJj\n ZGVm\n"))
	f.Add([]byte(registry4 + "\n[K]\n\"a\"=hex(2):61,00,\\\n  62,00\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		Is(data)
		if n := len(Text(data)); n > 2*len(data)+8 {
			t.Errorf("%d bytes of %d", n, len(data))
		}
	})
}
