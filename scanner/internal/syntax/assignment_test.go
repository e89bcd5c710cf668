package syntax

import (
	"strings"
	"testing"
)

// nameLines are names, and what stands around them.
var nameLines = []reading{
	{"..db.password=hunter2xyz", "db.password", "hunter2xyz"},
	{"$password = 'hunter2xyz'", "password", "hunter2xyz"},
	{"passwordñx = hunter2xyz", "passwordñx", "hunter2xyz"},
	{"password.= hunter2xyz", "password", "hunter2xyz"},
	{"\\tpassword=hunter2xyz", "password", "hunter2xyz"},
	{"\\rpassword=hunter2xyz", "password", "hunter2xyz"},
	{"\\xpassword=hunter2xyz", "xpassword", "hunter2xyz"},
	{"/npassword=hunter2xyz", "npassword", "hunter2xyz"},
	{"%26password=hunter2xyz", "password", "hunter2xyz"},
	{"%2gpassword=hunter2xyz", "2gpassword", "hunter2xyz"},
	{"%g6password=hunter2xyz", "g6password", "hunter2xyz"},
	{"\"user[password]\" hunter2xyz", "", ""},
	{"user[password] = hunter2xyz", "password", "hunter2xyz"},
	{"\"user[password]\", \"hunter2xyz\"", "password", "hunter2xyz"},
	{"char password[32] = \"hunter2xyz\"", "password", "hunter2xyz"},
	{"char password[] = \"hunter2xyz\"", "password", "hunter2xyz"},
	{"password[a b] = \"hunter2xyz\"", "", ""},
	{"password[0 = \"hunter2xyz\"", "", ""},
}

// TestAround: a name is the longest one around a literal, whatever of its ends the literal has, without the escape in front of it.
func TestAround(t *testing.T) {
	for _, c := range []struct{ text, literal, want string }{
		{"my.db-password2 = x", "password", "my.db-password2"},
		{"db_password = x", "password = ", "db_password"},
		{"password-", "password", "password"},
		{"password.", "password", "password"},
		{"password.x-", "password", "password.x"},
		{".-password", "password", "password"},
		{"passwordñx y", "password", "passwordñx"},
		{"passwordñ", "password", "passwordñ"},
		{"password€x", "password", "password"},
		{`\npassword`, "password", "password"},
		{"%26password", "password", "password"},
		{times("a", nameLeft+1) + "password", "password", times("a", nameLeft) + "password"},
		{"password" + times("a", nameRight+1), "password", "password" + times("a", nameRight)},
	} {
		var n Names
		at := strings.Index(c.text, c.literal)
		name, seen := n.Around([]byte(c.text), at, at+len(c.literal))
		if got := c.text[name.Start:name.End]; got != c.want {
			t.Errorf("%q around %q is %q, want %q", c.text, c.literal, got, c.want)
		}
		if seen.Start >= name.Start || seen.End <= name.End {
			t.Errorf("%q: %v was looked at for the name %v", c.text, seen, name)
		}
	}
}

// TestNames: a name is parsed once, whichever literal is in it, and the last is kept.
func TestNames(t *testing.T) {
	text := []byte("db_password_token = hunter2xyz\nother = x\n")
	var n Names
	if p := n.Parsed(); p.Name != (Span{}) || p.Value != (Span{}) {
		t.Error("something was parsed in front of the first")
	}
	a, ok := n.Parse(text, 3, 11)
	b, okAgain := n.Parse(text, 12, 17)
	if !ok || !okAgain || a.Name != b.Name || a.Value != b.Value || n.Parsed().Name != b.Name {
		t.Errorf("%v and %v of one name", a, b)
	}
	if c, ok := n.Parse(text, 31, 36); !ok || string(text[c.Name.Start:c.Name.End]) != "other" || string(text[c.Value.Start:c.Value.End]) != "x" {
		t.Errorf("%v of the other name", c)
	}
}

// TestPhrase: a name of words reaches back two of them, and on to the operator, one at most away.
func TestPhrase(t *testing.T) {
	for text, want := range map[string]string{
		"password = x":                        "password ",
		"app password = x":                    "app password ",
		"the new app password = x":            "new app password ",
		"my-app password: x":                  "app password",
		"app  password: x":                    "password",
		"app password here = x":               "app password here",
		"(password = x":                       "password ",
		"a password = x":                      "a password ",
		times("a", nameLeft) + " password=x":  times("a", nameLeft-1) + " password",
		"password " + times("b", nameRight+9): "password " + times("b", nameRight),
		"password ":                           "password",
		"app password":                        "app password",
	} {
		var n Names
		at := strings.Index(text, "password")
		a, _ := n.Parse([]byte(text), at, at+len("password"))
		if got := string(a.Phrase([]byte(text))); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestMoved: what lies somewhere moves with its text, and what is nowhere stays there.
func TestMoved(t *testing.T) {
	if got := (Span{3, 5}).Moved(2); got != (Span{5, 7}) {
		t.Errorf("moved to %v", got)
	}
	if got := (Span{}).Moved(2); got != (Span{}) {
		t.Errorf("nothing moved to %v", got)
	}
}
