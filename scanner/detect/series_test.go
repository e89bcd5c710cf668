package detect

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// TestListedAndShown: what stands in a list of identifiers, activates software or is an example of a module's documentation is of low
// confidence; the same value elsewhere is not.
func TestListedAndShown(t *testing.T) {
	id := func(n int) string {
		return fmt.Sprintf("%08x-ac48-11e9-a4b7-%012x", 0x1fdb7cbb*(n+1)&0xffffffff, 0xb06ebfbfa722+7919*n)
	}
	var list, short strings.Builder
	for i, name := range strings.Fields("LOGIN LOGOUT PAID REFUNDED BLOCKED OPENED CLOSED CREATED RENAMED MOVED") {
		line := fmt.Sprintf("    const USER_%s = '%s';\n", name, id(i+1))
		list.WriteString(line)
		if i < 3 {
			short.WriteString(line)
		}
	}
	constant := fmt.Sprintf("    const USER_ENTERED_PASSWORD = '%s';\n", id(0))
	key := filled(t, "datadog_api_key: {{hex:32}}\n")
	for _, c := range []struct{ class, low, sure string }{
		{"UUID in a list of constants", list.String() + constant, short.String() + constant},
		{"product key", "set \"key=C7VRW-3HKQN-8PXTY-D2MJG-6BFV9\"\n", filled(t, "set \"key={{upper-digit:29}}\"\n")},
		{"example of a module", "EXAMPLES = r'''\n- name: sends\n  " + key + "'''\n", "SETTINGS = r'''\n- name: sends\n  " + key + "'''\n"},
	} {
		for text, sure := range map[string]bool{c.low: false, c.sure: true} {
			found := foundBy(t, builtinWorker(t), text)
			if len(found) != 1 || (found[0].Confidence != finding.ConfidenceLow) != sure {
				t.Errorf("%s: %v\nin %s\nwant one, sure: %v", c.class, found, text, sure)
			}
		}
	}
}
