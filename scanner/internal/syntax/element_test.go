package syntax

import "testing"

// elementLines are values in XML and HTML.
var elementLines = []reading{
	{"x.password>hunter2xyz<", "", ""},
	{"<input class=\"password\">hunter2xyz</input>", "", ""},
	{"<label for=\"password\">hunter2xyz</label>", "", ""},
	{"<p x:password y=\"1\">hunter2xyz</p>", "password", "1"},
	{"<p><b>the password</b><td>hunter2xyz</td>", "password", "hunter2xyz"},
	{"<td>of the password</td><td>hunter2xyz</td>", "password", "hunter2xyz"},
	{"of the password</td><td>hunter2xyz</td>", "", ""},
	{"<password type=x\n>hunter2xyz</password>", "", ""},
	{"<password type>hunter2xyz</password>", "", ""},
	{"<password>hunter2xyz</password>", "password", "hunter2xyz"},
	{"<name>password<br><value>hunter2xyz</value>", "", ""},
	{"<name>password</name><description>x</b><value>hunter2xyz</value>", "", ""},
	{"<name>password</name><description>x<b>y</b></description><value>hunter2xyz</value>", "", ""},
	{"<name>password</name><description/><description/><description/><value>hunter2xyz</value>", "password", "hunter2xyz"},
	{"<name>password</name><description/><description/><description/><description/><value>hunter2xyz</value>", "", ""},
	{"<name>password</name>x<value>hunter2xyz</value>", "", ""},
	{"<name>password</name></value>hunter2xyz<", "", ""},
	{"<p name=\"a\">password</p><p name=\"value>hunter2xyz</p>", "", ""},
	{"<p name=\"a\">password</p><p name=\"value\">hunter2xyz</p>", "password", "hunter2xyz"},
	{"<p name=\"a\">password</p><p id=\"value\">hunter2xyz</p>", "", ""},
	{"<password>{acme hunter2xyz}</password>", "password", "hunter2xyz"},
	{"<password>{hunter2xyz}</password>", "password", "{hunter2xyz}"},
	{"<password>{a:b hunter2xyz}</password>", "password", "{a:b hunter2xyz}"},
	{"<password>{hunter2xyz </password>", "password", "{hunter2xyz"},
	{"<password>hunter2xyz acme}</password>", "password", "hunter2xyz acme}"},
	{"<password>{hunter2xyz }</password>", "password", "{hunter2xyz }"},
	{"<password>hunter\n2xyz</password>", "", ""},
	{"<password>\nhunter2xyz\n</password>", "password", "hunter2xyz"},
	{"<password>hunter2xyz", "", ""},
	{"<password><![CDATA[\nhunter2xyz\n]]></password>", "password", "hunter2xyz"},
	{"<password> <![CDATA[hunter2xyz</password>", "", ""},
}

// TestEndsKey: the text of a key in a property list is followed by the element that holds its value.
func TestEndsKey(t *testing.T) {
	for text, want := range map[string]bool{
		"</key><string>": true, "</key>\n\t<true/>": true, "</key> <dict>": true, "</key>": false, "</key>x<string>": false, "</name><string>": false, "": false,
		"</key>" + times(" ", maxTag) + "<string>": false,
	} {
		if got := EndsKey([]byte("x"+text), 1); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestNamesOfXML(t *testing.T) {
	for _, c := range []byte("aZ9_-.:\xc3\xa9\x80") {
		if !IsXMLName(c) {
			t.Errorf("%q is in no name", rune(c))
		}
	}
	for _, c := range []byte(" <>=\"/\x7f") {
		if IsXMLName(c) {
			t.Errorf("%q is in a name", rune(c))
		}
	}
}
