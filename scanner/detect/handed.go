package detect

import (
	"bytes"

	"github.com/sluice-scan/sluice/rules/shape"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Values of a provider's shape that are an argument of what makes a client of it, whatever stands in front of them there:
//
//	acme.Client("x")      new Acme("id", "x")      require("acme")("x")      acme = createClient("x")      Acme.client "x"
//	provider :acme, "id", "x"
//
// or of a command that signs in:
//
//	acme login x

const (
	handedReach  = 224 // bytes behind a provider's word in which the value begins
	handedName   = 96  // bytes of an argument in front of it
	leastHanded  = 14  // bytes of a value
	mostVariable = 32  // bytes of a variable behind the provider's word in it
)

// strategies stand in front of the name of a provider that OmniAuth and Devise sign in with.
var strategies = [...]string{"provider :", "config.omniauth :"}

const longestStrategy = len("config.omniauth :")

// makers stand in front of what makes a client.
var makers = [...]string{"new ", "await "}

// handed reports whether text[at:end] is such an argument, in quotes, of the provider whose word is the literal.
func (s *statement) handed(at, end int) bool {
	text := s.text
	if end-at >= leastHanded && at > s.end && text[at-1] == ' ' && s.mayBeHanded() {
		return signsIn(text[s.end:at-1]) && ended(text, end)
	}
	if end-at < leastHanded || end >= len(text) || !ascii.IsQuote(text[at-1]) || text[end] != text[at-1] || at < s.end ||
		at-s.end > handedReach || !s.mayBeHanded() {
		return false
	}
	word := bytes.TrimRight(text[s.start:s.end], " ._-(")
	s.left = min(s.left, s.start-longestStrategy-1)
	for _, strategy := range strategies {
		if text[s.end] == ',' && bytes.HasSuffix(text[max(0, s.start-len(strategy)):s.start], []byte(strategy)) {
			return plainArguments(text[s.end+1 : at-1])
		}
	}
	arguments, ok := made(text[:at-1], word, s.start+len(word))
	return ok && plainArguments(text[arguments:at-1])
}

// mayBeHanded reports whether the shape of the rule's values says enough.
func (s *statement) mayBeHanded() bool {
	return s.rule.Exposure == string(finding.Server) && !s.rule.vague()
}

// logins are subcommands that sign in.
var logins = wordlist.New([]string{"login", "auth", "init", "authtoken", "authenticate", "auth login", "set-token", "signin"}, wordlist.LongWord)

// longestSubcommand bounds one, in bytes.
const longestSubcommand = 16

// signsIn reports whether what stands between the name of a command and a value is a subcommand that signs in.
func signsIn(between []byte) bool {
	rest, ok := bytes.CutPrefix(between, []byte{' '})
	return ok && len(rest) <= longestSubcommand && logins.Is(rest)
}

// made returns where the arguments begin of what makes a client of the provider whose word ends at text[end:].
func made(text, word []byte, end int) (arguments int, ok bool) {
	at := end + callee.Run(text[end:])
	name := text[end:at]
	if rest := text[at:]; len(rest) > 1 && ascii.IsQuote(rest[0]) && rest[1] == ')' { // of a module that was loaded
		at += 2
		name = text[at : at+callee.Run(text[at:])]
		at += len(name)
	} else if from := variable(text, end, at); from > 0 {
		at = from + callee.Run(text[from:])
		if name = text[from:at]; bytes.EqualFold(name, word) {
			name = nil
		} else if len(name) == 0 {
			return 0, false
		}
	}
	if at == len(text) || len(name) > 0 && !makesClient(name) {
		return 0, false
	}
	switch text[at] {
	case '(':
		return at + 1, true
	case ' ': // of Ruby
		return at + 1, at+1 == len(text) && len(name) > 0
	}
	return 0, false
}

// variable returns where begins what is assigned to a variable whose name goes on from text[end:] to text[at:], 0 if nothing is.
func variable(text []byte, end, at int) int {
	if at-end > mostVariable || bytes.IndexByte(text[end:at], '.') >= 0 {
		return 0
	}
	rest := bytes.TrimLeft(text[at:], " ")
	rest = bytes.TrimPrefix(rest, []byte(":"))
	rest, ok := bytes.CutPrefix(rest, []byte("= "))
	if !ok {
		return 0
	}
	for _, m := range makers {
		rest = bytes.TrimPrefix(rest, []byte(m))
	}
	return len(text) - len(rest)
}

// callee holds the bytes of the way to a function: acme.Client, Acme::Client.new, \Acme\Client, $acme->login.
var callee = ascii.ClassOf(ascii.IsWord, `.:>\-`)

// constructors end the names of what makes a client.
var constructors = [...]string{
	"client", "init", "api", "sdk", "new", "setup", "login", "connect", "authenticate",
	"create", "start", "initialize", "initialise", "configure", "config",
	"handler", "provider", "gateway", "wrapper", "notifier", "search", "translator",
	"rest", "logger", "tracker", "transport", "service", "session", "transactional",
	"environment", "context", "credential", "credentials", "oauth", "account", "geocode", "geocoder", "instance",
}

// makesClient reports whether a way to a function ends in what makes a client, its version aside (ClientV2); in Go its name begins
// with New.
func makesClient(name []byte) bool {
	last := unversioned(name[1+bytes.LastIndexAny(name, `.:>\`):])
	if len(last) == 0 {
		return false
	}
	if bytes.HasPrefix(last, []byte("New")) {
		return true
	}
	for _, word := range constructors {
		if n := len(last) - len(word); n >= 0 && ascii.EqualFold(last[n:], word) {
			return true
		}
	}
	return false
}

// unversioned returns a name without a version at its end: V2.
func unversioned(name []byte) []byte {
	rest := bytes.TrimRight(name, "0123456789")
	if n := len(rest) - 1; n > 0 && n+1 < len(name) && (rest[n] == 'V' || rest[n] == 'v') {
		return rest[:n]
	}
	return name
}

// plainArguments reports whether text is but texts in quotes, names and numbers, each with a comma behind it.
func plainArguments(text []byte) bool {
	for text = ascii.TrimSpaces(text); len(text) > 0; text = trimRemarks(text) {
		n := argumentBytes.Run(text)
		if ascii.IsQuote(text[0]) {
			n = 2 + bytes.IndexByte(text[1:], text[0])
		}
		if n < 2 || n > handedName || bytes.IndexByte(text[:n], '\n') >= 0 {
			return false
		}
		text = ascii.TrimSpaces(text[n:])
		if len(text) == 0 || text[0] != ',' {
			return false
		}
		text = text[1:]
	}
	return true
}

// trimRemarks leaves out white space and comments to the ends of their lines.
func trimRemarks(text []byte) []byte {
	for {
		text = ascii.TrimSpaces(text)
		if !bytes.HasPrefix(text, []byte("//")) && !bytes.HasPrefix(text, []byte("# ")) {
			return text
		}
		_, text, _ = bytes.Cut(text, []byte{'\n'})
	}
}

var argumentBytes = ascii.ClassOf(ascii.IsWord, ".[]:>$")

// lastHanded returns the last argument behind the handed one at text[at:end] that has the shape, too: a secret stands behind its id.
func (s *statement) lastHanded(shape *shape.Shape, at, end int) (from, to int) {
	for {
		reach := max(end+1, min(len(s.text), s.end+handedReach))
		s.read = max(s.read, reach+shape.MaxWidth()+2)
		next := argumentBehind(s.text[:reach], end)
		if next == 0 {
			return at, end
		}
		n, ok := shape.Match(s.text[next:min(len(s.text), next+shape.MaxWidth())])
		if !ok || !s.handed(next, next+n) {
			return at, end
		}
		at, end = next, next+n
	}
}

// argumentBehind returns where the next argument begins, in quotes, behind one that ends at text[end:]; 0 if there is none.
func argumentBehind(text []byte, end int) int {
	rest := ascii.TrimSpaces(text[min(len(text), end+1):])
	if len(rest) < 2 || rest[0] != ',' {
		return 0
	}
	rest = ascii.TrimSpaces(rest[1:])
	if len(rest) < 2 || !ascii.IsQuote(rest[0]) {
		return 0
	}
	return len(text) - len(rest) + 1
}
