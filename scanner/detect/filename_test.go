package detect

import (
	"path"
	"regexp"
	"testing"
)

func TestNamePattern(t *testing.T) {
	for pattern, want := range map[string]map[string]bool{
		`\.pem$`:                 {"a.pem": true, ".pem": true, "a.pem.txt": false, "a": false},
		`(?i)(^|/)id_rsa$`:       {"id_rsa": true, "ID_RSA": true, "id_rsa.pub": false},
		`^config/.*\.(p12|pfx)$`: {"x.p12": true, "x.pfx": true, "x.pem": false},
		`secrets/master\.key$`:   {"master.key": true, "other.key": false},
		`\.pem$|(^|/)\.npmrc$`:   {"a.pem": true, ".npmrc": true, "npmrc": false},
		`(\.p12)$`:               {"a.p12": true, "a.p1": false},
		`\.pem`:                  nil, // a folder may have that name
		`.*`:                     nil,
		`\.pem\b$`:               {"a": true, "a.pem": true},
		`[^x]key$`:               {"a.key": true, "key": true, "keys": false}, // the class may match a slash
	} {
		p := namePattern(pattern)
		if (p == nil) != (want == nil) {
			t.Errorf("%s: %v", pattern, p)
			continue
		}
		for name, is := range want {
			if p.MatchString(name) != is {
				t.Errorf("%s: %q: %v", pattern, name, !is)
			}
		}
	}
}

// FuzzNamePattern: no pattern leaves out the name of a path that it matches.
func FuzzNamePattern(f *testing.F) {
	for _, s := range [...][2]string{
		{`(?i)(^|/)id_rsa$`, "a/ID_RSA"}, {`a/b|\.pem$`, "a/b/c"}, {`(?s)x.\z`, "x/"},
		{`(?m)a$`, "b\n/a"}, {`(a|b/)?c$`, "b/c"}, {`\bkey$`, "a/key"}, {`K$`, "\u212a"},
	} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, pattern, file string) {
		re, err := regexp.Compile(pattern)
		if err != nil || !re.MatchString(file) || file == "" || path.Clean(file) != file {
			return
		}
		if p := namePattern(pattern); p != nil && !p.MatchString(path.Base(file)) {
			t.Errorf("%s matches %q, and %s not its name", pattern, file, p)
		}
	})
}
