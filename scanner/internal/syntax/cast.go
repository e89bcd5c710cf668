package syntax

import "github.com/sluice-scan/sluice/scanner/internal/ascii"

// maxCast bounds a conversion in C, in bytes.
const maxCast = 32

// cast skips the conversion of a literal to a pointer in C:  (const unsigned char *)"x".
func (p *parser) cast() {
	if p.peek() != '(' {
		return
	}
	b := p.look(maxCast)
	n := 1 + ascii.Run(b[1:], func(c byte) bool { return ascii.IsWord(c) || c == ' ' })
	if n > 1 && n+1 < len(b) && b[n] == '*' && b[n+1] == ')' {
		n += len("*)")
		p.at += n + ascii.Run(b[n:], ascii.IsBlank)
	}
}
