//go:build ignore

// Ngrams_gen counts trigrams of the text files below the folders that it is given and writes rules/ngrams.bin, the table behind
// the loader's check for literals that are too common. Only counts are kept.
//
//	go run ngrams_gen.go DIR…
//
// The table in the repository was made from the working trees of curl, redis and requests.
package main

import (
	"bytes"
	"io/fs"
	"log"
	"math"
	"os"
	"path/filepath"
)

const (
	classes = 50
	punct   = "_-./:=\"'@ <>("
)

func class(c byte) int {
	switch {
	case 'a' <= c && c <= 'z':
		return int(c-'a') + 1
	case 'A' <= c && c <= 'Z':
		return int(c-'A') + 1
	case '0' <= c && c <= '9':
		return int(c-'0') + 27
	}
	return max(0, 37+bytes.IndexByte([]byte(punct), c)) * boolean(bytes.IndexByte([]byte(punct), c) >= 0)
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

func main() {
	counts := make([]float64, classes*classes*classes)
	total := 0
	for _, dir := range os.Args[1:] {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() || filepath.Base(filepath.Dir(path)) == ".git" {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil || bytes.IndexByte(data, 0) >= 0 || len(data) > 1<<20 {
				return err
			}
			total += len(data)
			for i := 2; i < len(data); i++ {
				counts[(class(data[i-2])*classes+class(data[i-1]))*classes+class(data[i])]++
			}
			return nil
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	out := make([]byte, len(counts))
	for i, n := range counts {
		if n > 0 {
			out[i] = byte(min(255, max(1, math.Round(8*math.Log2(n*1e9/float64(total))))))
		}
	}
	if err := os.WriteFile("ngrams.bin", out, 0o644); err != nil {
		log.Fatal(err)
	}
	log.Printf("%d bytes of text, %d of %d trigrams", total, len(out)-bytes.Count(out, []byte{0}), len(out))
}
