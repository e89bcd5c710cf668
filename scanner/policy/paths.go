package policy

import (
	"path"
	"path/filepath"
	"strings"
)

// Place tells paths of files, which reports tell from the current folder, as they are from another folder. The zero Place leaves them
// as they are.
type Place struct {
	here, root   string // absolute, with slashes and none at the end; "" for none
	below, above string // what a path loses at its beginning where root lies below here, and gets where it lies above
}

// NewPlace returns the place for paths that count from the folder here and are to count from root. Both are absolute.
func NewPlace(here, root string) Place {
	p := Place{here: slashed(here), root: slashed(root)}
	if rest, ok := strings.CutPrefix(p.root, p.here+"/"); ok {
		p.below = rest + "/"
	}
	if rest, ok := strings.CutPrefix(p.here, p.root+"/"); ok {
		p.above = rest + "/"
	}
	return p
}

func slashed(folder string) string {
	return strings.TrimSuffix(filepath.ToSlash(filepath.Clean(folder)), "/")
}

// From tells a path, absolute or from the current folder, as it is from the place's root; one that does not lie there stays as it is.
func (p Place) From(name string) string {
	switch {
	case name == "" || p == Place{}:
		return name
	case !far(name):
		return p.above + strings.TrimPrefix(name, p.below)
	}
	full, here := name, p.here
	if !filepath.IsAbs(name) {
		for strings.HasPrefix(full, "../") {
			full, here = full[len("../"):], path.Dir(here)
		}
		full = strings.TrimSuffix(here, "/") + "/" + full
	}
	if rest, ok := strings.CutPrefix(full, p.root+"/"); ok {
		return rest
	}
	return name
}

// far reports whether a path does not go down from the current folder.
func far(name string) bool { return strings.HasPrefix(name, "../") || filepath.IsAbs(name) }
