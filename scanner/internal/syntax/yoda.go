package syntax

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Values in front of what they are compared with, or kept under:
//
//	"x".equals(password)      if ("x" == password)      keychain.set("x", forKey: "password")      SELECT 'x' AS password
//	[keychain setObject:@"x" forKey:@"password"]      request.setValue("x", forHTTPHeaderField: "X-Api-Key")

// comparisons stand between such a value, in quotes, and the name.
var comparisons = [...]string{
	".equals(", ".equalsIgnoreCase(", " == ", " === ", " != ", " !== ", `, forKey: "`, `, forKey:@"`, ` forKey:@"`, ` forKey: @"`, `, key: "`, " as ", " AS ",
	`, forHTTPHeaderField: "`, ` forHTTPHeaderField:@"`, ` forHTTPHeaderField: @"`,
}

// comparedBefore goes back to the literal that is compared with what has the name. Its search ends with the line.
func (p *parser) comparedBefore() bool {
	p.seen.Start = min(p.seen.Start, int32(p.start-len(" =")))
	switch sign := p.before(2); p.before(1) {
	case ' ':
		if sign != '=' && ascii.Lower(sign) != 's' {
			return false
		}
	case '(':
		if sign != 's' && sign != 'e' {
			return false
		}
	case '"':
		if sign != ' ' && sign != '@' {
			return false
		}
	default:
		return false
	}
	p.seen.Start = min(p.seen.Start, int32(p.start-operatorLeft-1))
	lead := p.lead()
	for _, sign := range comparisons {
		value, ok := bytes.CutSuffix(lead, []byte(sign))
		if !ok || len(value) < 2 || !ascii.IsQuote(value[len(value)-1]) {
			continue
		}
		quote := value[len(value)-1]
		open := bytes.LastIndexByte(value[:len(value)-1], quote)
		column := quote == '"' && ascii.EqualFold([]byte(sign), " as ") // which SQL renames
		if column || open < 0 || open > 0 && ascii.IsWord(value[open-1]) {
			return false
		}
		p.at = p.start - len(sign) - len(value) + open
		return true
	}
	return false
}
