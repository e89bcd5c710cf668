package office

import (
	"fmt"
	"strings"
	"testing"
)

const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

func TestText(t *testing.T) {
	for name, test := range map[string]struct{ xml, want string }{
		"Word": {
			head + `<w:document xmlns:w="x"><w:body><w:p w:id="1"><w:r><w:t>pass</w:t></w:r><w:proofErr/><w:r><w:t xml:space="preserve">word: a&amp;b</w:t></w:r></w:p><w:p/>` +
				`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>user</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>app</w:t><w:br/><w:t>two</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>`,
			"password: a&b\n| user | app\ntwo |\n",
		},
		"a table with names of columns": {
			head + `<w:document><w:tbl>` + tableRow("Host", "User", "Password") + tableRow("db.corp", "app", "x1") +
				`</w:tbl><w:p><w:t>behind</w:t></w:p></w:document>`,
			"| Host | User | Password |\nHost = \"db.corp\"\nUser = \"app\"\nPassword = \"x1\"\nbehind\n",
		},
		"a table with names of rows": {
			head + `<w:document><w:tbl>` + tableRow("Host", "db.corp") + tableRow("Password", "x1") + `</w:tbl></w:document>`,
			"| Host | db.corp |\n| Password | x1 |\n",
		},
		"strings of a sheet": {head + `<sst count="2"><si><t>first</t></si><si><r><t>sec</t></r><r><rPr/><t>ond</t></r></si></sst>`, "first\nsecond\n"},
		"a slide":            {head + `<p:sld><p:txBody><a:p><a:r><a:t>to</a:t></a:r><a:r><a:t>ken</a:t></a:r></a:p></p:txBody></p:sld>`, "token\n"},
		"OpenDocument": {
			head + `<office:document-content><text:h>Head</text:h><text:p>a <text:span>b</text:span><text:tab/>c</text:p></office:document-content>`,
			"Head\na b c\n",
		},
	} {
		if !Is([]byte(test.xml)) {
			t.Errorf("%s is no document", name)
		}
		if got := string(Text([]byte(test.xml))); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	for _, xml := range []string{head + "<project>", "<w:document>", head + "text", head} {
		if Is([]byte(xml)) {
			t.Errorf("%q is a document", xml)
		}
	}
}

func tableRow(cells ...string) string {
	return "<w:tr><w:tc><w:p><w:t>" + strings.Join(cells, "</w:t></w:p></w:tc><w:tc><w:p><w:t>") + "</w:t></w:p></w:tc></w:tr>"
}

// A sheet without a declaration of XML, as openpyxl writes it.
func TestUndeclared(t *testing.T) {
	xml := []byte(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row><c r="A1" t="inlineStr"><is><t>token</t></is></c></row></sheetData></worksheet>`)
	if text, _ := Sheet(xml, nil, 100); !Is(xml) || !IsSheet(xml) || string(text) != "| token |\n" {
		t.Errorf("%q", text)
	}
	if Is([]byte(`<comments><p>of something else</p></comments>`)) {
		t.Error("any comments")
	}
}

func FuzzText(f *testing.F) {
	f.Add([]byte(head + `<w:document><w:p><w:r><w:t>a&#x41;</w:t></w:r></w:p><w:tr><w:tc/></w:tr>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		Is(data)
		if n := len(Text(data)); n > 2*len(data) {
			t.Errorf("%d bytes of %d", n, len(data))
		}
	})
}

func TestSheet(t *testing.T) {
	shared := Strings([]byte(head + `<sst><si><t>System</t></si><si><t>User</t></si><si/><si><r><t>Pass</t></r><r><t>word</t></r></si><si><t>a&amp;b</t></si><si><t>two
lines</t></si></sst>`))
	row := func(cells ...string) string { return "<row>" + strings.Join(cells, "") + "</row>" }
	text := func(at string, i int) string { return fmt.Sprintf(`<c r="%s" t="s"><v>%d</v></c>`, at, i) }
	for name, test := range map[string]struct{ rows, want string }{
		"names in the first column":  {row(text("A1", 3), `<c r="B1" s="1"/>`, `<c r="C1"><v>1234</v></c>`), "| Password | 1234 |\n"},
		"names in the first row":     {row(text("A1", 0), text("B1", 1), text("C1", 3)) + row(text("A2", 4), text("C2", 5)), "| System | User | Password |\nSystem = \"a&b\"\nPassword: two\nlines\n"},
		"two columns":                {row(text("A1", 1), text("B1", 3)) + row(text("A2", 4), text("B2", 0)), "| User | Password |\n| a&b | System |\nUser = \"a&b\"\nPassword = \"System\"\n"},
		"texts of their own":         {row(`<c r="A1" t="inlineStr"><is><t>token</t></is></c>`, `<c r="B1" t="str"><f>A1</f><v>x1</v></c>`), "| token | x1 |\n"},
		"no such text, an empty one": {row(text("A1", 9), text("B1", 2), `<c t="s"><v>-1</v></c>`) + row(), ""},
	} {
		xml := []byte(head + "<worksheet><sheetData>" + test.rows + "</sheetData></worksheet>")
		got, whole := Sheet(xml, shared, 1<<10)
		if !Is(xml) || !IsSheet(xml) || !whole || string(got) != test.want {
			t.Errorf("%s: %q, %t, want %q", name, got, whole, test.want)
		}
		if got, whole := Sheet(xml, shared, 80); len(got) > 80 || whole && string(got) != test.want {
			t.Errorf("%s, 80 bytes: %q, %t", name, got, whole)
		}
	}
}

func FuzzSheet(f *testing.F) {
	f.Add([]byte(head+`<worksheet><row><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>x</t></is></c></row><row><c r="A2" t="s"><v>1</v></c></row></worksheet>`), []byte(`<sst><si><t>name</t></si><si/></sst>`))
	f.Fuzz(func(t *testing.T, data, list []byte) {
		shared := Strings(list)
		if text, _ := Sheet(data, shared, 1000); len(text) > 1000 {
			t.Errorf("%d bytes", len(text))
		}
	})
}
