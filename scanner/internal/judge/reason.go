package judge

// Reason is why a judge dropped a candidate. Reasons are in the order in which judges run: where several readings of a candidate were
// tried, the greatest is of the one that came furthest.
type Reason uint8

// The reasons; Verdict says what each of them is.
const (
	NoReason Reason = iota
	NotText
	OtherCase
	NoStatement
	NoPrefix
	InsideWord
	NoAssignment
	OtherName
	OtherHost
	NoPart
	NoShape
	NameAbout
	NameRepeated
	Fetched
	Naming
	StandIn
	Expression
	Program
	PhraseValue
	Template
	Uniform
	WordsOnly
	Elsewhere
	Unproven
	Improbable
	NoBlock
	NoJWT
	NoMember
	OtherFile
	NoMatch
	OfAsset
	OfText
	Copied
	MadeForTest
	BothSides
	AmongLabels
	Inside
	Overlapped
)

// verdict is what a judge says of what it drops: its own name, what it saw, and what would make it keep such a candidate.
type verdict struct{ Judge, Saw, Change string }

// Verdict returns what the judge says that dropped a candidate, nothing for noReason.
func (why Reason) Verdict() verdict { return verdicts[why] }

var verdicts = [...]verdict{
	NotText:      {"encoding", "the content is binary, and name and value do not stand in one string", "the same in a text"},
	OtherCase:    {"literal", "the literal stands there in another case", "the literal as the rule has it"},
	NoStatement:  {"statement", "no value of the rule's shape with a name in front of it follows in what the literal opens", "such a value in the same statement, or in the lines of its section"},
	NoPrefix:     {"before", "what stands in front of the literal has not the rule's shape", "what the rule wants in front of the literal"},
	InsideWord:   {"boundary", "it is a part of a longer word, or what follows is too long", "a sign that ends a word at both ends"},
	NoAssignment: {"assignment", "nothing is assigned to the name that holds the literal", "an operator and a value behind the name"},
	OtherName:    {"names", "the name lacks the words that the rule wants", "one of these words in the name"},
	OtherHost:    {"host", "the address is of another host", "one of the rule's hosts"},
	NoPart:       {"address", "the address lacks the part that would be the secret", "that part in the address"},
	NoShape:      {"shape", "the value has not the rule's shape", "a value of that shape"},
	NameAbout:    {"name", "the name ends in a word that tells something about a secret, as id, path or type do", "a name without that word"},
	NameRepeated: {"name", "the value repeats the name", "another value"},
	Fetched:      {"reference", "the value is fetched from elsewhere: a variable, a template, a store of secrets", "the value itself"},
	Naming:       {"identifier", "the value names something: an address, a path, a digest, a public key", "a value that is none of these"},
	StandIn:      {"placeholder", "the value stands for one: a word that people write there, a repetition, a sequence", "a value that nobody made up"},
	Expression:   {"pattern", "the value is a regular expression", "a value that is none"},
	Program:      {"code", "the value is not quoted and reads as a part of a program", "quotes around the value"},
	PhraseValue:  {"value", "the value is short, or a phrase with blanks", "one longer word"},
	Template:     {"template", "what follows makes the value the beginning of a template", "the whole value"},
	Uniform:      {"entropy", "the value is more uniform than the rule allows", "a value with more bits to a byte"},
	WordsOnly:    {"words", "the value reads as words, where such secrets are random", "random characters"},
	Elsewhere:    {"context", "none of the words that the rule wants stands near by", "one of these words near by"},
	Unproven:     {"checksum", "its checksum is wrong, and only its form tells what it may be", "a right checksum"},
	Improbable:   {"model", "from the value, its name and the text around them the model of values takes it for none", "a value, a name or a place that is more like a credential's"},
	NoBlock:      {"block", "the block is of another kind, has no end, or nothing in it is a key", "a whole block of the rule's kind"},
	NoJWT:        {"token", "it does not decode to a JSON Web Token with the claims that the rule wants", "a token with those claims"},
	NoMember:     {"document", "no object around it has the members that the rule wants", "an object with those members"},
	OtherFile:    {"file", "the file has the rule's path, and not the content that the rule wants", "such a content"},
	NoMatch:      {"pattern", "the rule's pattern matches nowhere around the literal, or its entropy is too low", "a match of the pattern"},
	OfAsset:      {"data", "it stands in the data of a picture, a sound or a data: URI, or in a source map's mappings, where any token may stand by chance", "the same outside of such data"},
	OfText:       {"text", "it is a text in base64 or hexadecimal digits, which is judged by itself", "the provider's name near by"},
	Copied:       {"published", "a product's documentation shows this value as an example", "a value of one's own"},
	MadeForTest:  {"test", "it reads as words, the model of values finds it less likely than not, and it stands in a test or in an example in a comment", "random characters, or the same in a program or a configuration"},
	BothSides:    {"check", "a test checks that it comes out as it went in: it stands twice on the line", "the value once on a line"},
	AmongLabels:  {"label", "it reads as words, and so do the values around it, as in a file of translations", "random characters, or the same among other values"},
	Inside:       {"part", "it is a part of something larger that is reported, and no secret alone", "the same standing alone"},
	Overlapped:   {"overlap", "another rule finds it, too, and is surer", "nothing: each place is reported once"},
}
