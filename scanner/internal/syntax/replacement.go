package syntax

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Assignments in the commands of sed(1) and Perl that replace a text: sed -i 's/^password=.*/password=x/' app.conf.

// replacingSigns are what people part such a command with.
const replacingSigns = "/|#,@!~%"

// replacement cuts a value off where the part of such a command ends that it stands in. lead is what stands in front of its name on
// its line.
func replacement(lead, value []byte) []byte {
	if !bytes.ContainsAny(value, replacingSigns) {
		return value
	}
	sign := substitutes(lead)
	for i, c := range value {
		if c == sign && (i == 0 || value[i-1] != '\\') {
			return value[:i]
		}
	}
	return value
}

// substitutes returns the sign that parts the last command of a line that replaces a text, 0 if there is none. The command follows a quote,
// or the name of the program.
func substitutes(lead []byte) byte {
	for i := len(lead) - 2; i > 0; i-- {
		if lead[i] != 's' || ascii.IsWord(lead[i-1]) || bytes.IndexByte([]byte(replacingSigns), lead[i+1]) < 0 {
			continue
		}
		if ascii.IsQuote(lead[i-1]) || bytes.Contains(lead[:i], []byte("sed ")) {
			return lead[i+1]
		}
	}
	return 0
}
