package syntax

// saidLines are values in sentences and notes.
var saidLines = []reading{
	{"the password is 'hunter'", "password", "hunter"},
	{"the password is hunter!", "", ""},
	{"the password is hunter=", "password", "hunter="},
	{"the password is", "", ""},
	{"the password of x is hunter2xyz", "password", "hunter2xyz"},
	{"the password to x, is hunter2xyz", "", ""},
	{"password hUnter25xyz\n", "password", "hUnter25xyz"},
	{"x password hUnter25xyz\n", "", ""},
	{" password hUnter25xyz\r\n", "password", "hUnter25xyz"},
	{"(password hUnter25xyz)", "password", "hUnter25xyz"},
	{"user x (password hUnter25xyz)", "password", "hUnter25xyz"},
	{"log in with password hUnter25xyz, and", "password", "hUnter25xyz"},
	{"log in with password hUnter25xyz then go", "password", "hUnter25xyz"},
	{"log in with password hUnter25xyz x", "", ""},
	{"password hUnt25x\n", "", ""},
	{"password hUnter(25xyz\n", "", ""},
	{"password hUnterxyz\n", "", ""},
	{"a / password hUnter25xyz \"", "", ""},
}
