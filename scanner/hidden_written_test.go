package scanner_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"strings"
	"testing"
	"time"

	java "github.com/pavlo-v-chernykh/keystore-go/v4"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
)

// pairOf are files that hold a name and a value: each with a provider's token, and with a password that only its name tells.
var pairOf = []struct {
	name, inside string
	write        func(name, value string) []byte
}{
	{"Settings.class", "!text", archivetest.Class},
	{"classes.dex", "!text", archivetest.Dex},
	{"classes2.dex", "!text", archivetest.DexCode},
	{"AndroidManifest.xml", "!text", func(n, v string) []byte { return archivetest.BinaryXML(true, n, v) }},
	{"wide.xml", "!text", func(n, v string) []byte { return archivetest.BinaryXML(false, n, v) }},
	{"resources.arsc", "!text", func(n, v string) []byte { return archivetest.Resources(true, n, v) }},
	{"wide.arsc", "!text", func(n, v string) []byte { return archivetest.Resources(false, n, v) }},
	{"Info.plist", "!text", archivetest.PropertyList},
	{"Strings.resources", "!text", archivetest.DotNet},
	{"App.dll", "!resources 71!text", func(n, v string) []byte {
		resources := archivetest.DotNet(n, v)
		return append(append(append([]byte("MZ"+strings.Repeat("\x00", 65)), byte(len(resources)), 0, 0, 0), resources...), "more"...)
	}},
	{"settings.pyc", "!text", func(n, v string) []byte { return archivetest.Python(308, n, v) }},
	{"settings.pyo", "!text", func(n, v string) []byte { return archivetest.Python(207, n, v) }},
	{"old.pickle", "!text", func(n, v string) []byte { return archivetest.Pickle(0, n, v) }},
	{"state.pkl", "!text", func(n, v string) []byte { return archivetest.Pickle(2, n, v) }},
	{"model.joblib", "!text", func(n, v string) []byte { return archivetest.Pickle(4, n, v) }},
	{"state.msgpack", "!text", archivetest.MessagePack},
	{"state.cbor", "!text", archivetest.CBOR},
	{"users.bson", "!text", archivetest.BSON},
	{"secret.pb", "!text", archivetest.Message},
	{"dump.rdb", "!text", archivetest.Redis},
	{"000003.log", "!text", archivetest.LevelDB},
	{"portainer.db", "!users", archivetest.Bolt},
	{"users.mdb", "!users", archivetest.Access},
	{"users.dbf", "!text", func(n, v string) []byte {
		return archivetest.DBase([]string{"EMAIL", n[strings.LastIndexByte(n, '_')+1:]}, []string{"a@corp.net", v})
	}},
	{"stored.dll", "!text", archivetest.Stored},
	{"daemon", "!text", archivetest.GoProgram},
	{"index.android.bundle", "!text", archivetest.HermesBundle},
	{"global-metadata.dat", "!text", archivetest.UnityMetadata},
	{"session.ser", "!text", archivetest.JavaObject},
	{"session.marshal", "!text", archivetest.RubyHash},
	{"users.xls", "!Workbook!text", func(n, v string) []byte {
		return archivetest.Compound("Workbook", archivetest.Workbook("email", n, "a@corp.net", v))
	}},
	{"notes.doc", "!WordDocument!text", func(n, v string) []byte {
		document, table := archivetest.Word(n + "\a" + v + "\a\abehind\r")
		return archivetest.Compound("WordDocument", document, "1Table", table)
	}},
	{"app.db", "!accounts", func(n, v string) []byte {
		return archivetest.Database("accounts", []string{"email", n}, []string{"a@corp.net", v})
	}},
	{"settings.sqlite", "!settings", func(n, v string) []byte {
		return archivetest.Database("settings", []string{"key", "value"}, []string{n, v})
	}},
}

func (p *probes) written() {
	for _, f := range pairOf {
		token := p.token()
		p.all = append(p.all,
			probe{"token." + f.name, string(f.write("github_token", token)), token, f.inside, ""},
			probe{"password." + f.name, string(f.write("smtp_password", password)), password, f.inside, ""},
			probe{
				f.name + ".zip", zipped(p.t, zip.Deflate, "in/"+f.name, string(f.write("smtp_password", password))),
				password, "!in/" + f.name + f.inside, "",
			})
	}
	token := p.token()
	p.all = append(p.all,
		probe{"app.exe", program + units("Server=db;Token="+token) + "\x00\x00\x01", token, "", "utf-16le"},
		probe{"app.dll", program + "\x59" + units("Server=db;User=app;Password="+password+";") + "\x01", password, "", "utf-16le"})
	for name, head := range map[string]string{
		"elf": "\x7fELF\x02\x01\x01\x00", "macho": "\xcf\xfa\xed\xfe\x07\x00\x00\x01", "pe": "MZ\x90\x00\x03\x00",
	} {
		token := p.token()
		p.all = append(p.all, probe{name + ".bin", head + "\x00usage: %s\x00" + token + "\x00%d\x00", token, "", ""})
	}
	token = p.token()
	p.all = append(p.all, probe{
		"config.pyc",
		"\xa7\x0d\x0d\x0a" + "\x00\x00\x00\x00\x01\x02\x03\x04\x05\x06\x07\x08\xe3\x00\xfa\x08TOKEN_ID\xda" + string(rune(len(token))) + token + "N",
		token, "", "",
	})
	p.documents()
	p.keystores()
}

