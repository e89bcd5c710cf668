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
	{"Markdown", "| user | password | role |\n|:-----|:--------:|-----:|\n| ops | {} | x |\n|dev|`{}`|y|\n"},
	{"printed by psql", " id | password\n----+----------\n  1 | {}\n  2 | {}\n(2 rows)\n"},
	{"printed by mysql", "+----+----------+\n| id | password |\n+----+----------+\n|  1 | {} |\n|  2 | {} |\n+----+----------+\n"},
	{"simple table", "Users\n-----\n\n=====  ====================  ====\nUser   Password              Role\n=====  ====================  ====\nops    {}    x y\n       {}\ndev    {}    x\n=====  ====================  ====\n"},
	{"simple table, first column", "  ==================== ===\n  Password             who\n  ==================== ===\n  {}   ops\n  ==================== ===\n"},
	{"simple table, last column", "===  ====================\nwho  Admin password\n===  ====================\nops  {}\r\n===  ====================\r\n"},
	{"AsciiDoc", "[cols=\"1,1\"]\n|===\n|User |Password |Role\n\n|ops |{} |x\n|dev |{} |y\n|===\n"},
	{"AsciiDoc, a line each", "|===\n|User\n|Password\n\n|ops\n|{}\n\n|dev\n|{}\n|===\n"},
	{"AsciiDoc, said to have a head", ".Users\n[%header,cols=2*]\n|===\n| User | Password\n| ops | {}\n| dev | {}\n|===\n"},
	{"HTML", "<table>\n<thead>\n<tr>\n  <th>User</th>\n  <th scope=\"col\">Password</th>\n  <th>Role</th>\n</tr>\n</thead>\n<tbody>\n<tr class=\"a\">\n  <td>ops</td>\n  <td class=\"b\">{}</td>\n  <td>x</td>\n</tr>\n<tr><td>dev</td><td><b>{}</b></td><td>y</td></tr>\n</tbody></table>"},
	{"HTML in capitals", "<TABLE><TR><TH>User<TH>Password</TR><TR><TD>ops<TD>{}</TR></TABLE>"},
	{"HTML without th, in a table", "<p>x</p>\n<table class=\"a\">\n <tbody>\n  <tr><td>User</td><td>Password</td></tr>\n  <tr><td>ops</td><td>{}</td></tr>\n </tbody>\n</table>"},
	{"HTML without th", "<tr><td>User</td><td>Password</td></tr><tr><td>ops</td><td>{}</td></tr>"},
	{"words in front", "| What | Value |\n|---|---|\n| API token | {} |\n"},
	{"INSERT", "INSERT INTO `users` (`id`, `mail`, `password`) VALUES\n(1, 'a, (b)', '{}'),\n(2, 'c''d', '{}');\n"},
	{"COPY", "COPY public.users (id, password, \"mail\") FROM stdin;\n1\t{}\t\\N\n2\t{}\t\\N\n\\.\n"},
	{"INSERT that hashes", "INSERT INTO users (name, password, role) VALUES ('ops', MD5('{}'), 'a'), ('dev', MD5('{}'), 'b');\n"},
	{"INSERT of T-SQL", "INSERT INTO [dbo].[users] ([name], [password]) VALUES (N'ops', N'{}')\n"},
	{"INSERT of T-SQL without INTO", "INSERT [dbo].[users] ([name], [password]) VALUES (N'ops', N'{}')\nGO\n"},
	{"INSERT of many rows", "INSERT INTO users (password, name) VALUES\n('{}', 'ops'),\n('{}', 'a''s, (x)'),\n('', 'none'),\n('{}', NULL),\n(NULL, 'x'),\n('{}', 'y');\n"},
	{"INSERT, no value in the first row", "INSERT INTO users (name, password) VALUES ('ops', NULL), ('dev', '{}');\n"},
	{"INSERT of many columns", "INSERT INTO users (" + strings.Repeat("a_column, ", 60) + "password, role) VALUES (" + strings.Repeat("'a, b', ", 60) + "'{}', 1), (" + strings.Repeat("12, ", 60) + "'{}', 2);\n"},
	{"INSERT of a row that is selected", "INSERT INTO users (id, name, password) SELECT 1, 'ops', '{}' WHERE NOT EXISTS (SELECT 1);\n"},
	{"INSERT with calls in front of the column", "INSERT [dbo].[Users] ([Id], [Made], [Password]) VALUES (1, CAST(N'2019-01-01T00:00:00.000' AS DateTime), N'{}')\nGO\n" +
		"Insert into OPS.USERS (ID,MADE,PASSWORD) values (1,to_date('01-JAN-19','DD-MON-RR'),'{}');\n" +
		"INSERT INTO users (made, password) VALUES (NOW(), '{}'), (DATE_ADD(NOW(), INTERVAL (1) DAY), '{}');\n"},
	{"INSERT with calls around the value", "INSERT INTO users (password, name) VALUES (HASHBYTES('SHA2_256', '{}'), 'a'), (CONVERT(VARCHAR(32), HashBytes('MD5', N'{}'), 2), 'b'), (crypt('{}', gen_salt('bf')), 'c'), (UPPER(MD5('{}')), 'd'), (LOWER(''), 'e'), ('{}', 'f');\n"},
	{"INSERT of rows called so", "INSERT INTO users (name, password) VALUES ROW('ops', '{}'), ROW('dev', '{}');\n"},
	{"CREATE and REPLACE", "CREATE TABLE users (name text, password text);\nREPLACE INTO users VALUES ('ops', '{}');\nINSERT OR IGNORE INTO users VALUES ('dev', '{}');\nreplace users values ('x', '{}');\n"},
	{"quotes behind a byte order mark", "\ufeff\"user\",\"password\"\r\n\"ops\",\"{}\"\r\n"},
	{"far to the right", strings.Repeat("a column,", 90) + "password" + strings.Repeat(",another", 90) + "\n" + strings.Repeat("\"a, b\",", 90) + "{}" + strings.Repeat(",x", 90) + "\n"},
	{"CREATE of MySQL", "CREATE TABLE `users` (\n  `id` int(11) NOT NULL AUTO_INCREMENT,\n  `kind` enum('a','b, (c') DEFAULT 'a',\n  `password` varchar(255) NOT NULL,\n  PRIMARY KEY (`id`),\n  KEY `k` (`kind`,`id`)\n) ENGINE=InnoDB;\n\nLOCK TABLES `users` WRITE;\n/*!40000 ALTER TABLE `users` DISABLE KEYS */;\nINSERT INTO `users` VALUES (1,'a','{}'),(2,'it\\'s, (x)','{}'),(3,'b',NULL);\nINSERT INTO `users` VALUES (4,'a','{}');\nUNLOCK TABLES;\n"},
	{"CREATE of SQLite", "CREATE TABLE users (id integer primary key, rate decimal(5,2), password text not null, mail varchar(20));\nINSERT INTO logs VALUES(1,2,'none of ours');\nINSERT INTO users VALUES(1,2.5,'{}','x');\nINSERT INTO \"users\" VALUES(2,NULL,'{}',NULL);\n"},
	{"CREATE of PostgreSQL", "CREATE TABLE IF NOT EXISTS public.users (\n    id integer, -- a number, of course\n    /* what opens (, all */\n    password character varying(64)\n);\ninsert into public.users values (1, '{}');\ninsert into users values (2, '{}');\n"},
	{"CREATE of T-SQL", "CREATE TABLE [dbo].[Users](\n\t[Id] [int] IDENTITY(1,1) NOT NULL,\n\t[Password] [nvarchar](50) NULL,\n CONSTRAINT [PK_Users] PRIMARY KEY CLUSTERED ([Id] ASC)\n) ON [PRIMARY]\nGO\nSET IDENTITY_INSERT [dbo].[Users] ON\nINSERT [dbo].[Users] VALUES (1, N'{}')\nGO\nINSERT [dbo].[Users] VALUES (2, N'{}')\n"},
	{"CREATE in code", "c.execute('''CREATE TABLE users\n             (name text, password text)''')\nc.execute(\"INSERT INTO users VALUES ('ops', '{}')\")\n"},
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
		"other columns":                "user,password_hash,x\nops,{},{}\n",
		"other column":                 "user,password,x\nops,,{}\n",
		"not the head":                 "a = 1\nuser, password\nops, {}\n",
		"fewer columns":                "user,password,x\nops,{}\n",
		"code":                         "f(user, password)\ng(x, {})\n",
		"prose":                        "The name, the password, and\nnot, {}, more\n",
		"hash of Django":               "name,password\nops,md5$x7Gh2KpQ${hex}\n",
		"numbers":                      "1,password,3\n1,{},3\n",
		"bound":                        "INSERT INTO users (name, password) VALUES (?, ?), ('{}', ?);\n",
		"select":                       "SELECT (name, password) FROM x VALUES ('a', '{}')\n",
		"other values":                 "INSERT INTO users (name, password) VALUES ('{}', MD5('x'));\n",
		"another argument":             "INSERT INTO users (password, name) VALUES (CONVERT('{}', CHAR), 'a'), (lookup('{}'), 'b'), (HASHBYTES('{}', x), 'c');\n",
		"in brackets":                  "INSERT INTO users (id, password) VALUES (f(1, '{}'), NULL), (f(1, '{}', ')'), 2);\n",
		"in brackets that do not end":  "INSERT INTO users (id, password) VALUES (f(1, '{}'), (NULL",
		"replaced in another table":    "CREATE TABLE users (id int, password text);\nREPLACE INTO logs VALUES (1, '{}');\nreplace",
		"too far to the right":         strings.Repeat("a column,", 120) + "password\n" + strings.Repeat("x,", 120) + "{}\n",
		"simple table, another column": "=====  ====================  ========\nUser   Password              Note\n=====  ====================  ========\n{}                 x\n=====  ====================  ========\n",
		"simple table, below":          "=====  ========\nUser   Password\n=====  ========\nops    x\n=====  ========\n\nmore   {}\n",
		"an indented heading":          "  Password\n  ========\n  {}\n",
		"a heading of two words":       "User password\n=============\nops  {}\n",
		"a cell of words":              "=====  ========\nName   Password\n=====  ========\nx      the {} of all\n=====  ========\n",
		"AsciiDoc, another column":     "|===\n|User |Password\n\n|{} |x\n|===\n",
		"AsciiDoc, below":              "|===\n|User |Password\n\n|ops |x\n|===\n\n|a |{}\n",
		"AsciiDoc, no head":            "|===\n|User |Password\n|{}\n|x\n|===\n",
		"HTML, a row of many":          "<table><tr><td>User</td><td>x</td></tr><tr><td>Password</td><td>y</td></tr><tr><td>{}</td><td>z</td></tr></table>",
		"HTML, another column":         "<tr><th>User</th><th>Password</th></tr><tr><td>{}</td><td>x</td></tr>",
		"HTML, another table":          "<tr><th>User</th><th>Password</th></tr></table><table><tr><td>a</td><td>{}</td></tr>",
		"HTML, fewer cells":            "<tr><th>User</th><th>Password</th></tr><tr><td>ops</td></tr><tr><td>{}</td></tr>",
		"HTML, no row":                 "<p>User</p><p>Password</p><tr><td>a</td><td>{}</td></tr>",
		"HTML, unended":                "<tr><th>User</th><th>Password</th></tr><tr><td>ops</td><td",
		"AsciiDoc, unended":            "|===\n|User |Password\n\n|ops |",
		"simple table, unended":        "=====  ========\nUser   Password\n=====  ====",
		"copied to a file":             "COPY users (name, password) TO '/tmp/users';\n1\t{}\n",
		"copied, unended":              "COPY users (name, password) FROM stdin;\n1",
		"CREATE, another column":       "CREATE TABLE users (id int, password text, note text);\nINSERT INTO users VALUES (1, NULL, '{}');\n",
		"CREATE, another table":        "CREATE TABLE users (id int, password text);\nINSERT INTO logs VALUES (1, '{}');\nINSERT INTO users_old VALUES (1, '{}');\n",
		"CREATE, columns named":        "CREATE TABLE users (id int, password text);\nINSERT INTO users (id, note) VALUES (1, '{}');\n",
		"CREATE, a number":             "CREATE TABLE users (id int, password int);\nINSERT INTO users VALUES (1, '{}');\n",
		"CREATE, no column":            "CREATE TABLE users (id int, has password text);\nINSERT INTO users VALUES (1, '{}');\n",
		"CREATE that ended":            "CREATE TABLE users (id int);\nx, password text, INSERT INTO users VALUES (1, '{}');\n",
		"CREATE, unended":              "CREATE TABLE users (id int, password text);\nINSERT INTO users VALUES (1, '",
		"CREATE, far away":             "CREATE TABLE users (id int, password text);\n" + strings.Repeat("-- far\n", 3000) + "INSERT INTO users VALUES (1, '{}');\n",
		"no row, and more text":        "INSERT INTO users (name, password) VALUES (1, 2) : \"{}\"\n",
		"unended":                      "INSERT INTO users (name, password) VALUES ('",
		"a head and no row":            "user,password",
	} {
		text = strings.NewReplacer("{}", filled(t, "{{alnum:18}}"), "{hex}", filled(t, "{{hex:64}}")).Replace(text)
		if found, _ := told(t, text); found != "" {
			t.Errorf("%s: found %q", class, found)
		}
	}
}

