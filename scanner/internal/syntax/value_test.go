package syntax

import (
	"strings"
	"testing"
)

// valueLines are right-hand sides.
var valueLines = []reading{
	{"password = <<EOS\nhunter2xyz\nEOS", "password", "hunter2xyz"},
	{"password = <<<'EOS'\r\nhunter2xyz", "password", "hunter2xyz"},
	{"password = <<-\"EOS\"\n  hunter2xyz", "password", "hunter2xyz"},
	{"password = << EOS\nhunter2xyz", "password", "<<"},
	{"password = <<EOS x\nhunter2xyz", "password", "<<EOS"},
	{"password: &a hunter2xyz", "password", "hunter2xyz"},
	{"password: & hunter2xyz", "", ""},
	{"password: &a\nhunter2xyz", "password", "&a"},
	{"password: !!str hunter2xyz", "password", "hunter2xyz"},
	{"password =\n  'hunter2xyz'", "password", "hunter2xyz"},
	{"password =\n\n  \"hunter2xyz\"", "password", "hunter2xyz"},
	{"password = \\\n\"hunter2xyz\"", "password", "hunter2xyz"},
	{"password:\n  hunter2xyz\n", "password", "hunter2xyz"},
	{"password:\n  hunter 2xyz\n", "", ""},
	{"password:\nhunter2xyz\n", "", ""},
	{"password:\n  hunter2xyz:\n", "", ""},
	{"password:\r\n  hunter2xyz\r\n", "password", "hunter2xyz"},
	{" password:\n hunter2xyz\n", "", ""},
	{"password = new String(\"hunter2xyz\")", "password", "hunter2xyz"},
	{"password: {{ 'hunter2xyz' }}", "password", "hunter2xyz"},
	{"password: \"{{- 'hunter2xyz' -}}\"", "password", "hunter2xyz"},
	{"password: {{ 'a' + 'hunter2xyz' }}", "password", "{{"},
	{"let(:password) { 'hunter2xyz' }", "password", "hunter2xyz"},
	{"password { \"hunter2xyz\" }", "password", "hunter2xyz"},
	{"password { \"hunter2xyz\", 1 }", "", ""},
	{"password = Some \"hunter2xyz\"", "password", "hunter2xyz"},
	{"password = Just \"hunter2xyz\"", "password", "hunter2xyz"},
	{"password: string | *\"hunter2xyz\"", "password", "hunter2xyz"},
	{"global password \"hunter2xyz\"", "password", "hunter2xyz"},
	{"password = await f(\"hunter2xyz\")", "password", "hunter2xyz"},
	{"password = (char *)\"hunter2xyz\"", "password", "hunter2xyz"},
	{"password = a(b(c(\"hunter2xyz\")))", "password", "hunter2xyz"},
	{"password = a(b(c(d(\"hunter2xyz\"))))", "password", "a(b(c(d("},
	{"password = u\"hunter2xyz\"", "password", "hunter2xyz"},
	{"password = foo\"hunter2xyz\"", "password", "foo"},
	{"password = a.\"hunter2xyz\"", "password", "a."},
	{"password = [\n\"hunter2xyz\"]", "password", "hunter2xyz"},
	{"password = x[\n\"hunter2xyz\"]", "password", "hunter2xyz"},
	{"password = ENV[\"A\"] || \"hunter2xyz\"", "password", "hunter2xyz"},
	{"password = \"hunter2xyz\" + x", "password", "hunter2xyz"},
	{"password = getenv(\"A\", \"hunter2xyz\")", "password", "hunter2xyz"},
	{"password = config(\"hunter2xyz\")", "password", "config("},
	{"password = x.get(\"A\") ?: \"hunter2xyz\"", "password", "hunter2xyz"},
	{"password = get(\"A\", hunter2xyz)", "password", "get("},
	{"password = f(\"A\", \"hunter2xyz\")", "password", "A"},
	{"password = {\"a\": \"hunter2xyz\"}", "password", "{"},
	{"password = X{\"hunter2xyz\"}", "password", "hunter2xyz"},
	{"password = X{\"hunter2xyz\": 1}", "password", "X{"},
	{"password = F(text: 'hunter2xyz')", "password", "hunter2xyz"},
	{"password = F(text: hunter2xyz)", "password", "F(text:"},
	{"password = F(value=  \"hunter2xyz\")", "password", "hunter2xyz"},
	{"password = f() || \"hunter2xyz\"", "password", "hunter2xyz"},
	{"password = a ? \"hunter2xyz\" : \"y\"", "password", "hunter2xyz"},
	{"password = \"hunter\n2xyz\"", "password", "hunter"},
	{"password = \"hunter\\\n2xyz\"", "password", "hunter\\"},
	{"password = \"hunter2xyz", "password", "hunter2xyz"},
	{"password = \"hunter2xyz\\n\"", "password", "hunter2xyz"},
	{"password = \"\\n\"", "password", "\\n"},
	{"password = \"hunter2xyz\\\\n\"", "password", "hunter2xyz\\\\n"},
	{"password = '\\\"hunter2xyz\\\"'", "password", "hunter2xyz"},
	{"password = \"'hunter2xyz'\"", "password", "hunter2xyz"},
	{"password = \"'hunter2xyz\"", "password", "'hunter2xyz"},
	{"password = \"''\"", "password", "''"},
	{"x password=hunter2xyz,", "password", "hunter2xyz"},
	{"x password=hunter2xyz.", "password", "hunter2xyz"},
	{"x password=hunter2xyz. Then", "password", "hunter2xyz"},
	{"x password=hunter2xyz.y", "password", "hunter2xyz.y"},
	{"x --password hunter2xyz.", "password", "hunter2xyz."},
	{"password=hunter2xyz;b=c", "password", "hunter2xyz"},
	{"password=hunter2xyz;b", "password", "hunter2xyz;b"},
	{"password=hunter2xyz;b c", "password", "hunter2xyz"},
	{"password=hunter2xyz;;b c", "password", "hunter2xyz;"},
	{"password=a&b", "password", "a&b"},
	{"password=a&b=c", "password", "a"},
	{"password=a&&b", "password", "a"},
	{"password=a&", "password", "a"},
	{"password=hunter2xyz<b>x", "password", "hunter2xyz<b>x"},
	{"password=hunter2xyz\\nx", "password", "hunter2xyz"},
	{"password=hunter2xyz\\u0026x", "password", "hunter2xyz"},
	{"password=hunter2xyz\\x", "password", "hunter2xyz\\x"},
	{"x%26password%3dhunter2xyz%26x", "password", "hunter2xyz"},
	{"x password=hunter%202xyz", "password", "hunter%202xyz"},
	{"ENV password=hunter;xyz", "password", "hunter;xyz"},
	{"ARG password=hunter;xyz", "password", "hunter;xyz"},
	{"export password=hunter;xyz", "password", "hunter;xyz"},
	{"set password=hunter;xyz", "password", "hunter;xyz"},
	{"x password=hunter;xyz", "password", "hunter"},
	{"password=Bearer hunter2xyz", "password", "hunter2xyz"},
	{"password=Bearer ", "password", "Bearer"},
	{"password=Bear hunter2xyz", "password", "Bear"},
	{"password=api-token hunter2xyz", "password", "hunter2xyz"},
	{"password=Geniekey hunter2xyz", "password", "hunter2xyz"},
	{"sed s/a/password=hunter2xyz/", "password", "hunter2xyz"},
	{"sed s/a/password=hunter2\\/xyz/", "password", "hunter2\\/xyz"},
	{"s/a/password=hunter2/xyz", "password", "hunter2/xyz"},
	{"'s/a/password=hunter2/xyz'", "password", "hunter2"},
	{"xs/a/password=hunter2/xyz", "password", "hunter2/xyz"},
	{"password=hunter2xyz\\r\\nx", "password", "hunter2xyz"},
	{"sed 's/a/password=hunter2xyz/'", "password", "hunter2xyz"},
	{"sed -e 's,a,password=hunter2xyz,'", "password", "hunter2xyz"},
	{"gs/a/password=hunter2/xyz'", "password", "hunter2/xyz"},
	{"its /a/password=hunter2/xyz", "password", "hunter2/xyz"},
	{"sed 's/a/password=/'", "", ""},
	{"password = ab\"hunter2xyz\"", "password", "hunter2xyz"},
	{"password = a:\"hunter2xyz\"", "password", "a:"},
	{"password = X{\"hunter2xyz\" = 1}", "password", "X{"},
	{"password = X{ \"hunter2xyz\" }", "password", "hunter2xyz"},
	{"password = X( \"hunter2xyz\" )", "password", "hunter2xyz"},
	{"password = X(\n  \"hunter2xyz\" )", "password", "hunter2xyz"},
	{"password = f(g, \"hunter2xyz\")", "password", "f(g"},
	{"password = f(g(\"hunter2xyz\"))", "password", "hunter2xyz"},
	{"password = f().g(\"hunter2xyz\")", "password", "f().g("},
	{"password = f()[\"hunter2xyz\"]", "password", "f()["},
	{"password = &\"hunter2xyz\"", "password", "hunter2xyz"},
	{"password = @\"hunter2xyz\"", "password", "hunter2xyz"},
	{"password = await \"hunter2xyz\"", "password", "hunter2xyz"},
	{"password = return \"hunter2xyz\"", "password", "hunter2xyz"},
	{"password = new \"hunter2xyz\"", "password", "hunter2xyz"},
	{"password = newhunter2xyz", "password", "newhunter2xyz"},
	{"password = lambda: \"hunter2xyz\"", "password", "hunter2xyz"},
	{"password = () => \"hunter2xyz\"", "password", "hunter2xyz"},
	{"password: <code>hunter2xyz</code>", "password", "hunter2xyz"},
	{"password = <code>hunter2xyz</code>", "password", "<code>hunter2xyz"},
	{"password: <b><code>hunter2xyz</code></b>", "password", "hunter2xyz"},
	{"password: `hunter2xyz`", "password", "hunter2xyz"},
	{"password: \"hunter2xyz", "password", "hunter2xyz"},
	{"password 'hunter2xyz", "password", "hunter2xyz"},
	{"password=hunter2xyz;&b", "password", "hunter2xyz;&b"},
	{"password=a&b c", "password", "a&b"},
	{"'x/a/password=hunter2/xyz'", "password", "hunter2/xyz"},
}

