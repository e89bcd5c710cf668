package detect

import (
	"strings"
	"testing"
)

// columns are texts whose {} are values below the head of a column.
var columns = []struct{ class, text string }{
	{"commas", "url,username,password,note\nhttps://x.io,ops,{},\nhttps://y.io,ops,{},x\n"},
	{"quotes", "\"Title\",\"Password\",\"Notes\"\r\n\"x, y\",\"{}\",\"\"\r\n\"x \\\"y\\\", z\",\"{}\",\"\"\r\n"},
	{"semicolons", "\ufeffNr;Passwort;Rolle\n1;{};x\n2;{};y"},
	{"tabs", "user\tpassword\nops\t{}\ndev\t{}\n"},
	{"block of Markdown", "Users:\n\n```csv\npassword,user\n{},ops\n```\n"},
	{"grid", "+------+------------+\n| User | Password   |\n+======+============+\n| ops  | {} |\n+------+------------+\n"},
	{"words in front", "| What | Value |\n|---|---|\n| API token | {} |\n"},
	{"INSERT", "INSERT INTO `users` (`id`, `mail`, `password`) VALUES\n(1, 'a, (b)', '{}'),\n(2, 'c''d', '{}');\n"},
	{"INSERT of T-SQL", "INSERT INTO [dbo].[users] ([name], [password]) VALUES (N'ops', N'{}')\n"},
}

func TestColumns(t *testing.T) {
	for _, c := range columns {
		n := strings.Count(c.text, "{}")
		text := c.text
		for range n {
			text = strings.Replace(text, "{}", filled(t, "{{alnum:18}}"), 1)
		}
		if found, _ := told(t, text); len(strings.Fields(found)) != n {
			t.Errorf("%s: found %q, want %d values\n%s", c.class, found, n, text)
		}
	}
}

// TestNoColumns: what only looks like a table is none, nor are values elsewhere in the rows of one.
func TestNoColumns(t *testing.T) {
	for class, text := range map[string]string{
		"other columns":     "user,password_hash,x\nops,{},{}\n",
		"other column":      "user,password,x\nops,,{}\n",
		"not the head":      "a = 1\nuser, password\nops, {}\n",
		"fewer columns":     "user,password,x\nops,{}\n",
		"code":              "f(user, password)\ng(x, {})\n",
		"prose":             "The name, the password, and\nnot, {}, more\n",
		"hash of Werkzeug":  "INSERT INTO users (name, password) VALUES ('ops', 'pbkdf2:sha256:50000$x7Gh2KpQ${hex}');\n",
		"hash of Django":    "name,password\nops,pbkdf2_sha256$720000$x7Gh2KpQ${hex}\n",
		"numbers":           "1,password,3\n1,{},3\n",
		"bound":             "INSERT INTO users (name, password) VALUES (?, ?), ('{}', ?);\n",
		"select":            "SELECT (name, password) FROM x VALUES ('a', '{}')\n",
		"other values":      "INSERT INTO users (name, password) VALUES ('{}', MD5('x'));\n",
		"unended":           "INSERT INTO users (name, password) VALUES ('",
		"a head and no row": "user,password",
	} {
		text = strings.NewReplacer("{}", filled(t, "{{alnum:18}}"), "{hex}", filled(t, "{{hex:64}}")).Replace(text)
		if found, _ := told(t, text); found != "" {
			t.Errorf("%s: found %q", class, found)
		}
	}
}
