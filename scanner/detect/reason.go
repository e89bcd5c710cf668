package detect

import (
	"strings"
	"time"

	"github.com/sluice-scan/sluice/rules"
)

// reason is why a judge dropped a candidate. Reasons are in the order in which judges run: where several readings of a candidate were
// tried, the greatest is of the one that came furthest.
type reason uint8

const (
	noReason reason = iota
	notText
	otherCase
	noStatement
	noPrefix
	insideWord
	noAssignment
	otherName
	otherHost
	noPart
	noShape
	nameAbout
	nameRepeated
	fetched
	naming
	standIn
	expression
	program
	phraseValue
	template
	uniform
	wordsOnly
	elsewhere
	unproven
	improbable
	noBlock
	noJWT
	noMember
	otherFile
	noMatch
	ofAsset
	ofText
	copied
	madeForTest
	bothSides
	amongLabels
	inside
	overlapped
)

// dropped says who dropped a candidate, what it saw, and what would make it keep one.
var dropped = [...]struct{ judge, saw, change string }{
	notText:      {"encoding", "the content is binary, and name and value do not stand in one string", "the same in a text"},
	otherCase:    {"literal", "the literal stands there in another case", "the literal as the rule has it"},
	noStatement:  {"statement", "no value of the rule's shape with a name in front of it follows in what the literal opens", "such a value in the same statement, or in the lines of its section"},
	noPrefix:     {"before", "what stands in front of the literal has not the rule's shape", "what the rule wants in front of the literal"},
	insideWord:   {"boundary", "it is a part of a longer word, or what follows is too long", "a sign that ends a word at both ends"},
	noAssignment: {"assignment", "nothing is assigned to the name that holds the literal", "an operator and a value behind the name"},
	otherName:    {"names", "the name lacks the words that the rule wants", "one of these words in the name"},
	otherHost:    {"host", "the address is of another host", "one of the rule's hosts"},
	noPart:       {"address", "the address lacks the part that would be the secret", "that part in the address"},
	noShape:      {"shape", "the value has not the rule's shape", "a value of that shape"},
	nameAbout:    {"name", "the name ends in a word that tells something about a secret, as id, path or type do", "a name without that word"},
	nameRepeated: {"name", "the value repeats the name", "another value"},
	fetched:      {"reference", "the value is fetched from elsewhere: a variable, a template, a store of secrets", "the value itself"},
	naming:       {"identifier", "the value names something: an address, a path, a digest, a public key", "a value that is none of these"},
	standIn:      {"placeholder", "the value stands for one: a word that people write there, a repetition, a sequence", "a value that nobody made up"},
	expression:   {"pattern", "the value is a regular expression", "a value that is none"},
	program:      {"code", "the value is not quoted and reads as a part of a program", "quotes around the value"},
	phraseValue:  {"value", "the value is short, or a phrase with blanks", "one longer word"},
	template:     {"template", "what follows makes the value the beginning of a template", "the whole value"},
	uniform:      {"entropy", "the value is more uniform than the rule allows", "a value with more bits to a byte"},
	wordsOnly:    {"words", "the value reads as words, where such secrets are random", "random characters"},
	elsewhere:    {"context", "none of the words that the rule wants stands near by", "one of these words near by"},
	unproven:     {"checksum", "its checksum is wrong, and only its form tells what it may be", "a right checksum"},
	improbable:   {"model", "from the value, its name and the text around them the model of values takes it for none", "a value, a name or a place that is more like a credential's"},
	noBlock:      {"block", "the block is of another kind, has no end, or nothing in it is a key", "a whole block of the rule's kind"},
	noJWT:        {"token", "it does not decode to a JSON Web Token with the claims that the rule wants", "a token with those claims"},
	noMember:     {"document", "no object around it has the members that the rule wants", "an object with those members"},
	otherFile:    {"file", "the file has the rule's path, and not the content that the rule wants", "such a content"},
	noMatch:      {"pattern", "the rule's pattern matches nowhere around the literal, or its entropy is too low", "a match of the pattern"},
	ofAsset:      {"data", "it stands in the data of a picture, a sound or a data: URI, or in a source map's mappings, where any token may stand by chance", "the same outside of such data"},
	ofText:       {"text", "it is base64 of a text, which is judged by itself", "the provider's name near by"},
	copied:       {"published", "a product's documentation shows this value as an example", "a value of one's own"},
	madeForTest:  {"test", "it reads as words, the model of values finds it less likely than not, and it stands in a test or in an example in a comment", "random characters, or the same in a program or a configuration"},
	bothSides:    {"check", "a test checks that it comes out as it went in: it stands twice on the line", "the value once on a line"},
	amongLabels:  {"label", "it reads as words, and so do the values around it, as in a file of translations", "random characters, or the same among other values"},
	inside:       {"part", "it is a part of something larger that is reported, and no secret alone", "the same standing alone"},
	overlapped:   {"overlap", "another rule finds it, too, and is surer", "nothing: each place is reported once"},
}

