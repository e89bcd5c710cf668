package detect

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Values that lists of something else hold: digests of files, names of a source map, certificates that a kernel loaded.

// files are the last words of names of files whose digests people list, without those that are names of secrets, too, as key and pem.
var files = wordlist.New([]string{
	"md", "mdx", "rst", "txt", "html", "htm", "css", "scss", "less", "js", "mjs", "cjs", "jsx", "ts", "tsx", "vue", "svelte",
	"py", "ipynb", "rb", "go", "rs", "java", "kt", "swift", "dart", "c", "h", "cc", "cpp", "hpp", "cs", "php", "sh", "ps1",
	"json", "yaml", "yml", "toml", "xml", "sql", "csv", "svg", "png", "jpg", "jpeg", "gif", "webp", "ico", "woff", "woff2", "ttf",
	"map", "pdf", "zip", "gz", "tgz", "xz", "bz2", "tar", "jar", "whl", "gem", "deb", "rpm", "exe", "dll", "so", "dmg", "iso", "img",
	"bin", "apk", "wasm",
}, wordlist.LongWord)

// longestPath is how far in front of a value, in bytes, the name of its file is read.
const longestPath = 256

// ofFile reports the digest of a file behind its name: docs/token-meter.md: 10261189….
func (f *final) ofFile(c Candidate) bool {
	value := f.text[c.Start:c.End]
	if !ascii.AllHex(value) || !judge.IsDigestLength(len(value)) {
		return false
	}
	before := f.text[max(0, int(c.Start)-longestPath):c.Start]
	sign := ascii.RunBack(before, func(c byte) bool {
		return ascii.IsBlank(c) || ascii.IsQuote(c) || c == ':' || c == '=' || c == ',' || c == '>'
	})
	before = before[:len(before)-sign]
	name := before[len(before)-ascii.RunBack(before, func(c byte) bool { return ascii.IsWord(c) || c == '-' || c == '.' || c == '/' || c == '@' }):]
	dot := bytes.LastIndexByte(name, '.')
	return sign > 0 && dot > 0 && files.Is(bytes.ToLower(name[dot+1:]))
}

// ofOther reports a value that is something else where it has not its rule's shape: a colour of a style sheet, #3d9ae8, the name of a
// picture or a page, a number, a word with letters that are not ASCII, as in translations.
func ofOther(value []byte) bool {
	if digits, ok := bytes.CutPrefix(value, []byte("#")); ok {
		return len(digits) <= len("3d9ae8ff") && ascii.AllHex(digits)
	}
	if is, _ := judge.Spoken(value); is || len(value) <= longestID && ascii.All(value, ascii.IsDigit) {
		return true
	}
	dot := bytes.LastIndexByte(value, '.')
	return dot > 0 && len(value)-dot > len(".gz") && files.Is(bytes.ToLower(value[dot+1:]))
}

// fileInPath reports the last part of a path if it goes on with the ending of a file: /s/hind/v2/fBpmjMpv5Rh6S25yVfWJn.ttf.
func (f *final) fileInPath(c Candidate) bool {
	behind := f.text[c.End:min(len(f.text), int(c.End)+len(".woff2")+1)]
	if len(behind) == 0 || behind[0] != '.' || c.Start == 0 || f.text[c.Start-1] != '/' {
		return false
	}
	ending := behind[1:]
	return files.Is(bytes.ToLower(ending[:ascii.Run(ending, ascii.IsWord)]))
}

// longestID is how many digits a number of 64 bits has at most.
const longestID = 20

// mapNames is how far in front of a value, in bytes, the head of a source map's list of names is looked for.
const mapNames = 16 << 10

// ofNames reports one of the names that a source map lists (ECMA-426): "names":["auth","cov_1jx2k3p4q"].
func (f *final) ofNames(c Candidate) bool {
	before := f.text[max(0, int(c.Start)-mapNames):c.Start]
	list := ascii.RunBack(before, func(c byte) bool {
		return ascii.IsWord(c) || c == '"' || c == ',' || c == '$' || c == '\\' || ascii.IsSpace(c)
	})
	head := before[:len(before)-list]
	return list > 0 && bytes.HasSuffix(head, []byte("[")) &&
		bytes.HasSuffix(bytes.TrimRight(head[:len(head)-1], "\\\": \t\n"), []byte("names"))
}

// ofResource reports the name of a resource of Terraform, behind its type: resource "random_password" "db-password" {
func (f *final) ofResource(c Candidate) bool {
	line := bytes.TrimLeft(f.text[f.lineOf(c).Start:c.Start], " \t")
	kind, rest, _ := bytes.Cut(line, []byte{' '})
	if string(kind) != "resource" && string(kind) != "data" || int(c.End) == len(f.text) || f.text[c.End] != '"' {
		return false
	}
	words := bytes.Fields(rest)
	return len(words) == 2 && string(words[1]) == `"`
}

