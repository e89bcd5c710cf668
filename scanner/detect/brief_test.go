package detect

import (
	"strings"
	"testing"
)

// TestBrief: addresses that are valid for a week at most are brief, wherever in them the value stands; others, and those that do not say
// it, are not.
func TestBrief(t *testing.T) {
	for _, c := range []struct {
		address string
		want    bool
	}{
		{"https://a.blob.corp.test/x.png?st=2023-12-07T01%3A00%3A17Z&se=2023-12-07T03%3A00%3A17Z&sp=r&sig=SIGNED", true},
		{"https://a.blob.corp.test/x.png?sig=SIGNED&se=2023-12-07&st=2023-12-01", true},
		{"https://s.corp.test/x?X-Goog-Date=20240404T115828Z&amp;X-Goog-Expires=259200&amp;X-Goog-Signature=SIGNED", true},
		{"https://s.corp.test/x?X-Amz-Expires=300&X-Amz-Signature=SIGNED", true},
		// near misses
		{"https://a.blob.corp.test/x.png?st=2023-12-07T01%3A00%3A17Z&se=2033-12-07T03%3A00%3A17Z&sp=r&sig=SIGNED", false},
		{"https://a.blob.corp.test/x.png?se=2023-12-07T03%3A00%3A17Z&sp=r&sig=SIGNED", false},
		{"https://a.blob.corp.test/x.png?st=2023-12-07T03%3A00%3A17Z&se=2023-12-07T01%3A00%3A17Z&sig=SIGNED", false},
		{"https://s.corp.test/x?X-Amz-Expires=6048000&X-Amz-Signature=SIGNED", false},
		{"https://s.corp.test/x?sig=SIGNED https://s.corp.test/y?X-Amz-Expires=300", false},
		{"https://s.corp.test/x?test=2023-12-07&lease=2023-12-08&sig=SIGNED", false},
	} {
		at := int32(strings.Index(c.address, "SIGNED"))
		f := final{text: []byte(c.address)}
		if got := f.brief(Candidate{Start: at, End: at + 6}); got != c.want {
			t.Errorf("%s: %v", c.address, got)
		}
	}
}

func FuzzBrief(f *testing.F) {
	f.Add([]byte("https://a.blob.corp.test/x?st=2023-12-07T01%3A00%3A17Z&se=2023-12-07T03%3A00%3A17Z&sig=SIGNED"), uint16(90))
	f.Fuzz(func(t *testing.T, text []byte, at uint16) {
		start := min(int(at), len(text))
		s := final{text: text}
		s.brief(Candidate{Start: int32(start), End: int32(min(start+6, len(text)))})
	})
}
