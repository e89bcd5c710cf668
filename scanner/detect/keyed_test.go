package detect

import (
	"strings"
	"testing"
)

func TestKeyed(t *testing.T) {
	for class, text := range map[string]string{
		"the next column":    "INSERT INTO `ps_configuration` (`id`, `name`, `value`, `date`) VALUES\n(1, 'PS_LANG', '1', NULL),\n(90, 'PS_MAIL_PASSWD', '{}', '2019-01-01');\n",
		"without names":      "INSERT INTO `core_config_data` VALUES (1,'default',0,'web/x','1'),(2,'default',0,'system/smtp/password','{}');\n",
		"a later column":     "INSERT INTO settings (name, type, value) VALUES ('host', 'text', 'x (y)'), ('port', 'int', 25),\n('smtp_password', 'text', '{}');\n",
		"past a call":        "INSERT [dbo].[Setting] ([Id], [Name], [Made], [Setting_Value]) VALUES (1, N'smtp_password', CAST(N'2019, x' AS date), N'{}')\n",
		"a default between":  "INSERT INTO s (varname, defaultvalue, value) VALUES ('smtp_pass', '', '{}');\n",
		"updated":            "UPDATE `wp_options` SET `option_value` = '{}' WHERE `option_name` = 'mailserver_pass';\n",
		"updated, a path":    "UPDATE core_config_data SET value='{}' WHERE path='system/smtp/password' AND scope_id = 0;\n",
		"updated in T-SQL":   "UPDATE [dbo].[Setting] SET [Value] = N'{}' WHERE [Name] = N'smtp_password'\n",
		"serialized":         "INSERT INTO `variable` VALUES ('smtp_password','s:18:\"{}\";');\n",
		"serialized, quoted": "INSERT INTO `variable` VALUES ('smtp_password','s:18:\\\"{}\\\";');\n",
	} {
		value := filled(t, "{{alnum:18}}")
		if found, _ := told(t, strings.Replace(text, "{}", value, 1)); found != value {
			t.Errorf("%s: found %q, want %q", class, found, value)
		}
	}
	for class, text := range map[string]string{
		"another column":    "INSERT INTO settings (name, type, value, note) VALUES ('smtp_password', 'text', 'x', '{}');\n",
		"the column before": "INSERT INTO settings (value, name, note) VALUES ('{}', 'smtp_password', 'x');\n",
		"another row":       "INSERT INTO settings (name, type, value) VALUES ('smtp_password', 'text'), ('{}', 'text', '{}');\n",
		"selected":          "SELECT '{}' WHERE name IN ('x', 'smtp_password');\n",
		"updated, a number": "UPDATE s SET note = '{}', value = 5 WHERE name = 'smtp_password';\n",
		"no values":         "INSERT INTO settings (name, type, note) VALUES ('smtp_password', 'text', '{}');\n",
		"arguments":         "f(values, ('smtp_password', 'text', '{}'))\n",
		"unended":           "INSERT INTO settings (name, type, value) VALUES ('smtp_password', 'text",
	} {
		if found, _ := told(t, strings.ReplaceAll(text, "{}", filled(t, "{{alnum:18}}"))); found != "" {
			t.Errorf("%s: found %q", class, found)
		}
	}
}

// TestFollowKeyed carries verdicts on rows of settings over edits of their columns and of what stands between.
func TestFollowKeyed(t *testing.T) {
	b, m := newBuilder(t, 12)
	b.snippets = []string{
		"INSERT INTO settings (name, type, value) VALUES ", "INSERT INTO s (value, name) values ", "(name, ", "value)", " VALUES ", "('smtp_password', ", "('password',", "'text', ",
		"f(1, ')'), ", "NULL, ", "UPDATE s SET value = '", "' WHERE name = '", "smtp_password'", ";\n", "'s:16:\"", "N'", "'", "');", "'), ", "\n", ", ", strings.Repeat("filler text, nothing in it\n", 30), strings.Repeat("('a', 'b'), ", 12), strings.Repeat("'a', ", 30),
	}
	for range 12 {
		b.snippets = append(b.snippets, filled(t, "{{alnum:16}}"), "Kd8#qLm2vXz"+filled(t, "{{lower:3}}"))
	}
	b.compareFollowed(t, m.judging(), 60, false)
	b.compareFollowed(t, m.NewWorker(), 60, false)
}