// ofPicture reports what stands in the metadata of a picture or a document (XMP, ISO 16684-1), where each state of it has an id.
func (f *final) ofPicture(c Candidate) bool {
	at := f.pictures.before(f.text, int(c.Start))
	return at >= 0 && !bytes.Contains(f.text[at:c.Start], []byte("</x:xmpmeta>"))
}

// pictureReach is how far in front of a value the head of such metadata is looked for, in bytes.
const pictureReach = 16 << 10

// pictures remembers the last head of such metadata that was met in a text, so that values close to each other do not read the same text
// again. The zero pictures met none yet.
type pictures struct {
	read int // up to there
	head int // behind the last head
}

// before returns where the metadata begin that a value at text[at:] may stand in, behind their head, or -1.
func (p *pictures) before(text []byte, at int) int {
	const head = "<x:xmpmeta"
	lo := max(0, at-pictureReach)
	if at < p.read {
		*p = pictures{}
	}
	from := max(lo, p.read-len(head)+1)
	if i := bytes.LastIndex(text[from:at], []byte(head)); i >= 0 {
		p.head = from + i + len(head)
	}
	p.read = at
	if p.head-len(head) < lo {
		return -1
	}
	return p.head
}

// ofCertificate reports what a kernel prints of the certificates that it has: Loaded X.509 cert 'Build time autogenerated kernel key: 0ed8…'.
func (f *final) ofCertificate(c Candidate) bool {
	return bytes.Contains(f.text[f.lineOf(c).Start:c.Start], []byte("X.509 cert"))
}

// inOthersPath reports a part of the path of an address whose host is not called as the rule's provider:
// https://csrc.nist.gov/publications/detail/sp/800-81.
func (f *final) inOthersPath(s *suspect) bool {
	before := f.text[max(0, int(s.Start)-longestPath):s.Start]
	part := before[len(before)-ascii.RunBack(before, func(b byte) bool { return addressBytes[b] }):]
	i := bytes.LastIndex(part, []byte("://"))
	if i < 0 || part[len(part)-1] != '/' || bytes.ContainsAny(part, "?@#=") {
		return false
	}
	host, _, ok := bytes.Cut(part[i+len("://"):], []byte{'/'})
	return ok && !slices.ContainsFunc(s.rule.Literals, func(l string) bool { return ascii.ContainsFold(host, l) }) &&
		!ascii.ContainsFold(host, s.rule.Provider)
}

// behindPort reports the port of an address and the path behind it, whose host was taken for a name: http://localhost:8888/keys.json.
func (f *final) behindPort(c Candidate) bool {
	before, value := f.text[max(0, int(c.Start)-longestPath):c.Start], f.text[c.Start:c.End]
	n := ascii.Run(value, ascii.IsDigit)
	host, ok := bytes.CutSuffix(before, []byte{':'})
	host = host[len(host)-ascii.RunBack(host, func(b byte) bool { return ascii.IsWord(b) || b == '.' || b == '-' }):]
	return ok && 0 < n && n <= 5 && n < len(value) && value[n] == '/' && bytes.HasSuffix(before[:len(before)-1-len(host)], []byte("://"))
}

// ofForm reports the token by which a form is the page's own, as Laravel and Symfony call it: <input type="hidden" name="_token" value="…";
// and what a field of a form is called, or of which object it is: <html:password name="LoginForm" property="password">.
func (f *final) ofForm(c Candidate) bool {
	before := f.text[f.lineOf(c).Start:c.Start]
	tag := before[bytes.LastIndexByte(before, '<')+1:]
	if element, attributes, ok := bytes.Cut(tag, []byte{' '}); ok && bytes.HasSuffix(element, []byte(":password")) {
		attribute := endingWord(attributes[:max(0, len(attributes)-len(`="`))])
		return slices.Contains(fieldNames[:], string(attribute))
	}
	return bytes.HasPrefix(tag, []byte("input ")) && (bytes.Contains(tag, []byte(`name="_token"`)) || bytes.Contains(tag, []byte(`name='_token'`)))
}

// ofPolicy reports the number by which a page's policy lets scripts and styles in, which whoever loads the page sees: <script nonce="…">
// (https://html.spec.whatwg.org/multipage/urls-and-fetching.html#nonce-attributes), <meta name="csp-nonce" content="…"> of Rails.
func (f *final) ofPolicy(c Candidate) bool {
	if !ascii.EqualFold(endingWord(f.text[c.Name.Start:c.Name.End]), "nonce") {
		return false
	}
	before := f.text[f.lineOf(c).Start:c.Start]
	element, _, ok := bytes.Cut(before[bytes.LastIndexByte(before, '<')+1:], []byte{' '})
	return ok && slices.Contains(scripted[:], string(element))
}

// scripted are elements that a policy lets in, and the one that tells scripts its number.
var scripted = [...]string{"script", "style", "link", "meta"}

// fieldNames are attributes by which the library of tags of a page names a field, or what it is bound to.
var fieldNames = [...]string{"name", "property", "path", "id", "styleId"}

// endingWord returns the word that text ends in.
func endingWord(text []byte) []byte { return text[len(text)-ascii.RunBack(text, ascii.IsWord):] }
