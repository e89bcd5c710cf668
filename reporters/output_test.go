package reporters

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/finding"
)

func TestPairs(t *testing.T) {
	for _, c := range []struct {
		formats, outputs string
		want             []Pair
		problem          string
	}{
		{"", "", []Pair{{Format: "text", Path: ""}}, ""},
		{"", "x", []Pair{{Format: "text", Path: "x"}}, ""},
		{"", "a.json b.SARIF c.xml d.md e.log", []Pair{{Format: "json", Path: "a.json"}, {Format: "sarif", Path: "b.SARIF"},
			{Format: "junit", Path: "c.xml"}, {Format: "markdown", Path: "d.md"}, {Format: "text", Path: "e.log"}}, ""},
		{"text", "a.json", []Pair{{Format: "text", Path: "a.json"}}, ""},
		{"json sarif", "a b", []Pair{{Format: "json", Path: "a"}, {Format: "sarif", Path: "b"}}, ""},
		{"json text", "a", []Pair{{Format: "json", Path: "a"}, {Format: "text", Path: ""}}, ""},
		{"json text", "", nil, "standard output"},
		{"json", "a b", nil, "belongs to"},
		{"json sarif", "a ./a", nil, "two formats"},
		{"yaml", "", nil, `unknown format "yaml"`},
	} {
		got, err := Pairs(strings.Fields(c.formats), strings.Fields(c.outputs))
		if diff := cmp.Diff(c.want, got); diff != "" || (err != nil) != (c.problem != "") ||
			err != nil && !strings.Contains(err.Error(), c.problem) {
			t.Errorf("%q %q: %v %s", c.formats, c.outputs, err, diff)
		}
	}
}

