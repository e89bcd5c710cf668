package judge

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/model"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Entries of a map that may hold anything, as a Kubernetes Secret does: people keep addresses, names and numbers beside the secrets there.

// Entry judges the value of such an entry by what its name says: under a name of no secret a place is none at all, and words or a number
// hardly are one.
func Entry(name, value []byte) (seen Facts, ok bool) {
	if boolean(value) || setting(name, value) || Numeric(value) && measures.Named(name) {
		return 0, false
	}
	pair := entryPair(name, value)
	switch {
	case pair.NamesSecret():
		return 0, true
	case locates(value), knownHost(value), image(value), configures(value):
		return 0, false
	case Numeric(value), !pair.Random() && ascii.All(value, inName), value[0] == '#':
		return Trivial, true
	}
	return 0, true
}

// measures are words of names whose numbers say how long something lasts, or how much of it there is: TOKEN_EXPIRES_IN_S.
var measures = wordlist.New([]string{
	"expire", "expires", "expiry", "expiration", "expiresin", "ttl", "timeout", "lifetime", "interval", "duration", "validity", "age", "period", "rounds",
	"attempts", "retries", "length", "size", "limit", "threshold",
}, wordlist.LongWord)

// configures reports lines of YAML or of an ini file: what of them is a secret other rules find by its own name.
func configures(value []byte) bool {
	pairs := 0
	for line := range bytes.Lines(value) {
		line = bytes.TrimLeft(bytes.TrimSpace(line), "- ")
		if len(line) == 0 || line[0] == '#' || line[0] == '[' && line[len(line)-1] == ']' {
			continue
		}
		rest := bytes.TrimLeft(line[ascii.Run(line, inName):], " ")
		switch {
		case len(rest) == len(line):
			return false
		case string(rest) == ":", bytes.HasPrefix(rest, []byte(": ")), bytes.HasPrefix(rest, []byte("= ")):
			pairs++
		default:
			return false
		}
	}
	return pairs > 0
}

// boolean reports a value that only switches something.
func boolean(value []byte) bool {
	for _, b := range [...]string{"true", "false", "yes", "no", "on", "off", "null"} {
		if ascii.EqualFold(value, b) {
			return true
		}
	}
	return false
}

// entryPair returns what a name and a value say.
func entryPair(name, value []byte) *model.Pair {
	text := append(append(make([]byte, 0, len(name)+len(value)+1), name...), '=')
	v := model.Value{Text: append(text, value...), NameEnd: len(name), Start: len(name) + 1, End: len(name) + 1 + len(value)}
	pair := &model.Pair{}
	pair.Read(&v)
	return pair
}

// inName tells what names are made of, those of time zones, too.
func inName(c byte) bool { return ascii.IsWord(c) || c == '-' || c == '.' || c == '/' }

// knownHost reports a line of sshd(8)'s known_hosts: a host, the kind of its key and the key, which is public.
func knownHost(value []byte) bool {
	_, key, _ := bytes.Cut(value, []byte{' '})
	key = bytes.TrimSpace(key)
	return len(key) > 0 && (key[0] == 's' || key[0] == 'e') && identifier(key)
}

// image reports the name of an image of a container in a registry with its tag: ghcr.io/acme/sidecar:v0.12.0.
func image(value []byte) bool {
	registry, rest, _ := bytes.Cut(bytes.TrimSpace(value), []byte{'/'})
	name, tag, _ := bytes.Cut(rest, []byte{':'})
	return hostName(withoutSuffix(registry, ':', portDigits)) && len(tag) > 0 && ascii.All(tag, inName) &&
		ascii.All(name, func(c byte) bool { return inName(c) && !ascii.IsUpper(c) })
}

// Numeric reports a number, or several with signs between them: 65001, 8080:80, 1.2.3.
func Numeric(value []byte) bool {
	return ascii.All(value, func(c byte) bool { return ascii.IsDigit(c) || c == '.' || c == '-' || c == ':' || c == ',' })
}

// locates reports what says where something is: an address of a machine, a network or a mailbox, the name of a host, a path, a URL
// without a user.
func locates(value []byte) bool {
	switch {
	case bytes.Contains(value, []byte("://")):
		return bytes.IndexByte(value, '@') < 0 && bytes.IndexByte(value, '?') < 0
	case value[0] == '/':
		return !slashed64(value) && bytes.IndexByte(value[1:], '/') > 0
	}
	host := value
	if user, domain, ok := bytes.Cut(value, []byte{'@'}); ok && len(user) > 0 && ascii.All(user, func(c byte) bool { return inName(c) || c == '+' }) {
		host = domain
	}
	host = withoutSuffix(withoutSuffix(host, '/', networkDigits), ':', portDigits)
	return machineAddress(value) || fourBytes(host) || hostName(host)
}

// portDigits is the length of the longest number of a port.
const portDigits = 5

// withoutSuffix cuts off a sign and up to most digits behind it: a port, the length of a network's address.
func withoutSuffix(value []byte, sign byte, most int) []byte {
	i := bytes.LastIndexByte(value, sign)
	if i < 0 || i+1 == len(value) || len(value)-i-1 > most || !ascii.All(value[i+1:], ascii.IsDigit) {
		return value
	}
	return value[:i]
}

// OnHost reports an address without a scheme: the name of a host, and a path on it.
func OnHost(value []byte) bool {
	host, path, _ := bytes.Cut(value, []byte{'/'})
	dot := bytes.LastIndexByte(host, '.')
	return len(path) > 0 && dot > 0 && len(host) > dot+len(".x") && ascii.All(host[dot+1:], ascii.IsLower) &&
		ascii.All(host[:dot], func(c byte) bool { return ascii.IsLower(c) || ascii.IsDigit(c) || c == '-' || c == '.' })
}

// fourBytes reports an address of IPv4, in its usual form.
func fourBytes(value []byte) bool {
	if bytes.Count(value, []byte{'.'}) != 3 {
		return false
	}
	for part := range bytes.SplitSeq(value, []byte{'.'}) {
		if len(part) == 0 || len(part) > 3 || !ascii.All(part, ascii.IsDigit) {
			return false
		}
	}
	return true
}

// hostName reports a name with a domain (RFC 1123, 2.1) in small letters: words and numbers, the last of them letters.
func hostName(value []byte) bool {
	labels, last := 0, []byte(nil)
	for label := range bytes.SplitSeq(value, []byte{'.'}) {
		if len(label) == 0 || !ascii.All(label, func(c byte) bool { return ascii.IsLower(c) || ascii.IsDigit(c) || c == '-' }) {
			return false
		}
		labels, last = labels+1, label
	}
	return labels > 1 && len(last) > 1 && ascii.All(last, ascii.IsLetter)
}
