package detect

import (
	"bytes"
	"strings"
	"unicode"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Rules of the kind uri: a secret that is a part of an address.

// uriReach is the longest address, in bytes, that is looked at.
const uriReach = 1024

// address is a URI's parts (RFC 3986, but tolerant of what people leave unescaped), as offsets into the text.
type address struct {
	user, password, host, path, query syntax.Span
}

// uri judges the address around a literal that is its scheme ("postgres://") or part of its host.
func (r *rule) uri(text []byte, start, end int, c *Candidate) bool {
	begin, from, ok := authority(text, start, end)
	if !ok {
		c.within(start-uriReach/4, end+1)
		return c.drop(judge.NoPart)
	}
	text = text[:min(len(text), from+uriReach)]
	if r.ofUser() {
		if to := from + userBytes.Run(text[from:]); bytes.IndexByte(text[from:to], '@') < 0 && !portless(text[from:to]) { // as in most addresses
			c.far = int32(to + 1)
			c.within(min(start-escapeReach, begin-1), max(end+1, to+1))
			return c.drop(judge.NoPart)
		}
	}
	a := split(text, from)
	c.far = max(a.path.End, a.query.End) + 1
	c.within(min(start-escapeReach, begin-1), max(end+1, int(c.far)))
	host := text[a.host.Start:a.host.End]
	if len(r.Hosts) > 0 && !hosted(host, r.Hosts) || r.Secret == "host" && !product(text, a.host, start, end) {
		return c.drop(judge.OtherHost)
	}
	secret, ok := r.part(text, a)
	if !ok || secret.End <= secret.Start {
		return c.drop(judge.NoPart)
	}
	value := text[secret.Start:secret.End]
	f, why := r.addressed(value)
	if why != judge.NoReason {
		return c.drop(why)
	}
	c.facts |= f
	c.Start, c.End, c.Name = secret.Start, secret.End, syntax.Span{}
	if r.Whole {
		c.core = secret
		c.Start, c.End = int32(begin), a.end(text)
	}
	user := text[a.user.Start:a.user.End]
	if secret == a.user {
		user = nil
	}
	c.facts |= addressFacts(value, user, host)
	return true
}

// product reports a literal that stands in a host and names a product there, as in grafana.acme.dev: right below com or org it is the
// site of its makers.
func product(text []byte, host syntax.Span, start, end int) bool {
	if start < int(host.Start) || end > int(host.End) {
		return false
	}
	domain, _, _ := bytes.Cut(text[end:host.End], []byte{':'})
	return text[end-1] != '.' || string(domain) != "com" && string(domain) != "org"
}

// addressed judges the secret part of an address. A host name may say that it is an example: it is none the less one.
func (r *rule) addressed(value []byte) (judge.Facts, judge.Reason) {
	switch {
	case !r.shape.none() && !r.shape.get().MatchAll(value):
		return 0, judge.NoShape
	case judge.Reference(value):
		return 0, judge.Fetched
	case r.Secret == "host":
		return 0, judge.NoReason
	case judge.Common(value) && ascii.All(value, ascii.IsUpper):
		return 0, judge.StandIn // user:PASSWORD@host
	case r.Generic && templated(value):
		return 0, judge.Template
	}
	return judge.Shaped(value)
}

// templated reports signs of a template, of a variable or of a mask in a part of an address; a "$" may end a password, and a "*" stand
// in it.
func templated(value []byte) bool {
	i := bytes.IndexByte(value, '$')
	star := bytes.IndexByte(value, '*')
	masked := star == 0 || star > 0 && (value[len(value)-1] == '*' || bytes.Contains(value, []byte("**")))
	return i >= 0 && i+1 < len(value) || bytes.ContainsAny(value, "{}<>") || masked
}

// authority finds where the address that holds text[start:end] begins, and where its authority does.
func authority(text []byte, start, end int) (begin, from int, ok bool) {
	if bytes.HasSuffix(text[start:end], []byte("://")) {
		return start, end, !continuesLeft(text, start)
	}
	lead := text[max(0, start-uriReach/4):start]
	i := bytes.LastIndex(lead, []byte("://"))
	if i < 0 || bytes.ContainsAny(lead[i:], " \t\r\n\"'<>`") {
		return 0, 0, false
	}
	scheme := i
	for scheme > 0 && (ascii.IsAlnum(lead[scheme-1]) || lead[scheme-1] == '+') {
		scheme--
	}
	return start - len(lead) + scheme, start - len(lead) + i + 3, true
}

// end returns where the address ends, without what closes a sentence or a call behind it.
func (a address) end(text []byte) int32 {
	end := max(a.host.End, a.path.End, a.query.End)
	return int32(len(bytes.TrimRight(text[:end], ".,;:)]}")))
}

// What an address goes on with, and its authority.
var (
	addressBytes = ascii.ClassOf(func(c byte) bool { return syntax.IsVisible(c) && bytes.IndexByte([]byte("\"'<>`\\|"), c) < 0 }, "")
	hostBytes    = ascii.ClassOf(isHost, ":[]")
	userBytes    = ascii.ClassOf(func(c byte) bool { return addressBytes[c] && c != '/' && c != '?' && c != '#' }, "")
)

// split takes apart the address whose authority begins at text[from:].
func split(text []byte, from int) address {
	end := from + addressBytes.Run(text[from:])
	whole := text[from:end]
	stop := len(whole)
	if i := bytes.IndexAny(whole, "/?#"); i >= 0 {
		stop = unescaped(whole, i)
	}
	var a address
	at := from
	if i := bytes.LastIndexByte(whole[:stop], '@'); i >= 0 {
		a.user = syntax.Span{Start: int32(from), End: int32(from + i)}
		if k := bytes.IndexByte(whole[:i], ':'); k >= 0 {
			a.user.End = int32(from + k)
			a.password = syntax.Span{Start: int32(from + k + 1), End: int32(from + i)}
		}
		at = from + i + 1
	}
	a.host = syntax.Span{Start: int32(at), End: int32(at + closed(text[at:from+stop]))}
	rest := whole[stop:]
	path := len(rest)
	if i := bytes.IndexAny(rest, "?#"); i >= 0 {
		path = i
		a.query = syntax.Span{Start: int32(from + stop + i + 1), End: int32(end)}
	}
	a.path = syntax.Span{Start: int32(from + stop), End: int32(from + stop + path)}
	return a
}

// closed returns how many bytes of a host's text are its own: what closes a sentence or a call around the address is not.
func closed(host []byte) int {
	if bytes.HasPrefix(host, []byte{'['}) {
		return len(bytes.TrimRight(host, ".,;)}"))
	}
	return len(bytes.TrimRight(host, ".,;)]}"))
}

// ofUser reports whether the part of an address that the rule calls its secret stands in front of the host.
func (r *rule) ofUser() bool {
	switch r.Secret {
	case "", "user", "password", "userinfo":
		return true
	}
	return false
}

// part returns the part of the address that the rule calls its secret.
func (r *rule) part(text []byte, a address) (syntax.Span, bool) {
	switch name, isQuery := strings.CutPrefix(r.Secret, "query:"); {
	case isQuery:
		return parameter(text, syntax.Span{Start: a.host.Start, End: max(a.host.End, a.path.End, a.query.End)}, name)
	case r.Secret == "path":
		return a.path, true
	case r.Secret == "host":
		return syntax.Span{Start: a.host.Start, End: a.host.Start + int32(hostBytes.Run(text[a.host.Start:a.host.End]))}, true
	case r.Secret == "user":
		return a.user, a.password.End <= a.password.Start
	case r.Secret == "userinfo" && mute(text[a.password.Start:a.password.End]):
		return a.user, tokenLike(text[a.user.Start:a.user.End]) && !a.publicKey(text)
	}
	return a.password, true
}

// mute reports a password that only says that the user in front of it is a token, or is none at all.
func mute(password []byte) bool {
	switch string(password) {
	case "", "x", "X", "x-oauth-basic", "x-oauth-token":
		return true
	}
	return false
}

// tokenLike reports a user that is no name: a run of twenty letters and digits or more.
func tokenLike(user []byte) bool {
	const shortest, digits = 20, "0123456789"
	return len(user) >= shortest && bytes.ContainsAny(user, digits) && bytes.IndexFunc(user, unicode.IsLetter) >= 0 &&
		ascii.All(user, func(c byte) bool { return ascii.IsWord(c) || c == '-' || c == '.' })
}

// publicKey reports the address that a program sends its errors to (https://docs.sentry.io/concepts/key-terms/dsn-explainer/): its user
// is a key that everybody may know, and its path ends with a number.
func (a address) publicKey(text []byte) bool {
	path := text[a.path.Start:a.path.End]
	project := path[bytes.LastIndexByte(path, '/')+1:]
	return a.user.End-a.user.Start == 32 && ascii.AllHex(text[a.user.Start:a.user.End]) && len(project) > 0 && ascii.All(project, ascii.IsDigit)
}

// parameter returns the value of a parameter: of the query, or behind a semicolon as in jdbc:sqlserver://host;password=x.
func parameter(text []byte, parts syntax.Span, name string) (syntax.Span, bool) {
	for at := int(parts.Start); at < int(parts.End); {
		n := bytes.IndexAny(text[at:parts.End], "?&;")
		if n < 0 {
			n = int(parts.End) - at
		}
		pair := bytes.TrimPrefix(text[at:at+n], []byte("amp;"))
		if key, value, ok := bytes.Cut(pair, []byte{'='}); ok && ascii.EqualFold(key, strings.ToLower(name)) {
			return syntax.Span{Start: int32(at + n - len(value)), End: int32(at + n)}, true
		}
		at += n + 1
	}
	return syntax.Span{}, false
}

// hosted reports whether host (with or without a port) is one of the patterns: a name, or "*.suffix".
func hosted(host []byte, patterns []string) bool {
	name, _, _ := bytes.Cut(host, []byte{':'})
	for _, p := range patterns {
		if suffix, ok := strings.CutPrefix(p, "*"); ok {
			if len(name) > len(suffix) && ascii.EqualFold(name[len(name)-len(suffix):], suffix) {
				return true
			}
		} else if ascii.EqualFold(name, p) {
			return true
		}
	}
	return false
}

func addressFacts(password, user, host []byte) (f judge.Facts) {
	if bytes.Equal(password, user) || len(password) < 4 || judge.Common(password) {
		f |= judge.Trivial
	}
	if told := hostFacts(host); told&judge.LocalHost == 0 || !bytes.ContainsAny(host, hostTemplates) || !irregular(password) {
		f |= told
	}
	if f == 0 && !judge.Dull(password) && ofCustomer(host) {
		f |= judge.Likely
	}
	return f
}

// servers are domains of services that give each customer's database or broker a host of its own, and put it on the public network: words
// that open one are as real as random characters.
var servers = [...]string{
	"mongodb.net", "mlab.com", "rds.amazonaws.com", "cache.amazonaws.com", "docdb.amazonaws.com", "redshift.amazonaws.com", "neon.tech",
	"supabase.co", "supabase.com", "redislabs.com", "redis-cloud.com", "upstash.io", "render.com", "rlwy.net", "railway.app", "aivencloud.com",
	"psdb.cloud", "cloudamqp.com", "elephantsql.com", "cleardb.net", "cleardb.com", "ondigitalocean.com", "database.windows.net",
	"database.azure.com", "cosmos.azure.com", "clever-cloud.com", "cockroachlabs.cloud", "hivemq.cloud", "freesqldatabase.com",
	"freemysqlhosting.net", "tidbcloud.com", "timescaledb.io", "timescale.com",
}

// ofCustomer reports whether a host is one that such a service made for a customer: a word in front of the domain is none that documentation
// writes there (cluster0.abcde.mongodb.net).
func ofCustomer(host []byte) bool {
	name, _, _ := bytes.Cut(host, []byte{':'})
	for _, domain := range servers {
		if len(name) <= len(domain) || !ascii.EqualFold(name[len(name)-len(domain):], domain) {
			continue
		}
		front, ok := bytes.CutSuffix(name[:len(name)-len(domain)], []byte{'.'})
		for ok && len(front) > 0 {
			n := ascii.Run(front, ascii.IsAlnum)
			if allotted(front[:n]) {
				return true
			}
			front = front[min(len(front), n+1):]
		}
		return false
	}
	return false
}

// allotted reports whether a word of a host's name is a service's own for a customer.
func allotted(word []byte) bool {
	return len(word) >= leastAllotted && !judge.Placeholder(word) && !judge.Dull(word) && !judge.Sequences(word) && !hosting.Is(word)
}

// leastAllotted is the length of the shortest such word, in bytes.
const leastAllotted = 5

// hosting are words of hosts of such services, and of those in documentation.
var hosting = wordlist.New([]string{
	"cluster", "cluster0", "cluster1", "instance", "database", "pooler", "region", "postgres", "containers", "singapore", "oregon", "frankfurt",
	"central", "south", "north", "southeast", "northeast", "ab1cd", "abc12", "ab123", "account", "project", "company",
	"proxy", "endpoint", "hostname", "server", "mycluster", "mydb", "myproject", "mydatabase",
}, 0)

// leastIrregular is the length in bytes from which a password that reads like none is as real beside a host that is filled in.
const leastIrregular = 10

// irregular reports a password that no words make up.
func irregular(password []byte) bool {
	return len(password) >= leastIrregular && bytes.ContainsAny(password, ascii.Digits) && bytes.ContainsFunc(password, unicode.IsLetter) &&
		!judge.Wordy(password) && !bytes.ContainsAny(password, hostTemplates)
}

// hostTemplates are signs of what is filled in.
const hostTemplates = "$%{*"

// hostFacts are what a host alone tells.
func hostFacts(host []byte) (f judge.Facts) {
	if len(host) == 0 || bytes.ContainsAny(host, hostTemplates) {
		f |= judge.LocalHost // a template
	}
	name, _, _ := bytes.Cut(host, []byte{':'})
	for _, local := range [...]string{"localhost", "127.0.0.1", "[", "0.0.0.0", "host", "hostname"} {
		if ascii.EqualFold(name, local) {
			f |= judge.LocalHost
		}
	}
	for _, domain := range [...]string{"example.com", "example.org", "example.net"} {
		if rest := len(name) - len(domain); rest >= 0 && ascii.EqualFold(name[rest:], domain) && (rest == 0 || name[rest-1] == '.') {
			f |= judge.ExampleHost // RFC 2606, 3
		}
	}
	return f
}
