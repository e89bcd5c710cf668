package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/sluice-scan/sluice/scanner/policy"
)

// Scans of files: which folder's configuration and ignore files count, and where their paths count from.

// policyFiles are the files of a folder that decide on the findings in it and below.
var policyFiles = [...]string{policy.FileName, policy.IgnoreFile, policy.GitleaksFile, policy.GitleaksIgnoreFile}

// nearest returns the folder whose configuration and ignore files count for files in folder: in a repository the nearest of it and
// those above that has one of them, the repository's own where none has; elsewhere the folder itself.
func (o *scanOptions) nearest(folder string) string {
	top, ok := repositoryAbove(folder)
	if !ok {
		return folder
	}
	for at, err := filepath.Abs(folder); err == nil; at = filepath.Dir(at) {
		has := func(name string) bool { return !o.lacks(filepath.Join(at, name)) }
		if at == top || slices.ContainsFunc(policyFiles[:], has) {
			return written(at, folder)
		}
	}
	return folder
}

// repositoryAbove returns the absolute path of the top of the work tree that holds a folder.
func repositoryAbove(folder string) (top string, ok bool) {
	at, err := filepath.Abs(folder)
	for above := ""; err == nil && above != at; at, above = filepath.Dir(at), at {
		if _, err := os.Lstat(filepath.Join(at, ".git")); !errors.Is(err, fs.ErrNotExist) {
			return at, true
		}
	}
	return "", false
}

// placeOf tells paths that count from the current folder from another one.
func placeOf(folder string) policy.Place {
	here, err := os.Getwd()
	root, err2 := filepath.Abs(folder)
	if errors.Join(err, err2) != nil {
		return policy.Place{}
	}
	return policy.NewPlace(here, root)
}

// nearestHere is the folder whose ignore file counts for who works in the current folder.
func nearestHere() string { return new(scanOptions).nearest(".") }
