package reporters

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sluice-scan/sluice/scanner/finding"
)

func textOf(t *testing.T, r *report) string {
	t.Helper()
	var out bytes.Buffer
	if err := writeText(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestTextCapsPlaces(t *testing.T) {
	var many []finding.Finding
	for i := range 17 {
		f := fixtures()[0]
		f.Path, f.Paths = fmt.Sprintf("p%02d", i), nil
		many = append(many, f)
	}
	got := textOf(t, sample(many, true))
	if strings.Count(got, "\n  also    p") != 4 || !strings.Contains(got, "… and 12 more places\n") ||
		!strings.Contains(got, "1 secret in 17 places: 1 critical") {
		t.Error(got)
	}
	if got := textOf(t, sample(many[:5], true)); strings.Contains(got, "more") {
		t.Error(got)
	}
	same := many[0]
	same.Rule = "another-of-the-family"
	if got := textOf(t, sample([]finding.Finding{many[0], same}, true)); !strings.Contains(got, "1 secret in 1 place") {
		t.Errorf("a place that two rules of a family tell:\n%s", got)
	}
	many[0].Paths = []string{"copy", "p00"} // one content at two paths
	if got := textOf(t, sample(many[:1], true)); !strings.Contains(got, "also    copy:3:7\n") ||
		!strings.Contains(got, "1 secret in 2 places") {
		t.Error(got)
	}
}

// TestTextTellsAWayToRevokeOnce: the second secret of a kind refers to the first.
func TestTextTellsAWayToRevokeOnce(t *testing.T) {
	one, two := fixtures()[0], fixtures()[0]
	two.Secret = finding.NewSecret("acme_" + "another")
	got := textOf(t, sample([]finding.Finding{one, two}, true))
	if strings.Count(got, "Disable the key.") != 1 || !strings.Contains(got, "fix     as above for: Acme key\n") {
		t.Error(got)
	}
}

// TestTextOfHistory: an incident leads with a place in HEAD, and tells the oldest commit of all places by time, not by text.
func TestTextOfHistory(t *testing.T) {
	old, now, lost := fixtures()[0], fixtures()[0], fixtures()[0]
	old.Paths, now.Paths, lost.Paths = nil, nil, nil
	old.Path, old.History = "a", &finding.History{Introduced: []finding.Commit{{ID: "0102030405060708", Author: "Ada",
		Date: "2020-01-01T23:30:00-05:00"}}}
	now.Path, now.History = "b", &finding.History{
		AtHead: true, Introduced: []finding.Commit{{ID: "a1a2a3a4a5a6a7a8", Author: "Bob", Date: "2020-01-02T01:00:00Z"}},
	}
	lost.Secret, lost.History = finding.NewSecret("acme_"+"unreachable"), &finding.History{Reach: finding.ReachUnreachable}
	unknown := lost
	lost.Path, unknown.Path = "", ""
	unknown.Secret, unknown.History = finding.NewSecret("acme_"+"somewhere"), &finding.History{}
	got := textOf(t, sample([]finding.Finding{old, now, lost, unknown}, true))
	everywhere(t, sample([]finding.Finding{unknown}, true), "commits that are not known")
	for _, want := range []string{
		"\nb:3:7: Acme key", "\n  also    a:3:7 (not in HEAD)\n", "  commit  a1a2a3a4a5 2020-01-02 Bob; still in HEAD; brought again by 1 more\n",
		"commit  none that this repository has holds it; no ref leads to it\n",
		"commit  not known: not all of the history could be compared\n", "\n1 still in HEAD, 1 in no commit, 1 in commits that are not known\n",
	} {
		if !strings.Contains("\n"+got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	ranged := sample([]finding.Finding{old, now}, true)
	ranged.receipt.Range = "main..topic" // HEAD may be neither
	got = textOf(t, ranged)
	for _, want := range []string{"  also    a:3:7 (not there at the end)\n", "Bob; still there at the end;", "\n1 still there at the end\n"} {
		if !strings.Contains(got, want) || strings.Contains(got, "HEAD") {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestTextVerdict(t *testing.T) {
	for want, r := range map[string]finding.Receipt{
		"no findings\nread everything: 1 file, 1 byte, 0.00 s\n":                                                         {Complete: true, Blobs: 1, Bytes: 1},
		"no findings\nread everything: 1,234 commits, 12,345,678 contents, 1.50 GB, 0.00 s\n":                            {Complete: true, Commits: 1234, Objects: 1, Blobs: 12345678, Bytes: 15e8},
		"no findings\nread everything in scope: 1.5 MB, 0.00 s\n  out of scope: lib: a submodule\n":                      {Complete: true, Bytes: 15e5, Skipped: []finding.Skipped{{Class: "outside", What: "lib", Why: "a submodule", Count: 1}}},
		"no findings\nINCOMPLETE, the scan was stopped; read until then: 1.5 kB, 0.00 s\n":                               {Interrupted: true, Bytes: 1500},
		"no findings\nINCOMPLETE, not everything could be read; read: 0 files, 0 bytes, 0.00 s\n  not read: a: denied\n": {Skipped: []finding.Skipped{{Class: "unread", What: "a", Why: "denied", Count: 1}}},
	} {
		if got := textOf(t, &report{receipt: r}); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

// TestTextIsNotWide: sentences are broken; only names and places that are longer themselves may pass the width.
func TestTextIsNotWide(t *testing.T) {
	f := fixtures()[0]
	f.Reasons = []string{strings.Repeat("many words here ", 20), "unbreakable"}
	f.Revoke.Steps = []string{strings.Repeat("do this first ", 20)}
	r := sample([]finding.Finding{f}, false)
	r.receipt.Limits = []string{strings.Repeat("a pattern of the rule ", 20)}
	for _, line := range strings.Split(textOf(t, r), "\n") {
		if utf8.RuneCountInString(line) > widest {
			t.Errorf("%d columns: %s", utf8.RuneCountInString(line), line)
		}
	}
}

// TestTextFits: sentences are broken where the terminal ends, but what is to be copied is not.
func TestTextFits(t *testing.T) {
	r := sample(fixtures()[:1], false)
	r.Columns = 60
	got := textOf(t, r)
	for _, line := range strings.Split(got, "\n") {
		if utf8.RuneCountInString(line) > 60 && !strings.Contains(line, "sluice ignore add "+fixtures()[0].Fingerprint) {
			t.Errorf("%d columns: %s", utf8.RuneCountInString(line), line)
		}
	}
	r.Columns = 1
	if at := textOf(t, r); strings.Count(at, "\n") > 2*strings.Count(got, "\n") {
		t.Errorf("a word a line:\n%s", at)
	}
}

// TestTextTellsHowToAllow: only ways that would change what was scanned.
func TestTextTellsHowToAllow(t *testing.T) {
	f := fixtures()[0]
	for kind, want := range map[string]string{
		"staged":  "sluice:allow\" and why in a comment on its line, or let the ignore file say so:\n  sluice ignore add " + f.Fingerprint + " ",
		"git":     "A false alarm? Let the ignore file say so:\n  sluice ignore add " + f.Fingerprint + " ",
		"receive": "A false alarm? What a push brings cannot allow it: ",
	} {
		r := sample([]finding.Finding{f}, true)
		r.Kind = kind
		if got := textOf(t, r); !strings.Contains(got, want) {
			t.Errorf("%s: no %q in\n%s", kind, want, got)
		}
	}
	long := f
	long.End.Line++
	r := sample([]finding.Finding{long}, true)
	r.Kind = "staged"
	if got := textOf(t, r); !strings.Contains(strings.ReplaceAll(got, "\n", " "), `in a comment on the last of its lines, or`) {
		t.Error(got)
	}
	f.Status = finding.StatusSuppressed
	for name, write := range map[string]func(io.Writer, *report) error{"text": writeText, "github": writeGitHub, "junit": writeJUnit, "markdown": writeMarkdown} {
		var out strings.Builder
		if err := write(&out, sample([]finding.Finding{f}, true)); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); !strings.Contains(got, "counts once the base has it") || strings.Contains(got, "ignore add") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestTextNamesTheIgnoreFile: the command to copy names the file as shells take it, unless it is that of the current folder.
func TestTextNamesTheIgnoreFile(t *testing.T) {
	for file, want := range map[string]string{
		"": "", "../.sluiceignore": " --file ../.sluiceignore", "/srv/ü/x.git/.sluiceignore": " --file /srv/ü/x.git/.sluiceignore",
		"a b/.sluiceignore": " --file 'a b/.sluiceignore'", "a'b;c/.sluiceignore": ` --file 'a'\''b;c/.sluiceignore'`,
	} {
		r := sample(fixtures()[:1], true)
		r.IgnoreFile = file
		if got := textOf(t, r); !strings.Contains(got, "  sluice ignore add "+fixtures()[0].Fingerprint+want+` --reason "…"`+"\n") {
			t.Errorf("%q: %s", file, got)
		}
	}
}

// TestTextColoursWhatWasNotRead: the line that says so is red, and one that says that everything was read is not.
func TestTextColoursWhatWasNotRead(t *testing.T) {
	for _, c := range []struct{ complete, interrupted, red bool }{{true, false, false}, {false, false, true}, {false, true, true}} {
		r := sample(nil, c.complete)
		r.Color, r.receipt.Complete, r.receipt.Interrupted = true, c.complete, c.interrupted
		if got := textOf(t, r); strings.Contains(got, "\x1b[1;31m"+verdict(&r.receipt)) != c.red {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

// TestTextColour: colour changes nothing but the colour.
func TestTextColour(t *testing.T) {
	r := full()
	plain := textOf(t, r)
	r.Color = true
	coloured := textOf(t, r)
	if !strings.Contains(coloured, "\x1b[1;31m") || strings.Contains(plain, "\x1b") {
		t.Error("colour is not where it should be")
	}
	parts := strings.Split(coloured, "\x1b[")
	for i, p := range parts[1:] {
		_, parts[i+1], _ = strings.Cut(p, "m")
	}
	if got := strings.Join(parts, ""); got != plain {
		t.Errorf("without its colour the text is\n%s", got)
	}
}

// TestTextOfTextsWithoutPath names what they are.
func TestTextOfTextsWithoutPath(t *testing.T) {
	for want, c := range map[string]struct {
		kind   string
		origin finding.Origin
	}{
		"stdin:3:7:":          {"stdin", finding.Origin{Kind: "file"}},
		"commit message:3:7:": {"commit-msg", finding.Origin{Kind: "commit-message"}},
		"commit message abababababab"[:25] + ":3:7:": {"git", finding.Origin{Kind: "commit-message", Object: strings.Repeat("ab", 20)}},
		`ref refs/heads/\x1b[2J:3:7:`:                {"git", finding.Origin{Kind: "ref", Ref: "refs/heads/\x1b[2J"}},
	} {
		f := fixtures()[0]
		f.Path, f.Source = "", c.origin
		r := sample([]finding.Finding{f}, true)
		r.Kind = c.kind
		if got := textOf(t, r); !strings.HasPrefix(got, want) {
			t.Errorf("got %q, want %q", got[:40], want)
		}
	}
}

// everywhere holds formats for people to a text.
func everywhere(t *testing.T, r *report, want string) {
	t.Helper()
	for name, write := range map[string]func(io.Writer, *report) error{"text": writeText, "markdown": writeMarkdown, "html": writeHTML} {
		var b bytes.Buffer
		if err := write(&b, r); err != nil || !strings.Contains(b.String(), want) {
			t.Errorf("%s: no %q in\n%s\n%v", name, want, b.String(), err)
		}
	}
}
