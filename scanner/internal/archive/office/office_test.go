package office

import "testing"

const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

func TestText(t *testing.T) {
	for name, test := range map[string]struct{ xml, want string }{
		"Word": {
			head + `<w:document xmlns:w="x"><w:body><w:p w:id="1"><w:r><w:t>pass</w:t></w:r><w:proofErr/><w:r><w:t xml:space="preserve">word: a&amp;b</w:t></w:r></w:p><w:p/>` +
				`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>user</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>app</w:t><w:br/><w:t>two</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>`,
			"password: a&b\n| user | app\ntwo |\n",
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

func FuzzText(f *testing.F) {
	f.Add([]byte(head + `<w:document><w:p><w:r><w:t>a&#x41;</w:t></w:r></w:p><w:tr><w:tc/></w:tr>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		Is(data)
		if n := len(Text(data)); n > 2*len(data) {
			t.Errorf("%d bytes of %d", n, len(data))
		}
	})
}
