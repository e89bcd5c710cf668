//go:build unix

package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestInterruptExitsThree: a scan that waits for its input ends on Ctrl-C with status 3 and leaves an earlier report as it was.
func TestInterruptExitsThree(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	program, report := filepath.Join(dir, "sluice"), filepath.Join(dir, "report.json")
	if err := errors.Join(os.Symlink(self, program), os.WriteFile(report, []byte("earlier"), 0o600)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "stdin", "--format", "json", "--output", report)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// What it has read shows that it waits for more: the pipe takes more than its buffer only when somebody reads.
	if _, err := in.Write(make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	interrupt(t, cmd)
	if text, err := os.ReadFile(report); err != nil || string(text) != "earlier" {
		t.Errorf("the report is %q, %v", text, err)
	}
	left, err := filepath.Glob(filepath.Join(dir, ".sluice-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
