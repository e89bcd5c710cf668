// Package rules holds detection rules as data and checks them; no matching happens here. Built-in rules are the files
// providers/NAME.toml, one for each provider, with examples and negatives beside each rule.
package rules

import "strings"

// Kind is a rule's general mechanism.
type Kind string

// The kinds.
const (
	// Token: one of Literals, with Shape directly after it (and Before directly in front of it).
	Token Kind = "token"
	// Assignment: name = value in any syntax; a literal occurs in the name, the name's words match, the value has Shape.
	Assignment Kind = "assignment"
	// URI: an address whose scheme or host is a literal; the secret is its password, a query parameter or its path.
	URI Kind = "uri"
	// Block: text between a begin and an end line (PEM).
	Block Kind = "block"
	// JWT: a JSON Web Token, with predicates on its header and claims.
	JWT Kind = "jwt"
	// Document: a member of a JSON object, a YAML mapping, an XML element or an INI section whose other members say what it is.
	Document Kind = "document"
	// File: a file whose path tells what it is, and its content, where the rule says what that looks like.
	File Kind = "file"
	// Regex: a user's own pattern.
	Regex Kind = "regex"
	// Beside: what stands beside a credential that another rule found, and makes its use unsafe.
	Beside Kind = "beside"
)

// NoProvider is the provider of rules that have none: what they find may be anybody's.
const NoProvider = "generic"