// TestFollowColumns carries verdicts on columns over edits of their heads, their rows and what stands between.
func TestFollowColumns(t *testing.T) {
	b, m := newBuilder(t, 12)
	b.snippets = []string{
		"CREATE TABLE users (", "create table [t] (", "id int, ", "name varchar(20), ", "password text", "`password` varchar(64) NOT NULL,", "token char(40)", ", ", ");\n", "-- (\n",
		"INSERT INTO users VALUES ", "INSERT INTO users (name, password) VALUES ", "insert t values ", "(1, ", "'x', ", "NULL, ", "('", "')", "'),('", "''", ", ('ops', '", "\n", ";\n", "\n\n",
		"COPY users (name, password) FROM stdin;\n", "ops\t", "user,password,token\n", "ops,", "<table>", "<tr><td>User</td><td>Password</td></tr>\n", "<tr><td>ops</td><td>",
		"</td></tr>", "|===\n|User |Password\n\n", "|ops |", strings.Repeat("filler text, nothing in it\n", 40),
		strings.Repeat("a_column, ", 15), "INSERT INTO users (" + strings.Repeat("a_column, ", 14), "password) VALUES (" + strings.Repeat("1, ", 14), "password)", " VALUES ('",
		"CAST(N'2019' AS date), ", "HASHBYTES('MD5', N'", "ROW('ops', '", "REPLACE INTO users VALUES ", strings.Repeat("a column,", 50), strings.Repeat("x,", 50),
		strings.Repeat(" ", 60), "<tr>" + strings.Repeat("<td>x</td>", 20), "<td>Password</td></tr>", "\tpassword char(9),\n",
	}
	for range 12 {
		b.snippets = append(b.snippets, filled(t, "{{alnum:16}}"), "Kd8#qLm2vXz"+filled(t, "{{lower:3}}"), filled(t, "{{hex:32}}"))
	}
	b.compareFollowed(t, m.judging(), 60, false)
	b.compareFollowed(t, m.NewWorker(), 60, false)
}
