//go:build ignore

// Ngrams_gen counts sequences of 3 to 6 characters in the text files below the folders that it is given, one project each, and
// writes ngrams.bin, the table behind the loader's check for literals that are too common (cost.go). Only counts are kept.
//
//	go run rules/ngrams_gen.go DIR…
//
// How frequent a sequence is: the mean of its frequencies in the projects, without the one where it is most frequent, because a
// project's own name is frequent nowhere else. The table in the repository was made of the working trees of
//
//	curl/curl                          5c61e168696a72b87437d58ed728bcdea6d5db42
//	redis/redis                        4f8cdc2a1ea53e42955af758aabffee67cb455dd
//	psf/requests                       1f6589ec3a1ee910f9a65cc3ceac60b26677bc0e
//	expressjs/express                  a3714473feb3d2908add734d340e7755fd85e0a3
//	spring-projects/spring-petclinic   edf4db28affcc4741c79850a3d95bc3f177b5ff9
//	kubernetes/examples                279e8e4fe314f6cb7bc55fa3fbc21bbeaa48c0ea
package main

import (
	"bytes"
	"encoding/binary"
	"io/fs"
	"log"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
)

// As in cost.go.
const (
	longestGram = 6
	rareGram    = 20
	base        = 70
)

const largestFile = 1 << 20 // larger ones are data

func main() {
	projects := os.Args[1:]
	if len(projects) < 2 {
		log.Fatal("usage: go run rules/ngrams_gen.go DIR DIR…")
	}
	total, most := map[uint64]float64{}, map[uint64]float64{}
	for _, dir := range projects {
		counts, size, err := count(dir)
		if err != nil {
			log.Fatal(err)
		}
		for key, n := range counts {
			rate := n * 1e6 / float64(size)
			total[key] += rate
			most[key] = max(most[key], rate)
		}
		log.Printf("%s: %d bytes of text, %d sequences", dir, size, len(counts))
	}
	if err := os.WriteFile("rules/ngrams.bin", table(total, most, len(projects)), 0o644); err != nil {
		log.Fatal(err)
	}
}

// table encodes the frequencies as cost.go reads them.
func table(total, most map[uint64]float64, projects int) []byte {
	var out []byte
	for _, key := range slices.Sorted(maps.Keys(total)) {
		rate := (total[key] - most[key]) / float64(projects-1)
		if rate >= rareGram {
			out = append(binary.BigEndian.AppendUint64(out, key<<24)[:len(out)+5], byte(min(255, math.Round(8*math.Log2(rate)))))
		}
	}
	return out
}

func count(dir string) (counts map[uint64]float64, size int, err error) {
	counts = map[uint64]float64{}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		if err == nil && len(data) <= largestFile && bytes.IndexByte(data, 0) < 0 {
			size += len(data)
			tally(data, counts)
		}
		return err
	})
	return counts, size, err
}

func tally(text []byte, counts map[uint64]float64) {
	for i := range text {
		key := uint64(0)
		for n, c := range text[i:min(len(text), i+longestGram)] {
			if c < ' ' || c > '~' {
				break
			}
			key = key*base + digit(c)
			if n >= 2 {
				counts[key]++
			}
		}
	}
}

func digit(c byte) uint64 {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	if c > 'Z' {
		c -= 26
	}
	return uint64(c-' ') + 1
}
