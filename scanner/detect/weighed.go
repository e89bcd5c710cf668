package detect

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/entropy"
	"github.com/sluice-scan/sluice/scanner/internal/model"
)

// Values that no provider's shape vouches for. Cheap judges refuse what plainly is none; the local model weighs the rest.

// The least probabilities of a credential for low and medium confidence. None gives high: scanner/DESIGN.md has the table.
var (
	leastLow    = model.Least(0.20)
	leastBeside = model.Least(0.05) // of the password of an account in a configuration
	leastUsual  = model.Least(0.60) // of a password that products ship with and tutorials use
	leastMedium = model.Least(0.50)
	leastTested = model.Least(0.70) // of a random value in a test
	leastChosen = model.Least(0.60) // of words
	leastSure   = model.Least(0.95) // of a random value in documentation
)

// shortestValue is the length in bytes of the shortest value that is weighed.
const shortestValue = 3

// assignedWeighed judges an assignment by its name and the model.
func (w *Worker) assignedWeighed(r *rule, text []byte, start, end int, c *Candidate) bool {
	if name, seen := w.nameAround(text, start, end); !w.called(r, c.Rule, text[name.Start:name.End]) {
		c.within(int(seen.Start), int(seen.End))
		return c.drop(otherName)
	}
	if r.Provider != rules.NoProvider && r.withinWord(text, start, end) || w.ofAnother(r, text, start, end) {
		c.within(start-maxNameWord-1, end+maxNameWord)
		return c.drop(insideWord)
	}
	a, ok := w.parse(text, start, end)
	c.far = max(c.far, a.read)
	if a.operator == noOperator {
		c.within(int(a.seen.Start), int(a.seen.End))
		return c.drop(noAssignment)
	}
	c.within(a.looked(text))
	c.Start, c.End, c.Name = a.value.Start, a.value.End, a.name
	v := a.weighed(text)
	weigh := func(item *Candidate) bool { return w.weigh(r, item, Span{item.Start, item.End}, v) }
	kept := ok && weigh(c)
	switch {
	case a.inColumn(): // with a value in the first row or without
		w.rows(a, c, text, weigh)
	case ok && a.listed(text):
		w.list(a, c, text, weigh)
	}
	return kept || !ok && c.drop(noAssignment)
}

// called reports whether a rule, which has a number, has the words of a name.
func (w *Worker) called(r *rule, number int32, name []byte) bool {
	return len(r.names) == 0 || w.answers.to(number, name, r.named)
}

// weighed returns what the model is told of the value of an assignment.
func (a *assignment) weighed(text []byte) model.Value {
	name := filledIn(text[a.name.Start:a.name.End])
	return model.Value{Text: text, NameStart: int(a.name.Start), NameEnd: int(a.name.Start) + len(name), Syntax: syntaxes[a.operator], Quoted: a.quoted}
}

// mostListed is the most items of a list that are judged behind the first.
const mostListed = 20

// listed reports whether the value is the first item of a list of quoted ones.
func (a *assignment) listed(text []byte) bool {
	if !a.quoted {
		return false
	}
	front := text[max(0, int(a.value.Start)-1-maxIndent):max(0, int(a.value.Start)-1)]
	front = bytes.TrimRight(front, " \t\r\n")
	return len(front) > 0 && (front[len(front)-1] == '[' || front[len(front)-1] == '{')
}

// other judges another value under the name of an assignment, whose verdict reads what that of the value does.
func (w *Worker) other(c *Candidate, start, end int, judge func(item *Candidate) bool) {
	item := *c
	item.facts, item.Start, item.End = 0, int32(start), int32(end)
	last := len(w.more)
	w.more = append(w.more, item)
	kept := judge(&w.more[last])
	c.widen(w.more[last].lo, w.more[last].hi)
	if !kept {
		w.more = w.more[:last]
	}
}

// list judges the items behind the first of a list of quoted values.
func (w *Worker) list(a assignment, c *Candidate, text []byte, judge func(item *Candidate) bool) {
	text = text[:min(len(text), int(a.name.End)+valueReach)]
	c.widen(a.name.Start, a.name.End+valueReach+model.Behind+1)
	quote := text[a.value.Start-1]
	at := min(len(text), int(a.value.End))
	for range mostListed {
		rest := text[at:]
		n := run(rest, func(c byte) bool { return isSpace(c) || c == ',' || c == quote })
		if n < 3 || rest[0] != quote || rest[n-1] != quote {
			return
		}
		end := bytes.IndexByte(rest[n:], quote)
		if end < 0 {
			return
		}
		w.other(c, at+n, at+n+end, judge)
		at += n + end
	}
}

