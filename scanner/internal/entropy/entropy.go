// Package entropy measures how random a text looks.
package entropy

import "math"

// Shannon returns the entropy of the bytes' distribution, in bits per byte; 0 for empty data.
func Shannon(data []byte) float64 {
	if len(data) == 0 {
		return 0
	}
	var counts [256]int32
	for _, c := range data {
		counts[c]++
	}
	n := float64(len(data))
	sum := 0.0
	for _, k := range counts {
		if k > 0 {
			p := float64(k) / n
			sum -= p * math.Log2(p)
		}
	}
	return sum
}
