package syntax

// comparedLines are values in front of their names.
var comparedLines = []reading{
	{"if (\"hunter2xyz\".equals(password))", "password", "hunter2xyz"},
	{"if (\"hunter2xyz\" == password)", "password", "hunter2xyz"},
	{"if (\"hunter2xyz\" != password)", "password", "hunter2xyz"},
	{"if (x\"hunter2xyz\" == password)", "", ""},
	{"if ('hunter2xyz' = password)", "", ""},
	{"WHERE 'hunter2xyz' = password", "", ""},
	{"if (\"\" == password)", "", ""},
	{"assert \"hunter2xyz\" == self.password", "self.password", "hunter2xyz"},
	{"keychain.set(\"hunter2xyz\", forKey: \"password\")", "password", "hunter2xyz"},
	{"keychain.set(\"hunter2xyz\", key: \"password\")", "password", "hunter2xyz"},
	{"SELECT 'hunter2xyz' AS password", "password", "hunter2xyz"},
	{"SELECT \"hunter2xyz\" AS password", "", ""},
	{"SELECT x'hunter2xyz' as password", "", ""},
	{"equals(\"hunter2xyz\", password)", "", ""},
	{"\"hunter2xyz\".equalsIgnoreCase(password)", "password", "hunter2xyz"},
	{"'hunter2xyz' !== password", "password", "hunter2xyz"},
	{"x.forKey: \"password\"", "", ""},
	{"set(\"hunter2xyz\", forKey:@\"password\")", "password", "hunter2xyz"},
	{"[x setObject:@\"hunter2xyz\" forKey:@\"password\"];", "password", "hunter2xyz"},
	{"[x setValue: @\"hunter2xyz\" forKey: @\"password\"];", "password", "hunter2xyz"},
	{"r.setValue(\"hunter2xyz\", forHTTPHeaderField: \"X-Password\")", "X-Password", "hunter2xyz"},
	{"[r addValue:@\"hunter2xyz\" forHTTPHeaderField:@\"X-Password\"];", "X-Password", "hunter2xyz"},
	{"r.value(forHTTPHeaderField: \"X-Password\")", "", ""},
	{"[x setValue:hunter2xyz forKey:@\"password\"];", "", ""},
}
