package main

import (
	"context"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/sluice-scan/sluice/rules"
)

func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"sluice": main}) }

// TestScript runs the behaviour of each command as a user sees it, one behaviour a file. The scripts hold no secrets: "fill"
// replaces parts such as {{base62:36:crc32-base62}} in files, as in the rules' examples.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup:               isolate,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"fill": fill, "terminal": onTerminal},
	})
}

// isolated keeps the machine's own git configuration away and makes commits reproducible.
var isolated = map[string]string{
	"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C",
	"GIT_TEST_FSYNC":  "0", // what a test makes need not outlive the machine
	"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com", "GIT_AUTHOR_DATE": "2024-05-06T07:08:09Z",
	"GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com", "GIT_COMMITTER_DATE": "2024-05-06T07:08:09Z",
}

func isolate(env *testscript.Env) error {
	for name, value := range isolated {
		env.Setenv(name, value)
	}
	env.Setenv("GORACE", os.Getenv("GORACE")) // how a program ends that the race detector watches
	return nil
}

// fill FILE… replaces the fill parts in files; the same part gives the same text in every file.
func fill(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: fill FILE…")
	}
	for _, name := range args {
		text, err := rules.Fill(ts.ReadFile(name), "script", 0)
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o644))
	}
}

// TestRunStopsOnCancel: an interrupted scan exits 3 and says so.
func TestRunStopsOnCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var out, errs discard
	if code := run(ctx, []string{"dir", "."}, streams{nil, &out, &errs, new(temporary)}); code != exitIncomplete {
		t.Errorf("exit status %d, want %d", code, exitIncomplete)
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