// drop notes why a candidate is dropped; it is false, for the judge to return.
func (c *Candidate) drop(why reason) bool {
	c.why = max(c.why, why)
	return false
}

// judged drops a candidate unless there is no reason to.
func (c *Candidate) judged(why reason) bool { return why == noReason || c.drop(why) }

// Trace is what the judges decided about one rule at one of its literals. Spans are of the text that was judged.
type Trace struct {
	Rule   *rules.Rule
	Anchor int32 // where the literal begins
	Name   Span  // of the name in an assignment, zero where none was read
	Value  Span  // of the secret, or of what comes nearest to one; of the literal where nothing does
	Kept   bool
	Local  bool   // told by the local stage: what becomes of one that it kept is told later
	Judge  string // that dropped it
	Saw    string
	Change string      // what would make it keep one
	Better *rules.Rule // that has the place instead, nil for none
	Model  *Weighing   // nil where the model of values was not asked, or without Worker.Weighings

	Cost time.Duration // of the local verdict, with the measuring; 0 for what is told later
}

// tellLocal tells of the local verdict on c.
func (w *Worker) tellLocal(c Candidate, kept bool) {
	if kept {
		c.why = noReason
	}
	t := w.traced(c)
	t.Local, t.Cost = true, w.cost
	w.cost = 0
	w.Trace(t)
}

// tell tells of the final verdict on c; better is 1 + the rule that has its place, 0 for none.
func (w *Worker) tell(c Candidate, better int32) {
	if w.Trace == nil {
		return
	}
	t := w.traced(c)
	if better > 0 {
		t.Better = w.rule(better - 1).Rule
	}
	w.Trace(t)
}

func (w *Worker) traced(c Candidate) Trace {
	v, r := dropped[c.why], w.rule(c.Rule).Rule
	t := Trace{
		Rule: r, Anchor: c.Anchor, Name: c.Name, Value: Span{c.Start, c.End},
		Kept: c.why == noReason, Judge: v.judge, Saw: v.saw, Change: v.change,
	}
	if r.Model || c.facts&otherShape != 0 {
		t.Model = w.told[c.weighedSpan()]
	}
	if wants := c.why.wants(r); wants != "" {
		t.Change += ": " + wants
	}
	return t
}

// weighedSpan is what of a candidate the model weighs.
func (c *Candidate) weighedSpan() Span {
	if c.core.End > 0 {
		return c.core
	}
	return Span{c.Start, c.End}
}

// wants tells what of the rule a judge held the candidate to.
func (why reason) wants(r *rules.Rule) string {
	switch why {
	case noPrefix:
		return r.Before
	case otherName:
		return strings.ReplaceAll(strings.Join(r.Names, ", "), rules.CredentialNames, "a word for a credential, as key, token or secret")
	case otherHost:
		return strings.Join(r.Hosts, ", ")
	case noStatement, noShape:
		return r.Shape
	case elsewhere:
		return strings.Join(r.Context, ", ")
	}
	return ""
}

// tellDropped tells that c is dropped after all.
func (w *Worker) tellDropped(c Candidate, why reason, better int32) {
	c.why = why
	w.tell(c, better)
}