// syntaxes are what the model calls the parser's operators.
var syntaxes = [...]model.Syntax{
	noOperator: model.NoSyntax, equals: model.Equals, colon: model.Colon, comma: model.Comma, call: model.Call,
	element: model.Element, flag: model.Flag, juxtaposed: model.Juxtaposed, attribute: model.Attribute,
	otherwise: model.Otherwise, column: model.Colon, inserted: model.Colon,
}

// weigh judges a value for c; v says where it stands.
func (w *Worker) weigh(r *rule, c *Candidate, whole Span, v model.Value) bool {
	telling := longestText(v.Text, whole)
	v.Start, v.End = int(telling.Start), int(telling.End)
	if w.observe != nil {
		w.observe(r, v)
	}
	score, pair, why := w.weights.of(&v)
	if why != noReason {
		return c.drop(why)
	}
	c.far = max(c.far, whole.End+model.Behind+1)
	if handedOn(&v) {
		return c.drop(program)
	}
	random := pair.Random()
	c.widen(int32(min(v.NameStart, v.Start)-model.Before-1), c.far)
	if w.Weighings {
		w.explain(&v)
	}
	sure := v.Syntax == model.Userinfo         // what stands behind the colon is a password whatever it looks like
	placed := sure || v.Syntax == model.Header // the rule knows the value by what is written around it, not by a name
	value, local := v.Text[v.Start:v.End], c.facts&localHost != 0
	beside := !placed && score < leastUsual && score >= leastBeside && pair.NamesPassword() && besideUser(&v)
	switch {
	case beside:
		c.facts |= trivial
	case score < leastLow && !sure:
		return c.drop(improbable)
	case !random && !placed && score < leastUsual && common(value):
		return c.drop(improbable)
	case !random && sure && local && (score < leastMedium || c.facts&trivial != 0):
		return c.drop(improbable)
	}
	if score < leastTested {
		c.facts |= midway
	}
	if score < leastMedium && (!placed || !random || score < leastLow) {
		c.facts |= unlikely
	}
	switch is, _ := spoken(value); {
	case is:
		c.facts |= words
	case !random:
		c.facts |= words
		if score >= leastChosen && pair.NamesPassword() && !placed && chosen(value) {
			c.facts |= likely
		}
	case score >= leastSure && !hidesText(value) && !dull(value):
		c.facts |= certain
	}
	if (uuid(value) || numberedUUID(value)) && !pair.NamesSecret() && !sure && !r.Header {
		c.facts |= uuidValue
	}
	if alphabet(value) || counting(value) || placeholder(value) || sequences(value) || takesTurns(value) {
		c.facts |= madeUp
	}
	if !r.aside() && salts.ends(v.Text[v.NameStart:v.NameEnd]) {
		c.facts |= namedAside
	}
	if example(v.Text[max(0, v.NameStart-model.Before):v.NameStart]) {
		c.facts |= commented
	}
	return true
}

// salts are last words of names of what is hashed along with a password, and lies beside the hash.
var salts = newWordList([]string{"salt", "salts"}, longWord)

// Weighing is what the model of values made of one.
type Weighing struct {
	Probability float64  // of a credential
	Reasons     []Weight // the features that counted most, the first of them most
}

// Weight is what one feature of a value, its name or the text around them adds to the log-odds of a credential. It tells nothing of the
// value's characters but their kinds.
type Weight struct {
	Says string
	Adds float64
}

// mostReasons is how many features are told of a value.
const mostReasons = 5

// explain remembers what decided about a value, for the traces of the rules that it is weighed for.
func (w *Worker) explain(v *model.Value) {
	score, reasons := model.Explain(v, mostReasons)
	told := &Weighing{Probability: score.Probability()}
	for _, r := range reasons {
		told.Reasons = append(told.Reasons, Weight{r.String(), r.Adds.LogOdds()})
	}
	if w.told == nil {
		w.told = map[Span]*Weighing{}
	}
	w.told[Span{int32(v.Start), int32(v.End)}] = told
}

// prompts are those of interpreters: what stands behind one was typed to show something.
var prompts = [...]string{"irb>", "irb(", ">>> ", "iex>", "iex(", "pry>", "pry(", "In [", "jshell> ", "scala> ", "julia> ", "ghci> "}

// saidExamples are words of a sentence that make what follows in it an example.
var saidExamples = [...]string{"for example", "for instance", "e.g.", "example:"}

// saidExample reports whether a line's last sentence says that it is an example: For example, if your key is …
func saidExample(line []byte) bool {
	return slices.ContainsFunc(saidExamples[:], func(word string) bool {
		i := lastFold(line, word)
		return i >= 0 && !bytes.Contains(line[i+len(word):], []byte(". "))
	})
}

