package syntax

// nameLines are names, and what stands around them.
var nameLines = []reading{
	{"..db.password=hunter2xyz", "db.password", "hunter2xyz"},
	{"$password = 'hunter2xyz'", "password", "hunter2xyz"},
	{"passwordñx = hunter2xyz", "passwordñx", "hunter2xyz"},
	{"password.= hunter2xyz", "password", "hunter2xyz"},
	{"\\tpassword=hunter2xyz", "password", "hunter2xyz"},
	{"\\rpassword=hunter2xyz", "password", "hunter2xyz"},
	{"\\xpassword=hunter2xyz", "xpassword", "hunter2xyz"},
	{"/npassword=hunter2xyz", "npassword", "hunter2xyz"},
	{"%26password=hunter2xyz", "password", "hunter2xyz"},
	{"%2gpassword=hunter2xyz", "2gpassword", "hunter2xyz"},
	{"%g6password=hunter2xyz", "g6password", "hunter2xyz"},
	{"\"user[password]\" hunter2xyz", "", ""},
	{"user[password] = hunter2xyz", "password", "hunter2xyz"},
	{"\"user[password]\", \"hunter2xyz\"", "password", "hunter2xyz"},
	{"char password[32] = \"hunter2xyz\"", "password", "hunter2xyz"},
	{"char password[] = \"hunter2xyz\"", "password", "hunter2xyz"},
	{"password[a b] = \"hunter2xyz\"", "", ""},
	{"password[0 = \"hunter2xyz\"", "", ""},
}
