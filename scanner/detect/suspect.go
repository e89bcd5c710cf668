package detect

import (
	"bytes"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// What the final stage asks of every candidate where it stands. Its judges read more than a local verdict may: some say that it is none
// (doubts), the others what it is besides (observations). A place alone never is a reason: what the model is sure of stays.

// suspect is a candidate that the final stage looks at.
type suspect struct {
	Candidate
	rule    *rule
	is      quality
	value   []byte // a part of the text
	calling []byte // what it is assigned to or the function that it is given to, whole; nothing if that is not plain
}

// quality is what a judge asks of those that it is asked of, all of it.
type quality uint16

const (
	isWeighed     quality = 1 << iota // by the model
	isGeneric                         // its rule is no provider's
	isToken                           // known by what it begins with, or how it looks
	isAssigned                        // known by what it is assigned to
	isShaped                          // assigned, and of a rule's shape: not weighed
	inContext                         // weighed or assigned
	isLoose                           // it fits the rule only in part
	isUnproven                        // no checksum says that it is one
	isServer                          // who has it can do what its owner can: nothing that is published
	hasOtherShape                     // it has not its rule's shape, where people choose none themselves
	isUnderKey                        // what it is assigned to is called key, and nothing else
)

// doubt is a judge that says why a candidate is none.
type doubt struct {
	why   judge.Reason
	of    quality
	holds func(*final, *suspect) bool
}

// doubts are asked in this order: the first that holds is the reason.
var doubts = []doubt{
	{judge.Copied, 0, (*final).copied},
	{judge.Improbable, isWeighed, (*final).idleKey},
	{judge.NameAbout, isLoose, behindName(judge.LooksUp)},
	{judge.NameAbout, isToken | isUnproven, behindName(judge.Numbers)},
	{judge.OfAsset, isToken | isUnproven, (*final).amongLines},
	{judge.OfAsset, isAssigned | isUnproven, (*final).amongLines},
	{judge.Naming, isAssigned, (*final).ofKey},
	{judge.Naming, isAssigned | isUnproven, asValue(judge.Mangled)},
	{judge.Naming, isToken | isUnproven, asValue(judge.Mangled)},
	{judge.OfAsset, isWeighed, func(f *final, _ *suspect) bool { return bitmap(f.text) }},
	{judge.OfAsset, isToken | isUnproven, asValue(judge.Strokes)},
	{judge.OfAsset, isToken | isUnproven | isServer, whereItIs((*final).fileInPath)},
	{judge.Naming, isUnproven | isServer, asValue(judge.Fraction)},
	{judge.Naming, isGeneric, (*final).ofAction},
	{judge.StandIn, isToken | isUnproven, (*final).abbreviated},
	{judge.OfText, isWeighed, asValue(judge.Tabular)},
	{judge.OfText, isWeighed, asValue(judge.HidesSentence)},
	{judge.OfText, isToken | isLoose, asValue(judge.HidesText)},
	{judge.OfText, isToken | isUnproven, asValue(judge.OpensEscaped)},
	{judge.OfText, isShaped | isLoose, whereItIs((*final).ofBytes)},
	{judge.Naming, isGeneric, whereItIs((*final).ofPolicy)},
	{judge.Naming, isWeighed, whereItIs((*final).ofArtifact)},
	{judge.Naming, isWeighed, whereItIs((*final).ofFile)},
	{judge.Naming, isWeighed, whereItIs((*final).ofNames)},
	{judge.Naming, isWeighed, whereItIs((*final).ofResource)},
	{judge.Naming, isWeighed, whereItIs((*final).ofCertificate)},
	{judge.Naming, isWeighed, whereItIs((*final).ofForm)},
	{judge.Naming, isWeighed, whereItIs((*final).ofPage)},
	{judge.Naming, isWeighed, whereItIs((*final).ofPeer)},
	{judge.Naming, isShaped | isGeneric, whereItIs((*final).ofProgram)},
	{judge.Naming, isToken | isUnproven, asValue(inlined)},
	{judge.Naming, isToken | isGeneric, asValue(judge.Charset)},
	{judge.Naming, isToken | isGeneric, (*final).mailbox},
	{judge.Naming, isAssigned, whereItIs((*final).ofCode)},
	{judge.Naming, isShaped, (*final).inOthersPath},
	{judge.Naming, isShaped, func(_ *final, s *suspect) bool { return page(s.value) && !s.rule.pages() }},
	{judge.Naming, isAssigned, whereItIs((*final).behindPort)},
	{judge.Naming, isShaped | isLoose, whereItIs((*final).ofPicture)},
	{judge.Naming, hasOtherShape, asValue(ofOther)},
	{judge.Naming, isWeighed, asValue(jwtHeader)},
	{judge.StandIn, isWeighed, asValue(judge.DefaultPair)},
	{judge.StandIn, isWeighed, asValue(judge.HidesStandIn)},
	{judge.MadeForTest, 0, (*final).exampleOfWords},
	{judge.MadeForTest, 0, func(f *final, s *suspect) bool { return s.unsure() && f.tested(s.Candidate) }},
	{judge.BothSides, isWeighed, whereItIs((*final).compared)},
	{judge.AmongLabels, isWeighed, (*final).speech},

	// What its name says, in all of its words.
	{judge.Naming, isServer, (*final).amongDigests},
	{judge.Naming, isServer | isUnproven | inContext, (*final).publicHere},
	{judge.Naming, isServer, func(f *final, s *suspect) bool { return judge.IsUUID(s.value) && f.namesFile(s.Candidate) }},
	{judge.Naming, isServer | isWeighed, (*final).keyOfCertificate},
	{judge.Naming, isServer, (*final).digestByName},
	{judge.Naming, isServer, (*final).digestByMark},
	{judge.Fetched, isServer | isAssigned, (*final).fetched},
	{judge.NameAbout, isServer | isWeighed, asNamed(publicKey)},
	{judge.NameAbout, isServer | isLoose, asNamed(publicKey)},
	{judge.NameAbout, isServer | isAssigned, func(_ *final, s *suspect) bool { return publicKey(s.calling) && !s.rule.wantsPublic() }},
	{judge.NameAbout, isServer | isWeighed, asNamed(judge.LooksUp)},
	{judge.NameAbout, isServer | isLoose, asNamed(judge.LooksUp)},
	{judge.NameAbout, isServer, asNamed(judge.Refers)},
	{judge.NameAbout, isToken | hasOtherShape, func(_ *final, s *suspect) bool { return judge.About(s.calling) && bytes.IndexByte(s.value, '/') < 0 }}, // addresses are secrets, too
	{judge.Naming, isServer | isWeighed, asNamed(keyOfItem)},
	{judge.Naming, isServer | isWeighed, func(_ *final, s *suspect) bool { return judge.IsUUID(s.value) && shells.Named(s.calling) }},
	{judge.Naming, isServer | isWeighed | isUnderKey, whereItIs((*final).caches)},
	{judge.Naming, isServer | isWeighed | isUnderKey, asValue(namesBuild)},
	{judge.Naming, isServer | isWeighed | isUnderKey, whereItIs((*final).ofMethod)},
	{judge.Naming, isServer | isWeighed | isUnderKey, whereItIs((*final).ofEntry)},
	{judge.Naming, isServer | isWeighed | isUnderKey, whereItIs((*final).ofLayout)},
	{judge.Naming, isServer | isWeighed, whereItIs((*final).ofDocument)},
	{judge.Naming, isServer | isWeighed, whereItIs((*final).ofNetwork)},
	{judge.Naming, isServer | isGeneric, func(_ *final, s *suspect) bool { return bytes.HasPrefix(s.value, []byte("//")) }}, // a scheme was taken for a user
	{judge.Naming, isServer | isGeneric, whereItIs((*final).outcome)},
	{judge.StandIn, isServer | isAssigned, asValue(constant)},
	{judge.StandIn, isServer | isGeneric, asValue(constant)},
	{judge.StandIn, isServer | isAssigned, asValue(namesType)},
	{judge.StandIn, isServer | isGeneric, asValue(namesType)},
}

// observation is a judge that says something of a candidate that stays.
type observation struct {
	fact  judge.Facts
	of    quality
	holds func(*final, *suspect) bool
}

var observations = []observation{
	{judge.NamedAside, 0, (*final).calledAside},
	{judge.KnownKey, 0, asValue(signedWithKnown)},
	{judge.Words, isWeighed, asValue(judge.UserAlone)},
	{judge.ProductKey, isWeighed, asValue(judge.Activates)},
	{judge.UUIDValue, isWeighed, whereItIs((*final).series)},
	{judge.Ciphertext, 0, (*final).encrypted},
	{judge.Ciphertext, isServer, (*final).enciphered},
	{judge.ShortLived, 0, func(f *final, s *suspect) bool { return !s.rule.weighed && f.brief(s.Candidate) }},
	{judge.OtherShape, 0, func(_ *final, s *suspect) bool { return s.rule.strange(s.value) }},
}

// whereItIs is a judge of a candidate's place.
func whereItIs(holds func(*final, Candidate) bool) func(*final, *suspect) bool {
	return func(f *final, s *suspect) bool { return holds(f, s.Candidate) }
}

// asValue is a judge of a candidate's value.
func asValue(holds func(value []byte) bool) func(*final, *suspect) bool {
	return func(_ *final, s *suspect) bool { return holds(s.value) }
}

// asNamed is a judge of what a candidate is assigned to or given to.
func asNamed(holds func(name []byte) bool) func(*final, *suspect) bool {
	return func(_ *final, s *suspect) bool { return len(s.calling) > 0 && holds(s.calling) }
}

// behindName is a judge of the word in front of a candidate.
func behindName(holds func(name []byte) bool) func(*final, *suspect) bool {
	return func(f *final, s *suspect) bool { return holds(nameBefore(f.text, int(s.Start))) }
}

// probable drops what no one would take for a credential where it stands, and completes what is known of the others.
func (f *final) probable(kept []Candidate) []Candidate {
	out := kept[:0]
	for _, c := range kept {
		if f.exemplary(c) {
			c.facts |= judge.Commented
			c.vouched = 0
		}
		s := f.suspect(c)
		if why := f.doubtful(&s); why != judge.NoReason {
			f.worker.tellDropped(s.Candidate, why, 0)
			continue
		}
		f.complete(&s)
		out = append(out, s.Candidate)
	}
	return out
}

// suspect returns what judges are told of a candidate.
func (f *final) suspect(c Candidate) suspect {
	r := f.worker.rule(c.Rule)
	s := suspect{Candidate: c, rule: r, value: f.text[c.Start:c.End], calling: calling(f.text, int(c.Start))}
	for _, q := range [...]struct {
		quality
		has bool
	}{
		{isWeighed, r.weighed},
		{isGeneric, r.Generic},
		{isToken, r.Kind == rules.Token},
		{isAssigned, r.Kind == rules.Assignment},
		{isShaped, r.Kind == rules.Assignment && !r.weighed},
		{inContext, r.Kind == rules.Assignment || r.weighed},
		{isLoose, c.facts&judge.Loose != 0},
		{isUnproven, c.facts&judge.ChecksumOK == 0},
		{isServer, r.Exposure == string(finding.Server)},
		{hasOtherShape, c.facts&judge.OtherShape != 0 && !r.chosen},
		{isUnderKey, ascii.EqualFold(s.calling, "key")},
	} {
		if q.has {
			s.is |= q.quality
		}
	}
	return s
}

// has reports whether a candidate has all of q.
func (s *suspect) has(q quality) bool { return s.is&q == q }

// doubtful tells why a candidate is none where it stands.
func (f *final) doubtful(s *suspect) judge.Reason {
	for _, d := range doubts {
		if s.has(d.of) && d.holds(f, s) {
			return d.why
		}
	}
	return judge.NoReason
}

// complete adds what there is to say of a candidate that stays.
func (f *final) complete(s *suspect) {
	for _, o := range observations {
		if s.has(o.of) && o.holds(f, s) {
			s.facts |= o.fact
		}
	}
	if s.facts&judge.Likely != 0 && f.tested(s.Candidate) {
		s.facts &^= judge.Likely
	}
}

// copied reports a value that a product's documentation shows. A server may sign with the secret that is shown, or serve with the key, too.
func (f *final) copied(s *suspect) bool {
	return s.facts&judge.Shown != 0 && (s.rule.Generic && s.rule.Kind != rules.JWT && s.rule.Kind != rules.Block || s.facts&judge.Loose != 0)
}

// exampleOfWords reports an example in a comment that reads as words.
func (f *final) exampleOfWords(s *suspect) bool {
	return s.facts&judge.Commented != 0 && s.facts&judge.Words != 0
}

// unsure reports whether little vouches for a value: the model takes it for none rather than for one, or not for a sure one though it is
// random; or the rule never is sure of what it finds, as of salts and users.
func (s *suspect) unsure() bool {
	if s.facts&judge.Words != 0 {
		return s.facts&judge.Unlikely != 0 || s.rule.aside()
	}
	return s.facts&judge.Midway != 0 || s.rule.Generic && s.rule.Confidence == string(finding.ConfidenceLow)
}

// ofKey reports the key of an entry of a property list, <key>x</key> <dict>, or of an array.
func (f *final) ofKey(s *suspect) bool {
	return syntax.EndsKey(f.text, int(s.End)) || opensEntry(f.text[s.End:min(len(f.text), int(s.End)+entryGap)])
}

// entryGap is how much stands between the key of an entry and its value, in bytes.
const entryGap = 24

// opensEntry reports whether what stands behind a literal makes it the key of an entry of PHP, Ruby or Perl:  array('title' => 'x').
func opensEntry(behind []byte) bool {
	return len(behind) > 0 && ascii.IsQuote(behind[0]) && (bytes.HasPrefix(ascii.TrimSpaces(behind[1:]), []byte("=>")) || opensSerialized(behind[1:]))
}

// opensSerialized reports whether what stands behind the quote of a text that PHP wrote is a value that is no text, so that the text is its
// key: behind a value stands the next key, s:5:"title";a:1:{…}.
func opensSerialized(behind []byte) bool {
	return len(behind) > 2 && behind[0] == ';' && (bytes.IndexByte([]byte("abdO"), behind[1]) >= 0 && behind[2] == ':' || behind[1] == 'N' && behind[2] == ';')
}

// speech reports text for people among such.
func (f *final) speech(s *suspect) bool {
	return (s.facts&judge.Words != 0 || judge.Sentence(s.value)) && !judge.Signed(s.value) && f.labelled(s.Candidate)
}

// keyOfCertificate reports the fingerprint of one that is called its key.
func (f *final) keyOfCertificate(s *suspect) bool {
	return fingerprint(s.value) && ascii.EqualFold(f.text[s.Name.Start:s.Name.End], "key")
}

// digestByName reports a digest under the name of a file, or under one that calls it so. A provider may call its secret a hash, and has a
// rule of that name then.
func (f *final) digestByName(s *suspect) bool {
	return len(s.calling) > 0 && hexDigest(s.value) && (pathLike(s.calling) || sums.Named(s.calling) || programFile(s.calling) ||
		s.Name.End == s.Name.Start && ascii.EqualFold(s.calling, "hash"))
}

// fetched reports the name by which a function looks something up.
func (f *final) fetched(s *suspect) bool {
	return len(s.calling) > 0 && (s.rule.weighed || s.rule.chosen || s.facts&judge.Loose != 0) && s.Name.End > 0 &&
		(fetches(s.calling) || refers.Ends(s.calling)) && f.givenTo(s.Candidate)
}
