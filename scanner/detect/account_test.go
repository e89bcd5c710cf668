package detect

import "testing"

// TestAccounts: a weak password of an account in a configuration is told, low. Each text has a near miss that is none.
func TestAccounts(t *testing.T) {
	w := builtinWorker(t)
	for _, c := range []struct{ text, near string }{
		{"spring:\n  datasource:\n    username: root\n    password: 123456\n", "spring:\n  datasource:\n    path: root\n    password: 123456\n"},
		{"shop.db.username=app\nshop.db.password=root\n", "shop.db.username=app\nshop.mail.password=root\n"},
		{"      MYSQL_USER: shop\n      MYSQL_PASSWORD: test\n", "      MYSQL_USER: ${USER}\n      MYSQL_PASSWORD: test\n"},
		{"{\n  \"user\": \"root\",\n  \"password\": \"root\",\n  \"port\": 1\n}\n", "{\n  \"user\": \"root\",\n  \"password\": \"secret\",\n  \"port\": 1\n}\n"},
		{"connect({\n  host: dbHost(),\n  username: 'shop',\n  password: 'shop',\n})\n", "connect({ host: dbHost() },\n  username: 'shop',\n  password: 'shop',\n)\n"},
		{"    password: 123456\n    username: app\n    port: 1\n", "  login(\n    password: 'test',\n    username: 'app',\n  )\n"},
		{"DB_USERNAME=app\nDB_PASSWORD=123456\n", "DB_USERNAME=app\nDB_PASSWORD=CHANGE_ME\n"},
	} {
		if found := foundBy(t, w, c.text); len(found) == 0 {
			t.Errorf("%s: nothing found", c.text)
		} else if found[0].Confidence != "low" {
			t.Errorf("%s: %s confidence", c.text, found[0].Confidence)
		}
		if found := foundBy(t, w, c.near); len(found) > 0 {
			t.Errorf("%s: found %s", c.near, found[0].Secret)
		}
	}
}
