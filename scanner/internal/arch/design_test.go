package arch

import (
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// TestDesign: scanner/DESIGN.md names each internal package and each file of the two packages that have many; it and the pages beside it
// name none that does not exist.
func TestDesign(t *testing.T) {
	page := func(name string) string {
		data, err := os.ReadFile(root + "/scanner/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	text := page("DESIGN.md")
	files := map[string]bool{}
	for _, f := range sources(t) {
		files[path.Base(f.path)] = true
		if dir, name := path.Split(strings.TrimSuffix(f.path, ".go")); (dir == "scanner/" || dir == "scanner/detect/") && !f.test() &&
			!strings.Contains(text, "`"+name+"`") && !strings.Contains(text, "`"+name+".go`") {
			t.Errorf("the table does not tell what %s is for", f.path)
		}
		if name, ok := strings.CutPrefix(f.pkg(), "scanner/internal/"); ok && !strings.Contains(name, "/") &&
			!strings.Contains(text, "`internal/"+name+"`") {
			switch name {
			case "arch", "oid", "order": // checks, the type of a name, and two comparisons
			default:
				t.Errorf("no word of internal/%s", name)
			}
		}
	}
	for _, m := range regexp.MustCompile("`(?:[a-z]+/)*([a-z_]+\\.go)`").FindAllStringSubmatch(text+page("DECISIONS.md")+page("MEASUREMENTS.md"), -1) {
		if !files[m[1]] {
			t.Errorf("%s does not exist", m[1])
		}
	}
}
