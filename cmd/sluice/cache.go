package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/sluice-scan/sluice/reporters"
	"github.com/sluice-scan/sluice/scanner"
)

// maxCache bounds what is read of a cache, in bytes.
const maxCache = 4 << 30

// openCache reads the cache in a file, which need not be there yet.
func openCache(path string) (*scanner.Cache, error) {
	program, err := identity()
	if err != nil {
		return nil, fmt.Errorf("reading the program for its cache: %w", err)
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return scanner.NewCache(program, nil), nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the cache: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("reading the cache: %s is no regular file", path)
	}
	if info.Size() > maxCache {
		return scanner.NewCache(program, []byte{}), nil // as if it were cut off
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the cache: %w", err)
	}
	return scanner.NewCache(program, data), nil
}

// identity is the program's own hash: what another build judged may be judged otherwise by this one, whatever their versions say.
func identity() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), err
}

// keepCache writes what the scan remembers. That it cannot be written changes nothing of what was found.
func (o *scanOptions) keepCache(s streams) {
	if o.cache == nil {
		return
	}
	if err := o.cache.Ignored(); err != nil {
		fmt.Fprintf(s.err, "sluice: the cache %s was ignored: %v\n", o.cachePath, err)
	}
	data := o.cache.Bytes()
	if data == nil {
		return
	}
	if err := reporters.Replace(o.cachePath, data); err != nil {
		fmt.Fprintf(s.err, "sluice: writing the cache: %v\n", err)
	}
}
