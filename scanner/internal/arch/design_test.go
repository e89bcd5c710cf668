package arch

import (
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// TestDesign: scanner/DESIGN.md names each internal package, and no file that does not exist.
func TestDesign(t *testing.T) {
	data, err := os.ReadFile(root + "/scanner/DESIGN.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	files := map[string]bool{}
	for _, f := range sources(t) {
		files[path.Base(f.path)] = true
		if name, ok := strings.CutPrefix(f.pkg(), "scanner/internal/"); ok && !strings.Contains(name, "/") &&
			!strings.Contains(text, "`internal/"+name+"`") {
			switch name {
			case "arch", "oid", "order": // checks, the type of a name, and two comparisons
			default:
				t.Errorf("no word of internal/%s", name)
			}
		}
	}
	for _, m := range regexp.MustCompile("`(?:[a-z]+/)*([a-z_]+\\.go)`").FindAllStringSubmatch(text, -1) {
		if !files[m[1]] {
			t.Errorf("%s does not exist", m[1])
		}
	}
}
