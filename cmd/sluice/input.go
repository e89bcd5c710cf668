package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/sluice-scan/sluice/scanner/policy"
)

// Files that are read as a whole: what a user names may be a pipe, what a scanned folder holds may not; neither has an end for certain.

// Bounds of what a user names, in bytes: a template, and a report, of which the largest that sluice writes have half as much.
const (
	maxTemplate = 16 << 20
	maxReport   = 1 << 30
)

// errTooLarge is in the error of readNamed for a file above its bound.
var errTooLarge = errors.New("is larger than")

// readNamed reads a file that the user names, which may be a pipe, of at most limit bytes.
func readNamed(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readAll(f, path, limit)
}

// readAll reads the rest of a file, of at most limit bytes; path is for errors.
func readAll(in io.Reader, path string, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err == nil && int64(len(data)) > limit {
		return nil, fmt.Errorf("%s %w %d MiB", path, errTooLarge, limit>>20)
	}
	return data, err
}

// readReport reads a JSON report. What begins like none is not read to its end, which a device has not.
func readReport(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading the report: %w", err)
	}
	defer f.Close()
	in := bufio.NewReader(f)
	head, err := in.Peek(in.Size())
	if text := strings.TrimLeft(string(head), " \t\r\n"); !strings.HasPrefix(text, "{") && (err == nil || err == io.EOF) {
		return nil, notReport(path)
	}
	data, err := readAll(in, path, maxReport)
	if err != nil {
		return nil, fmt.Errorf("reading the report: %w", err)
	}
	return data, nil
}

// notReport is the error for a file that is no report.
func notReport(path string) error {
	return fmt.Errorf("%s: not a JSON report of sluice\nhint: make one with --format json --output FILE", path)
}

// readRegular reads a file that a scanned folder may hold: no pipe or device, which could keep a reader waiting for ever, and never
// more of it than any reader of ours takes.
func readRegular(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, policy.MaxBaseline+1))
}
