package detect

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/model"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Values that no provider's shape vouches for. Cheap judges refuse what plainly is none; the local model weighs the rest.

// The least probabilities of a credential for low and medium confidence. None gives high: scanner/DESIGN.md has the table.
var (
	leastLow    = model.Least(0.20)
	leastBeside = model.Least(0.05) // of the password of an account in a configuration
	leastKeyed  = model.Least(0.01) // of the key of a block cipher
	leastUsual  = model.Least(0.60) // of a password that products ship with and tutorials use
	leastMedium = model.Least(0.50)
	leastTested = model.Least(0.70) // of a random value in a test
	leastChosen = model.Least(0.60) // of words
	leastSure   = model.Least(0.95) // of a random value in documentation
)

// assignedWeighed judges an assignment by its name and the model.
func (w *Worker) assignedWeighed(r *rule, text []byte, start, end int, c *Candidate) bool {
	name, seen := w.names.Around(text, start, end)
	if !w.called(r, c.Rule, text[name.Start:name.End]) {
		c.within(int(seen.Start), int(seen.End))
		return c.drop(judge.OtherName)
	}
	if r.Provider != rules.NoProvider && r.withinWord(text, start, end) || w.ofAnother(r, text, start, end) {
		c.within(min(int(seen.Start), start-judge.MaxNameWord-1), max(int(seen.End), end+judge.MaxNameWord)) // the name was asked first
		return c.drop(judge.InsideWord)
	}
	a, ok := w.parse(text, start, end)
	c.far = max(c.far, a.Read)
	if a.Operator == syntax.NoOperator {
		c.within(int(a.Seen.Start), int(a.Seen.End))
		return c.drop(judge.NoAssignment)
	}
	c.within(a.Looked(text))
	c.Start, c.End, c.Name = a.Value.Start, a.Value.End, a.Name
	v := valueOf(&a, text)
	weigh := func(item *Candidate) bool { return w.weigh(r, item, syntax.Span{Start: item.Start, End: item.End}, v) }
	kept := ok && weigh(c)
	switch {
	case a.InColumn(): // with a value in the first row or without
		w.rows(a, c, text, weigh)
	case ok && a.Listed(text):
		w.list(a, c, text, weigh)
	}
	return kept || !ok && c.drop(judge.NoAssignment)
}

// called reports whether a rule, which has a number, has the words of a name.
func (w *Worker) called(r *rule, number int32, name []byte) bool {
	return len(r.names) == 0 || w.answers.to(number, name, r.named)
}

// valueOf returns what the model is told of the value of an assignment.
func valueOf(a *syntax.Assignment, text []byte) model.Value {
	name := judge.FilledIn(text[a.Name.Start:a.Name.End])
	return model.Value{Text: text, NameStart: int(a.Name.Start), NameEnd: int(a.Name.Start) + len(name), Syntax: syntaxes[a.Operator], Quoted: a.Quoted}
}

// rows judges the values of a column in the rows behind the first.
func (w *Worker) rows(a syntax.Assignment, c *Candidate, text []byte, judge func(item *Candidate) bool) {
	c.widen(a.Name.Start-syntax.HeadLeft, a.Name.End+syntax.RowsReach+model.Behind+1)
	a.EachRow(text, func(value syntax.Span) { w.other(c, value, judge) })
}

// list judges the items behind the first of a list.
func (w *Worker) list(a syntax.Assignment, c *Candidate, text []byte, judge func(item *Candidate) bool) {
	c.widen(a.Name.Start, a.Name.End+syntax.ValueReach+model.Behind+1)
	a.EachItem(text, func(value syntax.Span) { w.other(c, value, judge) })
}

// other judges another value under the name of an assignment, whose verdict reads what that of the value does.
func (w *Worker) other(c *Candidate, value syntax.Span, judge func(item *Candidate) bool) {
	item := *c
	item.facts, item.Start, item.End = 0, value.Start, value.End
	last := len(w.more)
	w.more = append(w.more, item)
	kept := judge(&w.more[last])
	c.widen(w.more[last].lo, w.more[last].hi)
	if !kept {
		w.more = w.more[:last]
	}
}

// syntaxes are what the model calls the parser's operators.
var syntaxes = [...]model.Syntax{
	syntax.NoOperator: model.NoSyntax, syntax.Equals: model.Equals, syntax.Colon: model.Colon, syntax.Comma: model.Comma, syntax.Call: model.Call,
	syntax.Element: model.Element, syntax.Flag: model.Flag, syntax.Juxtaposed: model.Juxtaposed, syntax.Attribute: model.Attribute,
	syntax.Otherwise: model.Otherwise, syntax.Column: model.Colon, syntax.Inserted: model.Colon,
}

// opinion is what the model makes of a value where it stands.
type opinion struct {
	*model.Value
	pair   *model.Pair
	score  model.Score
	random bool
	placed bool // the rule knows the value by what is written around it, not by a name
	sure   bool // placed, and a password whatever it looks like: what stands behind the colon of an address
}

