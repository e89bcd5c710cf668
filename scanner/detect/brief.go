package detect

import (
	"bytes"
	"strconv"
	"time"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// Signed addresses that say for how long they are valid. Those that are made to be opened at once, as pictures that a service has drawn,
// are dead when somebody reads the file.

// How long a signed address is valid that nobody can use later, and how many bytes on either side of a value are read for what says so.
const (
	briefly    = 7 * 24 * time.Hour // the longest that AWS and Google sign for (X-Amz-Expires, X-Goog-Expires)
	briefReach = 1024
)

// seconds are the parameters that hold how many seconds an address is valid.
var seconds = [...]string{"X-Goog-Expires", "X-Amz-Expires"}

// brief reports whether c is of an address that was valid for a week at most: a shared access signature of Azure that has its first and
// its last moment, or one of AWS or Google.
func (f *final) brief(c Candidate) bool {
	part := func(b byte) bool { return addressBytes[b] }
	start := int(c.Start) - ascii.RunBack(f.text[max(0, int(c.Start)-briefReach):c.Start], part)
	end := int(c.End) + ascii.Run(f.text[c.End:min(len(f.text), int(c.End)+briefReach)], part)
	value := func(name string) []byte {
		at, _ := parameter(f.text, syntax.Span{Start: int32(start), End: int32(end)}, name)
		return f.text[at.Start:at.End]
	}
	for _, name := range seconds {
		if n, err := strconv.Atoi(string(value(name))); err == nil && n > 0 {
			return n <= int(briefly/time.Second)
		}
	}
	from, first := moment(value("st"))
	to, last := moment(value("se"))
	return first && last && to.After(from) && to.Sub(from) <= briefly
}

// moment reads a time as Azure writes it: 2023-12-07T02:00:17Z, its colons escaped, or a day.
func moment(value []byte) (time.Time, bool) {
	text := string(bytes.ReplaceAll(bytes.ReplaceAll(value, []byte("%3A"), []byte{':'}), []byte("%3a"), []byte{':'}))
	for _, layout := range [...]string{time.RFC3339, "2006-01-02T15:04Z07:00", time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
