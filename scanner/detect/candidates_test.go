package detect

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
)

// candidateTexts are the syntaxes in which a generic credential is written. @ stands for one, & for another in base64 as a pair
// of user and password.
var candidateTexts = []struct{ syntax, text string }{
	{"header: bearer", "Authorization: Bearer @"},
	{"header: basic", "Authorization: Basic &"},
	{"header: token", "Authorization: Token @"},
	{"header: own", "X-Api-Key: @"},
	{"header in a program", `headers = {"Authorization": "Bearer @"}`},
	{"header in a program", `req.Header.Set("Authorization", "Bearer @")`},
	{"header in a program", `headers["X-Auth-Token"] = "@"`},
	{"header of curl", `curl -H "Authorization: Bearer @" https://api.corp.net/x`},
	{"header of curl", `curl --header 'PRIVATE-TOKEN: @' https://git.corp.net/x`},
	{"address: password", "https://deploy:@@git.corp.net/x.git"},
	{"address: user", "https://@@git.corp.net/x.git"},
	{"address: password of a database", "postgres://app:@@db.corp.net/x"},
	{"address: query", "https://api.corp.net/x?access_token=@&v=1"},
	{"address: query", "https://api.corp.net/x?v=1&api_key=@"},
	{"command line: curl", "curl -u deploy:@ https://api.corp.net/x"},
	{"command line: curl", "curl --user 'deploy:@' https://api.corp.net/x"},
	{"command line: curl", "curl -sSu deploy:@ https://api.corp.net/x"},
	{"command line: wget", "wget --http-user=deploy --http-password=@ https://x.corp.net"},
	{"command line: mysql", "mysql -u root -p@ shop"},
	{"command line: mysql", "mysqldump -h db.corp.net -uroot -p'@' shop > x.sql"},
	{"command line: mysql", "mysqladmin --user=root --password=@ ping"},
	{"command line: psql", "PGPASSWORD=@ psql -h db.corp.net"},
	{"command line: sshpass", "sshpass -p @ ssh ops@10.20.0.7"},
	{"command line: sshpass", `sshpass -p "@" scp x ops@10.20.0.7:`},
	{"command line: redis-cli", "redis-cli -h cache.corp.net -a @ ping"},
	{"command line: docker login", "docker login -u ci -p @ registry.corp.net"},
	{"command line: docker login", "docker login --username ci --password @ registry.corp.net"},
	{"command line: docker login", "echo @ | docker login -u ci --password-stdin registry.corp.net"},
	{"command line: docker login", `printf '%s' "@" | sudo podman login -u ci --password-stdin registry.corp.net`},
	{"command line: chpasswd", "RUN echo 'root:@' | chpasswd"},
	{"command line: sudo", "echo @ | sudo -S ls"},
	{"command line: openssl", "openssl enc -aes-256-cbc -in x -out y -pass pass:@"},
	{"command line: mongo", "mongosh db.corp.net -u app -p @"},
	{"command line: ldapsearch", "ldapsearch -x -D cn=admin,dc=corp -w @ -b dc=corp"},
	{"command line: smbclient", "smbclient //srv/share -U ops%@"},
	{"command line: keytool", "keytool -importkeystore -storepass @ -keystore x.jks"},
	{"PowerShell", `$p = ConvertTo-SecureString "@" -AsPlainText -Force`},
	{"PowerShell", `ConvertTo-SecureString -AsPlainText -Force -String '@'`},
	{"PowerShell", `'@' | ConvertTo-SecureString -AsPlainText -Force`},
	{"CloudFormation", `{"ParameterKey": "DBPassword", "ParameterValue": "@"}`},
	{"CloudFormation", "{\n  \"ParameterKey\" : \"DBPassword\",\n  \"ParameterValue\" : \"@\"\n}"},
	{"SQL: identified by", "CREATE USER 'app'@'%' IDENTIFIED BY '@';"},
	{"SQL: password", "ALTER ROLE app WITH LOGIN PASSWORD '@';"},
	{"SQL: with password", "CREATE LOGIN app WITH PASSWORD = N'@';"},
	{"SQL: set password", "SET PASSWORD FOR 'app'@'%' = PASSWORD('@');"},
	{"SQL: key", "SELECT AES_ENCRYPT(iban, '@') FROM x;"},
	{"SQL: key", "UPDATE x SET iban = pgp_sym_encrypt('text, more', '@', 'cipher-algo=aes256');"},
	{"SQL: key in a program", `db.query("SELECT AES_DECRYPT(UNHEX(iban), '@') AS iban FROM x")`},
	{"SQL: login", "EXEC sp_addlogin 'ops', '@', 'master'"},
	{"SQL: login", "EXEC master.dbo.sp_addlinkedsrvlogin N'SRV', 'false', NULL, N'ops', N'@'"},
	{"SQL: password of a login", "exec sp_password NULL, '@', 'ops'"},
	{"XML attribute", `<user name="ops" password="@"/>`},
	{"XML attribute", `<add key="DbPassword" value="@"/>`},
	{"XML element", "<password>@</password>"},
	{"XML element", "<property><name>db.password</name><value>@</value></property>"},
	{"XML element", "<password><![CDATA[@]]></password>"},
	{"property list", "<key>ApiToken</key>\n\t<string>@</string>"},
	{"YAML", "db:\n  password: @\n"},
	{"YAML: literal block", "password: |\n  @\n"},
	{"YAML: folded block", "password: >-\n  @\n"},
	{"YAML: next line", "password:\n  @\n"},
	{"YAML: quoted over two lines", "api_token: \"@\\\n  x\"\n"},
	{"YAML: list of pairs", "env:\n  - name: DB_PASSWORD\n    value: \"@\"\n"},
	{"YAML: flow", "{user: app, password: @}"},
	{"INI", "[db]\npassword = @\n"},
	{"properties", "spring.datasource.password=@"},
	{"environment", "export DB_PASSWORD='@'"},
	{"Dockerfile", "ENV DB_PASSWORD @"},
	{"Dockerfile", "ARG TOKEN=@"},
	{"JSON", `{"user": "app", "password": "@"}`},
	{"JSON in a string", `"{\"password\": \"@\"}"`},
	{"TOML", `password = '@'`},
	{"HCL", "variable \"db_password\" {\n  default = \"@\"\n}"},
	{"two lines", "password =\n    \"@\""},
	{"two lines: arrow", "'password' =>\n    '@',"},
	{"two lines: backslash", "password = \\\n    \"@\""},
	{"two lines: call", "setPassword(\n    \"@\")"},
	{"default", `os.environ.get("DB_PASSWORD", "@")`},
	{"default", `process.env.DB_PASSWORD || "@"`},
	{"default", "${DB_PASSWORD:-@}"},
	{"call", `login("ops", password="@")`},
	{"call", `setPassword("@")`},
	{"call: basic", `req.SetBasicAuth("ops", "@")`},
	{"call: basic", `auth=("ops", "@")`},
	{"call: basic", `HTTPBasicAuth('ops', '@')`},
	{"call: basic", `new UsernamePasswordCredentials("ops", "@")`},
	{"call: basic", `new NetworkCredential("ops", "@")`},
	{"call: connection", `DriverManager.getConnection("jdbc:mysql://db/x", "ops", "@")`},
	{"call: connection", `mysqli_connect("db.corp.net", "ops", "@", "shop")`},
	{"constructor", `char password[] = "@";`},
	{"typed", `private static final String PASSWORD = "@";`},
	{"typed", `const password: string = "@";`},
	{"typed", `var password = []byte("@")`},
	{"comparison", `if (password == "@")`},
	{"annotation", `@Value("${db.password:@}")`},
	{"connection string", "Server=db.corp.net;Database=x;User Id=app;Password=@;"},
	{"connection string", "jdbc:sqlserver://db.corp.net;user=app;password=@"},
	{"netrc", "machine git.corp.net login ci password @"},
	{"table of Markdown", "| User | Password |\n|---|---|\n| ops | @ |\n"},
	{"table of Markdown", "| password | `@` |"},
	{"table of HTML", "<tr><td>Password</td><td>@</td></tr>"},
	{"prose", "The password is @ and the user is ops."},
	{"prose", "Password: @"},
	{"comment", "# password: @"},
	{"JWK", `{"kty":"oct","k":"@","alg":"HS256"}`},
	{"define", `#define WIFI_PASSWORD "@"`},
	{"define", `define('DB_PASSWORD', '@');`},
	{"Perl", `my $password = '@';`},
	{"Ruby", `password: "@",`},
	{"Lisp", `(setq smtp-password "@")`},
	{"Erlang", `{password, "@"}.`},
	{"Elixir", `config :app, secret_key: "@"`},
	{"Rust", `let password: &str = "@";`},
	{"Kotlin", `val password = "@"`},
	{"Swift", `let apiToken: String = "@"`},
	{"batch", "set PASSWORD=@"},
	{"batch", `setx API_TOKEN "@"`},
	{"makefile", "API_TOKEN ?= @"},
	{"nginx", `proxy_set_header X-Api-Token "@";`},
	{"concatenated", `password = "@{4}" + "@{-4}"`},
	{"concatenated, wrapped", "token = \"@{4}\" \\\n    \"@{-4}\""},
	{"concatenated, PHP", `$token = '@{4}' . '@{-4}';`},
}

const candidateValue = "q8Zk2LwPx91vTn4Rk7Wd5Yb3Jc6Ms0Fh"

func TestCandidates(t *testing.T) {
	const value = candidateValue
	pair := base64.StdEncoding.EncodeToString([]byte("deploy:" + value[:18]))
	w := builtinWorker(t)
	for _, c := range candidateTexts {
		text := strings.NewReplacer("@{4}", value[:4], "@{-4}", value[4:], "ops@10", "ops@10", "@Value", "@Value", "@@", value+"@",
			"@", value, " &", " "+pair).Replace(c.text)
		found := foundBy(t, w, text)
		if !slices.ContainsFunc(found, func(m Match) bool {
			return strings.Contains(m.Secret, value) || strings.Contains(m.Secret, pair) || strings.Contains(m.Core, value) ||
				strings.Contains(m.Secret, value[4:])
		}) {
			t.Errorf("%s: %s is not found", c.syntax, c.text)
		}
	}
}