func TestOutputsReplaceFilesOnlyWhenComplete(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report.json")
	if err := os.WriteFile(path, []byte("earlier"), 0o600); err != nil {
		t.Fatal(err)
	}
	o, err := Open([]Pair{{Format: "json", Path: path}}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	o.Abort()
	if text, err := os.ReadFile(path); err != nil || string(text) != "earlier" {
		t.Errorf("after Abort: %q, %v", text, err)
	}
	if o, err = Open([]Pair{{Format: "json", Path: path}}, nil, Options{}); err != nil {
		t.Fatal(err)
	}
	if err := o.Close(finding.Receipt{}); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), `"complete": false`) {
		t.Errorf("after Close: %q, %v", text, err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	for _, bad := range []string{dir, filepath.Join(dir, "none", "x")} {
		if _, err := Open([]Pair{{Format: "json", Path: bad}}, nil, Options{}); err == nil {
			t.Errorf("%s can be opened", bad)
		}
	}
}

// TestFilesAreNoTerminals: what a terminal is shown in colours and narrow lines, a file has without.
func TestFilesAreNoTerminals(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report")
	var shown bytes.Buffer
	o, err := Open([]Pair{{Format: "text"}, {Format: "text", Path: path}}, &shown, Options{Color: true, Columns: 40})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(o.Report(fixtures()[0]), o.Close(finding.Receipt{Complete: true})); err != nil {
		t.Fatal(err)
	}
	const sentence = "Disable the key."
	text, err := os.ReadFile(path)
	if err != nil || bytes.Contains(text, []byte("\x1b[")) || !bytes.Contains(shown.Bytes(), []byte("\x1b[")) {
		t.Errorf("%s, %v", text, err)
	}
	if lines := strings.Count(string(text), "\n"); lines >= strings.Count(shown.String(), "\n") || !strings.Contains(string(text), sentence) {
		t.Errorf("%d lines, on a terminal:\n%s", lines, shown.String())
	}
}

type brokenPipe struct{ err error }

func (b brokenPipe) Write([]byte) (int, error) { return 0, b.err }

func TestClosedPipeIsNoError(t *testing.T) {
	for err, fine := range map[error]bool{syscall.EPIPE: true, os.ErrClosed: true, errors.New("disk full"): false} {
		o, openErr := Open([]Pair{{Format: "text", Path: ""}}, brokenPipe{err}, Options{})
		if openErr != nil {
			t.Fatal(openErr)
		}
		if got := o.Close(finding.Receipt{}); (got == nil) != fine {
			t.Errorf("%v gives %v", err, got)
		}
	}
}

// written opens, closes and returns the error of either.
func written(path string, options Options) error {
	o, err := Open([]Pair{{Format: "json", Path: path}}, nil, options)
	if err != nil {
		return err
	}
	return o.Close(finding.Receipt{})
}

func TestReportsKeepLinksAndModes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no modes and links")
	}
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	if err := errors.Join(os.WriteFile(in("target"), []byte("earlier"), 0o640), os.Symlink("target", in("link"))); err != nil {
		t.Fatal(err)
	}
	shown := Options{ShowSecrets: true}
	if err := errors.Join(written(in("link"), Options{}), written(in("private"), shown), written(in("public"), Options{}),
		os.Chmod(in("public"), 0o644), written(in("public"), shown)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{"target": 0o640, "link": fs.ModeSymlink, "private": 0o600, "public": 0o600} {
		info, err := os.Lstat(in(name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode(); got != want && got.Type() != want {
			t.Errorf("%s has mode %v, want %v", name, got, want)
		}
	}
	if text, err := os.ReadFile(in("target")); err != nil || !strings.Contains(string(text), "sluice/1") {
		t.Errorf("the target holds %q, %v", text, err)
	}
}

func TestDevicesAreNotReplaced(t *testing.T) {
	info, err := os.Stat(os.DevNull)
	if err != nil || info.Mode().IsRegular() {
		t.Skipf("no %s", os.DevNull)
	}
	if err := written(os.DevNull, Options{}); err != nil {
		t.Fatal(err)
	}
	if after, err := os.Stat(os.DevNull); err != nil || after.Mode() != info.Mode() {
		t.Errorf("%s is %v now, %v", os.DevNull, after.Mode(), err)
	}
}

func TestUnwritableIsToldAtOpen(t *testing.T) {
	if runtime.GOOS == "windows" || os.Getuid() == 0 {
		t.Skip("everything is writable")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	if _, err := Open([]Pair{{Format: "json", Path: filepath.Join(dir, "x")}}, nil, Options{}); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("the error is %v", err)
	}
}

// TestWriteErrorKeepsTheEarlierReport fills the destination with an error half-way.
func TestWriteErrorKeepsTheEarlierReport(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x")
	if err := os.WriteFile(path, []byte("earlier"), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := open(Pair{Path: path}, false)
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("disk full")
	half := func(w io.Writer) error {
		_, err := io.WriteString(w, "half")
		return errors.Join(err, full)
	}
	if err := d.write(half); !errors.Is(err, full) {
		t.Errorf("the error is %v", err)
	}
	left, err := os.ReadDir(dir)
	if text, readErr := os.ReadFile(path); err != nil || readErr != nil || string(text) != "earlier" || len(left) != 1 {
		t.Errorf("%q, %v, %v, %v", text, left, err, readErr)
	}
}

func TestSeveralReports(t *testing.T) {
	dir := t.TempDir()
	pairs, err := Pairs([]string{"json", "sarif", "text"}, []string{filepath.Join(dir, "a"), filepath.Join(dir, "b")})
	if err != nil {
		t.Fatal(err)
	}
	var stdout bytes.Buffer
	o, err := Open(pairs, &stdout, Options{Color: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fixtures() {
		if err := o.Report(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Close(finding.Receipt{Complete: true}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a": `"schema": "sluice/1"`, "b": `"version": "2.1.0"`} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.Contains(string(text), want) || strings.Contains(string(text), "\x1b") {
			t.Errorf("%s: %v, %s", name, err, text)
		}
	}
	if !strings.Contains(stdout.String(), "read everything") || !strings.Contains(stdout.String(), "\x1b[1;31m") {
		t.Errorf("standard output has %q", stdout.String())
	}
}

// A job summary holds what earlier steps wrote; a report is appended to it.
func TestAppend(t *testing.T) {
	path := filepath.Join(t.TempDir(), "summary")
	if err := os.WriteFile(path, []byte("before\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o, err := Open([]Pair{{Format: "markdown", Path: path, Append: true}}, io.Discard, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Close(finding.Receipt{Complete: true}); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(got), "before\n## sluice: no findings") {
		t.Errorf("%q, %v", got, err)
	}
}