// lastFold returns where the last word (lower-case ASCII) begins in text, in any case, or -1.
func lastFold(text []byte, word string) int {
	for i := len(text) - len(word); i >= 0; i-- {
		if equalFold(text[i:i+len(word)], word) {
			return i
		}
	}
	return -1
}

// example reports whether what stands in front of a name makes its line an example: code that is indented behind the mark of a comment, as
// documentation tools want it, a line of an interpreter's transcript, or a sentence that says so.
func example(before []byte) bool {
	line := bytes.TrimLeft(before[lastNewline(before)+1:], " \t")
	if saidExample(line) {
		return true
	}
	for _, prompt := range prompts {
		if bytes.HasPrefix(line, []byte(prompt)) {
			return true
		}
	}
	for _, mark := range [...]string{"#", "//", "*", "--", ";"} {
		if rest, ok := bytes.CutPrefix(line, []byte(mark)); ok {
			rest = bytes.TrimLeft(rest, mark)
			return bytes.HasPrefix(rest, []byte("   ")) || bytes.HasPrefix(rest, []byte("\t"))
		}
	}
	return false
}

// hopeless tells why the cheap judges refuse a value. A user of an address may be called anything, and its password may be written like
// a part of a program: the address is text.
func hopeless(v *model.Value) reason {
	name, quoted := v.Text[v.NameStart:v.NameEnd], v.Quoted
	switch v.Syntax {
	case model.Userinfo:
		name, quoted = nil, true
	case model.Header:
		name = nil // a scheme, or an option such as --header
	}
	return refused(name, v.Text[v.Start:v.End], quoted)
}

// refused tells why a value is no credential whatever surrounds it.
func refused(name, value []byte, quoted bool) reason {
	switch {
	case len(value) < shortestValue || all(value, func(c byte) bool { return c < 0x80 && !isAlnum(c) }):
		return phraseValue
	case reference(value):
		return fetched
	case identifier(value), dateFormat(value), serialized(value), resource(value), slackID(value), twilioID(value), cartToken(value), releasedPlugin(value):
		return naming
	case patternLike(value):
		return expression
	case cipherList(value), drawing(value), pageAnchor(value), bytecode(value), negative(value):
		return naming
	case scopeHoisted(value), concatenated(value):
		return program
	case bytes.HasPrefix(value, []byte("data:")) && bytes.IndexByte(value, ',') > 0: // RFC 2397
		return ofAsset
	case namedKey(name, value):
		return naming
	case characterReferences(value), doi(value), typedID(value), paint(name, value), !quoted && sibling(name, value):
		return naming
	case blank(value), yours(value), translated(value), foreign(value), interleaved(value), markup(value):
		return standIn
	case len(value) >= 8 && (entropy.Shannon(value) < 1.5 || repeated(value)):
		return uniform
	case !quoted && (member(value) || ownMember(name, value) || scoped(value) || pseudoClass(value)):
		return program
	case about(name):
		return nameAbout
	}
	return noReason
}

// resource reports the number of a resource in an Android app, in decimal digits: 0x7f010000 to 0x7fffffff.
func resource(value []byte) bool {
	return len(value) == len("2130771968") && all(value, isDigit) && string(value) >= "2130771968" && string(value) <= "2147483647"
}

// dateFormat reports how a date is to be written: %Y-%m-%dT%H:%M:%S (strftime(3)), yyyy-MM-dd HH:mm:ss (Unicode Technical Standard 35).
func dateFormat(value []byte) bool {
	has := func(a, b string) bool { return bytes.Contains(value, []byte(a)) && bytes.Contains(value, []byte(b)) }
	if (has("yy", "MM") || has("HH", "mm") || has("hh", "mm")) && dateBytes.run(value) == len(value) {
		return true
	}
	return bytes.Contains(value, []byte("%Y")) && bytes.Contains(value, []byte("%m")) || bytes.Contains(value, []byte("%H:%M"))
}

// dateBytes are fields of a date and what stands between them.
var dateBytes = classOf(isSpace, "yYMdDhHmsSaAEZzXTQ-/.:,+'")

// scopeHoisted reports an identifier that a bundler made of a module's number and what it exports (Parcel): $0c88dccd73f5641e$export$7deb….
func scopeHoisted(value []byte) bool {
	for _, mark := range [...]string{"$export$", "$var$", "$import$"} {
		if bytes.Contains(value, []byte(mark)) {
			return true
		}
	}
	return false
}

