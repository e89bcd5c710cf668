package archive

import (
	"archive/zip"
	"strings"
	"testing"
)

const xmlHead = "<?xml version=\"1.0\"?>\n"

// sheetOf is a sheet with one row of so many cells, all with the first of the texts.
func sheetOf(cells int) string {
	return xmlHead + "<worksheet><row>" + strings.Repeat(`<c t="s"><v>0</v></c>`, cells) + "</row></worksheet>"
}

// workbook is a file of Excel with one sheet and one text.
func workbook(t testing.TB, cells int, text string) []byte {
	return zipOf(t, zip.Deflate, file{"xl/worksheets/sheet1.xml", sheetOf(cells)},
		file{sharedName, xmlHead + "<sst><si><t>" + text + "</t></si></sst>"})
}

// Texts that sheets share are found in front of them and behind, each file's own, and what is left out of them is told.
func TestSheets(t *testing.T) {
	sheet := file{"xl/worksheets/sheet1.xml", sheetOf(2)}
	texts := file{sharedName, xmlHead + "<sst><si><t>shared</t></si></sst>"}
	long := file{sharedName, xmlHead + "<sst><si><t>shared</t></si>" + strings.Repeat("<si><t>more</t></si>", mostShared/20) + "</sst>"}
	for name, test := range map[string]struct {
		data      []byte
		text, gap string
	}{
		"texts behind":    {zipOf(t, zip.Deflate, sheet, texts), "| shared | shared |\n", ""},
		"texts in front":  {zipOf(t, zip.Deflate, texts, sheet), "| shared | shared |\n", ""},
		"no texts":        {zipOf(t, zip.Deflate, sheet), "", ""},
		"another's texts": {zipOf(t, zip.Store, texts, file{"a.xlsx", string(zipOf(t, zip.Deflate, sheet))}), "", ""},
		"many texts":      {zipOf(t, zip.Store, sheet, long), "| shared | shared |\n", string(errShared)},
		"many cells":      {workbook(t, 10, strings.Repeat("x", 1<<20)), "", string(errSheet)},
	} {
		var got string
		var gaps []string
		must(t, Walk(t.Context(), "c", test.data, Limits{}, nil, func(m Member) error {
			if strings.HasSuffix(m.Path, "sheet1.xml!"+textName) {
				got += string(m.Data)
			}
			return nil
		}, func(g Gap) { gaps = append(gaps, g.Why) }))
		if strings.Join(gaps, "") != test.gap {
			t.Errorf("%s: told %q, want %q", name, gaps, test.gap)
		}
		if test.text != got && (name != "many cells" || len(got) > mostSheet) {
			t.Errorf("%s: %q, want %q", name, got[:min(len(got), 100)], test.text)
		}
	}
}
