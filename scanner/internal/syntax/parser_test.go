package syntax

import (
	"slices"
	"strings"
	"testing"
)

// reading is a line, read from the word "password" in it: the name, then the value; both are empty where nothing is assigned.
type reading struct{ line, name, value string }

// allLines are those of all tables.
func allLines() []reading {
	return slices.Concat(assignmentLines, nameLines, elementLines, fallbackLines, operatorLines, saidLines, valueLines, tableLines, memberLines, comparedLines, accessedLines, bracketLines, tupleLines)
}

// assignmentLines are assignments as people write them.
var assignmentLines = []reading{
	{`password = hunter2xyz`, "password", "hunter2xyz"},
	{`export DB_PASSWORD=hunter2xyz`, "DB_PASSWORD", "hunter2xyz"},
	{`DB_PASSWORD="hunter2 xyz"`, "DB_PASSWORD", "hunter2 xyz"},
	{`"db.password": "hunter2xyz",`, "db.password", "hunter2xyz"},
	{`{\"password\": \"hunter2xyz\"}`, "password", "hunter2xyz"},
	{`  password: hunter2xyz # comment`, "password", "hunter2xyz"},
	{`- password: 'it''s'`, "password", "it"},
	{`dbPassword := "hunter2xyz"`, "dbPassword", "hunter2xyz"},
	{`const password: string = "hunter2xyz";`, "password", "hunter2xyz"},
	{`var password string = "hunter2xyz"`, "password", "hunter2xyz"},
	{`let password: &str = "hunter2xyz";`, "password", "hunter2xyz"},
	{`$config['password'] = 'hunter2xyz';`, "password", "hunter2xyz"},
	{`'password' => 'hunter2xyz',`, "password", "hunter2xyz"},
	{"password: !!str hunter2xyz\n", "password", "hunter2xyz"},
	{"password: &main hunter2xyz\n", "password", "hunter2xyz"},
	{"password: !vault hunter2xyz\n", "password", "!vault"},
	{`buildConfigField "String", "PASSWORD", "\"hunter2xyz\""`, "PASSWORD", "hunter2xyz"},
	{`{PASSWORD: '"hunter2xyz"'}`, "PASSWORD", "hunter2xyz"},
	{`password = live ? "hunter2xyz" : "y"`, "password", "hunter2xyz"},
	{`-define(PASSWORD, "hunter2xyz").`, "PASSWORD", "hunter2xyz"},
	{`:password => "hunter2xyz"`, "password", "hunter2xyz"},
	{`set :password, "hunter2xyz"`, "password", "hunter2xyz"},
	{`config :shop, :password, "hunter2xyz"`, "password", "hunter2xyz"},
	{`put(:password, 'hunter2xyz')`, "password", "hunter2xyz"},
	{"password：hunter2xyz\n", "password", "hunter2xyz"},
	{"password＝hunter2xyz\n", "password", "hunter2xyz"},
	{"password:\u00a0hunter2xyz\n", "password", "hunter2xyz"},
	{"password\u00a0= \u00a0'hunter2xyz'\n", "password", "hunter2xyz"},
	{"password: “hunter2xyz”, and\n", "password", "hunter2xyz"},
	{"“password”: „hunter2xyz“\n", "password", "hunter2xyz"},
	{"password: ‘hunter2xyz’\n", "password", "hunter2xyz"},
	{"the password’s hunter2xyz\n", "", ""},
	{"password: “hunter2xyz\nsecond line”\n", "password", "hunter2xyz"},
	{`'password' =&gt; 'hunter2xyz',`, "password", "hunter2xyz"},
	{`root password -&gt; hunter2xyz`, "password", "hunter2xyz"},
	{`password &lt;- "hunter2xyz"`, "password", "hunter2xyz"},
	{`password &gt; "hunter2xyz"`, "", ""},
	{"password: hunter2xyz<br>\n", "password", "hunter2xyz"},
	{"password=hunter2xyz<BR/>user=x", "password", "hunter2xyz"},
	{"password: hunter2<brXyz>\n", "password", "hunter2<brXyz>"},
	{"**Password: hunter2xyz**\n", "Password", "hunter2xyz"},
	{"**Password:** hunter2xyz**\n", "Password", "hunter2xyz**"},
	{"<!--password=hunter2xyz-->\n", "password", "hunter2xyz"},
	{"password: 'aHVudGVyMnh5ejE='\n", "password", "aHVudGVyMnh5ejE="},
	{"let password: &'static str = \"hunter2xyz\";\n", "password", "hunter2xyz"},
	{"- Password: **hunter2xyz**\n", "Password", "hunter2xyz"},
	{"- Password: *hunter2xyz*\n", "Password", "hunter2xyz"},
	{"- Password: *hunter2xyz**\n", "Password", "*hunter2xyz**"},
	{"- Password: *hunter2*xyz*\n", "Password", "*hunter2*xyz*"},
	{"<!-- user=x password: hunter2xyz-->\n", "password", "hunter2xyz"},
	{"/*password=hunter2xyz*/\n", "password", "hunter2xyz"},
	{"password=hunter2xyz--\n", "password", "hunter2xyz--"},
	{"Password for admin: k7Qz2Xm9\n", "Password", "k7Qz2Xm9"},
	{"- root password of the old NAS = `k7Qz2Xm9`\n", "password", "k7Qz2Xm9"},
	{"Password for ops@corp.net is 'k7Qz2Xm9' → MD5: 0e81823a7bbd73\n", "Password", "k7Qz2Xm9"},
	{"password (admin): k7Qz2Xm9\n", "password", "k7Qz2Xm9"},
	{"Password [case sensitive] = k7Qz2Xm9\n", "Password", "k7Qz2Xm9"},
	{"Password 2: k7Qz2Xm9\n", "Password", "k7Qz2Xm9"},
	{"Password #2: k7Qz2Xm9\n", "Password", "k7Qz2Xm9"},
	{"Password/PIN: k7Qz2Xm9\n", "Password", "k7Qz2Xm9"},
	{"Password for admin: see k7Qz2Xm9\n", "", ""},
	{"Password for admin: required\n", "", ""},
	{"print(password of, admin: k7Qz2Xm9\n", "", ""},
	{"password (of\nadmin): k7Qz2Xm9\n", "", ""},
	{"# password k7Qz2Xm9\n", "password", "k7Qz2Xm9"},
	{"-- password k7Qz2Xm9\r\n", "password", "k7Qz2Xm9"},
	{"// password k7Qz2Xm9 and more\n", "", ""},
	{"the password was k7Qz2Xm9\n", "password", "k7Qz2Xm9"},
	{"SSH: root@10.20.0.7 password k7Qz2Xm9\n", "password", "k7Qz2Xm9"},
	{"ops@corp.net, password k7Qz2Xm9\n", "password", "k7Qz2Xm9"},
	{"ops@corp.net wrote a password k7Qz2Xm9\n", "", ""},
	{"use password k7Qz2Xm9 to log in\n", "password", "k7Qz2Xm9"},
	{"default password k7Qz2Xm9\n", "password", "k7Qz2Xm9"},
	{"password → k7Qz2Xm9\n", "password", "k7Qz2Xm9"},
	{"password ==> k7Qz2Xm9\n", "password", "k7Qz2Xm9"},
	{`<TextBox x:Name="txtPassword" Width="90" Text="hunter2xyz"/>`, "txtPassword", "hunter2xyz"},
	{`<asp:TextBox ID="txtPassword" runat="server" TextMode="Password" Text="hunter2xyz"></asp:TextBox>`, "txtPassword", "hunter2xyz"},
	{`<input id="password" class="wide" value="hunter2xyz">`, "password", "hunter2xyz"},
	{`<asp:TextBox TextMode="Password" Text="hunter2xyz" />`, "Password", "hunter2xyz"},
	{`<path id="password" text-anchor="hunter2xyz"/>`, "", ""},
	{"name,value\nhost,db.corp.net\nsmtp_password,hunter2xyz\nport,25\n", "smtp_password", "hunter2xyz"},
	{"smtp_host;mail.corp.net\r\nsmtp_password;hunter2xyz\r\n", "smtp_password", "hunter2xyz"},
	{"DB_HOST,x\nDB_PASSWORD,hunter2xyz\n", "DB_PASSWORD", "hunter2xyz"},
	{"1\npassword,hunter2xyz\nhost,x", "password", "hunter2xyz"},
	{"1\npassword,hunter2xyz\nand more text\n", "", ""},
	{"host,x\npassword,hunter2xyz,1\nport,1\n", "", ""},
	{"f(\nhost,x\n password,hunter2xyz\n)", "", ""},
	{`password_entry.insert(0, "hunter2xyz")`, "password_entry.insert", "hunter2xyz"},
	{`self.password.insert(END, 'hunter2xyz')`, "self.password.insert", "hunter2xyz"},
	{`passwords.insert(index, "hunter2xyz")`, "", ""},
	{`SELECT 'ops' AS login, 'hunter2xyz' AS password FROM dual`, "password", "hunter2xyz"},
	{`select "u"."digest" as password from u`, "", ""},
	{`import bcrypt as password`, "", ""},
	{`validates :password, presence: true`, "", ""},
	{`attr_accessor :password, :token`, "", ""},
	{`Shop::password, "hunter2xyz"`, "", ""},
	{`x ? y:password, "hunter2xyz"`, "", ""},
	{`define("DB_PASSWORD", "hunter2xyz");`, "DB_PASSWORD", "hunter2xyz"},
	{`setPassword("hunter2xyz")`, "setPassword", "hunter2xyz"},
	{`sed -i 's/^x/password=hunter2xyz/' f`, "password", "hunter2xyz"},
	{`sed -i -e "s|^x|password=hunter2/xyz|g;s/a/b/" f`, "password", "hunter2/xyz"},
	{`sed -e s#x#password=hunter2xyz# f`, "password", "hunter2xyz"},
	{`perl -pi -e 's/x/password=hunter2xyz/g' f`, "password", "hunter2xyz"},
	{`sed -i 's/password_here/hunter2xyz/' f`, "password_here", "hunter2xyz"},
	{`sed -i -e "s|{{DB_PASSWORD}}|hunter2/xyz|g" f`, "DB_PASSWORD", "hunter2/xyz"},
	{`sed -e s/@password@/hunter2xyz/ f`, "password", "hunter2xyz"},
	{`perl -pi -e 's#%%password%%#hunter2xyz#' f`, "password", "hunter2xyz"},
	{`sed -i 's/x/password/' f`, "", ""},
	{`sed -i 's/password hash/hunter2xyz/' f`, "", ""},
	{`it is his password=hunter2/xyz`, "password", "hunter2/xyz"},
	{`<password>hunter2xyz</password>`, "password", "hunter2xyz"},
	{`<add key="password" value="hunter2xyz"/>`, "password", "hunter2xyz"},
	{`<meta-data android:name="smtp_password" android:value="hunter2xyz"/>`, "smtp_password", "hunter2xyz"},
	{`<path id="password" d="M10 80C40"/>`, "", ""},
	{`{"name": "password", "value": "hunter2xyz"}`, "password", "hunter2xyz"},
	{`--password hunter2xyz --user me`, "password", "hunter2xyz"},
	{`--password=hunter2xyz`, "password", "hunter2xyz"},
	{"[\n  \"--password\",\n  \"hunter2xyz\"\n]", "password", "hunter2xyz"},
	{"[\n  \"password\",\n  \"hunter2xyz\"\n]", "", ""},
	{"args:\n  - --password\n  - hunter2xyz\n", "password", "hunter2xyz"},
	{"args:\r\n  - \"--db-password\"\r\n  - \"hunter2xyz\"\r\n", "db-password", "hunter2xyz"},
	{"args:\n  - --password\nenv:\n  - hunter2xyz\n", "", ""},
	{"args:\n  - --password\n    - hunter2xyz\n", "", ""},
	{"names:\n  - password\n  - hunter2xyz\n", "", ""},
	{"<tr><td>Shop password</td><td>hunter2xyz</td></tr>", "password", "hunter2xyz"},
	{"--parameters ParameterKey=DbPassword,ParameterValue=hunter2xyz ", "DbPassword", "hunter2xyz"},
	{"shop password: ``hunter2xyz``\n", "password", "hunter2xyz"},
	{"The shop password is hunter2xyz. Ask me.\n", "password", "hunter2xyz"},
	{"Shop password: hunter2xyz.\n", "password", "hunter2xyz"},
	{"password: hunter2xyz.\n", "password", "hunter2xyz."},
	{"${SHOP_PASSWORD}    hunter2xyz\n", "SHOP_PASSWORD", "hunter2xyz"},
	{"echo ${SHOP_PASSWORD}    hunter2xyz\n", "", ""},
	{"- Shop password - hUnter25xyz\n", "password", "hUnter25xyz"},
	{"Shop password - hunter\n", "", ""},
	{"(shop) password - hUnter25xyz\n", "", ""},
	{`machine example.org login me password hunter2xyz`, "password", "hunter2xyz"},
	{`https://example.org/?password=hunter2xyz&x=1`, "password", "hunter2xyz"},
	{`if password == "hunter2xyz" {`, "password", "hunter2xyz"},
	{`password = b"hunter2xyz"`, "password", "hunter2xyz"},
	{`password = os.environ.get("DB", "hunter2xyz")`, "password", "hunter2xyz"},
	{`password: process.env.DB || "hunter2xyz"`, "password", "hunter2xyz"},
	{`password = aws.String("hunter2xyz")`, "password", "hunter2xyz"},
	{`passwords = ["hunter2xyz", "other"]`, "passwords", "hunter2xyz"},
	{`password = """hunter2xyz"""`, "password", "hunter2xyz"},
	{`password=&quot;hunter2xyz&quot;`, "password", "hunter2xyz"},
	{`password: Bearer hunter2xyz`, "password", "hunter2xyz"},
	{`x-password: "Token hunter2xyz"`, "x-password", "hunter2xyz"},
	{`CREATE USER me PASSWORD 'hunter2xyz'`, "PASSWORD", "hunter2xyz"},
	{`\npassword=hunter2xyz`, "password", "hunter2xyz"},
	{`password=hunter2xyz;PORT=3306`, "password", "hunter2xyz"},
	{`export password=hunter2xyz;export PORT=3306`, "password", "hunter2xyz"},
	{`password=hunter2xyz&&run`, "password", "hunter2xyz"},
	{`- "password=hunter2;)xyz"`, "password", "hunter2;)xyz"},
	{`"password=hunter2xyz&user=me"`, "password", "hunter2xyz"},
	{`"password=hunter2xyz&" + x`, "password", "hunter2xyz"},
	{`password: hunter2xyz</td>`, "password", "hunter2xyz"},
	{`password=hunter2;xyz`, "password", "hunter2;xyz"},
	{`spring.datasource.password=hunter2,;xyz`, "spring.datasource.password", "hunter2,;xyz"},
	{`url?a%3D1%26password%3Dhunter2xyz%26b%3D2`, "password", "hunter2xyz"},
	{`"x?password\u003dhunter2xyz\u0026y"`, "password", "hunter2xyz"},
	{`%22password%22%3A%22hunter2xyz%22`, "password", "hunter2xyz"},
	{`password = ENV["DB"] || "hunter2xyz"`, "password", "hunter2xyz"},
	{`password = ENV["DB"], other`, "password", "ENV["},
	{`a:2:{s:4:"user";s:3:"app";s:8:"password";s:10:"hunter2xyz";}`, "password", "hunter2xyz"},
	{`(1,'mail','a:1:{s:8:\"password\";s:10:\"hunter2xyz\";}')`, "password", "hunter2xyz"},
	{`O:4:"Mail":1:{s:11:"\0*\0password";s:10:"hunter2xyz";}`, "0password", "hunter2xyz"},
	{`s:8:"password";s:`, "", ""},
	{`s:8:"password";i:10;s:4:"user"`, "", ""},
	{`password = tokens["a"] + "b"`, "password", "tokens["},
	{`process.env.PASSWORD || "hunter2xyz"`, "process.env.PASSWORD", "hunter2xyz"},
	{"process.env.PASSWORD ??\n    'hunter2xyz'", "process.env.PASSWORD", "hunter2xyz"},
	{`os.environ.get("PASSWORD") or "hunter2xyz"`, "PASSWORD", "hunter2xyz"},
	{`if (password || reset)`, "", ""},
	{`${DB_PASSWORD:-hunter2xyz}`, "DB_PASSWORD", "hunter2xyz"},
	{`@Value("${db.password:hunter2xyz}")`, "db.password", "hunter2xyz"},
	{"const char *password =\n    \"hunter2xyz\";", "password", "hunter2xyz"},
	{"password = (\n  'hunter2xyz'\n)", "password", "hunter2xyz"},
	{"password =\nhunter2xyz", "", ""},
	{`"password": {"hunter2xyz": 1}`, "password", "{"},
	{`password = {"hunter2xyz"}`, "password", "hunter2xyz"},
	{`password = [[["hunter2xyz"]]]`, "password", "hunter2xyz"},
	{"[\"password\",\n \"hunter2xyz\"]", "", ""},
	{"std::string password{\n    \"hunter2xyz\"};", "password", "hunter2xyz"},
	{`{password, "hunter2xyz"}`, "password", "hunter2xyz"},
	{`login(password, "hunter2xyz")`, "", ""},
	{"password: |\n  hunter2xyz\n", "password", "hunter2xyz"},
	{"password: >-\r\n  hunter2xyz\n", "password", "hunter2xyz"},
	{`#define PASSWORD hunter2xyz`, "PASSWORD", "hunter2xyz"},
	{`setx PASSWORD hunter2xyz`, "PASSWORD", "hunter2xyz"},
	{`ENV PASSWORD hunter2xyz`, "PASSWORD", "hunter2xyz"},
	{`reset PASSWORD hunter2xyz`, "", ""},
	{`fastcgi_param PASSWORD hunter2xyz;`, "PASSWORD", "hunter2xyz"},
	{`the password is hunter2xyz now`, "password", "hunter2xyz"},
	{`the password is "hunter2xyz"`, "password", "hunter2xyz"},
	{"The password for the admin account is hunter2xyz.\n", "password", "hunter2xyz"},
	{"El password es hunter2xyz\n", "password", "hunter2xyz"},
	{"- **Admin password:** hunt&er;2xyz\n", "password", "hunt&er;2xyz"},
	{"- **User:** ops **Password:** hunter2xyz, then go on\n", "Password", "hunter2xyz"},
	{"**Password:** `hunter2xyz`\n", "Password", "hunter2xyz"},
	{"*Password:* hunter2xyz\n", "Password", "hunter2xyz"},
	{"__Password:__ hunter2xyz\n", "__Password", "hunter2xyz"},
	{"<p><strong>Admin password:</strong> hunter2xyz</p>\n", "password", "hunter2xyz"},
	{"<b>Password:</b>&nbsp;hunter2xyz<br>\n", "Password", "hunter2xyz"},
	{"<b>Password</b> : hunter2xyz<br>\n", "Password", "hunter2xyz"},
	{"Admin password – x7Qk2Lw9Pv\n", "password", "x7Qk2Lw9Pv"},
	{"CONSTANTS: c_password TYPE string VALUE 'hunter2xyz'.\n", "c_password", "hunter2xyz"},
	{"05 WS-PASSWORD PIC X(20) VALUE 'hunter2xyz'.\n", "WS-PASSWORD", "hunter2xyz"},
	{`connection.setPassword((const char *)"hunter2xyz");`, "connection.setPassword", "hunter2xyz"},
	{`unsigned char *password = (unsigned char*) "hunter2xyz";`, "password", "hunter2xyz"},
	{`the password is hunt+er%xyz now`, "password", "hunt+er%xyz"},
	{`app password - 'hunter2xyz'`, "password", "hunter2xyz"},
	{`app password - hunter2xyz`, "", ""},
	{`<password type="text">hunter2xyz</password>`, "password", "hunter2xyz"},
	{`<wsse:password Type="#PasswordText">hunter2xyz</wsse:password>`, "password", "hunter2xyz"},
	{`<password type="text"/>hunter2xyz<br>`, "", ""},
	{`<string name="password" translatable="false">hunter2xyz</string>`, "password", "hunter2xyz"},
	{"<key>password</key>\n\t<string>hunter2xyz</string>", "password", "hunter2xyz"},
	{"<name>password</name><value>hunter2xyz</value>", "password", "hunter2xyz"},
	{"<password>\n  <value>hunter2xyz</value>", "password", "hunter2xyz"},
	{"<param-name>password</param-name>\n<param-value>hunter2xyz</param-value>", "password", "hunter2xyz"},
	{"<con:name>password</con:name><con:value>hunter2xyz</con:value>", "password", "hunter2xyz"},
	{`<e:entry e:key="password"><e:value type="x">hunter2xyz</e:value></e:entry>`, "password", "hunter2xyz"},
	{"<name>password</name>\n<description/>\n<defaultValue>hunter2xyz</defaultValue>", "password", "hunter2xyz"},
	{"<name>password</name>\n<description>of the app</description>\n<value>hunter2xyz</value>", "password", "hunter2xyz"},
	{`<Key>password</Key><Value ProtectInMemory="True">hunter2xyz</Value>`, "password", "hunter2xyz"},
	{`<stringProp name="Argument.name">password</stringProp><stringProp name="Argument.value">hunter2xyz</stringProp>`, "password", "hunter2xyz"},
	{"<elementProp name=\"password\" elementType=\"HTTPArgument\">\n<boolProp name=\"HTTPArgument.always_encode\">false</boolProp>\n" +
		"<stringProp name=\"Argument.value\">hunter2xyz</stringProp>", "password", "hunter2xyz"},
	{"<name>password</name><type>x</type><name>user</name><value>hunter2xyz</value>", "", ""},
	{"<name>password</name><description/><name>user</name><value>hunter2xyz</value>", "", ""},
	{"<name>password</name><value/>hunter2xyz", "", ""},
	{"<password>{acme AQAAABAAA hunter2xyz}</password>", "password", "hunter2xyz"},
	{`<password>{"x": "hunter2xyz"}</password>`, "password", `{"x": "hunter2xyz"}`},
	{"<password><![CDATA[hunter2<xyz]]></password>", "password", "hunter2<xyz"},
	{"<b>password</b> <i>hunter2xyz</i>", "", ""},
	{"- name: DB_PASSWORD\n  value: hunter2xyz\n", "DB_PASSWORD", "hunter2xyz"},
	{"- key: \"DB_PASSWORD\"\n  value: 'hunter2xyz'\n", "DB_PASSWORD", "hunter2xyz"},
	{"- name: DB_PASSWORD\n- value: hunter2xyz\n", "", ""},
	{"- value: hunter2xyz\n  name: DB_PASSWORD\n", "DB_PASSWORD", "hunter2xyz"},
	{"- value: hunter2xyz\n\n  name: DB_PASSWORD\n", "", ""},
	{"- value: hunter2xyz\n  x: y\n  name: DB_PASSWORD\n", "", ""},
	{`{"value": "hunter2xyz", "name": "DB_PASSWORD"}`, "DB_PASSWORD", "hunter2xyz"},
	{`[{"name": "x", "value": "hunter2xyz"}, {"name": "DB_PASSWORD"}]`, "", ""},
	{`<add value="hunter2xyz" key="DbPassword" />`, "DbPassword", "hunter2xyz"},
	{`<add value="" key="DbPassword" />`, "", ""},
	{`UPDATE options SET value = 'hunter2xyz' WHERE name = 'db_password';`, "db_password", "hunter2xyz"},
	{"- name: DB_PASSWORD\n\n  value: hunter2xyz\n", "", ""},
	{"- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef: hunter2xyz\n", "", ""},
	{"env {\n  name  = \"DB_PASSWORD\"\n  value = \"hunter2xyz\"\n}", "DB_PASSWORD", "hunter2xyz"},
	{"{\n  \"name\": \"DB_PASSWORD\",\n  \"slotSetting\": false,\n  \"value\": \"hunter2xyz\"\n}", "DB_PASSWORD", "hunter2xyz"},
	{"\"DB_PASSWORD\": {\n  \"description\": \"of the database\",\n  \"value\": \"hunter2xyz\"\n}", "DB_PASSWORD", "hunter2xyz"},
	{"password:\n  type: string\n  default: hunter2xyz\n", "password", "hunter2xyz"},
	{"variable \"db_password\" {\n  type    = string\n  default = \"hunter2xyz\"\n}", "db_password", "hunter2xyz"},
	{"<name>DB_PASSWORD</name>\n<defaultValue>hunter2xyz</defaultValue>", "DB_PASSWORD", "hunter2xyz"},
	{"static final String DB_PASSWORD\n        = \"hunter2xyz\";", "DB_PASSWORD", "hunter2xyz"},
	{"password\n\n== \"hunter2xyz\"", "", ""},
	{"public string DbPassword { get; set; } = \"hunter2xyz\";", "DbPassword", "hunter2xyz"},
	{"p.add_argument('--db-password', type=str, default='hunter2xyz')", "db-password", "hunter2xyz"},
	{"set -x DB_PASSWORD hunter2xyz", "DB_PASSWORD", "hunter2xyz"},
	{"git config --global acme.password hunter2xyz", "acme.password", "hunter2xyz"},
	{"aws ssm put-parameter --name db_password --value hunter2xyz", "db_password", "hunter2xyz"},
	{"<input name=\"password\" type=\"hidden\" value=\"hunter2xyz\">", "password", "hunter2xyz"},
	{"<input name=\"password\" type=\"password\">", "", ""},
	{"mapOf(\"password\" to \"hunter2xyz\")", "password", "hunter2xyz"},
	{"def password\n  'hunter2xyz'\nend", "password", "hunter2xyz"},
	{"const password = () => 'hunter2xyz';", "password", "hunter2xyz"},
	{"password = (string)\"hunter2xyz\";", "password", "hunter2xyz"},
	{"**Password**: `hunter2xyz`", "Password", "hunter2xyz"},
	{"<li>Password: <code>hunter2xyz</code></li>", "Password", "hunter2xyz"},
	{"func dbPassword() string {\n\treturn \"hunter2xyz\"\n}", "dbPassword", "hunter2xyz"},
	{"def db_password(self) -> str:\n    return 'hunter2xyz'\n", "db_password", "hunter2xyz"},
	{"public String getPassword() {\n  return \"hunter2xyz\";\n}", "getPassword", "hunter2xyz"},
	{"if wrong_password(x):\n    return 'hunter2xyz'\n", "", ""},
	{"getPassword(user)\nreturn \"hunter2xyz\"", "", ""},
	{`val x = System.getenv("DB_PASSWORD") ?: "hunter2xyz"`, "DB_PASSWORD", "hunter2xyz"},
	{`interface X { password?: "hunter2xyz" }`, "", ""},
	{`const password* = "hunter2xyz"`, "password", "hunter2xyz"},
	{`keychain.set("hunter2xyz", forKey: "password")`, "password", "hunter2xyz"},
	{`Object.defineProperty(x, "password", { value: "hunter2xyz" })`, "password", "hunter2xyz"},
	{"* admin password - `hunter2xyz`", "password", "hunter2xyz"},
	{`get_password = lambda: "hunter2xyz"`, "get_password", "hunter2xyz"},
	{`dkim=password header.b="hunter2xyz"`, "", ""},
	{`if ("hunter2xyz".equals(password)) {`, "password", "hunter2xyz"},
	{`if ('hunter2xyz' === password) {`, "password", "hunter2xyz"},
	{`x.equals(password)`, "", ""},
	{`v_password VARCHAR2(30) := 'hunter2xyz';`, "v_password", "hunter2xyz"},
	{`c_password CONSTANT VARCHAR2(30) := 'hunter2xyz';`, "c_password", "hunter2xyz"},
	{`c_password constant varchar2(30 char) := 'hunter2xyz';`, "c_password", "hunter2xyz"},
	{`c_password CONSTANT VARCHAR2(30);`, "", ""},
	{`v_password VARCHAR2(30);`, "", ""},
	{`{ password:: 'hunter2xyz' }`, "password", "hunter2xyz"},
	{`<xsl:param name="password" select="'hunter2xyz'"/>`, "password", "hunter2xyz"},
	{"PASSWORD = <<~PW\n  hunter2xyz\nPW\n", "PASSWORD", "hunter2xyz"},
	{`cout << password << "hunter2xyz"`, "", ""},
	{`env.put(Context.MAIL_PASSWORD, "hunter2xyz");`, "Context.MAIL_PASSWORD", "hunter2xyz"},
	{`#[arg(long, env = "API_PASSWORD", default_value = "hunter2xyz")]`, "API_PASSWORD", "hunter2xyz"},
	{`password: str = Field(default="hunter2xyz", env="X")`, "password", "hunter2xyz"},
	{`String[] passwords = {"hunter2xyz", "other"}`, "passwords", "hunter2xyz"},
	{`(defparameter *password* "hunter2xyz")`, "password", "hunter2xyz"},
	{`private val password by lazy { "hunter2xyz" }`, "password", "hunter2xyz"},
	{`def main(password: str = typer.Option("hunter2xyz")):`, "password", "hunter2xyz"},
	{`PASSWORD: z.string().min(8).default("hunter2xyz"),`, "PASSWORD", "hunter2xyz"},
	{`PASSWORD: str({ desc: "x", default: "hunter2xyz" }),`, "PASSWORD", "hunter2xyz"},
	{`password: check(x), other: "default"`, "password", "check(x)"},
	{"<match>\n  password hUnter25xyz\n</match>", "password", "hUnter25xyz"},
	{"<match>\n  password hUnter25xyz now\n</match>", "", ""},
	{"log in as ops and password hUnter25xyz.", "password", "hUnter25xyz"},
	{"any password hUnter25xyz.", "", ""},
	{`{"user[password]": "hunter2xyz"}`, "password", "hunter2xyz"},
	{`'data[bot][password]' => 'hunter2xyz'`, "password", "hunter2xyz"},
	{`<input name="user[password]" value="hunter2xyz">`, "password", "hunter2xyz"},
	{"log in as ops with the password hUnter25xyz and change it", "password", "hUnter25xyz"},
	{"log in as ops with the password hUnter25xyz changed", "", ""},
	{`$("#password").val("hunter2xyz")`, "password", "hunter2xyz"},
	{`set thePassword to "hunter2xyz"`, "thePassword", "hunter2xyz"},
	{`moved password to "hunter2xyz"`, "", ""},
	{`password = TextEditingController(text: 'hunter2xyz');`, "password", "hunter2xyz"},
	{`password = SecretStr(value="hunter2xyz")`, "password", "hunter2xyz"},
	{`password = forms.CharField(initial="hunter2xyz")`, "password", "hunter2xyz"},
	{`password = forms.CharField(label="hunter2xyz")`, "password", "forms.CharField(label="},
	{`password = forms.CharField(value, "hunter2xyz")`, "password", "forms.CharField(value"},
	{`password = getpass.getpass() or "hunter2xyz"`, "password", "hunter2xyz"},
	{`password = getpass.getpass(), "hunter2xyz"`, "password", "getpass.getpass()"},
	{`val password by remember { mutableStateOf("hunter2xyz") }`, "password", "hunter2xyz"},
	{`find_element(By.ID, "password").clear().send_keys("hunter2xyz")`, "password", "hunter2xyz"},
	{`getByLabel("password").press("hunter2xyz")`, "", ""},
	{`FindElement(By.Id("password")).SendKeys("hunter2xyz")`, "password", "hunter2xyz"},
	{`find_element(By.ID, "password").send_keys("hunter2xyz\n")`, "password", "hunter2xyz"},
	{`find_element(By.ID, "password").send_keys("hunter2xyz\\n")`, "password", `hunter2xyz\\n`},
	{`cy.get("#password").type("hunter2xyz{enter}")`, "password", "hunter2xyz"},
	{`cy.get("#password").type("{enter}")`, "password", "{enter}"},
	{`getByRole("textbox", { name: "password" }).fill("hunter2xyz")`, "password", "hunter2xyz"},
	{`getByRole("textbox", { name: "password" }).toHaveValue("hunter2xyz")`, "", ""},
	{`getElementById("password").value = "hunter2xyz"`, "password", "hunter2xyz"},
	{`getElementById("password").value == "hunter2xyz"`, "password", "hunter2xyz"},
	{`getElementById("password").title = "hunter2xyz"`, "", ""},
	{`getElementsByName("password")[0].value = "hunter2xyz"`, "password", "hunter2xyz"},
	{`<input type="password" id="pw" value="hunter2xyz">`, "password", "hunter2xyz"},
	{`<input type="password" id="pw" title="hunter2xyz">`, "", ""},
	{`Password : constant String := "hunter2xyz";`, "Password", "hunter2xyz"},
	{`var Password: string := 'hunter2xyz';`, "Password", "hunter2xyz"},
	{"%env DB_PASSWORD hunter2xyz", "DB_PASSWORD", "hunter2xyz"},
	{"sign --password pass:hunter2xyz -out b", "password", "hunter2xyz"},
	{`my $p = $ENV{DB_PASSWORD} // "hunter2xyz";`, "DB_PASSWORD", "hunter2xyz"},
	{`check(password) // "hunter2xyz"`, "", ""},
	{`env::var("DB_PASSWORD").unwrap_or("hunter2xyz".to_string())`, "DB_PASSWORD", "hunter2xyz"},
	{`env::var("DB_PASSWORD").ok().unwrap_or_else(|_| "hunter2xyz".into())`, "DB_PASSWORD", "hunter2xyz"},
	{`env::var("DB_PASSWORD").expect("hunter2xyz")`, "", ""},
	{`password = env::var("DB").unwrap_or("hunter2xyz")`, "password", "hunter2xyz"},
	{`ENV.fetch("DB_PASSWORD") { "hunter2xyz" }`, "DB_PASSWORD", "hunter2xyz"},
	{`describe("password") { "hunter2xyz" }`, "", ""},
	{`Sys.getenv("DB_PASSWORD", unset = "hunter2xyz")`, "DB_PASSWORD", "hunter2xyz"},
	{`{{ vault_password | default("hunter2xyz", true) }}`, "vault_password", "hunter2xyz"},
	{`{{ vault_password|default:"hunter2xyz" }}`, "vault_password", "hunter2xyz"},
	{`{{ vault_password | replace("hunter2xyz") }}`, "", ""},
	{`password: {{ .Values.db | default "hunter2xyz" }}`, "password", "hunter2xyz"},
	{`password: "{{ lookup("env", "DB") | default("hunter2xyz") }}"`, "password", "hunter2xyz"},
	{`password: {{ default "hunter2xyz" .Values.db }}`, "password", "hunter2xyz"},
	{`password: {{ required "hunter2xyz" .Values.db }}`, "password", "{{"},
	{`password = coalesce(var.db, "hunter2xyz")`, "password", "hunter2xyz"},
	{`password = check(var.db, "hunter2xyz")`, "password", "check(var.db"},
	{`PASSWORD=${1:-hunter2xyz}`, "PASSWORD", "hunter2xyz"},
	{`password: "${db.pw:hunter2xyz}"`, "password", "hunter2xyz"},
	{`PASSWORD=${DB?hunter2xyz}`, "PASSWORD", "${DB?hunter2xyz}"},
	{`password = getPassword()`, "password", "getPassword()"},
	{`password::reset("x")`, "", ""},
	{`the password is secret`, "", ""},
	{`the password is: hunter2xyz`, "password", "hunter2xyz"},
	{`the password is: secret`, "", ""},
	{`<p>password: <b>hunter2xyz</b></p>`, "password", "hunter2xyz"},
	{`the password for the console is secret`, "", ""},
	{"<label>Password:</label><input type=text>", "", ""},
	{"password pic 'x'", "", ""},
	{"the password:** hunter2xyz", "password", "**"},
	{`the password is secret!`, "", ""},
	{`password`, "", ""},
	{`password =`, "", ""},
	{`resetPassword(user)`, "", ""},
}

