package detect

import (
	"slices"
	"strings"
	"testing"
)

// TestGrammatical: what programs write in the place of a value is an expression, and signs in any order are none.
func TestGrammatical(t *testing.T) {
	for _, value := range []string{
		"getPassword()", "getPassword(", "tokens[0].value", "a.b(c).d[e]", "foo(bar", "(char*)secret", "[]byte(secret)", "&keys[i]", "*p++;",
		"x?y[0]:z", "vec![x", "foo!!.bar()", "a<b>(c)", "(a+b)*c", "{a:b", "x=>x.y()", "f(a,b,", "keys[0x1F]", "a[10L]", "wait(100ms)",
		"foo()||bar", "a&&b()", "f(x);g(y)", "foo[0])", "a->b(c)", "x[1e9]", "obj?.key(", "%pw[user]k9", `\u60A8\u597D{0}`, "x|y|z", "(x",
	} {
		if !grammatical([]byte(value)) {
			t.Errorf("%s is no expression", value)
		}
	}
	for _, value := range []string{
		"aB3(x9)kQ7", "x]9k(Q7m", "k9#(xQ2m", "7vR(k2Qm", "Qm{2]k9x", "k9x(Q~)m", "pQ7)m2x", "k~9[Qm2x", "Q(!*%m2k", `k9\Q2m7`, "1vRQ(9km",
	} {
		if grammatical([]byte(value)) {
			t.Errorf("%s is an expression", value)
		}
	}
}

// TestSigns: a random password is found whole whatever signs it has, as far as its syntax allows them; @ stands for it.
func TestSigns(t *testing.T) {
	w := builtinWorker(t)
	for _, text := range []string{
		"DB_PASSWORD=@\n", "password: @\n", "spring.datasource.password = @\n", `"Host=db;Database=shop;Username=app;Password=@"`,
		"DriverManager.getConnection(url, \"app\", \"@\");", "DBI->connect($dsn, 'app', '@');", "mysqli_connect('db', 'app', '@', 'shop');",
		"CREATE USER app IDENTIFIED BY '@';", "mysql -u root -p'@' shop", "curl -u 'app:@' https://api.corp.net/x", `new NetworkCredential("app", "@")`,
	} {
		for _, signs := range []string{"(]", "[)", "}~", "])"} {
			password := "k9Q" + signs[:1] + "x2mV7" + signs[1:] + "pR4w"
			if strings.Contains(text, "IDENTIFIED") && strings.ContainsAny(signs, "()") {
				continue // ends what is not in quotes
			}
			text := strings.ReplaceAll(text, "@", password)
			if !slices.ContainsFunc(foundBy(t, w, text), func(m Match) bool { return m.Secret == password }) {
				t.Errorf("%s: not found whole", text)
			}
		}
	}
	for _, text := range []string{
		"DB_PASSWORD=pick(k9Q2x)[m]\n", "DriverManager.getConnection(url, \"app\", \"${db.k9Qx2m}\");", "DBI->connect($dsn, 'app', '$k9Qx2m');",
		"CREATE USER app IDENTIFIED BY '{k9Qx2m}';", "mysql -u root -p$(cat k9Qx2m) shop", "mysql -u root -p{k9Qx2m} shop",
		"curl -u app:${K9Qx2m} https://api.corp.net/x", "curl -u 'app:[k9Qx2m]' https://api.corp.net/x",
	} {
		if found := foundBy(t, w, text); len(found) > 0 {
			t.Errorf("%s: found %s", text, found[0].Secret)
		}
	}
}
