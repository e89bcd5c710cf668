package reporters

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

// docs/reports.md tells every format and every member of the JSON report.
func TestDocs(t *testing.T) {
	data, err := os.ReadFile("../docs/reports.md")
	if err != nil {
		t.Fatal(err)
	}
	told := func(name string) {
		t.Helper()
		if !strings.Contains(string(data), "`"+name+"`") {
			t.Errorf("docs/reports.md does not tell %q", name)
		}
	}
	for _, f := range Formats() {
		told(f)
	}
	for _, part := range []any{
		jsonReport{}, jsonTool{}, jsonReceipt{}, jsonSkipped{}, jsonFinding{}, jsonSource{}, jsonRevoke{}, jsonHistory{},
	} {
		for _, field := range reflect.VisibleFields(reflect.TypeOf(part)) {
			if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" {
				told(name)
			}
		}
	}
}
