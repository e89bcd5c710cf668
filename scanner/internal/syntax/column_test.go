package syntax

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// filled writes a value for each {} of a text, hunter1xyz for the first, and returns those.
func filled(text string) (whole string, values []string) {
	for strings.Contains(text, "{}") {
		values = append(values, fmt.Sprintf("hunter%dxyz", len(values)+1))
		text = strings.Replace(text, "{}", values[len(values)-1], 1)
	}
	return text, values
}

// valuesOf reads all that is assigned to the first password in a text: what follows it, below it in a column, or in its list.
func valuesOf(text string) (values []string) {
	start := strings.Index(strings.ToLower(text), "passwor")
	var n Names
	a, ok := n.Parse([]byte(text), start, start+len("password"))
	each := func(value Span) { values = append(values, text[value.Start:value.End]) }
	if ok {
		each(a.Value)
	}
	switch {
	case !ok:
	case a.InColumn():
		a.EachRow([]byte(text), each)
	case a.Listed([]byte(text)):
		a.EachItem([]byte(text), each)
	}
	return values
}

// readAll holds the parser to the values that stand for {}, all of them or none.
func readAll(t *testing.T, found bool, texts []string) {
	t.Helper()
	for _, text := range texts {
		text, want := filled(text)
		if !found {
			want = nil
		}
		got := slices.DeleteFunc(valuesOf(text), func(v string) bool { return !strings.Contains(v, "hunter") })
		if !slices.Equal(got, want) {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
}

// separated are rows below a head of separated values.
var separated = []string{
	"user,password\nops,{}",
	"url,username,password,note\nhttps://x.io,ops,{},\nhttps://y.io,ops,{},x\n",
	"\"Title\",\"Password\",\"Notes\"\r\n\"x, y\",\"{}\",\"\"\r\n\"x \\\"y\\\", z\",\"{}\",\"\"\r\n",
	"\ufeffNr;Passwort;Rolle\n1;{};x\n2;{};y",
	"\ufeff\"user\",\"password\"\r\n\"ops\",\"{}\"\r\n",
	"user\tpassword\nops\t{}\ndev\t{}\n",
	"user|password\nops| {}\n",
	"sep=;\nuser;password\nops;{}\n",
	"Users:\n\n```csv\npassword,user\n{},ops\n```\n",
	"```\npassword,user\n{},ops\n",
	"of the shop\r\n\r\npassword,user\n{},ops\n",
	"a b c d,password\nx,{}\n",
	"user #,the password?\nx,{}\n",
	times("a", maxField) + ",password\nx,{}\n",
	"Name,Kennwort Ärzte,password\na,b,{}\n",
	"user,password\nops,{}\ndev\nx,y\nz,hunter2xyz\n"[:len("user,password\nops,{}\n")],
	strings.Repeat("a column,", 90) + "password" + strings.Repeat(",another", 90) + "\n" + strings.Repeat("\"a, b\",", 90) + "{}" + strings.Repeat(",x", 90) + "\n",
}

func times(text string, n int) string { return strings.Repeat(text, n) }

func TestColumns(t *testing.T) {
	readAll(t, true, separated)
	readAll(t, false, []string{
		"user,password_hash,x\nops,{},{}\n",
		"user,password,x\nops,,{}\n",
		"a = 1\nuser, password\nops, {}\n",
		"x\n\na = 1\nuser,password\nops,{}\n",
		"user,password,x\nops,{}\n",
		"f(user, password)\ng(x, {})\n",
		"The name, the password, and\nnot, {}, more\n",
		"user, password\nops,{}\n",
		"a b c d e,password\nx,{}\n",
		"1,password,3\n1,{},3\n",
		"user,,password\nx,,{}\n",
		"user,password!\nx,{}\n",
		"password\n{}\n",
		times("a", maxField+1) + ",password\nx,{}\n",
		"user,password",
		"user,password\n",
		strings.Repeat("a column,", 120) + "password\n" + strings.Repeat("x,", 120) + "{}\n",
	})
}

// TestRows: of a column so many rows are read behind the first, whichever have something in it.
func TestRows(t *testing.T) {
	for rows, want := range map[int]int{2: 2, mostRows: mostRows, mostRows + 1: mostRows + 1, mostRows + 2: mostRows + 1} {
		text, _ := filled("user,password\n" + times("ops,{}\n", rows))
		if got := len(valuesOf(text)); got != want {
			t.Errorf("%d of %d rows are read, want %d", got, rows, want)
		}
	}
	if text, want := filled("user,password\nops,{}\ndev,\n\nx,{}\n,{}"); !slices.Equal(valuesOf(text)[:1], want[:1]) {
		t.Errorf("%q: %q", text, valuesOf(text))
	}
}

// grids are rows below heads of tables in text and in markup.
var grids = []string{
	"+------+------------+\n| User | Password   |\n+======+============+\n| ops  | {} |\n+------+------------+\n",
	"| What | Value |\n|---|---|\n| API password | {} |\n",
	"| user | password | role |\n|:-----|:--------:|-----:|\n| ops | {} | x |\n|dev|`{}`|y|\n| x | **{}** (old) | z |\n",
	"| **password** | user |\r\n|---|---|\r\n| '{}' | ops |\r\n| {} | dev |\r\n",
	"x\n\nuser | password\n-----|---------\nops | {}\ndev | {}\n",
	"See:\npassword | user\n---------|-----\n{} | ops\n{} | dev\n",
	"# select * from users;\n id | password\n----+----------\n  1 | {}\n  2 | {}\n(2 rows)\n",
	"USERNAME   PASSWORD\n---------- ----------\nops        {}\ndev        {}\n\nx          y\n",
	"id  username  password  \r\n--  --------  ----------\r\n1   ops       {}\r\n2   dev       {}\r\n",
	"| Service | Login / Password |\n|---|---|\n| a | ops / {} |\n| b | `{}` |\n",
	"  Given these users:\n    | name | password |\n    | ops  | {} |\n    | dev  | {} |\n\n    | x | y |\n",
	"+----+----------+\n| id | password |\n+----+----------+\n|  1 | {} |\n|  2 | {} |\n+----+----------+\n",
	"+------+------------+\n| User | Password   |\n+======+============+\n| ops  | {} |\n+------+------------+\n| dev  | {} |\n+------+------------+\n",
	"Users\n-----\n\n=====  ====================  ====\nUser   Password              Role\n=====  ====================  ====\nops    {}    x y\n       {}\ndev    {}    x\n=====  ====================  ====\n",
	"  ==================== ===\n  Password             who\n  ==================== ===\n  {}   ops\n  ==================== ===\n",
	"===  ====================\nwho  Admin password\n===  ====================\nops  {}\r\n===  ====================\r\n",
	"[cols=\"1,1\"]\n|===\n|User |Password |Role\n\n|ops |{} |x\n|dev |{} |y\n|===\n",
	"|===\n|User\n|Password\n\n|ops\n|{}\n\n|dev\n|{}\n|===\n",
	".Users\n[%header,cols=2*]\n|===\n| User | Password\n| ops | {}\n| dev | {}\n|===\n",
	"<table>\n<thead>\n<tr>\n  <th>User</th>\n  <th scope=\"col\">Password</th>\n  <th>Role</th>\n</tr>\n</thead>\n<tbody>\n<tr class=\"a\">\n  <td>ops</td>\n  <td class=\"b\">{}</td>\n  <td>x</td>\n</tr>\n<tr><td>dev</td><td><b>{}</b></td><td>y</td></tr>\n</tbody></table>",
	"<TABLE><TR><TH>User<TH>Password</TR><TR><TD>ops<TD>{}</TR></TABLE>",
	"<p>x</p>\n<table class=\"a\">\n <tbody>\n  <tr><td>User</td><td>Password</td></tr>\n  <tr><td>ops</td><td>{}</td></tr>\n </tbody>\n</table>",
	"<tr><td>User</td><td>Password</td></tr><tr><td>ops</td><td>{}</td></tr>",
	"<tr><th>Password</th></tr>\n<tr><td>\n {}</td></tr>",
}

func TestGrids(t *testing.T) {
	readAll(t, true, grids)
	readAll(t, false, []string{
		"| user | password |\n|------|----------|\n| {} | x |\n| x | the {} of all |\n| {} |\n",
		"| user | password |\n|------|----------|\n| ops | x |\n\n| ops | {} |\n",
		"| password | user |\n|------|--a-------|\n| {} | x |\n",
		"| a | b |\n| user | password |\n| ops | {} |\n",
		"USERNAME   PASSWORD\n---------- ----------\nops        x\n\ndev        {}\n",
		"User       Password\n-------------------\nops        {}\n",
		"User       Password\n---------- -----=----\nops        {}\n",
		"Password\n- -\n{}\n",
		"User  Password x\n----  --\nops   the {} x\n",
		"| Service | Login / Password |\n|---|---|\n| a | some ops / {} |\n",
		"| user: password | x |\n|------|---|\n| {} | y |\n",
		"password\n-----|----\n{} | x\n",
		"| name | password |\n| ops | x | {} |\n",
		"| password |\n| {} |\n",
		"x | y | password |\n| a | b | {} |\n",
		"See:\npassword | user\n---------|-----\nx | ops\n{}\n",
		"=====  ==========\nUser   Password\n=====  ==========\nopsops-{}\n=====  ==========\n",
		"the user | password\n-----------------\n\nx | {}\n",
		"- password\n- {}\n|----|\n|x|\n",
		"user | password\n-----|---------",
		"=====  ====================  ========\nUser   Password              Note\n=====  ====================  ========\n{}                 x\n=====  ====================  ========\n",
		"=====  ========\nUser   Password\n=====  ========\nops    x\n=====  ========\n\nmore   {}\n",
		"=====  ========\nUser   Password\n=====  ====",
		"=====  ========\nUser   Password\n=====  ====x===\nops    {}\n",
		"=====  ========\nUser    Password\n=====  ========\nops    {}\n"[:40] + "\n",
		"  Password\n  ========\n  {}\n",
		"User password\n=============\nops  {}\n",
		"=====  ========\nName   Password\n=====  ========\nx      the {} of all\n=====  ========\n",
		"|===\n|User |Password\n\n|{} |x\n|===\n",
		"|===\n|User |Password\n\n|ops |x\n|===\n\n|a |{}\n",
		"|===\n|User |Password\n|{}\n|x\n|===\n",
		"|===\n|User |Password\n\n|ops |",
		"|===\n|User |x\n\n|ops |Password\n\n|dev |{}\n|===\n",
		"|===\n|Password\n\n|{}\n|===\n",
		"x |===\nUser |Password\n\n|ops |{}\n|===\n",
		"<table><tr><td>User</td><td>x</td></tr><tr><td>Password</td><td>y</td></tr><tr><td>{}</td><td>z</td></tr></table>",
		"<tr><th>User</th><th>Password</th></tr><tr><td>{}</td><td>x</td></tr>",
		"<tr><th>User</th><th>Password</th></tr></table><table><tr><td>a</td><td>{}</td></tr>",
		"<tr><th>User</th><th>Password</th></tr><tr><td>ops</td></tr><tr><td>{}</td></tr>",
		"<p>User</p><p>Password</p><tr><td>a</td><td>{}</td></tr>",
		"<tr><th>User</th><th>Password</th></tr><tr><td>ops</td><td",
		"<tr><th>User</th></tr><b>Password</b><tr><td>{}</td></tr>",
		"<tr><th>User</th><th>Password!</th></tr><tr><td>ops</td><td>{}</td></tr>",
	})
}
