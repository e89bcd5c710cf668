package detect

import (
	"bytes"
	"encoding/asn1"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"unicode"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
)

// Blocks: PEM (RFC 7468), OpenSSH's and PGP's look-alikes, between a begin and an end line. They may stand inside a string with
// escaped line ends, or indented in YAML.
const (
	endMark    = "-----END "
	markEnd    = "-----"
	labelReach = 64
	// blockLimit bounds a block in bytes: an RSA key of 16,384 bits takes 12.8 kB in PEM, a PGP private key ring with photos more.
	blockLimit = 256 << 10
	// leastBlock is from how many bytes of base64 on a block that does not decode to a key is told: one cut short, or made up.
	leastBlock = 40
)

// label returns the words between the begin mark, which ends at text[at:], and the dashes.
func label(text []byte, at int) []byte {
	head := text[at:min(len(text), at+labelReach)]
	if i := bytes.Index(head, []byte(markEnd)); i > 0 {
		return head[:i]
	}
	return nil
}

// blockBegins is the local verdict: the begin line has one of the rule's labels. All else needs the whole text.
func (r *rule) blockBegins(text []byte, at int) bool {
	name := label(text, at)
	for _, l := range r.Labels {
		if string(name) == l {
			return true
		}
	}
	return false
}

// block is the final verdict.
func (r *rule) block(text []byte, c *Candidate) bool {
	name := label(text, int(c.Anchor)+len(rules.BlockMark))
	body := int(c.Anchor) + len(rules.BlockMark) + len(name) + len(markEnd)
	end := []byte(endMark + string(name) + markEnd)
	n := bytes.Index(text[body:min(len(text), body+blockLimit)], []byte(markEnd))
	if n < 0 || !bytes.HasPrefix(text[body+n:], end) {
		return false // the next dashes begin another block: this one has no end
	}
	c.End = int32(body + n + len(end))
	p := payload(text[body : body+n])
	f, ok := privateKey(string(name), p)
	if !ok && len(p.base64) >= leastBlock && ascii.All(p.base64, ascii.IsBase64) && !judge.Placeholder(p.base64[:leastBlock]) {
		f, ok = judge.Malformed, true
	}
	c.facts |= f
	return ok
}

// payload returns the base64 text of a block without headers, line ends (also escaped ones), indentation and quotes of
// concatenated strings.
func payload(body []byte) (p pemBody) {
	body = bytes.ReplaceAll(body, []byte(`\r`), nil)
	body = bytes.ReplaceAll(body, []byte(`\\n`), []byte("\n"))
	body = bytes.ReplaceAll(body, []byte(`\n`), []byte("\n"))
	for line := range bytes.Lines(body) {
		line = unlogged(undecorated(line))
		switch {
		case bytes.IndexByte(line, ':') >= 0:
			p.encrypted = p.encrypted || bytes.Contains(line, []byte("ENCRYPTED"))
		case len(line) == 5 && line[0] == '=':
			// the checksum line of PGP's ASCII armour
		default:
			p.base64 = append(p.base64, line...)
		}
	}
	return p
}

// undecorated removes what source code puts around a line of a block: indentation, comment and quotation marks, quotes of a string
// and what joins it to the next. Base64's own + and / are among these only behind or in front of a blank or a quote.
func undecorated(line []byte) []byte {
	line = bytes.TrimSpace(line)
	for _, mark := range [...]string{"//", "#", "*", ">", "|", "--", "+ "} {
		if rest, ok := bytes.CutPrefix(line, []byte(mark)); ok && (len(rest) == 0 || ascii.IsBlank(rest[0]) || mark == "+ ") {
			line = bytes.TrimSpace(rest)
		}
	}
	if text, ok := literalsOf(line); ok {
		return text
	}
	if len(line) > 0 && bytes.IndexByte([]byte("\"'`"), line[0]) >= 0 {
		line = line[1:]
		if rest := bytes.TrimSpace(line); len(rest) == 0 || bytes.IndexByte([]byte("+,;.)"), rest[0]) >= 0 && len(rest) < 4 {
			return nil // the end of a string, and what joins it to the next
		}
	}
	if i := bytes.IndexAny(line, "\"'`"); i >= 0 {
		line = line[:i]
	}
	return bytes.Trim(line, " \t\r\n,;\\.")
}

// leastLiteral is how many letters of base64 a line of a block has at least: fewer may be the letter in front of a literal.
const leastLiteral = 4

