package detect

import (
	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/rules/shape"
)

// opening is what must stand behind a literal for any of its rules to match: of git's 75,000 test_, each of which is the prefix of three
// providers' keys, hardly one has 16 letters and digits behind it.
type opening struct {
	class [256]bool
	least int // as many bytes of class, 1 to shape.MaxOpening
}

// opening returns that of a literal: nil unless all of its rules are for tokens whose shapes begin with a run.
func (m *Matcher) opening(literal int32) *opening {
	o := &opening{least: shape.MaxOpening}
	for _, n := range m.anchors.Of(literal) {
		r := m.rule(n)
		if r.Kind != rules.Token || r.shape.none() || !r.before.none() {
			return nil
		}
		for _, s := range [...]*lazyShape{&r.shape, &r.wider, r.any} {
			if s != nil && !s.none() {
				o.least = min(o.least, s.get().Opening(&o.class))
			}
		}
	}
	if o.least == 0 {
		return nil
	}
	return o
}

// fits reports whether a rule may match, by the text behind the literal.
func (o *opening) fits(text []byte) bool {
	if len(text) < o.least {
		return false
	}
	for _, c := range text[:o.least] {
		if !o.class[c] {
			return false
		}
	}
	return true
}