// weigh judges a value for c; v says where it stands.
func (w *Worker) weigh(r *rule, c *Candidate, whole syntax.Span, v model.Value) bool {
	telling := longestText(v.Text, whole)
	v.Start, v.End = int(telling.Start), int(telling.End)
	if v.Start < v.End && v.Text[v.Start] == '$' && inDollar(&v) {
		v.Start++
	}
	if w.observe != nil {
		w.observe(r, v)
	}
	if v.Syntax == model.Comma {
		v.NameEnd -= constantOfHeader(v.Text[v.NameStart:v.NameEnd])
	}
	score, pair, why := w.weights.of(&v)
	if why == judge.Program && !v.Quoted {
		c.widen(int32(min(v.NameStart, v.Start)-model.Before-1), max(c.far, whole.End+model.Behind+1))
		if besidePlainUser(&v) || plainSetting(&v) {
			v.Quoted = true
			score, pair, why = w.weights.of(&v)
		}
	}
	if why != judge.NoReason {
		return c.drop(why)
	}
	c.far = max(c.far, whole.End+model.Behind+1)
	if handedOn(&v) {
		return c.drop(judge.Program)
	}
	c.widen(int32(min(v.NameStart, v.Start)-model.Before-1), c.far)
	if w.Weighings {
		w.explain(&v)
	}
	sure := v.Syntax == model.Userinfo
	o := opinion{&v, pair, score, pair.Random(), sure || v.Syntax == model.Header, sure}
	switch {
	case o.beside():
		c.facts |= judge.Trivial
	case o.blockKeyed():
		c.facts |= judge.BlockKeyed
	case !o.enough(c.facts):
		return c.drop(judge.Improbable)
	}
	c.facts |= o.likelihood() | o.looks(r)
	return true
}

// constantOfHeader returns the length of what ends the name of a constant that names a header, 0 for others: where it is given to a function in
// front of a value, the value is that of the header, put(API_KEY_HEADER, "x").
func constantOfHeader(name []byte) int {
	const end = "_HEADER"
	if len(name) > len(end) && bytes.HasSuffix(name, []byte(end)) {
		return len(end)
	}
	return 0
}

func (o *opinion) value() []byte { return o.Text[o.Start:o.End] }

// beside reports the usual password of an account, on a line beside that of its user.
func (o *opinion) beside() bool {
	return !o.placed && o.score < leastUsual && o.score >= leastBeside && o.pair.NamesPassword() && userBeside(o.Value) != nil
}

// enough reports whether a value of which something is known is likely enough to be told at all.
func (o *opinion) enough(known judge.Facts) bool {
	switch {
	case o.score < leastLow && !o.sure:
		return false
	case o.random:
		return true
	case o.sure:
		return known&judge.LocalHost == 0 || o.score >= leastMedium && known&judge.Trivial == 0
	}
	return o.placed || o.score >= leastUsual || !judge.Common(o.value())
}

// likelihood tells how likely a value is, and whether it reads as words.
func (o *opinion) likelihood() (f judge.Facts) {
	if o.score < leastTested {
		f |= judge.Midway
	}
	if o.score < leastMedium && (!o.placed || !o.random || o.score < leastLow) {
		f |= judge.Unlikely
	}
	switch spoken, _ := judge.Spoken(o.value()); {
	case spoken:
		f |= judge.Words
	case !o.random:
		f |= judge.Words
		if o.score >= leastChosen && o.pair.NamesPassword() && !o.placed && judge.Chosen(o.value()) {
			f |= judge.Likely
		}
	case o.score >= leastSure && !judge.HidesText(o.value()) && !judge.Dull(o.value()):
		f |= judge.Certain
	}
	return f
}

// looks tells what else a value of the rule is, by its form, its name and the line in front of it.
func (o *opinion) looks(r *rule) (f judge.Facts) {
	value := o.value()
	if (judge.IsUUID(value) || judge.NumberedUUID(value) || judge.IsULID(value)) && !o.pair.NamesSecret() && !o.sure && !r.Header {
		f |= judge.UUIDValue
	}
	if judge.Alphabet(value) || judge.Counting(value) || judge.Placeholder(value) || judge.Sequences(value) || judge.TakesTurns(value) ||
		judge.SequenceOfKind(value) {
		f |= judge.MadeUp
	}
	if !r.aside() && salts.Ends(o.Text[o.NameStart:o.NameEnd]) {
		f |= judge.NamedAside
	}
	if example(o.Text[max(0, o.NameStart-model.Before):o.NameStart]) {
		f |= judge.Commented
	}
	return f
}

// salts are last words of names of what is hashed along with a password, and lies beside the hash.
var salts = wordlist.New([]string{"salt", "salts"}, wordlist.LongWord)

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
		w.told = map[syntax.Span]*Weighing{}
	}
	w.told[syntax.Span{Start: int32(v.Start), End: int32(v.End)}] = told
}

// prompts are those of interpreters: what stands behind one was typed to show something.
var prompts = [...]string{"irb>", "irb(", ">>> ", "iex>", "iex(", "pry>", "pry(", "In [", "jshell> ", "scala> ", "julia> ", "ghci> "}

// saidExamples are words of a sentence that make what follows in it an example.
var saidExamples = [...]string{"for example", "for instance", "e.g.", "example:"}

// saidExample reports whether a line's last sentence says that it is an example: For example, if your key is …
func saidExample(line []byte) bool {
	return slices.ContainsFunc(saidExamples[:], func(word string) bool {
		i := ascii.LastFold(line, word)
		return i >= 0 && !bytes.Contains(line[i+len(word):], []byte(". "))
	})
}

// example reports whether what stands in front of a name makes its line an example: code that is indented behind the mark of a comment, as
// documentation tools want it, a line of an interpreter's transcript, or a sentence that says so.
func example(before []byte) bool {
	line := bytes.TrimLeft(before[ascii.LastNewline(before)+1:], " \t")
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
func hopeless(v *model.Value) judge.Reason {
	name, quoted := v.Text[v.NameStart:v.NameEnd], v.Quoted
	switch v.Syntax {
	case model.Userinfo:
		name, quoted = nil, true
	case model.Header:
		name = nil // a scheme, or an option such as --header
	}
	return judge.Refused(name, v.Text[v.Start:v.End], quoted)
}
