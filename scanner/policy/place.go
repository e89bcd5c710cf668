package policy

import (
	"path"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// Folders and names that hold tests, examples, documentation and others' code: what looks like a password there mostly is made up.

var quietFolders = []string{
	"test", "tests", "testing", "testdata", "__tests__", "spec", "specs", "fixtures", "fixture", "__fixtures__", "__mocks__", "mock", "mocks", "e2e", "t", "testutil", "testsuite", "testsuites",
	"example", "examples", "sample", "samples", "demo", "demos", "tutorial", "tutorials", "doc", "docs", "documentation",
	"vendor", "vendored", "third_party", "thirdparty", "node_modules", "external", "bower_components", "site-packages", "godeps", "pods",
}

var quietSuffixes = []string{
	"_test.go", "_test.py", "_tests.py", "_spec.rb", "_test.rb", ".test.js", ".test.ts", ".test.jsx", ".test.tsx", ".spec.js", ".spec.ts", ".spec.tsx", "test.java", "tests.java",
	"test.kt", "tests.cs", "test.cs", "test.php", "_test.c", "_test.cc", "_test.cpp", "_test.rs", ".example", ".sample", ".template", ".dist", ".md", ".rst", ".adoc", ".txtar", ".golden", ".snap",
}

// Quiet reports whether a path is one of tests, examples, documentation or vendored code.
func Quiet(file string) bool {
	file = strings.ToLower(file)
	dir, name := path.Split(file)
	if strings.HasPrefix(name, "test_") || strings.HasPrefix(name, "example") || strings.HasPrefix(name, "readme") || strings.HasPrefix(name, "changelog") || strings.HasPrefix(name, "conftest.") {
		return true
	}
	if slices.ContainsFunc(quietSuffixes, func(s string) bool { return strings.HasSuffix(name, s) }) {
		return true
	}
	for _, part := range strings.Split(dir, "/") {
		if slices.Contains(quietFolders, part) {
			return true
		}
	}
	return false
}

// Lowered returns the confidence of a finding at its places: one tier less for a generic one whose paths all are quiet, or whose
// path in a container is, or that stands in prose. A provider's token is as real in a test as elsewhere.
func Lowered(f *finding.Finding) finding.Confidence {
	member := f.Container[strings.LastIndexByte(f.Container, '!')+1:]
	loud := func(p string) bool { return !Quiet(p) && !Quiet(member) }
	prose := f.Source.Kind == "commit-message" || f.Source.Kind == "tag" || f.Source.Kind == "note"
	if !f.Generic || !prose && (len(f.Paths) == 0 || slices.ContainsFunc(f.Paths, loud)) {
		return f.Confidence
	}
	if f.Confidence == finding.ConfidenceHigh {
		return finding.ConfidenceMedium
	}
	return finding.ConfidenceLow
}
