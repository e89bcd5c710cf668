package syntax

import (
	"strings"
	"testing"
)

// inserted are values of columns in statements of SQL.
var inserted = []string{
	"INSERT INTO `users` (`id`, `mail`, `password`) VALUES\n(1, 'a, (b)', '{}'),\n(2, 'c''d', '{}');\n",
	"COPY public.users (id, password, \"mail\") FROM stdin;\n1\t{}\t\\N\n2\t{}\t\\N\n\\.\n",
	"COPY users (id, password) FROM stdin\n1\t{}\n",
	"INSERT INTO users (name, password, role) VALUES ('ops', MD5('{}'), 'a'), ('dev', MD5('{}'), 'b');\n",
	"INSERT INTO [dbo].[users] ([name], [password]) VALUES (N'ops', N'{}')\n",
	"INSERT [dbo].[users] ([name], [password]) VALUES (N'ops', N'{}')\nGO\n",
	"INSERT INTO users (password, name) VALUES\n('{}', 'ops'),\n('{}', 'a''s, (x)'),\n('', 'none'),\n('{}', NULL),\n(NULL, 'x'),\n('{}', 'y');\n",
	"INSERT INTO users (name, password) VALUES ('ops', NULL), ('dev', '{}');\n",
	"INSERT INTO users (" + strings.Repeat("a_column, ", 60) + "password, role) VALUES (" + strings.Repeat("'a, b', ", 60) + "'{}', 1), (" + strings.Repeat("12, ", 60) + "'{}', 2);\n",
	"INSERT INTO users (id, name, password) SELECT 1, 'ops', '{}' WHERE NOT EXISTS (SELECT 1);\n",
	"INSERT [dbo].[Users] ([Id], [Made], [Password]) VALUES (1, CAST(N'2019-01-01T00:00:00.000' AS DateTime), N'{}')\nGO\n",
	"Insert into OPS.USERS (ID,MADE,PASSWORD) values (1,to_date('01-JAN-19','DD-MON-RR'),'{}');\n",
	"INSERT INTO users (made, password) VALUES (NOW(), '{}'), (DATE_ADD(NOW(), INTERVAL (1) DAY), '{}');\n",
	"INSERT INTO users (password, name) VALUES (HASHBYTES('SHA2_256', '{}'), 'a'), (CONVERT(VARCHAR(32), HashBytes('MD5', N'{}'), 2), 'b'), (crypt('{}', gen_salt('bf')), 'c'), (UPPER(MD5('{}')), 'd'), (LOWER(''), 'e'), ('{}', 'f');\n",
	"INSERT INTO users (name, password) VALUES ROW('ops', '{}'), ROW('dev', '{}');\n",
	"CREATE TABLE users (name text, password text);\nREPLACE INTO users VALUES ('ops', '{}');\nINSERT OR IGNORE INTO users VALUES ('dev', '{}');\nreplace users values ('x', '{}');\n",
	"CREATE TABLE Users (id int, password text);\nINSERT INTO USERS VALUES (1, '{}');\n",
	"INSERT INTO users (password) VALUES ( '{}' ) , ( '{}' );\n",
	"INSERT INTO users (name, password) VALUES ('ops', CONCAT('{}', x)), ('dev', concat_ws('-', '{}', x));\n",
	"MERGE INTO users (id, name, password) KEY(id) VALUES (1, 'ops', '{}'), (2, 'dev', '{}');\n",
	"INSERT INTO [users] ([name], [password]) OUTPUT inserted.id VALUES ('ops', '{}');\n",
	"insert into users (id, password) overriding system value values (1, '{}');\n",
	"MERGE INTO users u USING dual ON (u.id = 1) WHEN NOT MATCHED THEN INSERT (name, password) VALUES ('ops', '{}');\n",
	"run(\"INSERT INTO users (name, password) VALUES (?, ?)\", [\"ops\", \"{}\"], done)\n",
	"c.execute('''INSERT INTO users (name, password)\n  VALUES (%s, %s) ON CONFLICT (name) DO NOTHING\n''', ('ops', '{}'))\n",
	"db.Exec(\"INSERT INTO users (name, password) VALUES ($1, $2)\", \"ops\", \"{}\")\n",
	"c.executemany('INSERT INTO users (name, password) VALUES (?, ?)', [('ops', \"{}\"), ('dev', \"{}\")])\n",
	"sql = (\"INSERT INTO users (name, password) VALUES \"\n       \"('ops', '{}'),\"\n       \"('dev', '{}');\")\n",
	"run(\"INSERT INTO users (name, password) \"\n    + \"VALUES ('ops', '{}'), \" +\n    \"('dev', '{}')\");\n",
	"run(\"INSERT INTO users (name, password) VALUES \" +\n    \"  ('ops', '{}')\");\n",
	"$q = \"INSERT INTO users (name, password) \" . \"VALUES ('ops', '{}')\"\n  . \", ('dev', '{}')\";\n",
	"CREATE TABLE `users` (\n  `id` int(11) NOT NULL AUTO_INCREMENT,\n  `kind` enum('a','b, (c') DEFAULT 'a',\n  `password` varchar(255) NOT NULL,\n  PRIMARY KEY (`id`),\n  KEY `k` (`kind`,`id`)\n) ENGINE=InnoDB;\n\nLOCK TABLES `users` WRITE;\n" +
		"INSERT INTO `users` VALUES (1,'a','{}'),(2,'it\\'s, (x)','{}'),(3,'b',NULL);\nINSERT INTO `users` VALUES (4,'a','{}');\nUNLOCK TABLES;\n",
	"CREATE TABLE users (id integer primary key, rate decimal(5,2), password text not null, mail varchar(20));\nINSERT INTO logs VALUES(1,2,'none of ours');\nINSERT INTO users VALUES(1,2.5,'{}','x');\nINSERT INTO \"users\" VALUES(2,NULL,'{}',NULL);\n",
	"CREATE TABLE IF NOT EXISTS public.users (\n    id integer, -- a number, of course\n    /* what opens (, all */\n    password character varying(64)\n);\ninsert into public.users values (1, '{}');\ninsert into users values (2, '{}');\n",
	"CREATE TABLE [dbo].[Users](\n\t[Id] [int] IDENTITY(1,1) NOT NULL,\n\t[Password] [nvarchar](50) NULL,\n CONSTRAINT [PK_Users] PRIMARY KEY CLUSTERED ([Id] ASC)\n) ON [PRIMARY]\nGO\nSET IDENTITY_INSERT [dbo].[Users] ON\nINSERT [dbo].[Users] VALUES (1, N'{}')\nGO\nINSERT [dbo].[Users] VALUES (2, N'{}')\n",
	"c.execute('''CREATE TABLE users\n             (name text, password text)''')\nc.execute(\"INSERT INTO users VALUES ('ops', '{}')\")\n",
}

