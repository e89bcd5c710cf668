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

// TestPasswordLikeMember: what is written like a member of a program is a password beside a user in a configuration, and where no program stands.
func TestPasswordLikeMember(t *testing.T) {
	w := builtinWorker(t)
	for _, c := range []struct{ text, near string }{
		{"shop.db.username=app\nshop.db.password=Zarog73kw.com\n", "shop.db.username=app\nshop.mail.password=Zarog73kw.com\n"},
		{"db:\n  username: app@corp.test\n  password: Zarog73kw.com\n", "db:\n  username: app\n  password: zarog.db.com\n"},
		{"DB_PASSWORD=Zarog73kw.com\nDB_USERNAME=app\nDB_PORT=1\n", "self.username=cfg.name7\nself.password=cfg.zarog73kw\n"},
		{"auth.username=app\nauth.password=Zarog73kw.com\n", "auth.username = part[0]\nauth.password = part[1]\n"},
		{"DB_PASSWORD=Zarog73.kwLp\n", "DB_PASSWORD = Zarog73.kwLp\n"},
		{"export DB_PASSWORD=Zarog73.kwLp", "connect(DB_PASSWORD=Zarog73.kwLp, x)"},
		{"mysqlshow --password=Zarog73.kwLp shop\n", "x --password=zarog.kwlp shop\n"},
		{"curl -F password=Zarog73.kwLp https://x\n", "call(password=Zarog73.kwLp)\n"},
	} {
		if len(foundBy(t, w, c.text)) == 0 {
			t.Errorf("%s: nothing found", c.text)
		}
		if found := foundBy(t, w, c.near); len(found) > 0 {
			t.Errorf("%s: found %s", c.near, found[0].Secret)
		}
	}
}
