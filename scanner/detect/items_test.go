package detect

import (
	"strings"
	"testing"
)

// lists are texts whose {} are the secrets of a list's items.
var lists = []string{
	"chpasswd <<EOF\nops:{}\ndev:$PASSWORD\n# x\napp:{}\nEOF\n",
	"cat <<'EOF' | sudo chpasswd\nops:{}\ndev:{}\nEOF\n",
	"newusers <<EOF\nops:{}:1001:1001:Ops:/home/ops:/bin/sh\ndev:{}:1002:1002::/home/dev:/bin/sh\nEOF\n",
	"#cloud-config\nchpasswd:\n  list: |\n    ops:{}\n    dev:RANDOM\n    app:{}\n  expire: False\n",
	"users = [(\"ops\", \"{}\"), (\"dev\", get(\"x\")), (\"app\", \"{}\")]\n",
	"admin_users = [(\"ops\", \"{}\"), (\"dev\", \"{}\")]\n",
	"const logins = [\n  ['ops', '{}'],\n  ['dev', '{}'],\n];\n",
	"USERS = {\n    \"ops\": \"{}\",\n    \"dev\": \"\",\n    \"app\": \"{}\",\n}\n",
	"gin.Accounts{\n\t\"ops\": \"{}\",\n\t\"dev\":   \"{}\",\n}\n",
	"users = Map.of(\"ops\", \"{}\", \"dev\", \"a b\", \"app\", \"{}\");\n",
	"basicAuth:\n  users:\n    - \"ops:{}\"\n    - 'dev:{}'\n",
	"users:\n- system:serviceaccount:garden:dev\n- ops:{}\n",
	"USERS=ops:{},dev:$x,app:{}\n",
	"auth:\n  users:\n    ops: {}\n    dev: {}\n",
	"Credentials:\n- ops:{}\n- dev:{}\n",
	"Logins:\n\n```\nops : {}\ndev : {}\n```\n",
	"| admin | {} |\n| root  | `{}` |\n",
}

func TestLists(t *testing.T) {
	for _, text := range lists {
		n := strings.Count(text, "{}")
		for range n {
			text = strings.Replace(text, "{}", filled(t, "{{lower:2}}{{digit:2}}{{alnum:12}}"), 1)
		}
		if found, _ := told(t, text); len(strings.Fields(found)) != n {
			t.Errorf("found %q, want %d values\n%s", found, n, text)
		}
	}
}

// TestListEnds: what stands behind the end of a list is no item of it, nor what is written in another way.
func TestListEnds(t *testing.T) {
	for _, text := range []string{
		"chpasswd <<EOF\nops:$PASSWORD\nEOF\nx:{}\n",
		"mychpasswd <<EOF\nops:{}\nEOF\n",
		"chpasswd < users\nops:{}\n",
		"echo \"$x\" | chpasswd\n\nservice ops restart:{}\n",
		"users = [(\"ops\", x)]\n(\"dev\", \"{}\")\n",
		"users = [\"ops\", \"{}\"\n",
		"chpasswd:\n  expire: False\n    ops:{}\n",
		"users:\n  - name: ops\n    id: {}\n",
		"| admin | x | y | {} |\n",
		"users = [(\"ops\", \"button-primary-2\")]\n",
	} {
		text = strings.Replace(text, "{}", filled(t, "{{lower:2}}{{digit:2}}{{alnum:12}}"), 1)
		if found, _ := told(t, text); found != "" {
			t.Errorf("found %q\n%s", found, text)
		}
	}
}

// TestMostItems: so many items of a list are read, whichever have a secret, and none that is too far away.
func TestMostItems(t *testing.T) {
	item := func(i int) string {
		return "user" + string(rune('a'+i%26)) + ":" + filled(t, "{{lower:2}}{{digit:2}}{{alnum:12}}")
	}
	rows := func(n int, row string) (text string) {
		for i := range n {
			text += strings.Replace(row, "{}", item(i), 1)
		}
		return text
	}
	for _, c := range []struct {
		text string
		want int
	}{
		{"chpasswd <<EOF\n" + rows(mostItems+1, "{}\n"), mostItems},
		{"chpasswd <<EOF\n" + rows(1, "{}\n") + rows(mostItems, "dev:$x\n") + rows(1, "{}\n"), 1},
		{"chpasswd <<EOF\n" + rows(90, "{}:"+strings.Repeat(" ", 190)+"\n"), 77},
	} {
		if found, _ := told(t, c.text); len(strings.Fields(found)) != c.want {
			t.Errorf("%d items are told, want %d of %.60s", len(strings.Fields(found)), c.want, c.text)
		}
	}
}

// TestFollowLists carries verdicts on lists over edits of what opens them, their items and what stands between.
func TestFollowLists(t *testing.T) {
	b, m := newBuilder(t, 13)
	b.snippets = []string{
		"chpasswd <<EOF\n", "newusers <<EOF\n", "EOF\n", "ops:", "dev:$x\n", ":1001:1001::/:/bin/sh\n", "# x\n", "chpasswd:\n  list: |\n", "    app:",
		"users = [", "users = {", "users:\n", "  - ", "(\"ops\", \"", "\"), ", "'dev': '", "', ", "]\n", "}\n", "USERS=", ",", "credentials:\n", "- ops:", "[users]\n", "ops = ",
		"\n", "\n\n", "| admin | ", " |\n", "| user | password |\n|---|---|\n", "| ops | ", "user, password = \"ops\", \"", "\"\n", "password = '$", "'\n",
		"password = \"$", "(\"$", "\" == password)\n", "\".equals(password)\n", "'$", "' AS password\n", "password: ", "=> ",
		strings.Repeat("# a comment between the items of a list\n", 20), strings.Repeat(" ", 90),
	}
	for range 12 {
		b.snippets = append(b.snippets, filled(t, "{{lower:2}}{{digit:2}}{{alnum:12}}"), "uper"+"S3cret"+filled(t, "{{digit:2}}"), "ops:"+filled(t, "{{alnum:16}}")+"\n")
	}
	b.compareFollowed(t, m.judging(), 60, false)
	b.compareFollowed(t, m.NewWorker(), 60, false)
}

// TestListFarAway: what a rule's shape takes may reach further than a list is read.
func TestListFarAway(t *testing.T) {
	w := workerOf(t, `
[[rule]]
id = "acme-users"
name = "Acme users"
kind = "token"
literals = ["acme_users"]
shape = ':[a-z]*1[a-z]*2[a-z]*3[a-z]*4[a-z]*5'
each = ',(?P<secret>[0-9A-Za-z]{16})'
severity = "high"
confidence = "high"
examples = ["acme_users:12345,{{alnum:16}}", "acme_users:a1b2c3d4e5,{{alnum:16}};"]
negatives = ["acme_users:12345,x"]
`)
	value := filled(t, ",{{alnum:16}}")
	for run, want := range map[int]int{3000: 2, 4000: 0} {
		text := "acme_users:"
		for _, digit := range "12345" {
			text += strings.Repeat("a", run) + string(digit)
		}
		if got := len(foundBy(t, w, text+value+value)); got != want {
			t.Errorf("behind 5 * %d letters %d secrets are found, want %d", run, got, want)
		}
	}
}
