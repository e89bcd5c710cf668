//go:build !linux

package main

import "github.com/rogpeppe/go-internal/testscript"

// onTerminal is for Linux alone.
func onTerminal(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Fatalf("terminal: begin the script with [!linux] skip")
}