func TestInserted(t *testing.T) {
	readAll(t, true, inserted)
	readAll(t, false, []string{
		"INSERT INTO users (name, password) VALUES (?, ?), ('{}', ?);\n",
		"INSERT INTO users (name, password) WITH x AS '{}'\n",
		"INSERT INTO users (name, password) VALUES (1, 2) {}\n",
		"SELECT (name, password) FROM x VALUES ('a', '{}')\n",
		"INSERT INTO users (name, password) VALUES ('{}', MD5(x));\n",
		"INSERT INTO users (password, name) VALUES (CONVERT('{}', CHAR), 'a'), (lookup('{}'), 'b'), (HASHBYTES('{}', x), 'c');\n",
		"INSERT INTO users (id, password) VALUES (f(1, '{}'), NULL), (f(1, '{}', ')'), 2);\n",
		"INSERT INTO users (id, password) VALUES (f(1, '{}'), (NULL",
		"INSERT INTO users (password) VALUES (md5(md5(md5(md5(md5('{}'))))));\n",
		"INSERT INTO users (name, password) OUTPUT 'x' VALUES ('ops', '{}');\n",
		"INSERT INTO users (name, password) OUTPUT " + strings.Repeat("x, ", 20) + "VALUES ('ops', '{}');\n",
		"INSERT INTO users (name, password) VALUES ('ops', concat(x, '{}'));\n",
		"CREATE TABLE users (id int, password text);\nREPLACE INTO logs VALUES (1, '{}');\nreplace",
		"COPY users (name, password) TO '/tmp/users';\n1\t{}\n",
		"COPY users (name, password) FROM stdin;\n1",
		"CREATE TABLE users (id int, password text, note text);\nINSERT INTO users VALUES (1, NULL, '{}');\n",
		"CREATE TABLE users (id int, password text);\nINSERT INTO logs VALUES (1, '{}');\nINSERT INTO users_old VALUES (1, '{}');\n",
		"CREATE TABLE users (id int, password text);\nINSERT INTO users (id, note) VALUES (1, '{}');\n",
		"CREATE TABLE users (id int, password int);\nINSERT INTO users VALUES (1, '{}');\n",
		"CREATE TABLE users (id int, has password text);\nINSERT INTO users VALUES (1, '{}');\n",
		"CREATE TABLE users (id int);\nx, password text, INSERT INTO users VALUES (1, '{}');\n",
		"CREATE TABLE users (id int, password text);\nINSERT INTO users VALUES (1, '",
		"CREATE TABLE users (id int /* , password text);\nINSERT INTO users VALUES (1, '{}');\n",
		"CREATE VIEW users (id int, password text);\nINSERT INTO users VALUES (1, '{}');\n",
		"CREATE TABLE users AS x, password text;\nINSERT INTO users VALUES (1, '{}');\n",
		"CREATE TABLE users (id int, password text);\n" + strings.Repeat("-- far\n", 3000) + "INSERT INTO users VALUES (1, '{}');\n",
		"INSERT INTO users (name, password) VALUES (1, 2) : \"{}\"\n",
		"INSERT INTO users (name, password) VALUES ('",
		"INSERT INTO users (name, password) VALUES ROWS('ops', '{}');\n",
		"INSERT INTO users (name, password) VALUESX ('ops', '{}');\n",
		"INSERT INTO users (name, password) SELECTED 'ops', '{}';\n",
		"INSERT INTO users (name, password) VALUES ('ops', HASHBYTES('{}'));\n",
		"COPY users (id, password) FROM x;\n1\t{}\n",
		"COPY users (id, password FROM stdin;\n1\t{}\n",
		"CREATE TABLE users (id int, password text;\nREPLACED INTO users VALUES (1, '{}');\n",
		"CREATE TABLE users;\npassword text,\nINSERT INTO users VALUES ('{}');\n",
		"CREATE TABLE users (id int), password text);\nINSERT INTO users VALUES (1, '{}');\n",
		"CREATE TABLE users (id int, 'a, password text);\nINSERT INTO users VALUES (1, '{}');\n",
		"run(\"INSERT INTO users (name, password) VALUES \" + rows + \"('ops', '{}')\");\n",
		"run(\"INSERT INTO users (name, password) VALUES \", \"('ops', '{}')\");\n",
		"run(\"INSERT INTO users (name, password) VALUES (?, ?)\", name, hash(\"{}\"))\n",
		"run(\"INSERT INTO users (name, password) VALUES (?, ?)\"); show(\"ops\", \"{}\")\n",
		"run(\"INSERT INTO users (name, password) VALUES (?, f(?))\", \"ops\", \"{}\")\n",
		"run(\"INSERT INTO users (name, password) VALUES (?, ?)",
		"INSERT INTO users (name, password) SET ('a', '{}')\n",
		"INSERT INTO users (name, password VALUES ('a', '{}')\n",
	})
}

