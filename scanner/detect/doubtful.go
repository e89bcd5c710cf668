package detect

import (
	"bytes"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Values that the model keeps without being sure, where the text around them is one that makes up passwords: a test, an example in a
// comment, the transcript of an interpreter. And values that a test takes for data.

const (
	testReach = 4096 // bytes on either side of a value whose lines tell a test
	testLines = 12   // of them that check or name what is tested
)

// constructs reports whether the function that s is given to is a class of its own, and what is made of it has a name: new Form("x"),
// token: str = Field("x").
func (f *final) constructs(s *suspect) bool {
	if s.Name.End <= s.Name.Start {
		return false
	}
	lead := f.text[max(0, int(s.Start)-len(s.calling)-len(`new ("`)):s.Start]
	return bytes.HasPrefix(lead, []byte("new ")) ||
		ascii.IsUpper(s.calling[0]) && !bytes.ContainsFunc(s.calling[1:], func(r rune) bool { return r < 'a' || r > 'z' }) &&
			s.Name.End <= s.Start && bytes.IndexByte(f.text[s.Name.End:s.Start], '=') >= 0
}

// A digest, and the names of what it belongs to in front of it, in bytes.
const coordinates = 224

// ofArtifact reports the digest of an artifact behind its coordinates, group and name, as a list of verified dependencies has it:
// com.acme.auth:acme-credentials:aaeea9….
func (f *final) ofArtifact(c Candidate) bool {
	part := func(b byte) bool { return ascii.IsWord(b) || b == '-' || b == '.' }
	value := f.text[max(0, int(c.End)-coordinates):c.End]
	digest := ascii.RunBack(value, ascii.IsWord)
	before, ok := bytes.CutSuffix(value[:len(value)-digest], []byte{':'})
	name := ascii.RunBack(before, part)
	group, more := bytes.CutSuffix(before[:len(before)-name], []byte{':'})
	n := ascii.RunBack(group, part)
	return ok && more && name > 0 && digest >= judge.ShortestDigest && ascii.AllHex(value[len(value)-digest:]) &&
		bytes.IndexByte(group[len(group)-n:], '.') > 0
}

// A key of WireGuard in base64, and how far from it its peer's address stands, in bytes.
const (
	wireguardKey = 44
	peerReach    = 160
)

// ofPeer reports the key by which WireGuard knows another machine, in a list of such: it is called a key, and the address beside it is that
// of one machine. A machine's own key is called private.
func (f *final) ofPeer(c Candidate) bool {
	name := f.text[c.Name.Start:c.Name.End]
	if c.End-c.Start != wireguardKey || f.text[c.End-1] != '=' || !ascii.EqualFold(name, "key") {
		return false
	}
	around := f.text[max(0, int(c.Start)-peerReach):min(len(f.text), int(c.End)+peerReach)]
	return bytes.Contains(around, []byte("/32")) || bytes.Contains(around, []byte("/128"))
}

// wrappedLine is the least length in bytes of a line of base64 in lines (76 in RFC 2045, 64 in RFC 7468).
const wrappedLine = 60

// escapedLine is the end of a line in a string.
const escapedLine = `\n`

// inBase64 reports whether c is a part of a line of base64 that goes on in the next line, or did in the one before. In strings, as those of
// notebooks, lines end in an escape.
func (f *final) inBase64(c Candidate, line syntax.Span) bool {
	if c.facts&judge.Loose == 0 && !f.withinRun(c) {
		return false
	}
	upTo := c.Start + 1 // the escape's letter may be taken for the first of a value
	if i := bytes.LastIndex(f.text[line.Start:upTo], []byte(escapedLine)); i >= 0 {
		line.Start += int32(i + len(escapedLine))
	}
	if i := bytes.Index(f.text[c.End:line.End], []byte(escapedLine)); i >= 0 {
		line.End = c.End + int32(i)
	}
	return f.wrapped(line, ascii.IsBase64)
}

// amongLines reports whether s stands in an encoded text of several lines: in one of them, or it is one, where nothing but a line makes
// it a value.
func (f *final) amongLines(s *suspect) bool {
	line := f.lineOf(s.Candidate)
	return f.inBase64(s.Candidate, line) || f.inBase85(s.Candidate, line) ||
		s.rule.weighed && f.isLine(s.Candidate, line) && f.wrapped(line, ascii.IsBase64)
}

// lineOf returns the line of c, as far as it is within testReach bytes of it.
func (f *final) lineOf(c Candidate) syntax.Span {
	return linesAround(f.text, syntax.Span{Start: c.Start, End: c.End}, 0, testReach)
}

// isLine reports whether c is a whole line.
func (f *final) isLine(c Candidate, line syntax.Span) bool {
	return len(bytes.TrimSpace(f.text[line.Start:line.End])) == int(c.End-c.Start)
}

// withinRun reports whether base64 goes on in front of c or behind it.
func (f *final) withinRun(c Candidate) bool {
	return c.Start > 0 && ascii.IsBase64(f.text[c.Start-1]) || int(c.End) < len(f.text) && ascii.IsBase64(f.text[c.End])
}

// wrapped reports whether a line is of a class and long, and so is the next one or the one before.
func (f *final) wrapped(line syntax.Span, in func(byte) bool) bool {
	if text := bytes.TrimSpace(f.text[line.Start:line.End]); len(text) < wrappedLine || !ascii.All(text, in) {
		return false
	}
	next := bytes.TrimLeft(f.text[line.End:min(len(f.text), int(line.End)+2*testReach)], "\r\n \t")
	before := bytes.TrimRight(f.text[max(0, int(line.Start)-2*testReach):line.Start], "\r\n \t")
	next, before = bytes.TrimPrefix(next, []byte(escapedLine)), bytes.TrimSuffix(before, []byte(escapedLine))
	return ascii.Run(next, in) >= wrappedLine || ascii.RunBack(before, in) >= wrappedLine
}

// tested reports whether the text around a value is a test's: many of its lines check something, or name what is tested.
func (f *final) tested(c Candidate) bool {
	around := f.text[max(0, int(c.Start)-testReach):min(len(f.text), int(c.End)+testReach)]
	n := 0
	for line := range bytes.Lines(around) {
		if checks(line) {
			n++
		}
		if n == testLines {
			return true
		}
	}
	return false
}

// checkWords begin lines of tests in JUnit, pytest, unittest, Go, Minitest, RSpec, Jest, xUnit, NUnit, GoogleTest, XCTest, PHPUnit and
// Rust.
var checkWords = wordlist.New([]string{
	"assert", "self.assert", "t.assert", "assert.", "$this->assert", "static::assert",
	"expect", "$this->expect", "should", "verify", "require.", "xctassert",
	"it ", "it(", "it\"", "it'", "test", "describe", "context", "specify", "@test", "[fact", "[test", "[theory", "#[test", "#[tokio::test",
	"def test", "func test", "public void test", "public function test", "t.error", "t.fatal", "t.run",
}, wordlist.LongWord)

// checks reports whether a line checks something, or names what is tested.
func checks(line []byte) bool { return checkWords.Opens(line[ascii.Run(line, ascii.IsBlank):]) }

// compared reports whether the value stands on both sides of a check on its line: it is what went in, and what must come out.
func (f *final) compared(c Candidate) bool {
	line := f.lineOf(c)
	text := f.text[line.Start:line.End]
	return checks(text) && bytes.Count(text, f.text[c.Start:c.End]) > 1
}

// manySigns is how many different signs a line of base85 has at least that hardly stand in names and values.
const manySigns = 6

// longBase85 is the length, in bytes, from which a line without a blank, a brace or one of the letters v to y is data in Adobe's base85,
// as of pictures in PDF files.
const longBase85 = 256

// inBase85 reports whether c is a part of a line of base85 (RFC 1924 or Adobe's) that goes on in the next line, or did in the one before, or
// that is long.
func (f *final) inBase85(c Candidate, line syntax.Span) bool {
	text := bytes.TrimSpace(f.text[line.Start:line.End])
	return len(text) > int(c.End-c.Start) && signs(text) >= manySigns && (f.wrapped(line, isBase85) || f.wrapped(line, isASCII85) ||
		len(text) >= longBase85 && ascii.All(text, isASCII85))
}

const base85Signs = "!#$%&()*+;<>?@^`{|}~"

func isBase85(c byte) bool {
	return ascii.IsAlnum(c) || c == '-' || c == '=' || c == '_' || bytes.IndexByte([]byte(base85Signs), c) >= 0
}

func isASCII85(c byte) bool { return '!' <= c && c <= 'u' || c == 'z' }

// signs returns how many different ones of base85's signs a line has.
func signs(line []byte) (n int) {
	for _, s := range []byte(base85Signs) {
		if bytes.IndexByte(line, s) >= 0 {
			n++
		}
	}
	return n
}

// accounts reports whether the rule asks for such addresses.
func (r *rule) accounts() bool { return strings.Contains(r.Shape, "0x") }

// publicName reports what names its owner, in a form that no chance makes, unless the rule asks for such.
func (r *rule) publicName(value []byte) bool {
	return judge.Account(value) && !r.accounts() || judge.OfCheckout(value) || rules.PublicNKEY(value) || judge.VersionRange(value) ||
		judge.PublicPoint(value) || judge.Multikey(value) || judge.OfRecord(value) || judge.LarkID(value) || judge.Slug(value)
}

// ofBytes reports bytes as dumps of PostgreSQL write those of a field: \\x613a303a7b7d.
func (f *final) ofBytes(c Candidate) bool {
	digits, ok := bytes.CutPrefix(f.text[c.Start:c.End], []byte{'x'})
	return ok && c.Start > 0 && f.text[c.Start-1] == '\\' && ascii.AllHex(digits)
}

// page reports the address of a page that nobody signs in to by it: https://shop.corp.test/login.
func page(value []byte) bool {
	return (bytes.HasPrefix(value, []byte("https://")) || bytes.HasPrefix(value, []byte("http://"))) && !bytes.ContainsAny(value, "@?")
}

// pages reports whether the rule asks for such addresses.
func (r *rule) pages() bool { return strings.Contains(r.Shape, "http") }
