// Package finding defines what a scan reports: findings, the secrets in them, and the receipt of what was read. It imports
// nothing of ours, so that reports and programs built on sluice need only this package.
package finding

// Severity says how bad the exposure of such a key is.
type Severity string

// Severities, worst first.
const (
	Critical Severity = "critical"
	High     Severity = "high"
	Medium   Severity = "medium"
	Low      Severity = "low"
	Note     Severity = "note"
)

// Confidence is calibrated: High means that at least 95 % of the family's findings on the labelled sets are real, Medium at least 80 %.
type Confidence string

// Confidences, best first.
const (
	ConfidenceHigh   Confidence = "high"
	ConfidenceMedium Confidence = "medium"
	ConfidenceLow    Confidence = "low"
)

// Rank orders confidences: 3 high, 2 medium, 1 low, 0 for anything else.
func (c Confidence) Rank() int {
	switch c {
	case ConfidenceHigh:
		return 3
	case ConfidenceMedium:
		return 2
	case ConfidenceLow:
		return 1
	}
	return 0
}

// Exposure says where a key may be seen by design.
type Exposure string

// Exposures.
const (
	Server      Exposure = "server"
	Publishable Exposure = "publishable"
)

// Checksum is the result of a key's own checksum.
type Checksum string

// Checksum results.
const (
	ChecksumOK   Checksum = "ok"
	ChecksumBad  Checksum = "bad"
	ChecksumNone Checksum = "none"
)

// Status says whether a finding counts.
type Status string

// Statuses.
const (
	StatusNew        Status = "new"
	StatusBaseline   Status = "baseline"             // known when the baseline was made
	StatusIgnored    Status = "ignored"              // allowed by a marker, the configuration or the ignore file
	StatusSuppressed Status = "suppressed_in_change" // allowed only by the change that is scanned, which does not count
)

// Open reports whether a finding of that status waits for somebody: only such ones decide the exit status.
func (s Status) Open() bool { return s == StatusNew || s == StatusSuppressed }

// Position is a place in decoded text: 1-based line, 1-based column in Unicode code points.
type Position struct{ Line, Column int }

// Origin is where a finding's text came from.
type Origin struct {
	Kind   string // file, commit-message, tag, note …
	Object string // git object name, or ""
	Ref    string // or ""
}

// Commit is one commit of a finding's history.
type Commit struct {
	ID     string
	Author string // "Name <address>", as written
	Date   string // RFC 3339, in the author's zone
}

// Reach says how far a secret of a history has come, as far as the repository's refs tell.
type Reach string

// Reaches.
const (
	ReachRemote      Reach = "remote"      // a remote has a commit that holds it
	ReachLocal       Reach = "local"       // only refs of this repository lead to it: the next push may take it along
	ReachUnknown     Reach = "unknown"     // the repository is bare, a server or a mirror: its refs are for others to fetch
	ReachUnreachable Reach = "unreachable" // no ref leads to it: only a copy of the object store, or a reflog, has it
)

// Rank orders reaches: 3 remote, 2 unknown, 1 local, 0 for anything else.
func (r Reach) Rank() int {
	switch r {
	case ReachRemote:
		return 3
	case ReachUnknown:
		return 2
	case ReachLocal:
		return 1
	}
	return 0
}

// History is what a git history tells of a finding.
type History struct {
	Introduced []Commit // commits that brought the secret to one of the paths, oldest first; empty if no commit is known to hold it
	AtHead     bool     // still there in HEAD's tree
	Reach      Reach    // how far it has come; "" where nothing tells
	Removed    Commit   // the last commit that took it away from all of the paths; zero if it is still there or none is known
}

// Revoke tells how to make a key worthless.
type Revoke struct {
	Page  string   // address of the console page, or ""
	Steps []string // in order: disable, rotate, delete
}

// Part is another part of a two-part credential, in the same text as its secret.
type Part struct {
	Rule   string
	Name   string // what it is, for people
	Secret Secret
	Start  Position
	End    Position // exclusive
}

// Finding is one secret at one place.
type Finding struct {
	Rule       string
	FoundBy    string // the rule that found it, where its path told whose it is and so another one, which Rule is; else ""
	Family     string // of the rule that found it
	Provider   string // "generic" for rules without one
	Generic    bool   // only generic judges vouch for it, whoever the provider is
	Sure       bool   // random characters, and the model of values is all but sure of them
	Tested     bool   // it stands in a text that says of itself that it is a test
	Named      bool   // a provider's, which its name tells and no form of its own
	Name       string // what kind of secret, for people: "GitHub personal access token (classic)"
	Severity   Severity
	Confidence Confidence
	Exposure   Exposure
	Scope      []string // what the key itself tells: live, test, classic …
	Checksum   Checksum
	Status     Status
	Expired    string // the entry or marker that allowed it until a day that has passed, with that day; or ""

	Path  string   // "" where there is none
	Paths []string // every path of that content, sorted; Path is one of them
	Start Position
	End   Position // exclusive

	ByteOffset int64 // bytes from the start of the stored content
	ByteLength int64

	Secret      Secret
	Core        Secret // what the fingerprint is of: Secret, or the part of it that must not be guessed
	Variable    string // the name that the value was assigned to, or ""
	Fingerprint string
	Decoded     []string // encodings that were undone, outermost first
	Container   string   // "a.zip!b.txt", or ""
	Source      Origin
	Reasons     []string // what the judges saw, in their order
	Parts       []Part   // the other parts of a two-part credential: its id, its host
	Revoke      Revoke
	History     *History // nil outside a history scan
}

// Of reports whether it is a rule's: the one that it is told by, or the one that found it.
func (f *Finding) Of(rule string) bool { return rule == f.Rule || f.FoundBy != "" && rule == f.FoundBy }
