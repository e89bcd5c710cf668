package main

import (
	"runtime"
	"runtime/debug"
)

// softMemory is from how many bytes on the garbage collector works harder instead of letting the heap double. What a scan holds at a
// time is mostly far less.
const softMemory = 240 << 20

// firstCollection is how many bytes are allocated before anything is collected: a hook or a small tree ends before that. By itself the
// collector begins at 4 MiB.
const firstCollection = 32 << 20

// boundMemory sets softMemory and firstCollection, unless the user has set bounds of his own (see GOMEMLIMIT and GOGC in package
// runtime's documentation).
func boundMemory(getenv func(string) string) {
	if getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
	if getenv("GOGC") == "" {
		before := debug.SetGCPercent(100 * firstCollection / (4 << 20))
		sentinel := new([16]byte) // smaller ones share memory with others
		runtime.AddCleanup(sentinel, func(percent int) { debug.SetGCPercent(percent) }, before)
	}
}