// TestQuoted: what stands in quotes of any kind is told from what does not, and where a literal of several lines ends is told, too.
func TestQuoted(t *testing.T) {
	for _, c := range []struct {
		text, value string
		quoted      bool
		goesOn      int32
	}{
		{`password = "hunter2xyz"`, "hunter2xyz", true, 0},
		{`password = hunter2xyz`, "hunter2xyz", false, 0},
		{`password=${A:-hunter2xyz}`, "hunter2xyz", false, 0},
		{`password="${A:-hunter2xyz}"`, "hunter2xyz", true, 0},
		{"user,password\nops,hunter2xyz\n", "hunter2xyz", true, 0},
		{"<password>hunter2xyz</password>", "hunter2xyz", true, 0},
		{"password = \"hunter\\\n2xyz\" x", `hunter\`, true, 25},
		{"password = \"hunter\\\r\n2\\\n3\" x", `hunter\`, true, 26},
		{"password = \"hunter\\\n2\n3\" x", `hunter\`, true, 0},
		{"password = 'hunter\\\n2xyz' x", `hunter\`, true, 0},
		{"password = \"hunter\\\n2xyz", `hunter\`, true, 0},
		{"password = \"hunter\n2xyz\" x", `hunter`, true, 0},
		{"password = \"\"\"hunter\n2xyz\"\"\"", "hunter\n2xyz", true, 0},
		{"password = '''hunter\n2xyz'''", "hunter\n2xyz", true, 0},
		{"password = `hunter\n2xyz`", "hunter\n2xyz", true, 0},
		{"password = ‘hunter\n2xyz’", "hunter", true, 0},
	} {
		at := strings.Index(c.text, "password")
		var n Names
		a, _ := n.Parse([]byte(c.text), at, at+len("password"))
		if got := c.text[a.Value.Start:a.Value.End]; got != c.value || a.Quoted != c.quoted || a.GoesOn != c.goesOn {
			t.Errorf("%q: %q, quoted %v, goes on to %d; want %q, %v, %d", c.text, got, a.Quoted, a.GoesOn, c.value, c.quoted, c.goesOn)
		}
	}
}

// TestVisible: white space and control characters are not seen, letters of any script are.
func TestVisible(t *testing.T) {
	for c, want := range map[byte]bool{' ': false, '\n': false, 0: false, 0x7f: false, '!': true, '~': true, 0x80: true, 0xff: true} {
		if IsVisible(c) != want {
			t.Errorf("%q: %v", rune(c), !want)
		}
	}
}
