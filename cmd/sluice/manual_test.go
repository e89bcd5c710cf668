package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// TestManual makes the manual pages of all commands, in the folder that SLUICE_MANUAL names if there is one: .ci/release does.
func TestManual(t *testing.T) {
	dir := os.Getenv("SLUICE_MANUAL")
	if dir == "" {
		dir = t.TempDir()
	}
	code := 0
	root := newRoot(streams{nil, io.Discard, io.Discard, &temporary{}}, &code, "")
	root.DisableAutoGenTag = true
	day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // the same page for the same program
	if err := doc.GenManTree(root, &doc.GenManHeader{Section: "1", Source: "sluice", Manual: "sluice", Date: &day}, dir); err != nil {
		t.Fatal(err)
	}
	everyCommand(root, func(cmd *cobra.Command) {
		page, err := os.ReadFile(filepath.Join(dir, strings.ReplaceAll(cmd.CommandPath(), " ", "-")+".1"))
		if err != nil {
			t.Error(err)
			return
		}
		if text := string(page); !strings.Contains(text, "Exit status") {
			t.Errorf("%s: the page does not tell the exit status", cmd.CommandPath())
		}
	})
}

// TestHelp: each command's help has two examples at least and tells the exit status.
func TestHelp(t *testing.T) {
	code := 0
	root := newRoot(streams{nil, io.Discard, io.Discard, &temporary{}}, &code, "")
	everyCommand(root, func(cmd *cobra.Command) {
		if n := len(example.FindAllString(cmd.Long, -1)); n < 2 {
			t.Errorf("%s: %d examples", cmd.CommandPath(), n)
		}
		if !strings.Contains(cmd.Long, "Exit status:") {
			t.Errorf("%s: no exit status", cmd.CommandPath())
		}
	})
}

// TestReadme: the README has a row for each command.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for name := range commands() {
		if !regexp.MustCompile("(?m)^\\| `sluice " + regexp.QuoteMeta(name) + "\\b").Match(text) {
			t.Errorf("not told: sluice %s", name)
		}
	}
}

// example is a line of help that shows a command.
var example = regexp.MustCompile(`(?m)^  .*\bsluice [a-z]`)

// everyCommand calls f for a command and all below it.
func everyCommand(cmd *cobra.Command, f func(*cobra.Command)) {
	f(cmd)
	for _, sub := range cmd.Commands() {
		if sub.Name() != "help" {
			everyCommand(sub, f)
		}
	}
}
