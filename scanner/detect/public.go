package detect

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Values that are public where they stand: digests and names of keys, of files, of packages and of projects, and what is encrypted.

// What of the text in front of a value is looked at, in bytes.
const (
	longestName = 64       // for a name
	longestSign = 32       // for what binds it to the value
	keyTalk     = 256      // for the word for keys of OpenPGP
	sectionTalk = 32 << 10 // for the head of a list of checksums
	sealedTalk  = 64 << 10 // for the name of what holds ciphertext
)

// publicHere reports whether what stands around a value tells that it is public.
func (f *final) publicHere(s *suspect) bool {
	c := s.Candidate
	return f.thumbprint(c) || f.strongName(c) || f.mentionedKey(c, s.calling) || f.registered(c) || f.sectionOfSums(c) ||
		f.memberName(c) || f.switches(c) || f.listedFile(c) || f.sealed(c) || f.bySOPS(c) || f.ofAge() || f.pinned(c) || f.ofBucket(c, s.calling) || f.invites(c)
}

// invites reports the key in the address of a page that takes whoever opens it into a group of people who talk to each other.
func (f *final) invites(c Candidate) bool {
	before := f.text[max(0, int(c.Start)-longestPath):c.Start]
	address := before[len(before)-ascii.RunBack(before, func(b byte) bool { return addressBytes[b] }):]
	return slices.ContainsFunc(inviting[:], func(host string) bool { return bytes.Contains(address, []byte(host)) })
}

// inviting are hosts of such pages.
var inviting = [...]string{"://qm.qq.com/", "://jq.qq.com/"}

// thumbprint reports the digest of a certificate as Windows writes it, 40 hexadecimal digits in capitals, that is called so near by.
func (f *final) thumbprint(c Candidate) bool {
	value := f.text[c.Start:c.End]
	if len(value) != 40 || !ascii.AllHex(value) || bytes.ContainsAny(value, "abcdef") || !bytes.ContainsAny(value, "ABCDEF") {
		return false
	}
	return ascii.ContainsFold(f.text[max(0, int(c.Start)-callingReach):min(len(f.text), int(c.End)+callingReach)], "thumbprint")
}

// strongName reports the token of a public key that names an assembly of .NET: 16 hexadecimal digits beside words for such a key.
func (f *final) strongName(c Candidate) bool {
	const reach = 40
	if c.End-c.Start != 16 || !ascii.AllHex(f.text[c.Start:c.End]) {
		return false
	}
	around := f.text[max(0, int(c.Start)-reach):min(len(f.text), int(c.End)+reach)]
	return ascii.ContainsFold(around, "publickey") || ascii.ContainsFold(around, "public key") || ascii.ContainsFold(around, "keytoken") // binaries cut the word
}

// keyTellers are words of texts that speak of keys of OpenPGP: of the programs, and of what installs packages that are signed.
var keyTellers = [...]string{"gpg", "pgp ", "apt::key", "apt-key", "apt_key", "keyserver", "recv-key"}

// mentionedKey reports the public name of a key of OpenPGP behind text that speaks of such, if it has no name or that of a key.
func (f *final) mentionedKey(c Candidate, name []byte) bool {
	digits := judge.KeyDigits(f.text[c.Start:c.End])
	if digits != 16 && digits != 40 || len(name) > 0 && !judge.EndsAsKey(name) {
		return false
	}
	before := f.text[max(0, int(c.Start)-keyTalk):c.Start]
	capitals := !bytes.ContainsAny(f.text[c.Start:c.End], "abcdef")
	return slices.ContainsFunc(keyTellers[:], func(word string) bool { return ascii.ContainsFold(before, word) }) ||
		capitals && len(name) > 0 && ascii.ContainsFold(before, "signing")
}

// registered reports a UUID in braces, as Windows writes those of types and projects.
func (f *final) registered(c Candidate) bool {
	return judge.IsUUID(f.text[c.Start:c.End]) && c.Start > 0 && f.text[c.Start-1] == '{' && int(c.End) < len(f.text) && f.text[c.End] == '}'
}

