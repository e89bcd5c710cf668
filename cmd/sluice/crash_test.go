package main

import (
	"io"
	"strings"
	"testing"
)

// broken is an output that panics.
type broken struct{ io.Writer }

func (broken) Write([]byte) (int, error) { panic("quoted text") }

// TestCrash: a crash ends with the status of a scan that failed, and tells the place, but not the panic's text.
func TestCrash(t *testing.T) {
	var errs strings.Builder
	code := survive(t.Context(), []string{"version"}, streams{strings.NewReader(""), broken{}, &errs, new(temporary)})
	if text := errs.String(); code != exitIncomplete || !strings.HasPrefix(text, "sluice: it crashed") ||
		!strings.Contains(text, "crash_test.go") || strings.Contains(text, "quoted") {
		t.Errorf("status %d: %s", code, text)
	}
}