// serialized reports what PHP's serialize makes of a list, an object or a text: a:2:{s:64:"…
func serialized(value []byte) bool {
	if len(value) < 4 || bytes.IndexByte([]byte("aOs"), value[0]) < 0 || value[1] != ':' {
		return false
	}
	n := run(value[2:], isDigit)
	rest := bytes.TrimLeft(value[2+n:], `\`)
	return n > 0 && len(rest) > 1 && rest[0] == ':' && bytes.IndexByte([]byte(`{"\`), rest[1]) >= 0
}

// blank reports whether a value leaves a place free: one character over and over, an ellipsis.
func blank(value []byte) bool {
	return all(value[1:], func(c byte) bool { return lower(c) == lower(value[0]) }) || bytes.Contains(value, []byte("...")) ||
		bytes.Contains(value, []byte("…"))
}

// A value that is one short unit over and over, in any case.
const (
	longestUnit = 12 // bytes
	fewestUnits = 3
)

// repeated reports whether a value is one short unit over and over: 12341234123.
func repeated(value []byte) bool {
	for unit := 1; unit <= longestUnit && unit*fewestUnits <= len(value); unit++ {
		i := unit
		for i < len(value) && lower(value[i]) == lower(value[i-unit]) {
			i++
		}
		if i == len(value) {
			return true
		}
	}
	return false
}

// interleaved reports two sequences that take turns: a1b2c3d4.
func interleaved(value []byte) bool {
	for i := 2; i < len(value); i++ {
		if lower(value[i]) != lower(value[i-2])+1 {
			return false
		}
	}
	return len(value) >= 8
}

// alphabet reports whether most characters follow the one in front of them: ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef.
func alphabet(value []byte) bool {
	following := 0
	for i := 1; i < len(value); i++ {
		if lower(value[i]) == lower(value[i-1])+1 {
			following++
		}
	}
	return len(value) >= 20 && following*5 >= len(value)*4
}

// shortestSequence is the length, in bytes, from which a sequence that follows another is hardly a part of a password: abc123 may be one.
const shortestSequence = 5

// sequences reports nothing but ascending and descending sequences, one behind the other: 54321abcde.
func sequences(value []byte) bool {
	for len(value) >= shortestSequence {
		up, down := 1, 1
		for up < len(value) && follows(value[up-1], value[up]) {
			up++
		}
		for down < len(value) && follows(value[down], value[down-1]) {
			down++
		}
		n := max(up, down)
		if n < shortestSequence {
			return false
		}
		value = value[n:]
	}
	return len(value) == 0
}

// takesTurns reports letters and digits that go on where the last ones of their kind ended: abc123def456, in any case.
func takesTurns(value []byte) bool {
	letter, digit := byte(0), byte(0)
	letters, digits := 0, 0
	for _, c := range value {
		switch {
		case isDigit(c) && (digits == 0 || follows(digit, c)):
			digit = c
			digits++
		case isLetter(c) && (letters == 0 || follows(letter, lower(c))):
			letter = lower(c)
			letters++
		default:
			return false
		}
	}
	return letters >= 5 && digits >= 5
}

// follows reports whether b is the letter or digit behind a, in any case.
func follows(a, b byte) bool {
	return isAlnum(a) && isAlnum(b) && (lower(b) == lower(a)+1 || a == '9' && b == '0')
}

// counting reports hexadecimal digits of bytes that count up: 000102030405.
func counting(value []byte) bool {
	value = bytes.TrimPrefix(value, []byte("0x"))
	if len(value) < 16 || len(value)%2 != 0 || !allHex(value) {
		return false
	}
	for i := 2; i+1 < len(value); i += 2 {
		if hexByte(value[i:]) != hexByte(value[i-2:])+1 {
			return false
		}
	}
	return true
}

// hexByte returns the byte that the two hexadecimal digits in front of b stand for.
func hexByte(b []byte) byte { return hexDigit(b[0])<<4 | hexDigit(b[1]) }

func hexDigit(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return lower(c) - 'a' + 10
}

// markup reports whether a value begins with an element of HTML or SVG.
func markup(value []byte) bool {
	return value[0] == '<' && len(value) > 1 && isLower(value[1]) && bytes.IndexByte(value, ' ') > 0 && bytes.IndexByte(value, '=') > 0
}

// ownMember reports a member of the same name, with which one object is made from another: get_token_2f9c: a.get_token_2f9c.
func ownMember(name, value []byte) bool {
	rest, ok := bytes.CutSuffix(value, name)
	return ok && len(name) > 0 && len(rest) > 1 && rest[len(rest)-1] == '.'
}

// member reports whether an unquoted value is an expression of a program: a call, an index, a member.
func member(value []byte) bool {
	if bytes.ContainsAny(value, brackets) {
		return grammatical(value)
	}
	digits := 0
	for _, c := range value {
		if isDigit(c) {
			digits++
		}
	}
	return digits < 4 && isLetter(value[0]) && bytes.IndexByte(value, '.') > 0 && bytes.IndexByte(value, '=') < 0
}