// sectionOfSums reports a digest in a list below a head that calls it one of checksums: the lines of the list are indented.
func (f *final) sectionOfSums(c Candidate) bool {
	if !hexDigest(f.text[c.Start:c.End]) {
		return false
	}
	rest := f.text[max(0, int(c.Start)-sectionTalk):c.Start]
	for len(rest) > 0 {
		from := 1 + ascii.LastNewline(rest)
		line := rest[from:]
		rest = rest[:max(0, from-1)]
		if len(line) > 0 && !ascii.IsBlank(line[0]) {
			return sums.Named(line) && bytes.HasSuffix(bytes.TrimSpace(line), []byte{':'})
		}
		if len(line) == 0 {
			return false
		}
	}
	return false
}

// memberName reports the name of a member of JSON behind another value: "a":"password","x":1.
func (f *final) memberName(c Candidate) bool {
	before := bytes.TrimRight(f.text[max(0, int(c.Start)-callingReach):c.Start], `\`)
	behind := bytes.TrimLeft(f.text[c.End:min(len(f.text), int(c.End)+4)], `\`)
	n := len(before)
	return n > 1 && before[n-1] == '"' && (before[n-2] == ',' || before[n-2] == '{') && bytes.HasPrefix(behind, []byte(`":`))
}

// switches reports the name of what a template of Go switches on or off: (list "auth.password") "skipQuote" true.
func (f *final) switches(c Candidate) bool {
	behind := f.text[c.End:min(len(f.text), int(c.End)+len(`" false`))]
	return bytes.HasPrefix(behind, []byte(`" true`)) || bytes.HasPrefix(behind, []byte(`" false`))
}

// sealed reports ciphertext in an object that is called encrypted, as a SealedSecret of Kubernetes has it.
func (f *final) sealed(c Candidate) bool {
	if c.End-c.Start < judge.LongKMS || !ascii.All(f.text[c.Start:c.End], ascii.IsBase64) {
		return false
	}
	before := f.text[max(0, int(c.Start)-sealedTalk):c.Start]
	at := bytes.LastIndex(before, []byte("encryptedData"))
	return at >= 0 && bytes.IndexByte(before[at:], '}') < 0 && !bytes.Contains(before[at:], []byte("\nkind:"))
}

// bySOPS reports a part of what SOPS encrypted: ENC[AES256_GCM,data:…,iv:…,tag:…,type:str].
func (f *final) bySOPS(c Candidate) bool {
	before := f.text[max(0, int(c.Start)-callingReach):c.Start]
	at := bytes.LastIndex(before, []byte("ENC["))
	return at >= 0 && !bytes.ContainsAny(before[at:], "]\n")
}

// listedFile reports the digest of a file behind its name in a list: 'includes/password.inc', '0a1b2c…'.
func (f *final) listedFile(c Candidate) bool {
	const between = "\"'`, \t"
	before := f.text[max(0, int(c.Start)-callingReach):c.Start]
	name := bytes.TrimRight(before, between)
	if !hexDigest(f.text[c.Start:c.End]) || bytes.IndexByte(before[len(name):], ',') < 0 {
		return false
	}
	return pathLike(name[1+bytes.LastIndexAny(name, between):])
}

// ageHead begins a file that age encrypted: its recipients stand in front of the ciphertext (https://age-encryption.org/v1).
const ageHead = "age-encryption.org/v1\n"

// ofAge reports whether the text is such a file.
func (f *final) ofAge() bool { return bytes.HasPrefix(f.text, []byte(ageHead)) }

// peerSchemes are those of addresses of peers in Yggdrasil, whose public key the address names
// (https://yggdrasil-network.github.io/configurationref.html).
var peerSchemes = wordlist.New([]string{"tcp", "tls", "quic", "ws", "wss", "socks", "sockstls"}, wordlist.LongWord)

// pinned reports the public key of a peer in its address: tls://host:443?key=0a1b2c….
func (f *final) pinned(c Candidate) bool {
	if value := f.text[c.Start:c.End]; len(value) != 64 || !ascii.AllHex(value) {
		return false
	}
	address, ok := bytes.CutSuffix(f.text[max(0, int(c.Start)-callingReach):c.Start], []byte("key="))
	at := bytes.LastIndex(address, []byte("://"))
	if !ok || at < 0 || bytes.ContainsAny(address[at:], " \t\r\n\"'`,<>") {
		return false
	}
	return peerSchemes.Is(address[at-ascii.RunBack(address[:at], ascii.IsAlnum) : at])
}

// bucketReach is how far around the key of an object its bucket is looked for, in bytes.
const bucketReach = 200

// ofBucket reports the key of an object in a store: getObject({Bucket: "b", Key: "x"}).
func (f *final) ofBucket(c Candidate, name []byte) bool {
	if string(name) != "Key" {
		return false
	}
	around := f.text[max(0, int(c.Start)-bucketReach):min(len(f.text), int(c.End)+bucketReach)]
	for _, sign := range [...]string{"Bucket:", "Bucket=", "Bucket =", `Bucket":`, "Bucket':", "Bucket,"} {
		if bytes.Contains(around, []byte(sign)) {
			return true
		}
	}
	return false
}

// outcome reports the name of a test behind what became of it: PASS: TestLogin.
func (f *final) outcome(c Candidate) bool {
	value := f.text[c.Start:c.End]
	if !bytes.HasPrefix(value, []byte("Test")) || len(value) < 5 || !ascii.IsUpper(value[4]) {
		return false
	}
	return bytes.HasSuffix(f.text[max(0, int(c.Start)-len("PASS: ")):c.Start], []byte("PASS: "))
}

// longestHead is the length, in bytes, up to which what begins like a JSON Web Token is one that was cut off: of its usual first part.
const longestHead = len("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9")

// jwtHeader reports the first part of a JSON Web Token alone, as a literal of several may hold it, with the dot behind it or dots for all
// that is left out, or its beginning.
func jwtHeader(value []byte) bool {
	value = bytes.TrimRight(value, ".")
	if !bytes.HasPrefix(value, []byte("eyJ")) || !ascii.All(value, ascii.IsBase64URL) {
		return false
	}
	if len(value) < longestHead && (bytes.HasPrefix(value, []byte("eyJhbGciOiJ")) || bytes.HasPrefix(value, []byte("eyJ0eXAiOiJ"))) {
		return true // {"alg":" and {"typ":"
	}
	var header struct {
		Alg string `json:"alg"`
		Kty string `json:"kty"`
	}
	raw, ok := new(judge.PlainBytes).OfBase64(value)
	return ok && json.Unmarshal(raw, &header) == nil && header.Alg != "" && header.Kty == ""
}

// namesBuild reports the name of a step of a build, as tools keep them under keys in databases: words with a digest among them,
// N<target-App-…-start>.
func namesBuild(value []byte) bool {
	if !bytes.ContainsAny(value, " <") {
		return false
	}
	for part := range bytes.FieldsFuncSeq(value, func(r rune) bool { return r == '-' || r == ':' || r == ' ' }) {
		if len(part) >= 40 && hexDigest(part) {
			return true
		}
	}
	return false
}

// Of a record's UUID and others of the same name.
const (
	seriesName  = 9 // bytes in front of the value that are compared
	seriesLeast = 4
	othersLeast = 8 // of names that speak of no credential
)

// series reports a UUID that is one of many of its name near by, as records have that are called by them, or one of a list of constants
// most of whose names speak of no credential.
func (f *final) series(c Candidate) bool {
	if !judge.IsUUID(f.text[c.Start:c.End]) || c.Start < seriesName {
		return false
	}
	sign := f.text[c.Name.End:max(c.Name.End, c.Start)]
	return f.siblings(c, f.text[c.Start-seriesName:c.Start], func(int) bool { return true }) >= seriesLeast ||
		c.Name.End > 0 && len(sign) > 0 && len(sign) < longestSign && f.siblings(c, sign, f.speaksOfNone) >= othersLeast
}

// siblings counts the UUIDs near c, itself among them, that stand behind the same text as it, if which ends is counted.
func (f *final) siblings(c Candidate, front []byte, counts func(end int) bool) (n int) {
	at, to := max(0, int(c.Start)-testReach), min(len(f.text), int(c.End)+testReach)
	for {
		i := bytes.Index(f.text[at:to], front)
		if i < 0 {
			return n
		}
		name := at + i
		at = name + len(front)
		if at+36 <= len(f.text) && judge.IsUUID(f.text[at:at+36]) && counts(name) {
			n++
		}
	}
}

// speaksOfNone reports whether the name that ends at text[end:] has no word for a credential.
func (f *final) speaksOfNone(end int) bool {
	name := f.text[max(0, end-longestName):end]
	name = name[len(name)-ascii.RunBack(name, ascii.IsName):]
	return len(name) > 0 && !f.worker.anyone.words.Named(name)
}
