package scanner_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"crypto/sha1"
	"encoding/ascii85"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"html"
	"io"
	"iter"
	"mime/quotedprintable"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
	"github.com/sluice-scan/sluice/scanner/source/dir"
)

// The probe tree: one secret for each hidden form and each container, built here. Each must be found once, at its place.

// probe is a file of the tree.
type probe struct {
	name, content string
	token         string
	container     string // behind the file's name, "" for none
	decoded       string
}

// probes builds the tree's files.
type probes struct {
	t    *testing.T
	all  []probe
	next int
}

// token returns another made-up token.
func (p *probes) token() string {
	p.next++
	text, err := rules.Fill("ghp_{{base62:36:crc32-base62}}", "hidden", p.next)
	if err != nil {
		p.t.Fatal(err)
	}
	return text
}

func (p *probes) text() (text, token string) {
	token = p.token()
	return "[remote]\nurl = https://git.corp.net/app\ntoken = " + token + "\n", token
}

// form adds a text with an encoded one in it.
func (p *probes) form(name, decoded string, encode func(string) string) {
	text, token := p.text()
	p.all = append(p.all, probe{name, "before\n" + encode(text) + "\nbehind\n", token, "", decoded})
}

// container adds a container of that text.
func (p *probes) container(name, inside string, pack func(text string) string) {
	text, token := p.text()
	p.all = append(p.all, probe{name, pack(text), token, inside, ""})
}

func through(open func(io.Writer) io.WriteCloser) func(string) string {
	return func(text string) string {
		var b bytes.Buffer
		w := open(&b)
		if _, err := io.WriteString(w, text); err != nil {
			panic(err)
		}
		if err := w.Close(); err != nil {
			panic(err)
		}
		return b.String()
	}
}

func tarred(name, text string) string {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(text)), Mode: 0o600}); err != nil {
		panic(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// compressed is a short text as compress(1) packs it, without a string that it could refer to.
func compressed(text string) string {
	out := []byte("\x1f\x9d\x90")
	held, bits := 0, 0
	for _, c := range []byte(text) {
		for held, bits = held|int(c)<<bits, bits+9; bits >= 8; held, bits = held>>8, bits-8 {
			out = append(out, byte(held))
		}
	}
	return string(append(out, byte(held)))
}

func base64Of(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// lines76 are the lines that encoders of mail make.
func lines76(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range slices.Chunk([]byte(text), 76) {
			if !yield(string(line)) {
				return
			}
		}
	}
}

func units(text string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		b.Write([]byte{byte(u), byte(u >> 8)})
	}
	return b.String()
}

func each(format, text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		fmt.Fprintf(&b, format, c)
	}
	return b.String()
}

// pythonBytes is how Python prints bytes.
func pythonBytes(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if ' ' <= c && c <= '~' && c != '\'' && c != '\\' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, `\x%02x`, c)
		}
	}
	return "b'" + b.String() + "'"
}