func parseLine(line string) (name, value string, ok bool) {
	start := strings.Index(strings.ToLower(line), "password")
	var n Names
	a, ok := n.Parse([]byte(line), start, start+len("password"))
	if !ok {
		return "", "", false
	}
	return line[a.Name.Start:a.Name.End], line[a.Value.Start:a.Value.End], true
}

func TestParseAssignment(t *testing.T) {
	for _, c := range allLines() {
		name, value, ok := parseLine(c.line)
		if name != c.name || value != c.value || ok != (c.value != "") {
			t.Errorf("%s\n got name %q value %q (%v)\nwant name %q value %q", c.line, name, value, ok, c.name, c.value)
		}
	}
}

// FuzzParseAssignment: the parser stays within its window, and lines in front and behind do not change where a value begins, but
// for that in a column, whose head may be the first of its file. The values
// below it in a column or behind it in a list follow it, within the text and no more of them than there may be.
func FuzzParseAssignment(f *testing.F) {
	for _, c := range allLines() {
		f.Add(c.line, uint16(max(0, strings.Index(strings.ToLower(c.line), "password"))))
	}
	f.Add(`password:"Bearer `, uint16(0))
	f.Add("\n000000A,A\n0,0", uint16(1)) // a row of two columns alone, and a head behind an empty line
	for _, texts := range [][]string{separated, grids, inserted, keyedRows, below} {
		for _, text := range texts {
			f.Add(text, uint16(strings.Index(strings.ToLower(text), "passwor")))
		}
	}
	f.Fuzz(func(t *testing.T, line string, at uint16) {
		if len(line) == 0 {
			return
		}
		start := int(at) % len(line)
		end := min(len(line), start+8)
		const left, right = nameLeft + 256, nameRight + ValueReach + 128
		var n, far Names
		a, ok := n.Parse([]byte(line), start, end)
		lead := strings.Repeat("\x00", left-1) + "\n"
		b, okFar := far.Parse([]byte(lead+line+"\n"+strings.Repeat("\x00", right)), start+left, end+left)
		if ok && (a.Value.Start < 0 || a.Value.End > int32(len(line)) || a.Value.Start >= a.Value.End) {
			t.Fatalf("value %v outside of %d bytes", a.Value, len(line))
		}
		last, more := a.Value.End, 0
		each := func(v Span) {
			if v.Start < last || v.End < v.Start || v.End > int32(len(line)) {
				t.Fatalf("value %v behind %d in %d bytes", v, last, len(line))
			}
			last = v.End
			more++
		}
		switch {
		case !ok:
		case a.InColumn():
			a.EachRow([]byte(line), each)
		case a.Listed([]byte(line)):
			a.EachItem([]byte(line), each)
		}
		if more > mostRows {
			t.Fatalf("%d more values", more)
		}
		if phrase := a.Phrase([]byte(line)); !strings.Contains(line, string(phrase)) {
			t.Fatalf("the phrase %q", phrase)
		}
		if lo, hi := a.Looked([]byte(line)); lo > int(a.Name.Start) || hi < int(a.Name.End) {
			t.Fatalf("looked from %d to %d at the name %v", lo, hi, a.Name)
		}
		if a.Name.End > a.Name.Start && int(a.Name.End)-int(a.Name.Start) > nameLeft+nameRight+8 {
			t.Fatalf("name %v is longer than its bound", a.Name)
		}
		if ok && okFar && !a.InColumn() && !b.InColumn() && a.Value.Start != b.Value.Start-int32(left) {
			t.Fatalf("value begins at %d alone, at %d in a longer text", a.Value.Start, b.Value.Start-int32(left))
		}
	})
}
