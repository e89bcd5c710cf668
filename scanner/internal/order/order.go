// Package order compares what package cmp does not.
package order

// TrueFirst compares as cmp.Compare does, true before false.
func TrueFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}