// A token that a packed literal shows does not stand for what else the literal holds.
func TestTokenBesideDecoded(t *testing.T) {
	p := probes{t: t}
	packed := archivetest.Pickle(4, "db_password", "kX9v2Lq"+"Pw7RtZ4m")
	text := "DATA = " + pythonBytes(string(packed)+" "+p.token()+" ")
	found, _, err := newScanner(t, rules.Builtin(), scanner.Options{}).Bytes(t.Context(), "data.py", []byte(text))
	var got []string
	for _, f := range found {
		got = append(got, f.Rule)
	}
	slices.Sort(got)
	if want := []string{"generic-password", "github-pat-classic"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
}

func (p *probes) forms() {
	gz := through(func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	zl := through(func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
	p.form("base64.txt", "base64", base64Of)
	p.form("base64url.txt", "base64", func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) })
	p.form("base64-wrapped.yaml", "base64", func(s string) string {
		text := base64Of(s)
		return "data: |\n  " + text[:64] + "\n  " + text[64:]
	})
	p.form("base64-nested.txt", "base64 base64 base64", func(s string) string { return base64Of(base64Of(base64Of(s))) })
	p.form("hex.txt", "hex", func(s string) string { return hex.EncodeToString([]byte(s)) })
	p.form("gzip-uri.css", "base64 gzip", func(s string) string { return "url(data:application/gzip;base64," + base64Of(gz(s)) + ")" })
	p.form("zlib.txt", "base64 zlib", func(s string) string { return base64Of(zl(s)) })
	p.form("zip.txt", "base64 zip", func(s string) string {
		return "data:application/zip;base64," + base64Of(zipped(p.t, zip.Deflate, "a.env", s))
	})
	p.form("grüße.eml", "base64", func(s string) string { return base64Of("Über all das hinaus:\n" + s) })
	p.form("tgz.yaml", "base64 gzip", func(s string) string {
		return "bundle: " + base64Of(gz(tarred("app.tar", zipped(p.t, zip.Deflate, "a.env", s))))
	})
	p.form("tar.sh", "base64 tar", func(s string) string {
		return "base64 -d <<END | tar x\n" + strings.Join(slices.Collect(lines76(base64Of(tarred("a.env", s)))), "\n") + "\nEND"
	})
	p.form("tar-digits.txt", "hex tar", func(s string) string { return hex.EncodeToString([]byte(tarred("./", "") + tarred("a.env", s))) })
	p.form("deb.txt", "base64 ar", func(s string) string {
		return base64Of(string(archivetest.Ar("debian-binary", "2.0\n", "data.tar.gz", gz(tarred("a.env", s)))))
	})
	p.form("sqlite.json", "base64 sqlite", func(s string) string {
		return base64Of(string(archivetest.Database("notes", []string{"id", "note"}, []string{"1", s})))
	})
	p.form("plist.json", "base64 plist", func(s string) string { return base64Of(string(archivetest.PropertyList("note", s))) })
	p.form("session.txt", "base64 serialized", func(s string) string {
		return base64Of(string(archivetest.Pickle(4, "github_token", s[strings.Index(s, "ghp_"):len(s)-1])))
	})
	for name, write := range map[string]func(name, value string) []byte{
		"msgpack": archivetest.MessagePack, "cbor": archivetest.CBOR, "bson": archivetest.BSON,
	} {
		object := func(s string) []byte { return write("github_token", s[strings.Index(s, "ghp_"):len(s)-1]) }
		p.form(name+".json", "base64 serialized", func(s string) string { return `{"state": "` + base64Of(string(object(s))) + `"}` })
		p.form(name+".txt", "hex serialized", func(s string) string { return "state = " + hex.EncodeToString(object(s)) + ";" })
	}
	p.form("utf-16be.txt", "base64 utf-16be", func(s string) string {
		b := []byte(units(s))
		for i := 0; i < len(b); i += 2 {
			b[i], b[i+1] = b[i+1], b[i]
		}
		return base64Of(string(b))
	})
	p.form("bindata.go", "backslash gzip", func(s string) string { return `var data = []byte("` + each(`\x%02x`, gz(s)) + `")` })
	p.form("data.php", "backslash gzip", func(s string) string {
		half := len(gz(s)) / 2
		return `$data = "` + each(`\%03o`, gz(s)[:half]) + "\" .\n  \"" + each(`\%03o`, gz(s)[half:]) + `";`
	})
	p.form("data.py", "backslash zlib", func(s string) string { return "DATA = " + pythonBytes(zl(s)) })
	p.form("coloured.log", "terminal", func(s string) string { return "\x1b[36m" + strings.ReplaceAll(s, "ghp_", "\x1b[39m\x1b[1mghp_\x1b[2m") })
	p.form("coloured.ipynb", "terminal", func(s string) string {
		return `"text": ["\u001b[36m` + strings.ReplaceAll(strings.ReplaceAll(s, "ghp_", `\u001b[39m\u001b[1mghp_\u001b[2m`), "\n", `\n`) + `"]`
	})
	p.form("object.txt", "base64 serialized", func(s string) string {
		return base64Of(string(archivetest.JavaObject("githubToken", s[strings.Index(s, "ghp_"):len(s)-1])))
	})
	p.form("attached.eml", "base64 pdf", func(s string) string {
		page := zl("BT /F1 12 Tf 72 720 Td (" + strings.ReplaceAll(s, "\n", " ") + ") Tj ET")
		all := base64Of("%PDF-1.4\n1 0 obj << /Filter /FlateDecode >> stream\n" + page + "\nendstream endobj\n")
		return "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
			strings.Join(slices.Collect(lines76(all)), "\r\n")
	})
	p.form("joined.js", "concatenation", func(s string) string {
		return "const x = '" + strings.ReplaceAll(strings.TrimSpace(s), "ghp_", "gh' + 'p_") + "';"
	})
	p.form("beside.c", "concatenation", func(s string) string {
		return "const char *t = \"" + strings.ReplaceAll(s[strings.Index(s, "ghp_"):len(s)-1], "ghp_", "ghp_\"\n\t\"") + "\";"
	})
	p.form("reversed.py", "reversal", func(s string) string {
		return "token = '" + reversed(strings.TrimSpace(s[strings.Index(s, "ghp_"):])) + "'[::-1]"
	})
	p.form("powershell.ps1", "base64 utf-16le", func(s string) string { return "powershell -enc " + base64Of(units(s)) })
	p.form("base32.txt", "base32", func(s string) string { return base32.StdEncoding.EncodeToString([]byte(s)) })
	p.form("octal.c", "backslash", func(s string) string { return "\"" + each(`\%03o`, s) + "\"" })
	p.form("codes.js", "codes", func(s string) string { return "String.fromCharCode(" + strings.TrimSuffix(each("%d,", s), ",") + ")" })
	p.form("array.json", "codes", func(s string) string {
		return `{"type": "Buffer", "data": [` + strings.TrimSuffix(each("%d,", s), ",") + "]}"
	})
	p.form("array.h", "codes", func(s string) string { return "unsigned char a_env[] = {\n  " + each("0x%02x, ", s) + "0x00\n};" })
	p.form("zipped.h", "codes gzip", func(s string) string { return "static const char a_gz[] = {" + each("0x%02x, ", gz(s)) + "};" })
	p.form("plan.drawio", "deflate", func(s string) string {
		var b bytes.Buffer
		w, _ := flate.NewWriter(&b, flate.BestCompression)
		_, _ = w.Write([]byte(s))
		_ = w.Close()
		return "<mxfile><diagram id=\"a\" name=\"Page-1\">" + base64.StdEncoding.EncodeToString(b.Bytes()) + "</diagram></mxfile>"
	})
	p.form("chain.php", "codes", func(s string) string { return "$t = " + strings.TrimSuffix(each("chr(%d).", s), ".") + ";" })
	p.form("chain.ps1", "codes", func(s string) string { return "$t = " + strings.TrimSuffix(each("[char]%d+", s), "+") })
	p.form("mail.uu", "uuencode", func(s string) string { return "begin 644 a.env\n" + archivetest.Uuencode(s) + "`\nend" })
	p.form("shar.sh", "uuencode gzip", func(s string) string { return "begin 600 a.gz\n" + archivetest.Uuencode(gz(s)) + "`\nend" })
	p.form("print.ps", "ascii85", func(s string) string { return "<~" + through(ascii85.NewEncoder)(s) + "~>" })
	p.form("dump.log", "hexdump", func(s string) string { return hex.Dump([]byte(s)) })
	p.form("percent.txt", "percent", func(s string) string { return each("%%%02X", s) })
	p.form("hexadecimal.js", "backslash", func(s string) string { return "'" + each(`\x%02x`, s) + "'" })
	p.form("units.json", "backslash", func(s string) string { return `{"x": "` + each(`\u%04x`, s) + `"}` })
	p.form("references.html", "html", func(s string) string { return "<b>" + each("&#%d;", s) + "</b>" })
	p.form("mail.eml", "quoted-printable", func(s string) string {
		// Soft line ends inside of the token.
		return strings.ReplaceAll(through(func(w io.Writer) io.WriteCloser { return quotedprintable.NewWriter(w) })(strings.Repeat("é= ", 20)+s), "ghp_", "gh=\r\np_")
	})
	p.form("wide.txt", "", func(s string) string { return s }) // becomes UTF-16 as a whole below
	last := &p.all[len(p.all)-1]
	last.content, last.decoded = "\xff\xfe"+units(last.content), "utf-16le"
	p.form("notebook.ipynb", "", func(s string) string {
		return fmt.Sprintf(`{"cells": [{"cell_type": "code", "outputs": [{"output_type": "stream", "text": [%q]}], "source": []}], "nbformat": 4}`, s)
	})
	p.form("trace.har", "", func(s string) string {
		return fmt.Sprintf(`{"log": {"entries": [{"request": {"postData": {"mimeType": "text/plain", "text": %q}}}]}}`, s)
	})
	p.form("page.html", "", html.EscapeString)
	p.form("secret.yaml", "base64", func(s string) string {
		return "apiVersion: v1\nkind: Secret\ndata:\n  app.conf: " + base64Of(s)
	})
	token, login := p.token(), base64Of("ci:"+password) // what makes the secret is told in its parts
	p.all = append(p.all,
		probe{"token.json", `{"auths": {"ghcr.io": {"auth": "` + base64Of("ci:"+token) + `"}}}`, token, "", "base64"},
		probe{"config.json", `{"auths": {"registry.corp.net": {"auth": "` + login + `"}}}`, login, "", "base64"},
		probe{"quotes.json", `{"run": "smtp.PlainAuth(\"\", \"ci\", \"` + password + `\", host)\n"}`, password, "", "backslash"},
		probe{"quotes.csv", `1,"smtp.PlainAuth("""", ""ci"", ""` + password + `"", host)",x`, password, "", "quotes"})
}

func (p *probes) containers() {
	t := p.t
	gz := through(func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	for _, name := range []string{"a.zip", "a.jar", "a.war", "a.apk", "a.aab", "a.ipa", "a.whl", "a.nupkg", "a.docx", "a.xlsx"} {
		p.container(name, "!in/b.txt", func(text string) string { return zipped(t, zip.Deflate, "in/b.txt", text) })
	}
	p.container("a.tar", "!b.txt", func(text string) string { return tarred("b.txt", text) })
	p.container("a.tgz", "!b.txt", func(text string) string { return gz(tarred("b.txt", text)) })
	p.container("b.txt.gz", "!b.txt", gz)
	p.container("a.war.zip", "!x.war!WEB-INF/lib/y.jar!b.txt", func(text string) string {
		return zipped(t, zip.Deflate, "x.war", zipped(t, zip.Store, "WEB-INF/lib/y.jar", zipped(t, zip.Deflate, "b.txt", text)))
	})
	p.container("image.tar", "!l1/layer.tar!etc/app.env",
		func(text string) string { return tarred("l1/layer.tar", tarred("etc/app.env", text)) })
	p.container("image-config.tar", "!c0ffee.json", func(text string) string {
		return tarred("c0ffee.json", fmt.Sprintf(`{"history": [{"created_by": %q}]}`,
			"ENV "+strings.Fields(text)[len(strings.Fields(text))-1]))
	})
	p.container("oci.tar", "!blobs/sha256/0a!etc/app.env",
		func(text string) string { return tarred("blobs/sha256/0a", gz(tarred("etc/app.env", text))) })
	p.container("a.7z", "!in/b.txt", func(text string) string { return string(archivetest.SevenZip("in/b.txt", text)) })
	p.container("install.sh", "!b.txt", func(text string) string {
		return "#!/bin/sh\ntail -n +4 \"$0\" | tar xz\nexit\n" + gz(tarred("b.txt", text))
	})
	p.container("daemon", "!gzip 80", func(text string) string {
		return "\x7fELF\x02\x01" + strings.Repeat("\x00", 74) + gz(text) + "\x00\x00"
	})
	p.container("a.deb", "!data.tar.gz!b.txt", func(text string) string {
		return string(archivetest.Ar("debian-binary", "2.0\n", "data.tar.gz", gz(tarred("b.txt", text))))
	})
	p.container("app.asar", "!app/b.txt", func(text string) string { return string(archivetest.Asar("b.txt", text)) })
	p.container("a.cpio", "!b.txt", func(text string) string { return string(archivetest.Cpio("b.txt", text)) })
	p.container("a.rpm", "!b.txt", func(text string) string {
		return string(archivetest.Rpm("sig", "head", []byte(gz(string(archivetest.Cpio("b.txt", text))))))
	})
	p.container("deep.zip", "!1.zip!2.tar!3.zip!b.txt", func(text string) string {
		inner := tarred("3.zip", zipped(t, zip.Deflate, "b.txt", text))
		return zipped(t, zip.Deflate, "1.zip", zipped(t, zip.Store, "2.tar", inner))
	})
	p.container("b.txt.z", "!b.txt", func(text string) string { return string(archivetest.Zlib(text)) })
	p.container("film.swf", "!film.swf", func(text string) string {
		return "CWS\x0a" + string(binary.LittleEndian.AppendUint32(nil, uint32(8+len(text)))) + string(archivetest.Zlib(text))
	})
	for name, pack := range map[string]func(string) string{
		"tEXt": func(text string) string { return text },
		"zTXt": func(text string) string { return "\x00" + string(archivetest.Zlib(text)) },
		"iTXt": func(text string) string { return "\x01\x00\x00\x00" + string(archivetest.Zlib(text)) },
	} {
		p.container(name+".png", "!text", func(text string) string { return archivetest.PNG(name, "Comment\x00"+pack(text)) })
	}
	p.container("b.txt.Z", "!b.txt", compressed)
	p.container("b.txt.lz4", "!b.txt", func(text string) string {
		return "\x04\x22\x4d\x18\x40\x40\x00" + string(binary.LittleEndian.AppendUint32(nil, 1<<31|uint32(len(text)))) + text + "\x00\x00\x00\x00"
	})
	p.container("sessionstore.jsonlz4", "!sessionstore.json", func(text string) string {
		length := len(text) - 15 // in bytes, as a token of LZ4 has it
		return "mozLz40\x00" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(text)))) + "\xf0" + string(rune(length)) + text
	})
	p.container("repository.tgz", "!.git/objects/0a/1b2c!1b2c", func(text string) string {
		return gz(tarred(".git/objects/0a/1b2c", string(archivetest.Loose("blob", text))))
	})
	for name, wrap := range map[string]func([]byte) []byte{
		"a.pack":   func(pack []byte) []byte { return pack },
		"a.bundle": archivetest.Bundle,
	} {
		text, token := p.text()
		const base = "a base\n"
		id := sha1.Sum(fmt.Appendf(nil, "blob %d\x00%s", len(base+text), base+text))
		p.all = append(p.all, probe{name, string(wrap(archivetest.Pack(base, "another\n", text))), token, "!" + hex.EncodeToString(id[:]), ""})
	}
	for name, fold := range map[string]func(string) string{
		"people.ldif": func(s string) string { return "dn: cn=x\ndescription: " + s[:len(s)-9] + "\n " + s[len(s)-9:] + "\n" },
		"team.ics": func(s string) string {
			return "BEGIN:VCALENDAR\r\nDESCRIPTION:" + s[:len(s)-9] + "\r\n " + s[len(s)-9:] + "\r\n"
		},
		"app.reg": func(s string) string {
			return "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\App]\r\n\"Token\"=hex(2):" + each("%02x,00,", s) + "00,00\r\n"
		},
	} {
		token := p.token()
		p.all = append(p.all, probe{name, fold(token), token, "!text", ""})
	}
	p.container("a.crx", "!b.txt", func(text string) string {
		return "Cr24\x03\x00\x00\x00\x00\x00\x00\x00" + zipped(t, zip.Deflate, "b.txt", text)
	})
	for tool, suffix := range map[string]string{"xz": ".xz", "bzip2": ".bz2", "zstd": ".zst"} {
		path, err := exec.LookPath(tool)
		if err != nil {
			continue
		}
		pack := func(text string) string {
			cmd := exec.Command(path, "-c")
			cmd.Stdin = strings.NewReader(text)
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			return string(out)
		}
		p.container("b.txt"+suffix, "!b.txt", pack)
		p.container("a.tar"+suffix, "!b.txt", func(text string) string { return pack(tarred("b.txt", text)) })
	}
}

