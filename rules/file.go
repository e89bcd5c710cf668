package rules

import (
	"encoding/hex"
	"path"
	"strconv"
	"strings"
)

// Rules of the kind file: of which paths they speak, and how the contents begin that they mean.

// EndsWith reports whether a path, in lower case and with slashes, ends as one of the rule's Paths does.
func (r *Rule) EndsWith(file string) bool {
	for _, p := range r.Paths {
		if endsWith(file, p) {
			return true
		}
	}
	return false
}

func endsWith(file, pattern string) bool {
	for {
		if ok, err := path.Match(path.Base(pattern), path.Base(file)); !ok || err != nil {
			return false
		}
		if pattern, _ = path.Split(pattern); pattern == "" {
			return true
		}
		file, _ = path.Split(file)
		pattern, file = strings.TrimSuffix(pattern, "/"), strings.TrimSuffix(file, "/")
	}
}

// Begins reports whether a content begins with one of the rule's Magic.
func (r *Rule) Begins(data []byte) bool {
	for _, m := range r.Magic {
		offset, digits, found := strings.Cut(m, ":")
		if !found {
			offset, digits = "0", m
		}
		at, _ := strconv.Atoi(offset) // the rules' checks know that both are numbers
		want, _ := hex.DecodeString(digits)
		if at+len(want) <= len(data) && string(data[at:at+len(want)]) == string(want) {
			return true
		}
	}
	return len(r.Magic) == 0
}

// Sample returns a path of a file in which an example of the rule may stand. That of a generic rule says nothing of examples: there its
// findings would lose a tier, and a negative that is found would pass for one that is not.
func (r *Rule) Sample() string {
	switch {
	case len(r.Paths) > 0:
		return strings.ReplaceAll(r.Paths[0], "*", "example")
	case r.Generic:
		return "app"
	}
	return "example"
}
