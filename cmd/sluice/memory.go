package main

import "runtime/debug"

// softMemory is from how many bytes on the garbage collector works harder instead of letting the heap double. What a scan holds at a
// time is mostly far less.
const softMemory = 240 << 20

// boundMemory sets softMemory, unless the user has set a limit of his own (see GOMEMLIMIT in package runtime's documentation).
func boundMemory(getenv func(string) string) {
	if getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
}
