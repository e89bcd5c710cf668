package detect

import (
	"slices"
	"strings"
	"testing"
)

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
