package detect

import (
	"bytes"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/entropy"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Rules of the kind assignment: a name with one of the rule's words in it, and what the parser (package syntax) sees assigned to it.

// assigned judges an assignment whose name holds text[start:end] and whose whole value has a shape, or without one (nil) what a
// generic rule would take for a secret.
func (w *Worker) assigned(r *rule, shape *lazyShape, text []byte, start, end int, c *Candidate) bool {
	a, ok := w.parse(text, start, end)
	c.far = max(c.far, a.Read)
	if a.Operator == syntax.NoOperator {
		c.within(int(a.Seen.Start), int(a.Seen.End))
		return c.drop(judge.NoAssignment)
	}
	if r.Column && !a.InColumn() {
		c.within(a.Looked(text))
		return c.drop(judge.NoAssignment)
	}
	value := text[a.Value.Start:a.Value.End]
	named := func() bool {
		return w.named(r, text, a) || r.behind(text, start, end, a.Name) || shape == nil && w.credential(text, a)
	}
	c.within(a.Looked(text))
	fits := func(item *Candidate) bool { return w.fits(r, shape, text, a, item) }
	if a.InColumn() && shape != nil && named() && r.hasContext(text, start, a.Value, c) {
		c.Name = a.Name
		w.rows(a, c, text, fits)
	}
	unshaped := ok && shape != nil && !shape.none() && !shape.get().MatchAll(value)
	if !ok || unshaped || !named() {
		switch {
		case !ok:
			return c.drop(judge.NoAssignment)
		case w.Trace != nil && !named(): // what is cheap was asked first, but this is the nearer reason
			return c.drop(judge.OtherName)
		}
		c.Start, c.End, c.Name = a.Value.Start, a.Value.End, a.Name
		return c.drop(judge.NoShape)
	}
	c.Start, c.End, c.Name = a.Value.Start, a.Value.End, a.Name
	if shape == nil {
		return w.weigh(r, c, a.Value, valueOf(&a, text))
	}
	if !w.assignedValue(r, !r.Generic, text, a, value, c) {
		return false
	}
	if c.facts&judge.MadeUp == 0 && entropy.Shannon(value) < r.entropyFloor(len(value)) {
		return c.drop(judge.Uniform)
	}
	if !r.hasContext(text, start, a.Value, c) {
		return c.drop(judge.Elsewhere)
	}
	if a.Listed(text) {
		w.list(a, c, text, fits)
	}
	return true
}

// fits judges another value under the name of an assignment.
func (w *Worker) fits(r *rule, shape *lazyShape, text []byte, a syntax.Assignment, item *Candidate) bool {
	value := text[item.Start:item.End]
	return (shape.none() || shape.get().MatchAll(value)) && w.assignedValue(r, !r.Generic, text, a, value, item) &&
		(item.facts&judge.MadeUp != 0 || entropy.Shannon(value) >= r.entropyFloor(len(value)))
}

// hasContext reports whether a word of the rule's context, if it has one, stands near a literal text[start:] and the value of its name.
func (r *rule) hasContext(text []byte, start int, value syntax.Span, c *Candidate) bool {
	if len(r.Context) == 0 {
		return true
	}
	c.within(start-contextReach, int(value.End)+contextReach)
	return near(text, start, int(value.End), int(value.Start), int(value.End), r.Context)
}

// behindLead returns what follows the fixed text that the rule's secrets begin with, which says nothing of how the rest reads.
func (r *rule) behindLead(value []byte, c *Candidate) []byte {
	if c.facts&(judge.WiderShape|judge.OtherShape) != 0 || r.shape.none() {
		return value
	}
	return value[min(r.shape.get().Lead(), len(value)):]
}

// assignedValue judges a value that a provider's shape vouches for, or that none does.
func (w *Worker) assignedValue(r *rule, vouched bool, text []byte, a syntax.Assignment, value []byte, c *Candidate) bool {
	if vouched {
		f, why := judge.Shaped(value)
		c.facts |= f
		if rest := r.behindLead(value, c); r.anyName && judge.Reading(rest) || r.reads(value) {
			c.facts |= judge.Words
		}
		switch {
		case why != judge.NoReason:
		case judge.Reference(value):
			why = judge.Fetched
		case r.publicName(value):
			why = judge.Naming
		case !r.chosen && len(value) >= judge.LeastClass && judge.Camelled(value):
			why = judge.WordsOnly
		}
		return c.judged(why)
	}
	name := text[a.Name.Start:a.Name.End]
	switch {
	case judge.About(name):
		return c.drop(judge.NameAbout)
	case judge.SameWords(name, value):
		return c.drop(judge.NameRepeated)
	case a.Operator == syntax.Juxtaposed && ascii.All(value, ascii.IsLetter): // the next word of a list
		return c.drop(judge.WordsOnly)
	}
	f, why := judge.Generic(value, a.Quoted)
	c.facts |= f
	return c.judged(why)
}

// named reports whether the name of an assignment or what it is written as has the words of one of the rule's alternatives.
func (w *Worker) named(r *rule, text []byte, a syntax.Assignment) bool {
	if len(r.names) == 0 {
		return true
	}
	if !r.anyName || len(r.Names) > 1 {
		return r.calls(text, a)
	}
	return w.credential(text, a)
}

// askedName is a name that was asked for the words of any credential, as many rules do.
type askedName struct {
	name              syntax.Span
	known, credential bool
}

// credential reports whether the name of an assignment has a word for any credential.
func (w *Worker) credential(text []byte, a syntax.Assignment) bool {
	if !w.asked.known || w.asked.name != a.Name {
		w.asked = askedName{a.Name, true, w.anyone.calls(text, a)}
	}
	return w.asked.credential
}

// parse reads the assignment whose name holds text[start:end], and notes a value that goes on behind its line.
func (w *Worker) parse(text []byte, start, end int) (syntax.Assignment, bool) {
	a, ok := w.names.Parse(text, start, end)
	if a.GoesOn > 0 {
		w.open = syntax.Span{Start: a.Name.Start, End: a.GoesOn}
	}
	return a, ok
}

// calls reports whether the name of an assignment, or the phrase that it is the end of, has the words of one of the rule's alternatives.
func (r *rule) calls(text []byte, a syntax.Assignment) bool {
	name := text[a.Name.Start:a.Name.End]
	if r.named(name) {
		return true
	}
	words := a.Phrase(text)
	return len(words) != len(name) && r.named(words)
}

// owns reports whether a literal is the name of the rule's provider, so that what it is in the name of is the provider's, whatever
// the value looks like.
func (r *rule) owns(literal []byte) bool {
	return len(r.owner) > 0 && related(literal, r.owner)
}

// purposes are words of names for what a program makes up for itself, whatever service's word stands in front: a key that it encrypts its
// own data with, the password of a file of keys.
var purposes = wordlist.New([]string{"encryptionkey", "gossip", "keystore", "passphrase", "truststore"}, wordlist.LongWord)

// purposed reports whether the name of a value says that it is no service's credential, though the rule, which does not ask for such names,
// takes it for one.
func (r *rule) purposed(text []byte, c *Candidate) bool {
	if r.Provider == rules.NoProvider || r.purposes {
		return false
	}
	if c.Name.End > c.Name.Start {
		return purposes.Named(text[c.Name.Start:c.Name.End])
	}
	return purposes.Named(nameBefore(text, int(c.Start)))
}

// purposeful reports whether a rule asks for names with one of purposes.
func purposeful(r *rules.Rule) bool {
	says := func(word string) bool { return purposes.Named([]byte(word)) }
	return slices.ContainsFunc(r.Names, says) || slices.ContainsFunc(r.Literals, says)
}

// choosable reports whether a rule finds passwords, as its id says. A rule of tokens that has password among its names, for values as
// GITLAB_PASSWORD that may be one, wants its shape there.
func choosable(r *rules.Rule) bool {
	return strings.Contains(r.ID, "pass") || strings.Contains(r.ID, "pwd")
}

// ownerName returns the provider's letters and digits, nothing for a rule that no other value than its shape is taken for.
func ownerName(r *rules.Rule) []byte {
	if r.Generic || r.Namesake || r.Shape == "" || r.Exposure != string(finding.Server) || r.Confidence == string(finding.ConfidenceLow) {
		return nil
	}
	return []byte(strings.ReplaceAll(r.Provider, "-", ""))
}

// withinWord reports whether a provider's word text[start:end] is the rest of another: hive in archive, alchemy in sqlalchemy, but not in
// my_hive or myHive. A longer one may stand behind a word that people write in front of any name, as in getsmartsheet, or behind its
// provider's own, unless another word starts in it, as in GDTMetrics; of a literal of several words the first counts: box in dropboxApi.
func (r *rule) withinWord(text []byte, start, end int) bool {
	return start > 0 && ascii.IsLetter(text[start-1]) && !(ascii.IsUpper(text[start]) && ascii.IsLower(text[start-1])) && continuesLeft(text, start) &&
		(firstWord(text[start:end]) < wordlist.LongWord || acrossWords(text, start, end) || !r.led(text, start))
}

// compounds are words that people also write as two, the second of which is a provider's: COMMAND_LINE_TOKEN, sand-box key.
var compounds = wordlist.New([]string{
	"commandline", "timeline", "baseline", "pipeline", "deadline", "headline", "online", "offline", "inline", "multiline", "newline", "airline",
	"sandbox", "mailbox", "inbox", "outbox", "checkbox", "dropbox", "textbox", "storefront", "cloudfront", "foursquare", "upstream", "downstream",
}, wordlist.LongWord)

// compound reports whether a provider's word text[start:end] is the second half of one of compounds.
func compound(text []byte, start, end int) bool {
	at := start
	if at > 0 && (text[at-1] == '_' || text[at-1] == '-') {
		at--
	}
	from := at
	for from > 0 && start-from <= judge.MaxNameWord && ascii.IsLetter(text[from-1]) && (from == at || !wordlist.WordStarts(text, from)) {
		from--
	}
	first := text[start : start+firstWord(text[start:end])]
	var folded [2 * judge.MaxNameWord]byte
	if from == at || at-from+len(first) > len(folded) {
		return false
	}
	word := append(append(folded[:0], text[from:at]...), first...)
	for i, c := range word {
		word[i] = ascii.Lower(c)
	}
	return compounds.Is(word)
}

// led reports whether what stands in front of text[start:] in a word is one of inFront, or the name of the rule's provider.
func (r *rule) led(text []byte, start int) bool {
	from := start
	for from > 0 && start-from <= judge.MaxNameWord && ascii.IsLetter(text[from-1]) && ascii.IsUpper(text[from-1]) == ascii.IsUpper(text[start]) {
		from--
	}
	lead := text[from:start]
	is := func(word string) bool { return ascii.EqualFold(lead, word) }
	return len(lead) > 0 && (is(r.folded) || slices.ContainsFunc(inFront.Beginning(ascii.Lower(lead[0])), is))
}

// inFront are words that people write right in front of a provider's: getsmartsheet, pygithub.
var inFront = wordlist.New([]string{
	"get", "set", "use", "my", "our", "the", "new", "old", "py", "aio", "async", "test", "prod", "dev", "staging", "live", "app", "api",
	"user", "client", "default", "admin", "has", "with", "bot",
}, wordlist.LongWord)

// acrossWords reports whether text[start:end], without signs, begins within a word and goes on in the next one.
func acrossWords(text []byte, start, end int) bool {
	if wordlist.WordStarts(text, start) || !ascii.All(text[start:end], ascii.IsAlnum) {
		return false
	}
	for i := start + 1; i < end; i++ {
		if wordlist.WordStarts(text, i) {
			return true
		}
	}
	return false
}

// firstWord returns how many letters the first word of a literal has.
func firstWord(literal []byte) int {
	n := ascii.Run(literal, ascii.IsLetter)
	for i := 1; i < n; i++ {
		if ascii.IsUpper(literal[i]) && ascii.IsLower(literal[i-1]) {
			return i
		}
	}
	return n
}

// glued are words that people write right behind a provider's, and what they call its products: slackbot, mailgunapp, zohocrm.
var glued = wordlist.New([]string{
	"bot", "app", "api", "client", "account", "user", "admin", "prod", "dev", "test", "live", "service",
	"server", "web", "team", "org", "db", "access", "auth", "oauth", "bearer", "master", "site", "cloud",
	"ai", "io", "hq", "js", "py", "sdk", "cli", "crm", "suite", "pay", "dns", "labs", "personal",
}, wordlist.LongWord)

// runsOn reports whether a provider's word that ends at text[end:] is the beginning of another: testkube in TestKubernetes, vapi in
// vapidKey, chroma in CHROMATIC_KEY, but not in testkubekey, testkubebot or vapis. A word of two letters must be all that follows.
func (w *Worker) runsOn(text []byte, end int) bool {
	rest := text[end:min(len(text), end+judge.MaxNameWord)]
	rest = rest[:goesOn(text[end-1], rest)]
	if n := len(rest); n == 0 || n == 1 && (ascii.Lower(rest[0]) == 's' || end+1 < len(text) && ascii.IsDigit(text[end+1])) {
		return false
	}
	begins := func(word string) bool {
		return len(word) <= len(rest) && ascii.EqualFold(rest[:len(word)], word) && (len(word) > 2 || len(word) == len(rest))
	}
	return !slices.ContainsFunc(w.anyone.names, begins) && !slices.ContainsFunc(glued.Beginning(ascii.Lower(rest[0])), begins)
}

// ofAnother reports whether the word that a provider's word text[start:end] is a part of is the name of another provider: rabbit in
// CODERABBIT_TOKEN.
func (w *Worker) ofAnother(r *rule, text []byte, start, end int) bool {
	if r.Provider == rules.NoProvider {
		return false
	}
	if literal := (syntax.Span{Start: int32(start), End: int32(end)}); w.holder.literal != literal {
		w.holder = holder{literal, w.holders(text, start, end)}
	}
	for _, at := range w.holder.names {
		if at >= 0 && !slices.ContainsFunc(w.anchors.Of(int32(at)), func(n int32) bool { return w.set[n].Provider == r.Provider }) {
			return true
		}
	}
	return false
}

// holder is what holders found last: many rules may have one literal.
type holder struct {
	literal syntax.Span
	names   [2]int // indexes of literals, -1 for none
}

// holders returns the literals by which secrets are found that are the word which a literal text[start:end] is a part of: as it stands, and
// with the mark of a name behind it.
func (w *Worker) holders(text []byte, start, end int) [2]int {
	none := [2]int{-1, -1}
	for start < end && !ascii.IsAlnum(text[start]) {
		start++
	}
	for start < end && !ascii.IsAlnum(text[end-1]) {
		end--
	}
	from, to := start, end+ascii.Run(text[end:min(len(text), end+judge.MaxNameWord)], ascii.IsAlnum)
	for from > 0 && start-from < judge.MaxNameWord && ascii.IsAlnum(text[from-1]) {
		from--
	}
	var folded [3*judge.MaxNameWord + 1]byte
	if to-from == end-start || to-from >= len(folded) || !ascii.All(text[start:end], ascii.IsAlnum) || w.anybodys(text[start:end]) {
		return none
	}
	for i, c := range text[from:to] {
		folded[i] = ascii.Lower(c)
	}
	folded[to-from] = '_'
	return [2]int{w.literalNaming(folded[:to-from]), w.literalNaming(folded[:to-from+1])}
}

// literalNaming returns the index of a literal by which a provider's secrets are found, -1 for other words. Unlike slices.BinarySearchFunc its
// search allocates nothing.
func (m *Matcher) literalNaming(word []byte) int {
	texts, at := m.anchors.Texts, 0
	for end := len(texts); at < end; {
		if middle := (at + end) / 2; texts[middle] < string(word) {
			at = middle + 1
		} else {
			end = middle
		}
	}
	if at < len(texts) && texts[at] == string(word) &&
		slices.ContainsFunc(m.anchors.Of(int32(at)), func(number int32) bool { return namesSecret(&m.set[number]) }) {
		return at
	}
	return -1
}

// namesAnother reports whether a name has a word that is the name of another provider, and none that the rule wants near by: dropbox in
// DROPBOX_APP_KEY, of which another rule knows but app_key.
func (w *Worker) namesAnother(r *rule, name []byte) bool {
	for from := 0; from < len(name); {
		to := from + 1
		for to < len(name) && !wordlist.WordStarts(name, to) && ascii.IsAlnum(name[to]) {
			to++
		}
		if word := name[from:to]; ascii.IsAlnum(word[0]) && w.namesOwner(word) && !forges.Is(bytes.ToLower(word)) && !r.knows(word) &&
			!slices.ContainsFunc(w.of(word), func(number int32) bool { return w.set[number].Provider == r.Provider }) {
			return true
		}
		from = to
	}
	return false
}

// knows reports whether a word is one of those that the rule wants near by.
func (r *rule) knows(word []byte) bool {
	return slices.ContainsFunc(r.Context, func(near string) bool { return ascii.ContainsFold(word, near) })
}

// goesOn returns for how many letters a word whose last letter is given goes on in text, in the same case: a capital in front of a
// small letter begins another.
func goesOn(last byte, text []byte) int {
	if ascii.IsLower(last) {
		return ascii.Run(text, ascii.IsLower)
	}
	n := 0
	if ascii.IsUpper(last) {
		n = ascii.Run(text, ascii.IsUpper)
	}
	if n > 0 && n < len(text) && ascii.IsLower(text[n]) {
		n--
	}
	return n
}

// nameEnds returns where the name of the rule's provider ends that a literal text[start:end] begins; end if it is no beginning of it.
func (r *rule) nameEnds(text []byte, start, end int) int {
	return max(end, start+wordlist.Spelled(text[start:], r.folded))
}

// behind reports whether the end of a provider's word in a name begins the words of one of the rule's alternatives, or such a word
// ends the literal itself: in acmekey neither the first nor the last letter of key shows that it is a word.
func (r *rule) behind(text []byte, start, end int, name syntax.Span) bool {
	if r.Generic {
		return false
	}
	return int(name.End) > end && r.named(text[end:name.End]) || len(r.names) > 0 && r.endsNamed(text[start:end])
}

// endsNamed reports whether a literal is more than the provider's name and ends in one of the rule's alternatives.
func (r *rule) endsNamed(literal []byte) bool {
	for _, want := range r.names {
		if n := len(literal) - len(want); n > 0 && ascii.EqualFold(literal[n:], want) {
			return !ascii.EqualFold(literal, r.Provider)
		}
	}
	return false
}

// named reports whether a name holds the words of one of the rule's alternatives.
func (r *rule) named(name []byte) bool {
	if len(r.names) == 0 {
		return true
	}
	return r.words.Named(name)
}

func (r *rule) longWord() int {
	if r.weighed {
		return wordlist.LongWordWeighed
	}
	return wordlist.LongWord
}
