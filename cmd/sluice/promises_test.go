package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestPromises: each row of docs/promises.md names what holds it, and all of that exists.
func TestPromises(t *testing.T) {
	text, err := os.ReadFile("../../docs/promises.md")
	if err != nil {
		t.Fatal(err)
	}
	exists, rows := holders(t), 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) < 2 || strings.HasPrefix(line, "|---") || strings.Contains(line, "| held by |") {
			continue
		}
		rows++
		names := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[len(cells)-1], -1)
		if len(cells) != 3 || len(names) == 0 {
			t.Errorf("nothing holds %s", line)
		}
		for _, name := range names {
			if !exists[name[1]] {
				t.Errorf("%s does not exist, which should hold %s", name[1], line)
			}
		}
	}
	if rows < 25 {
		t.Errorf("%d rows were understood", rows)
	}
}

// holders are the names of all scripts, tests and steps of .ci/run.
func holders(t *testing.T) map[string]bool {
	names := map[string]bool{}
	function := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(|^([a-z_]+)\(\) [({]$`)
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == ".git":
			return fs.SkipDir
		case filepath.Ext(path) == ".txtar":
			names[entry.Name()] = true
		case strings.HasSuffix(path, "_test.go") || filepath.Base(filepath.Dir(path)) == ".ci":
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, m := range function.FindAllStringSubmatch(string(text), -1) {
				names[m[1]+m[2]] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
