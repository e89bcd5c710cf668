package main

import (
	"os"
	"path/filepath"
)

// What paths lead to, and how they are written for the user.

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// sameFile reports whether two paths lead to one file or folder.
func sameFile(a, b string) bool {
	one, err1 := os.Stat(a)
	two, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(one, two)
}

// samePlace reports whether what is written to two paths goes to one file, which need not be there yet.
func samePlace(a, b string) bool {
	if sameFile(a, b) {
		info, err := os.Stat(a)
		return err == nil && info.Mode().IsRegular()
	}
	a, err1 := filepath.Abs(a)
	b, err2 := filepath.Abs(b)
	return err1 == nil && err2 == nil && a == b
}

// fromHere is a path as the user would write it: from the current folder, if it lies in that.
func fromHere(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	if short, err := filepath.Rel(here, path); err == nil && filepath.IsLocal(short) {
		return short
	}
	return path
}

// written is a folder as the user would write it: as he did, or from the current folder.
func written(folder, asked string) string {
	if absolute, err := filepath.Abs(asked); err == nil && absolute == folder {
		return asked
	}
	here, err := os.Getwd()
	if err != nil {
		return folder
	}
	if short, err := filepath.Rel(here, folder); err == nil {
		return short
	}
	return folder
}
