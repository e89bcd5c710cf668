package document

import (
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/rules"
)

func selecting(format, member string, beside map[string]string) *Selector {
	return New(&rules.Rule{Kind: rules.Document, Format: format, Literals: []string{"x"}, Members: beside, Member: member})
}

// TestXMLMembers: the leaf at the end of the path is found with its place, whatever stands around it, if its element has the members.
func TestXMLMembers(t *testing.T) {
	server := selecting(rules.XML, "servers.server.password", nil)
	named := selecting(rules.XML, "servers.server.password", map[string]string{"id": "central"})
	key := selecting(rules.XML, "packageSourceCredentials.*.add.@value", map[string]string{"@key": "ClearTextPassword"})
	for _, c := range []struct {
		rule       *Selector
		text, want string
	}{
		{server, "<settings><servers><server><id>a</id><password>s3</password></server></servers></settings>", "password=s3"},
		{server, "<servers>\n <server>\n  <password>\n   s3 \n </password>\n </server>\n</servers>", "password=s3"},
		{server, "<servers><server><!-- <password>no</password> --><password><![CDATA[a<b]]></password></server></servers>", "password=a<b"},
		{server, "<servers><server><password>>s3</password></server></servers>", "password=>s3"},
		{server, "<servers><server><configuration><password>no</password></configuration></server></servers>", ""},
		{server, "<servers><server><password/><password>s3</password></server></servers>", "password=s3"},
		{server, "<server><password>no</password></server>", ""},
		{server, "<?xml version='1.0'?><!DOCTYPE x><servers a=b c='>' ><server><password>s3</password>", ""},
		{server, "</servers><servers><server><password>s3</password></servers>", "password=s3"},
		{named, "<servers><server><password>no</password><id>other</id></server><server><password>s3</password><id>central</id></server></servers>", "password=s3"},
		{key, `<packageSourceCredentials><Feed><add key="Username" value="no" /><add key="ClearTextPassword" value="s3" /></Feed></packageSourceCredentials>`, "value=s3"},
		{key, `<appSettings><x><add key="ClearTextPassword" value="no"/></x></appSettings>`, ""},
		{server, strings.Repeat("<a>", 100) + "<servers><server><password>no</password></server></servers>", ""},
	} {
		if got := c.rule.found(c.text); got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}

// TestINIMembers: values are found in the sections whose other keys are there.
func TestINIMembers(t *testing.T) {
	pypi := selecting(rules.INI, "*.password", map[string]string{"username": "*"})
	client := selecting(rules.INI, "client.password", nil)
	anywhere := selecting(rules.INI, "signing.keypassword", nil)
	for _, c := range []struct {
		rule       *Selector
		text, want string
	}{
		{pypi, "[distutils]\nindex-servers =\n  pypi\n[pypi]\nusername: me\npassword: s3\n[other]\npassword: no\n", "password=s3"},
		{pypi, "[pypi]\r\nPassword = 's3'\r\nUserName = me\r\n", "Password=s3"},
		{client, "password=no\n[mysqld]\npassword=no\n[Client]\n# password=no\npassword = s3;x\n", "password=s3;x"},
		{client, "[client]\npassword=\nuser", ""},
		{anywhere, "[signing]\nkeyPassword=s3", "keyPassword=s3"},
	} {
		if got := c.rule.found(c.text); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

// TestJSONPaths: a path goes through members and elements.
func TestJSONPaths(t *testing.T) {
	r := selecting("", "instances.*.attributes.result", map[string]string{"type": "x"})
	for text, want := range map[string]string{
		`{"type":"x","instances":[{"attributes":{"result":"s3","id":"none"}},{"attributes":{"result":"s4"}}]}`: "result=s3 result=s4",
		`{"type":"x","instances":{"a":{"attributes":{"result":"s3"}}}}`:                                        "result=s3",
		`{"type":"x","instances":[{"attributes":{"result":7}},{"attributes":["s3"]},"s3"]}`:                    "",
		`{"type":"x","instances":"s3"}`: "",
	} {
		if got := r.found(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
