package syntax

// tableLines are cells and rows of two columns.
var tableLines = []reading{
	{"| password | hunter2xyz |", "password", "hunter2xyz"},
	{"|password|hunter2xyz|", "password", "hunter2xyz|"},
	{"| password | x |\n|---|---|\n| hunter2xyz | y |", "password", "hunter2xyz"},
	{"| x | password |\n|---|:--|\n| y | hunter2xyz |", "password", "hunter2xyz"},
	{"| x | password |\n|---|:--|\n| y \n| hunter2xyz |", "", ""},
	{"| x | password |\n|-x-|---|\n| y | hunter2xyz |", "", ""},
	{"x | password | hunter2xyz |", "", ""},
	{"| password || hunter2xyz |", "", ""},
	{"| x1 password | hunter2xyz |", "", ""},
	{"| the *password* | hunter2xyz |", "password", "hunter2xyz"},
	{"user,x\npassword,hunter2xyz", "password", "hunter2xyz"},
	{"password,hunter2xyz\nuser,ops", "password", "user"},
	{"password,hunter2xyz\nuser, ops", "password", "user"},
	{"password,hunter2xyz\nuser,ops,x", "password", "user"},
	{"password,hunter2xyz,x\nuser,ops", "", ""},
	{"password;hunter2xyz\nuser;ops", "password", "user"},
}
