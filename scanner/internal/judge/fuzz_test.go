package judge

import (
	"bytes"
	"testing"
)

// ofValues are judges of a value alone, which is never empty.
var ofValues = [...]func([]byte) bool{
	DefaultPair, UserAlone, HidesStandIn, HidesText, HidesSentence, Tabular, Numeric, Account, OfRecord, VersionRange, slashed64, ResourceName,
	Activates, OfCheckout, Mangled, IsUUID, NumberedUUID, Placeholder, Repeats, Sequence, PublicPoint, Multikey, machineAddress, Mixed, Pair,
	SnakeCased, Capitals, Wordy, Reading, Humps, Camelled, Unworded, Reference, ContinuesAsTemplate, PatternLike, AnchoredPattern, CodeLike,
	Strokes, Fraction, cipherName, Alphabet, Sequences, SequenceOfKind, TakesTurns, Counting, Route, LarkID, OnHost, Chosen, Dull, Common, foreign, Signed, Sentence, Vector, standardName, IsULID, keptUnder, Fernet, element, prompt, yourWords, OpensEscaped,
}

// ofNames are judges of a name, which may be empty.
var ofNames = [...]func([]byte) bool{About, LooksUp, Refers, OfCipher, Numbers, Encrypts, OfPassword, SpeaksOfPassword, EndsAsKey, NamesDigest}

// FuzzJudges: whatever a file holds, judges read no further than the value goes, and say the same of it when it is asked again.
func FuzzJudges(f *testing.F) {
	for _, c := range []struct{ name, value string }{
		{"password", "hunter2"}, {"txtPassword.Text", "${DB_PASSWORD}"}, {"hosts", "github.com "}, {"SQL_NonInteractive", "SQL_NonLocal6"},
		{"api_key", "mQ" + string(bytes.Repeat([]byte{'='}, shortestPacket))}, {"id", "-id=\\u5bc6"}, {"key", "x]9k(Q7m"}, {"image", "ghcr.io/acme/sidecar:v0.12.0"},
		{"store", `6\3\63507b57a1c2d3e4f5a6b7c8d9e0f1a2`}, {"user", "13AcmeMobileKit0A10APIManager"}, {"x", "8:_"}, {"cart", "Z2NwLXVzLWVhc3QxOjAx"},
	} {
		f.Add(c.name, c.value, true, 3)
	}
	f.Fuzz(func(t *testing.T, name, value string, quoted bool, at int) {
		n, v := []byte(name), []byte(value)
		if at = max(0, min(at, len(v))); len(v) == 0 {
			return // judged elsewhere: there is none
		}
		for _, judge := range ofValues {
			judge(v)
		}
		for _, judge := range ofNames {
			judge(v)
			judge(n)
		}
		if base := FilledIn(n); !bytes.HasPrefix(n, base) {
			t.Errorf("%q without its field is %q", n, base)
		}
		if option := OptionBefore(v); !bytes.Contains(v, option) || len(option) > MaxNameWord {
			t.Errorf("%q ends in the option %q", v, option)
		}
		if start := DigestStart(v, at); start < 0 || start > at || at-start > digestLength {
			t.Errorf("a digest in front of %d begins at %d", at, start)
		}
		if is, mostly := Spoken(v); mostly && !is {
			t.Errorf("%q is mostly what it is not", v)
		}
		if digits := KeyDigits(v); digits > len(v) {
			t.Errorf("%d digits in %q", digits, v)
		}
		Identified(v, at)
		setting(n, v)
		SameWords(n, v)
		Entry(n, v)
		if why := Refused(n, v, quoted); quoted && why == Program && Refused(n, v, false) == NoReason {
			t.Errorf("%q: quotes make a program of it", v)
		}
		if seen, why := Generic(v, quoted); seen != 0 && why != NoReason {
			t.Errorf("%q is dropped and seen as %v", v, seen.Reasons())
		}
		if seen, why := Shaped(v); (seen != 0 || why != NoReason) != madeUp(v) {
			t.Errorf("%q is made up or not, and judged as the other", v)
		}
		if string(n) != name || string(v) != value {
			t.Errorf("%q and %q were changed", name, value)
		}
	})
}