// keyedRows are settings whose name stands in a row.
var keyedRows = []string{
	"INSERT INTO `ps_configuration` (`id`, `name`, `value`, `date`) VALUES\n(1, 'PS_LANG', '1', NULL),\n(90, 'PS_MAIL_PASSWORD', '{}', '2019-01-01');\n",
	"INSERT INTO `core_config_data` VALUES (1,'default',0,'web/x','1'),(2,'default',0,'system/smtp/password','{}');\n",
	"INSERT INTO settings (name, type, value) VALUES ('host', 'text', 'x (y)'), ('port', 'int', 25),\n('smtp_password', 'text', '{}');\n",
	"INSERT [dbo].[Setting] ([Id], [Name], [Made], [Setting_Value]) VALUES (1, N'smtp_password', CAST(N'2019, x' AS date), N'{}')\n",
	"INSERT INTO s (varname, defaultvalue, value) VALUES ('smtp_password', '', '{}');\n",
	"INSERT INTO s (name, type, val) VALUES ('smtp_password', 'text', '{}');\n",
	"UPDATE `wp_options` SET `option_value` = '{}' WHERE `option_name` = 'mailserver_password';\n",
	"UPDATE core_config_data SET value='{}' WHERE path='system/smtp/password' AND scope_id = 0;\n",
	"UPDATE [dbo].[Setting] SET [Value] = N'{}' WHERE [Name] = N'smtp_password'\n",
	"INSERT INTO `variable` VALUES ('smtp_password','s:10:\"{}\";');\n",
	"INSERT INTO `variable` VALUES ('smtp_password','s:10:\\\"{}\\\";');\n",
}

func TestKeyed(t *testing.T) {
	readAll(t, true, keyedRows)
	readAll(t, false, []string{
		"INSERT INTO settings (name, type, value, note) VALUES ('smtp_password', 'text', 'x', '{}');\n",
		"INSERT INTO settings (value, name, note) VALUES ('{}', 'smtp_password', 'x');\n",
		"INSERT INTO settings (name, type, value) VALUES ('smtp_password', 'text'), ('{}', 'text', '{}');\n",
		"SELECT '{}' WHERE name IN ('x', 'smtp_password');\n",
		"UPDATE s SET note = '{}', value = 5 WHERE name = 'smtp_password';\n",
		"INSERT INTO settings (name, type, note) VALUES ('smtp_password', 'text', '{}');\n",
		"f(values, ('smtp_password', 'text', '{}'))\n",
		"INSERT INTO settings (name, type, value) VALUES ('smtp_password', 'text",
		"INSERT INTO settings (name, type, value) SET ('smtp_password', 'text', '{}');\n",
		"INSERT INTO s (name, type, value) VALUES ('smtp_password', f('{}'), NULL);\n",
		"INSERT INTO s (a+b, type, value) VALUES ('smtp_password', 'text', '{}');\n",
		"INSERT INTO s name, type, value) VALUES ('smtp_password', 'text', '{}');\n",
		"UPDATE s SET value = '{}' WHERE f(x) = name = 'smtp_password';\n",
		"UPDATE s SET value = '{}' WHERE name != 'smtp_password';\n",
		"UPDATE s SET value = '{}' WHERE name = 'x' AND name = 'smtp_password';\n",
	})
}
