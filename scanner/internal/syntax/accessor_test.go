package syntax

// accessedLines are values that what a name's accessors return is compared with.
var accessedLines = []reading{
	{"if (password.getText().toString().equals(\"hunter2xyz\"))", "password.getText", "hunter2xyz"},
	{"if (password.getText().toString().trim().equalsIgnoreCase(\"hunter2xyz\"))", "password.getText", "hunter2xyz"},
	{"if (password.text.toString() == \"hunter2xyz\")", "password.text.toString", "hunter2xyz"},
	{"if (getParameter(\"password\").equals(\"hunter2xyz\"))", "password", "hunter2xyz"},
	{"if ($(\"#password\").val() === \"hunter2xyz\")", "password", "hunter2xyz"},
	{"if (new String(field.getPassword()).equals(\"hunter2xyz\"))", "field.getPassword", "hunter2xyz"},
	{"if password.text! == \"hunter2xyz\"", "password.text", "hunter2xyz"},
	{"if password.text?.trimmed() != \"hunter2xyz\"", "password.text", "hunter2xyz"},
	{"if (ui->password->text() == \"hunter2xyz\")", "password", "hunter2xyz"},
	{"return unless params[:password].eql?(\"hunter2xyz\")", "password", "hunter2xyz"},
	{"if ([password.text isEqualToString:@\"hunter2xyz\"])", "password.text", "hunter2xyz"},
	{"if (password.getHint().equals(\"hunter2xyz\"))", "", ""},
	{"if (getParameter(\"password\").getName().equals(\"hunter2xyz\"))", "", ""},
	{"if (password.text.toString() < \"hunter2xyz\")", "", ""},
	{"if (password.text.toString().append(\"hunter2xyz\"))", "", ""},
	{"password.getText().", "", ""},
}
