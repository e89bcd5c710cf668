package syntax

import "testing"

// below are values on the lines below what they are called.
var below = []string{
	"Client password\n{}q8Zk2LwPx\n",
	"API password:\n  {}q8Zk2LwPx\nRedirect\nhttps://x.y\n",
	"## App password\n\n`{}q8Zk2LwPx`\n",
	"client_password::\r\n\r\n  {}q8Zk2LwPx\r\n",
	"Password\n=====\n{}q8Zk2LwPx\n",
	"Client password\n'{}q8Zk2LwPx'\n",
	"Client password\n{}q8Zk2LwPx.abc\n",
	"- New Client password\n{}q8Zk2LwPx\n",
	"## Admin password\n\n{}9Qx\n",
	"Password\n--------\n\n{}9Qx\n",
	"### Password:\n\n```text\n{}9Qx\n```\n",
	"**Password**\n\n`{}9Qx`\n",
	"**Password:**\n{}9Qx\n",
	"Username:\nadmin\nPassword:\n{}9Qx\n",
	"password:\n  {}\n",
	"- x b c password:\n  {}9Qx\n",
}

func TestBelow(t *testing.T) {
	for _, text := range below {
		text, want := filled(text)
		if got := valuesOf(text); len(got) != 1 || len(got[0]) < len(want[0]) || got[0][:len(want[0])] != want[0] {
			t.Errorf("%q gives %q", text, got)
		}
	}
	readAll(t, false, []string{
		"What the password\n{}q8Zk2LwPx\n",
		"see (the password\n{}q8Zk2LwPx\n",
		"x b c d password\n{}q8Zk2LwPx\n",
		"Client password\n-{}q8Zk2LwPx\n",
		"Client password\nhunter1-xyzq8Zk2LwPx91vT\n",
		"Client password\nhunter1xyz!q8Zk2LwPx91vT\n",
		"Client password\nhunter1xyzq8Zk2\n",
		"Client password\n{}q8Zk2LwPx;x\n",
		"Client password,\n{}q8Zk2LwPx\n",
		"The Client's password\n{}q8Zk2LwPx\n",
		"Client password\n\n\n{}q8Zk2LwPx\n",
		"Client password\n{}q8Zk2LwPx is it\n",
		"Client password\n{}(q8Zk2LwPx)\n",
		"password\nhunterHunterHunterHunter\n",
		"Password\n{}\n",
		"Password\n==\n{}q8Zk2LwPx\n",
		"## What is a password\n\n{}\n",
		"## Password\n\nhunterisit\n",
		"Password:\nhunter2 letters at least\n",
		"## Password\n\n```sh\nhunter2xyz -n ops\n```\n",
		"## Password\n\n```",
		"## Password\n\n```text {}",
		"password:\n{}: x\n",
		"x password = \n  {}\n",
	})
}

// TestListed: the items of a list of quoted values are read, as many as a list is long.
func TestListed(t *testing.T) {
	readAll(t, true, []string{
		`passwords = ["{}", "{}", "{}"]`,
		"passwords = [\n  '{}',\n  '{}'\n]",
		`String[] passwords = {"{}","{}"}`,
		`passwords = ["{}"]`,
		"passwords:\n  - {}\n  - {}\n",
		"  passwords: \n  - \"{}\"\n  - '{}' # of Ann\n",
		"- \"passwords\":\r\n    - {}\r\n    - {}\r\n    y: x\n",
	})
	readAll(t, false, []string{
		"passwords:\n  - {}",
		"passwords:\n  - {}: x\n",
		"passwords:\n  - {} x\n",
		"  passwords:\n- {}\n",
		"x passwords:\n  - {}\n",
		"passwords:\n  - db-password\n",
		"passwords:\n  - '149999988'\n",
	})
	for text, want := range map[string]int{
		`passwords = ["{}", x, "{}"]`:                            1,
		`passwords = ["{}", '{}']`:                               1,
		`passwords = ["{}" "{}`:                                  1,
		`passwords = "{}", "{}"`:                                 1,
		`passwords = [` + times(`"{}", `, mostListed+1) + `]`:    mostListed + 1,
		`passwords = [` + times(`"{}", `, mostListed+2) + `]`:    mostListed + 1,
		`passwords = ["{}", ` + times(" ", ValueReach) + `"{}"]`: 1,
	} {
		text, _ := filled(text)
		if got := valuesOf(text); len(got) != want {
			t.Errorf("%q: %q, want %d", text, got, want)
		}
	}
}

// TestSecond: of two values with a sign between them the password is the second, if its name is.
func TestSecond(t *testing.T) {
	readAll(t, true, []string{
		"user/password: ops / {}", "Username / Password : `ops`/`{}`", "ID & Password: ops & {}", "a=user&password={}&x=y", "user/password: {}",
		"login/password: ops/{}\n",
	})
	for text, want := range map[string]string{
		"user/password: hunter2xyz / ops":  "ops",
		"users/password: ops / hunter2xyz": "ops",
		"user-password: ops / hunter2xyz":  "ops",
		"user/password: ops / ":            "ops",
		"user/password: ops=x/hunter2xyz":  "ops=x/hunter2xyz",
		"user/password: / hunter2xyz":      "/",
	} {
		if got := valuesOf(text); len(got) != 1 || got[0] != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}
