package archive

import (
	"archive/zip"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
)

const inValue = "token = \"in a value\"\n"

// Values of files that become a text are opened where they are containers.
func TestValues(t *testing.T) {
	packed := string(zipOf(t, zip.Deflate, file{"b.txt", inValue}))
	attached := "%PDF-1.7\n7 0 obj\n<< /Type /EmbeddedFile /Length 9 /Filter /FlateDecode >>\nstream\n" + string(archivetest.Zlib(packed)) +
		"\nendstream\nendobj\n"
	for path, data := range map[string]string{
		"c!caches/body!b.txt":  string(archivetest.Database("caches", []string{"name", "body"}, []string{"first", packed})),
		"c!data 2!b.txt":       string(archivetest.PropertyListOfData("cache", packed)),
		"c!attachment 7!b.txt": attached,
		"c!Comment!b.txt":      archivetest.PNG("zTXt", "Comment\x00\x00"+string(archivetest.Zlib(packed))),
	} {
		if got := walk(t, "c", []byte(data), Limits{}); got.texts[path] != inValue || len(got.gaps) > 0 {
			t.Errorf("%s is missing in %q: %v", path, got.order, got.gaps)
		}
		inside := zipOf(t, zip.Deflate, file{"a", data}, file{"z", "last"})
		if got := walk(t, "c", inside, Limits{}); got.texts["c!a"+strings.TrimPrefix(path, "c")] != inValue || got.texts["c!z"] != "last" {
			t.Errorf("in a zip %s is missing in %q: %v", path, got.order, got.gaps)
		}
	}
}

// Those that lie too deep are told, however the containers around them are told apart.
func TestValuesTooDeep(t *testing.T) {
	data := string(zipOf(t, zip.Deflate, file{"b.txt", inValue}))
	for depth := 2; depth <= 8; depth++ {
		data = archivetest.PNG("zTXt", "k\x00\x00"+string(archivetest.Zlib(data)))
		got := walk(t, "c", []byte(data), Limits{})
		path := "c" + strings.Repeat("!k", depth-1)
		switch {
		case depth <= 4 && (got.texts[path+"!b.txt"] != inValue || len(got.gaps) > 0):
			t.Errorf("%d: %q, %v", depth, got.order, got.gaps)
		case depth > 4 && (len(got.gaps) != 1 || !strings.HasPrefix(got.gaps[0].Why, "is the container number ")):
			t.Errorf("%d: %v", depth, got.gaps)
		}
	}
}