// Rule is one way to recognise one kind of secret. Text fields are as in the TOML file; docs/rules.md tells what each says.
type Rule struct {
	ID       string `toml:"id"`       // kebab-case, unique
	Family   string `toml:"family"`   // identity of the secret kind in fingerprints; default ID
	Provider string `toml:"provider"` // slug of the provider, from the file; [NoProvider] where there is none
	Name     string `toml:"name"`     // for people
	Kind     Kind   `toml:"kind"`

	// Literals are the anchors: ASCII, 3 bytes or more, the last of which may be a tab or the end of a line, found by one pass over the
	// bytes. For a token they are matched with their case, unless IgnoreCase.
	Literals []string `toml:"literals"`

	// Anchor (token only) stands in the place of Literals: OnRun for tokens that no literal begins, but whose shape is rare.
	Anchor string `toml:"anchor"`

	// Shape is what the value looks like, in the syntax of package shape. For a token it begins behind the literal and the
	// secret is literal + shape, unless a group (?P<secret>…) says otherwise. Else it is the whole value.
	Shape string `toml:"shape"`
	// Wider (token, assignment) is a shape around Shape: what has only this one is reported with low confidence, for where sources
	// differ on the shape.
	Wider string `toml:"wider"`
	// Before (token only) is the shape of what must stand directly in front of the literal; it belongs to the secret, or has a group
	// (?P<secret>…) that is the secret.
	Before string `toml:"before"`
	// Each (token only) is the shape of an item of the list that the literal, and Shape if there is one, open: each item that follows the one
	// before has a secret, its group (?P<secret>…). An item in which the group takes no part is passed over.
	Each string `toml:"each"`
	// Boundary (token only): "word" (default) wants no letter, digit or underscore at either end, "none" wants nothing.
	Boundary string `toml:"boundary"`

	// Names (assignment): alternatives; each is words that the name must hold in that order ("api key" matches
	// API_KEY, apiKey, x-api-key). Empty: a literal in the name is enough. The entry CredentialNames stands for the words that
	// people use for a secret of any kind.
	Names []string `toml:"names"`
	// Context (assignment, token): one of these words must stand in the name, the key path, the file name or on the lines near by.
	Context []string `toml:"context"`

	// Published are values that the provider's own documentation shows, as the first 16 hexadecimal digits of their SHA-256: they are
	// reported with low confidence.
	Published []string `toml:"published"`
	// URI only. Secret is one of "password", "user" (without a password), "userinfo" (the password, or a user that looks like a token
	// where that says nothing), "path", "host", "query:NAME" (a parameter, also one behind ; or in a JDBC address); Hosts are host names
	// or "*.suffix"; empty allows any.
	Hosts  []string `toml:"hosts"`
	Secret string   `toml:"secret"`

	// Paths (file only) are ends of paths, in any case: names joined by /, in which * stands for any characters but /. The file must
	// begin with one of Magic, bytes in hexadecimal digits, behind "N:" if they stand at another offset, and hold one of Literals in its
	// first MiB, if there are any. Each line of Shape is a secret; without a shape the whole file is one.
	Paths []string `toml:"paths"`
	Magic []string `toml:"magic"`

	// Labels (block only): the words between "-----BEGIN " and "-----".
	Labels []string `toml:"labels"`

	// Claims (jwt only): path of a claim or of "header.NAME" to its wanted value; a "*" at its end stands for any rest.
	Claims map[string]string `toml:"claims"`
	// Members (document only): members of the same object that must have these values; "*" wants only presence.
	Members map[string]string `toml:"members"`
	// Member (document only): the name of the member that holds the secret; "data.*" for every member of the member data, and so on
	// downwards. In XML the names of elements that lead there, the last with @ for an attribute; in INI "section.key", or "key".
	Member string `toml:"member"`
	// Format (document only): what the document is written in, JSON if empty.
	Format string `toml:"format"`
	// Decode (document, assignment, token): how the value is encoded. What an assignment hides in base64 is what is reported, and must
	// be text; see [Rule.Stands].
	Decode string `toml:"decode"`

	// Where (beside only) is where a word of Context must stand: "address", as the scheme of the address that holds the credential;
	// "query", the same for one in the query; "lines", on its lines and WithinLines lines around. Unless are words in that text that
	// make it safe.
	Where  string   `toml:"where"`
	Unless []string `toml:"unless"`

	// Pattern, Engine, Group (regex only): RE2 syntax, or .NET syntax with Engine "regexp2"; Group is the number of the
	// group that is the secret, 0 the first that matched, else the whole match.
	Pattern string `toml:"pattern"`
	Engine  string `toml:"engine"`
	Group   int    `toml:"group"`

	// Pair are the ids of rules that find the other parts of the same credential: its id, its host. The nearest of each within
	// WithinLines lines (default 10) is told as a part of it and not on its own. A part without the credential stays a finding.
	Pair        []string `toml:"pair"`
	WithinLines int      `toml:"within_lines"`

	MinEntropy float64 `toml:"min_entropy"` // bits per byte of the secret's variable part; 0 asks for none
	Checksum   string  `toml:"checksum"`    // a name of Proofs

	Severity   string `toml:"severity"`   // critical, high, medium, low, note
	Confidence string `toml:"confidence"` // high, medium, low
	Exposure   string `toml:"exposure"`   // server (default) or publishable
	// Tells is what a key of this rule says beyond Scope, and how: AWSAccount. JSON Web Tokens tell issuer and time without it.
	Tells string   `toml:"tells"`
	Scope []string `toml:"scope"` // what a key of this rule tells of itself: live, test, classic, admin …

	// Manual is nil of a built-in rule: [Rule.Unpacked] has it.
	*Manual

	file string // where it was read, for errors

	// Flags stand side by side, since there are thousands of rules.

	// Generic: no provider's shape vouches for the value, so it is judged as what might be a secret. Rules of [NoProvider] always are.
	Generic bool `toml:"generic"`
	// IgnoreCase (token only): the literals are found in any case.
	IgnoreCase bool `toml:"ignore_case"`
	// Statement (assignment only): the literal may also stand in front of the name: in the same statement, or in the key, heading
	// or comment that opens the lines of the name.
	Statement bool `toml:"statement"`
	// Namesake (assignment only): the literals are words for other things, too, as a library or a keyword: they count only in the value's
	// own name or right in front of it, and with the rule's shape.
	Namesake bool `toml:"namesake"`
	// Column (assignment only): the name is that of a column of a table, as of rows that SQL inserts, or of separated values.
	Column bool `toml:"column"`
	// Model (assignment, uri, token, file): no shape vouches for the value, so the local model of values decides on it. A file must
	// then hold nothing but what has the shape, whose name is the one of Names; of a token, too, where its place tells what it is.
	Model bool `toml:"model"`
	// Header (assignment, token): the value authenticates a request to whoever it is sent to: it is an authorization, and may be any
	// provider's, though no name says so.
	Header bool `toml:"header"`
	// Whole (uri only): what is reported is the whole address, because it opens something as it is; its identity stays that of Secret.
	Whole bool `toml:"whole"`
	// Anywhere (regex only) says that a literal may stand anywhere in the text, not only where the pattern matches. No rule file
	// can say it.
	Anywhere bool `toml:"-"`
	// Apart (regex and file only) says that whether the rule speaks of a place is decided only when all is known of it: until then its
	// matches and those of others that overlap leave each other alone. No rule file can say it.
	Apart  bool `toml:"-"`
	packed bool // its manual is in manuals.bin
}

