package detect

import (
	"strings"
	"testing"
)

// TestDollars: a dollar sign in front of what is no name is a character of the value, unless the language fills variables into its strings.
func TestDollars(t *testing.T) {
	const value = "$uper" + "S3cretPa55"
	for text, want := range map[string]bool{
		`String dbPassword = "@";`:                     true,
		`db_password := "@"`:                           true,
		`{"db_password": "@"}`:                         true,
		`db_password: "@"`:                             true,
		`const dbPassword = '@';`:                      true,
		`$db_password = '@';`:                          true,
		`DB_PASSWORD='@'`:                              true,
		`props.put("db_password", "@");`:               true,
		`mysql --password='@' -u root`:                 true,
		`$db_password = "@";`:                          false,
		`DB_PASSWORD="@"`:                              false,
		`export DB_PASSWORD = "@"`:                     false,
		`my %c = (db_password => "@");`:                false,
		`val dbPassword = "@"`:                         false,
		`var dbPassword = $"@";`:                       false,
		`def dbPassword = "@"`:                         false,
		`if ("@" == dbPassword) {`:                     true,
		`if ("@".equals(dbPassword)) {`:                true,
		`SELECT '@' AS db_password`:                    true,
		`if ("@" == $db_password) {`:                   false,
		`db_password = r"@"`:                           true,
		`object x { db_password = s"@" }`:              false,
		`object x { db_password = $"@" }`:              false,
		`  'db_password' => "@",`:                      false,
		`  'db_password'=>"@",`:                        false,
		`  'db_password' => '@',`:                      true,
		`<db_password>@</db_password>`:                 false,
		`DB_PASSWORD=@`:                                false,
		`String dbPassword = "$dbPass2";`:              false,
		`String dbPassword = "$DB_PASSWORD1";`:         false,
		`dbPassword: '$md5sum'`:                        false,
		"dbPassword = `@`":                             false,
		`String dbPassword = "$superSecretPassword9";`: false,
	} {
		text = strings.ReplaceAll(text, "@", value)
		found, _ := told(t, text)
		if (found != "") != want {
			t.Errorf("%s: found %q", text, found)
		}
		if want && found != "" && found[0] != '$' {
			t.Errorf("%s: %q lacks the sign", text, found)
		}
	}
}
