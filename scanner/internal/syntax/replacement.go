package syntax

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Assignments in the commands of sed(1) and Perl that replace a text, and names that a value takes the place of:
//
//	sed -i 's/^password=.*/password=x/' app.conf        sed -i 's/password_here/x/' app.conf

// replacingSigns are what people part such a command with.
const replacingSigns = "/|#,@!~%"

// replacement cuts a value off where the part of such a command ends that it stands in. lead is what stands in front of its name on
// its line.
func replacement(lead, value []byte) []byte {
	if !bytes.ContainsAny(value, replacingSigns) {
		return value
	}
	sign, _ := substitutes(lead)
	for i, c := range value {
		if c == sign && (i == 0 || value[i-1] != '\\') {
			return value[:i]
		}
	}
	return value
}

// substitutes returns the sign that parts the last command of a line that replaces a text, 0 if there is none, and what it replaces as far
// as lead goes. The command follows a quote, or the name of the program.
func substitutes(lead []byte) (sign byte, replaced []byte) {
	for i := len(lead) - 2; i > 0; i-- {
		if lead[i] != 's' || ascii.IsWord(lead[i-1]) || bytes.IndexByte([]byte(replacingSigns), lead[i+1]) < 0 {
			continue
		}
		if ascii.IsQuote(lead[i-1]) || bytes.Contains(lead[:i], []byte("sed ")) {
			return lead[i+1], lead[i+2:]
		}
	}
	return 0, nil
}

// nameEnds are what the place of a value ends with behind its name: %%PASSWORD%%, {{PASSWORD}}, @PASSWORD@, <PASSWORD>.
var nameEnds = ascii.ClassOf(func(byte) bool { return false }, "%@}>$")

// replaced skips to what takes the place of a name.
func (p *parser) replaced() bool {
	b := p.look(signReach)
	b = b[:min(len(b), nameEnds.Run(b)+1)]
	if !bytes.ContainsAny(b, replacingSigns) {
		return false // as most, whose line need not be read
	}
	sign, pattern := substitutes(p.lead())
	p.seen.Start = min(p.seen.Start, int32(lineStart(p.text, p.start)))
	n := bytes.IndexByte(b, sign)
	if sign == 0 || n < 0 || bytes.IndexByte(pattern, sign) >= 0 {
		return false
	}
	p.at += n + 1
	return true
}