// scanFolder scans a folder of files by the built-in rules, and returns it.
func scanFolder(t *testing.T, files map[string][]byte) (root string, got list, receipt finding.Receipt) {
	t.Helper()
	root = t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(root, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	src, err := dir.New([]string{root}, dir.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if receipt, err = newScanner(t, rules.Builtin(), scanner.Options{}).Scan(t.Context(), src, &got); err != nil {
		t.Fatal(err)
	}
	return root, got, receipt
}

func TestProbeTree(t *testing.T) {
	p := probes{t: t}
	p.forms()
	p.containers()
	p.written()
	p.nested()
	files := map[string][]byte{}
	for _, f := range p.all {
		files[f.name] = []byte(f.content)
	}
	_, got, receipt := scanFolder(t, files)
	if !receipt.Complete {
		t.Fatalf("%+v", receipt)
	}
	for _, want := range p.all {
		here := slices.DeleteFunc(slices.Clone(got), func(f finding.Finding) bool {
			return !strings.HasSuffix(f.Path, "/"+want.name) || f.Secret.Reveal() != want.token
		})
		if len(here) != 1 {
			t.Errorf("%s: %d findings", want.name, len(here))
			continue
		}
		f := here[0]
		if container := strings.TrimPrefix(f.Container, f.Path); container != want.container ||
			strings.Join(f.Decoded, " ") != want.decoded {
			t.Errorf("%s: in %q, want %q; decoded %v, want %q", want.name, container, want.container, f.Decoded, want.decoded)
		}
	}
}
