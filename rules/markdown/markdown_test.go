package markdown

import "testing"

func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "",
		"a-b + c = d (e) {f}":     "a-b + c = d (e) {f}",
		" two\n\tlines ":          "two lines",
		"*a* _b_ `c` ~~d~~ | e":   `\*a\* \_b\_ \` + "`c\\`" + ` \~\~d\~\~ \| e`,
		"<img src=x>&lt;":         `\<img src=x\>\&lt;`,
		"![a](https://b.example)": `\!\[a\](https://b.example)`,
		"# h":                     `\# h`,
		"- item":                  `\- item`,
		"+ item":                  `\+ item`,
		"===":                     `\===`,
		"---":                     `\---`,
		`back\slash`:              `back\\slash`,
	} {
		if got := Text(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestLink(t *testing.T) {
	for address, want := range map[string]string{
		"https://a.example/b_c":   "<https://a.example/b_c>",
		"http://a.example/b_c":    `http://a.example/b\_c`,
		"https://a.example/> <b>": `https://a.example/\> \<b\>`,
		"javascript:alert(1)":     "javascript:alert(1)",
	} {
		if got := Link(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}