// documents are those of office programs, in which formatting cuts a text into pieces, and PDF files.
func (p *probes) documents() {
	const xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	for name, f := range map[string]struct{ member, before, between, behind string }{
		"runs.docx":    {"word/document.xml", "<w:document><w:p><w:r><w:t>Token: ", "</w:t></w:r><w:r><w:t>", "</w:t></w:r></w:p></w:document>"},
		"runs.xlsx":    {"xl/sharedStrings.xml", "<sst><si><r><t>", "</t></r><r><t>", "</t></r></si></sst>"},
		"runs.pptx":    {"ppt/slides/slide1.xml", "<p:sld><a:p><a:r><a:t>", "</a:t></a:r><a:r><a:t>", "</a:t></a:r></a:p></p:sld>"},
		"runs.odt":     {"content.xml", "<office:document-content><text:p>", "<text:span>", "</text:span></text:p></office:document-content>"},
		"comment.docx": {"word/comments.xml", "<w:comments><w:p><w:r><w:t>smtp_</w:t></w:r><w:r><w:t>password: ", "</w:t></w:r><w:r><w:t>", "</w:t></w:r></w:p></w:comments>"},
	} {
		secret := p.token()
		if name == "comment.docx" {
			secret = password
		}
		text := xml + f.before + secret[:6] + f.between + secret[6:] + f.behind
		p.all = append(p.all, probe{name, zipped(p.t, zip.Deflate, f.member, text), secret, "!" + f.member + "!text", ""})
	}
	p.sheets()
	zl := through(func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
	token := p.token()
	p.all = append(p.all,
		probe{"token.rtf", `{\rtf1\ansi {\b ` + token[:9] + `}{\insrsid7 ` + token[9:] + `}\par}`, token, "!text", ""},
		probe{
			"password.rtf", `{\rtf1\ansi{\fonttbl{\f0 Arial;}}\pard {\b Database password:} ` + each(`\'%02x`, password) + `\par}`,
			password, "!text", "",
		})
	token = p.token()
	for name, f := range map[string]struct{ shown, secret string }{
		"token.pdf":    {"BT /F1 12 Tf 72 720 Td [(" + token[:6] + ") -20 (" + token[6:] + ")] TJ ET", token},
		"password.pdf": {"BT /F1 12 Tf 72 720 Td (smtp_password: ) Tj (" + password + ") Tj ET", password},
	} {
		page := "%PDF-1.4\n1 0 obj << /Filter /FlateDecode >> stream\n" + zl(f.shown) + "\nendstream endobj\n"
		p.all = append(p.all, probe{name, page, f.secret, "!text", ""})
	}
}

// sheets are those of Excel, whose cells lie apart from their texts.
func (p *probes) sheets() {
	const xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	cell := func(i int) string { return fmt.Sprintf(`<c r="%c1" t="s"><v>%d</v></c>`, 'A'+i%3, i) }
	shared := xml + "<sst>"
	for _, text := range []string{"Host", "User", "Password", "db.corp.net", "app", password} {
		shared += "<si><t>" + text + "</t></si>"
	}
	for name, rows := range map[string]string{
		"beside.xlsx": "<row>" + cell(2) + cell(5) + "</row>",
		"below.xlsx":  "<row>" + cell(0) + cell(1) + cell(2) + "</row><row>" + cell(3) + cell(4) + cell(5) + "</row>",
	} {
		data := zipped(p.t, zip.Deflate, "xl/worksheets/sheet1.xml", xml+"<worksheet><sheetData>"+rows+"</sheetData></worksheet>",
			"xl/sharedStrings.xml", shared+"</sst>")
		p.all = append(p.all, probe{name, data, password, "!xl/worksheets/sheet1.xml!text", ""})
	}
}

// program is how one for Windows may begin.
const program = "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00\xb8\x01\x02\x03This program cannot be run in DOS mode.\r\r\n$\x00\x00"

// password is a made-up value that no provider's shape vouches for.
const password = "kT9vq2Lxz7Rw" + "81PdmW"

func (p *probes) keystores() {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		p.t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		p.t.Fatal(err)
	}
	text := string(bytes.TrimSpace(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
	p.all = append(p.all, probe{"server.key", string(der), text, "!key", ""})
	template := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotAfter: time.Now().Add(time.Hour)}
	raw, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	if err != nil {
		p.t.Fatal(err)
	}
	p.all = append(p.all, probe{"server.jks", javaStore(p.t, der, raw), text, "!server", ""})
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		p.t.Fatal(err)
	}
	store, err := pkcs12.Modern.Encode(key, cert, nil, "")
	if err != nil {
		p.t.Fatal(err)
	}
	p.all = append(p.all, probe{"server.p12", string(store), text, "!key 1", ""})
}

func javaStore(t *testing.T, key, cert []byte) string {
	t.Helper()
	store := java.New()
	entry := java.PrivateKeyEntry{
		CreationTime: time.Now(), PrivateKey: key, CertificateChain: []java.Certificate{{Type: "X509", Content: cert}},
	}
	if err := store.SetPrivateKeyEntry("server", entry, []byte("changeit")); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := store.Store(&b, []byte("changeit")); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