// The values of Format and Decode.
const (
	YAML   = "yaml"
	XML    = "xml"
	INI    = "ini"
	Base64 = "base64"

	// Ways to hide a password with a key that everybody knows.
	Cisco7      = "cisco-7"
	Junos9      = "junos-9"
	Rclone      = "rclone"
	GroupPolicy = "group-policy"
	WebSphere   = "websphere"
	VNC         = "vnc"
	Jetty       = "jetty"
	Unattend    = "unattend"
)

// OnRun in Anchor: the token holds a run of RunOfLetters letters of base64, with words that dots, colons or bars join to it, and Shape
// is all of it.
const OnRun = "run"

// Bounds of what has the anchor OnRun, in bytes.
const (
	RunOfLetters = 24
	LongestRun   = 512
)

// Stands reports whether what the rule finds is told as it stands, with what it stands for as a part of the finding: tokens, which
// people search a file for, and what is hidden by more than base64.
func (r *Rule) Stands() bool { return r.Kind == Token || r.Decode != Base64 }

// Decodings returns the values of Decode.
func Decodings() []string {
	return []string{Base64, Cisco7, Junos9, Rclone, GroupPolicy, WebSphere, VNC, Jetty, Unattend}
}

// AWSAccount in Tells: an AWS access key id, which holds the number of its account.
const AWSAccount = "aws-account"

// JSONMembers begins Tells of a token that holds a JSON object in base64: behind it stand which members are told, and as what, as in
// "json org=organization m.r=region".
const JSONMembers = "json "

// CredentialNames in Names stands for these words: "api key", "token", "secret", "password" and their kind.
const CredentialNames = "@credential"

// credentialWords are what CredentialNames stands for.
var credentialWords = [...]string{
	"key", "keys", "apikey", "token", "secret", "password", "passwd", "pass", "pwd", "credential", "credentials", "auth", "authorization",
	"authentication", "bearer", "access", "api", "accesstoken", "apitoken", "authtoken", "authkey", "accesskey", "secretkey", "privatekey",
	"apisecret", "private", "appkey", "appsecret", "clientsecret", "pat", "jwt", "webhook",
}

// NameWords returns the alternatives of Names as they are looked for: in lower case, without spaces, CredentialNames
// replaced. The slice may be shared.
func (r *Rule) NameWords() []string {
	if len(r.Names) == 1 && r.Names[0] == CredentialNames {
		return credentialWords[:]
	}
	var out []string
	for _, n := range r.Names {
		if n == CredentialNames {
			out = append(out, credentialWords[:]...)
			continue
		}
		out = append(out, strings.ToLower(strings.ReplaceAll(n, " ", "")))
	}
	return out
}

// Manual is what a rule says to people, and what tests it: a scan needs none of it before something is found.
type Manual struct {
	Revoke     Revoke   `toml:"revoke"`
	References []string `toml:"references"` // addresses of the provider's documentation
	Documented *bool    `toml:"documented"` // false: no documentation of the shape could be found
	Examples   []string `toml:"examples"`   // each gives a finding of this rule
	Negatives  []string `toml:"negatives"`  // none does with the confidence of the rule
}

// Revoke tells how to make a key worthless.
type Revoke struct {
	Page  string   `toml:"page"`
	Steps []string `toml:"steps"`
}

// Set is rules in a fixed order.
type Set struct {
	Rules []Rule

	digest  string  // "" where it must be computed
	anchors Anchors // of the built-in rules; without texts where they must be collected
}
