package judge

import "testing"

// named gives a judge of a name and a value its name.
func named(name string, judge func(name, value []byte) bool) func([]byte) bool {
	return func(value []byte) bool { return judge([]byte(name), value) }
}

func TestNumbered(t *testing.T) {
	hold(t, []knows{{"the title of an article", Slug,
		[]string{"360022839451-How-to-create-a-key", "hc/en-us/articles/115004502806-Find-Project-Token-"},
		[]string{"360022839451", "3c2870-b253-4067-78d7-a080", "12345-find-token", "360022839451-token", "360022839451-How-to-create-q8Zk2", "how-to-create", "360022839451x"}}})
	hold(t, []knows{
		{"a quote as HTML writes it", OpensEscaped, []string{"&quot;", "&#39;q8Zk2L&#39;", "&#x22;q8"}, []string{"quot;", "q&quot;", "&quo", "&amp;q8"}},
		{"characters by their numbers", characterReferences,
			[]string{"&#xe9df;", "&#233;&#xE9;"},
			[]string{"&#xe9df", "&#;", "&#xe9df;q", "e9df;", "&#xe9df!&#xe9df;", "&xe9df;", "&#xg9;", "q&#xe9df;"}},
		{"a fraction", Fraction, []string{"38.26", "-121.9"}, []string{"38", "38.", ".5", "1.2.3", "1e3.5", "-"}},
		{"a publication", doi,
			[]string{"10.1037/h0054346", "10.1037%2Fh0054346", "10.1037%2fh0054346", "10.123456789/x"},
			[]string{"10.103/h0054346", "10.1234567890/x", "10.1037.h0054346", "11.1037/h0054346", "10.1037", "1037/h0054346"}},
		{"a file by its digest", byDigest,
			[]string{`0\a\` + hex32, "0a/1b/" + hex32, "0/" + hex32},
			[]string{"1/" + hex32, "0a/1c/" + hex32, "0a1/1b/" + hex32, "0a/1b2/" + hex32, "/" + hex32, "//" + hex32, "0a/" + hex32[1:], "0a/" + hex32[:31] + "g", hex32}},
		{"a commit", pinned,
			[]string{"dev-main#" + hex32 + hex32[:8], "acme/shop.js#" + hex32 + hex32[:8]},
			[]string{"#" + hex32 + hex32[:8], "dev-main#" + hex32, "dev-main-" + hex32 + hex32[:8], "dev-main#g" + hex32 + hex32[:7], "pw!dev#" + hex32 + hex32[:8]}},
		{"a series", series,
			[]string{"0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77", "1,2,3,4,5,6,7,8,9", "2, 4, 6, 8, 10, 12, 14,\n\t16", "(byte)0x01, 2, 3, 4, 5, 6, 7, 8"},
			[]string{"1,2,3,4,5,6,7", "1,2,3,4,5,6,7,9", "a,b,c,d,e,f,g,h", "1,2,3,4,5,6,7,8,", "9,9,9,9,9,9,9,9", "0xg,1,2,3,4,5,6,7", "0x,1,2,3,4,5,6,7"}},
		{"an id and its type", typedID,
			[]string{"Guid(35cb05ff-d23b)", `ObjectId("507f1f77")`, "UUID('35cb05ff')"},
			[]string{"Guid", "Get(35cb05ff)", "Guid 35cb05ff", "Guid(q8Zk2Lw)"}},
		{"a name of the same list", named("SQL_NonInteractiveWithPassword", sibling),
			[]string{"SQL_NonLocalInstance6", "SQL_Nob"},
			[]string{"SQL_XonLocalInstance6", "SQL_No", "SQL_Non-Local", "sql_NonLocal"}},
		{"a name of a list with a short mark", named("S_NonInteractive", sibling), []string{"S_NonLocal"}, []string{"T_NonLocal"}},
		{"a name of no list", named("_NonInteractive", sibling), nil, []string{"_NonLocalInstance6"}},
		{"a name of a list of short ones", named("SQL_No", sibling), nil, []string{"SQL_NonLocal"}},
		{"a colour", named("COLOR_SYSTEM_PW", paint),
			[]string{"0xFFFF33AA", "0xff33aa"},
			[]string{"0xFFFF33A", "0xFFFF33AAB", "FFFF33AA", "0xFFFF33AG"}},
		{"a colour under another name", named("COLON_SYSTEM_PW", paint), nil, []string{"0xFFFF33AA"}},
		{"the name of a key of OpenPGP", named("user.signingkey", namedKey),
			[]string{"0a1b2c3d", "0x0a1b2c3d", "0A1B2C3D4E5F6071", "0A1B 2C3D 4E5F 6071 8293  A4B5 C6D7 E8F9 0A1B 2C3D"},
			[]string{"0a1b2c3", "0a1b2c3d4", "0a1b2c3g", "0a1b-2c3d", hex32}},
		{"the name of a key of something else", named("api_key", namedKey), nil, []string{"0a1b2c3d"}},
		{"a key's owner", named("gpg_user", namedKey), nil, []string{"0a1b2c3d"}},
	})
}

// TestKeyDigits: what has anything but hexadecimal digits and blanks in it is the name of no key.
func TestKeyDigits(t *testing.T) {
	for value, want := range map[string]int{"0A1B 2C3D": 8, "0x0a": 2, "0a-1b": 0, "": 0} {
		if got := KeyDigits([]byte(value)); got != want {
			t.Errorf("%s: %d, want %d", value, got, want)
		}
	}
}