// literalsOf returns the letters of base64 in the literals of a line of source code, whatever it does with them: every other part that
// its quotes divide it into is one. ok is false where these are no letters of base64.
func literalsOf(line []byte) (text []byte, ok bool) {
	i := bytes.IndexAny(line, "\"'`")
	if i < 0 {
		return nil, false
	}
	var texts [2][]byte
	good := [2]bool{true, true}
	for n, part := range bytes.Split(line, line[i:i+1]) {
		part = bytes.Trim(part, " \t\r\n,;\\.")
		good[n%2] = good[n%2] && ascii.All(part, ascii.IsBase64)
		texts[n%2] = append(texts[n%2], part...)
	}
	for n := range texts {
		if good[n] && (!good[1-n] || len(texts[n]) >= max(leastLiteral, len(texts[1-n]))) {
			return texts[n], true
		}
	}
	return nil, good[0]
}

// unlogged removes what a log writes in front of a line: a name and a bar, and words that are no base64, as times and numbers of steps.
// Names of headers stay.
func unlogged(line []byte) []byte {
	if i := bytes.LastIndex(line, []byte(" | ")); i >= 0 {
		line = line[i+len(" | "):]
	}
	for {
		n := ascii.Run(line, func(c byte) bool { return !ascii.IsBlank(c) })
		word := line[:n]
		if n == 0 || ascii.All(word, ascii.IsBase64) || word[n-1] == ':' || n == len(line) && bytes.ContainsFunc(word, unicode.IsLetter) {
			return line
		}
		line = bytes.TrimLeft(line[n:], " \t")
	}
}

type pemBody struct {
	base64    []byte
	encrypted bool // a header says so (RFC 1421)
}

// privateKey reports whether the body really is a private key, and whether it is encrypted.
func privateKey(name string, p pemBody) (judge.Facts, bool) {
	raw := decodeBase64(p.base64)
	if len(raw) < 32 {
		return 0, false
	}
	switch {
	case name == "OPENSSH PRIVATE KEY":
		return openSSH(raw)
	case bytes.HasPrefix([]byte(name), []byte("PGP")):
		return 0, raw[0]&0x80 != 0 // every OpenPGP packet's first byte has its high bit set (RFC 9580, 4.2)
	case strings.HasPrefix(name, "OpenVPN Static key"):
		return 0, len(p.base64) == 512 && ascii.AllHex(p.base64) // 2,048 bits (openvpn(8), --genkey)
	case p.encrypted:
		return judge.Encrypted, true
	case name == "ENCRYPTED PRIVATE KEY":
		return judge.Encrypted, sequenceFits(raw)
	}
	return 0, sequenceFits(raw)
}

func decodeBase64(b []byte) []byte {
	b = bytes.TrimRight(b, "=")
	raw := make([]byte, base64.RawStdEncoding.DecodedLen(len(b)))
	n, err := base64.RawStdEncoding.Decode(raw, b)
	if err != nil {
		return nil
	}
	return raw[:n]
}

// sequenceFits reports whether raw is one ASN.1 SEQUENCE that begins with an INTEGER or a SEQUENCE and ends where raw ends, as
// PKCS#1, PKCS#8, SEC 1 and DSA keys do.
func sequenceFits(raw []byte) bool {
	var outer, first asn1.RawValue
	rest, err := asn1.Unmarshal(raw, &outer)
	if err != nil || len(rest) > 2 || outer.Tag != asn1.TagSequence {
		return false
	}
	_, err = asn1.Unmarshal(outer.Bytes, &first)
	return err == nil && (first.Tag == asn1.TagInteger || first.Tag == asn1.TagSequence)
}

// openSSH reads an openssh-key-v1 container (OpenSSH's PROTOCOL.key): a magic, the names of a cipher and of what makes its key, options,
// the number of keys, the public key and the private one. It must have all of them.
func openSSH(raw []byte) (judge.Facts, bool) {
	rest, ok := bytes.CutPrefix(raw, []byte("openssh-key-v1\x00"))
	if !ok {
		return 0, false
	}
	cipher, rest := sshString(rest)
	_, rest = sshString(rest)
	_, rest = sshString(rest)
	if len(rest) < 4 {
		return 0, false
	}
	_, rest = sshString(rest[4:])
	if private, _ := sshString(rest); len(private) == 0 {
		return 0, false
	}
	if string(cipher) == "none" {
		return 0, true
	}
	return judge.Encrypted, true
}

// sshString cuts a string off raw, which its length in four bytes is in front of (RFC 4251, 5); nothing where it is cut short.
func sshString(raw []byte) (text, rest []byte) {
	if len(raw) < 4 {
		return nil, nil
	}
	n := binary.BigEndian.Uint32(raw)
	if int64(n)+4 > int64(len(raw)) {
		return nil, nil
	}
	return raw[4 : 4+n], raw[4+n:]
}
