package syntax

import (
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Secrets that are given to what hides them, which is made in the same place:  password(passwordEncoder().encode("x"))

// hiders are methods that make of a secret what is stored of it.
var hiders = [...]string{".encode(", ".hash(", ".encrypt(", ".encodePassword(", ".hashPassword(", ".HashPassword("}

// asked enters what follows a call that asks for the value, which ends at text[at:], or for what hides it.
func (p *parser) asked(at int) {
	if p.hides(at) {
		p.at = at + len(".")
		return
	}
	p.alternative(at)
}

// hides reports whether such a method of what a call returns is given a literal:  passwordEncoder().encode("x").
func (p *parser) hides(at int) bool {
	b := p.text[at:min(len(p.text), at+maxHider)]
	p.far = max(p.far, at+maxHider)
	return slices.ContainsFunc(hiders[:], func(method string) bool {
		return len(b) > len(method) && string(b[:len(method)]) == method && ascii.IsQuote(b[len(method)])
	})
}

// maxHider is more than the longest of hiders, in bytes.
const maxHider = len(".encodePassword(") + 1
