package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sluice-scan/sluice/reporters"
	"github.com/sluice-scan/sluice/scanner"
)

// maxCache bounds what is read of a cache, in bytes.
const maxCache = 4 << 30

// cutOff is how much is read of what is larger: enough to know a cache, which then counts as damaged.
const cutOff = 64

// openCache reads the cache in a file, which need not be there yet.
func openCache(path string) (*scanner.Cache, error) {
	program, err := identity()
	if err != nil {
		return nil, fmt.Errorf("reading the program for its cache: %w", err)
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(filepath.Dir(path)); err != nil { // better said before the scan than at its end
			return nil, fmt.Errorf("--cache %s: its folder: %w", path, err)
		}
		return scanner.NewCache(program, nil), nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the cache: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("reading the cache: %s is no regular file", path)
	}
	size := info.Size()
	if size > maxCache {
		size = cutOff
	}
	data, err := readStart(path, size)
	if err != nil {
		return nil, fmt.Errorf("reading the cache: %w", err)
	}
	if len(data) > 0 && !scanner.IsCache(data) {
		return nil, fmt.Errorf("--cache %s: is another file than a cache, which would be lost\nhint: name one that is not there yet", path)
	}
	return scanner.NewCache(program, data), nil
}

// readStart reads the first size bytes of a file.
func readStart(path string, size int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data := make([]byte, size)
	n, err := f.ReadAt(data, 0)
	if errors.Is(err, io.EOF) {
		err = nil // it has become shorter
	}
	return data[:n], err
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
		fmt.Fprintf(s.err, "sluice: writing the cache: %v%s\n", err, cure(err))
	}
}
