package policy

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// Folders and names that hold tests, examples, documentation, translations and others' code: what looks like a password there
// mostly is made up.

// quiet is a kind of places where credentials are made up.
type quiet struct{ folders, prefixes, inside, suffixes []string }

var (
	tests = quiet{
		folders: []string{
			"test", "tests", "testing", "testdata", "__tests__", "spec", "specs",
			"fixtures", "fixture", "__fixtures__", "__mocks__", "mock", "mocks", "e2e", "t",
			"testutil", "testsuite", "testsuites",
		},
		prefixes: []string{"test_", "conftest."},
		inside:   []string{"_test_"},
		suffixes: []string{
			"_test.go", "_test.py", "_tests.py", "_spec.rb", "_test.rb", ".test.js", ".test.ts", ".test.jsx", ".test.tsx",
			".spec.js", ".spec.ts", ".spec.tsx", "_test.c", "_test.cc", "_test.cpp", "_test.rs", ".txtar", ".golden", ".snap",
		},
	}
	samples = quiet{
		folders:  []string{"example", "examples", "sample", "samples", "demo", "demos", "tutorial", "tutorials"},
		prefixes: []string{"example"},
		inside:   []string{".example.", "-example.", "_example.", ".sample.", "-sample.", "_sample."},
		suffixes: []string{
			".example", "-example", "_example", ".sample", "-sample", "_sample", ".template", "-template", ".dist", "-dist",
		},
	}
	documents = quiet{
		folders:  []string{"doc", "docs", "documentation", "man", "man1", "man2", "man3", "man4", "man5", "man6", "man7", "man8"},
		prefixes: []string{"readme", "changelog"},
		suffixes: []string{".md", ".mdx", ".rst", ".adoc"},
	}
	translated = quiet{
		folders:  []string{"locale", "locales", "i18n", "l10n", "lang", "langs", "translation", "translations"},
		suffixes: []string{".po", ".pot", ".xlf", ".xliff", ".strings", ".arb"},
	}
	vendored = quiet{
		folders: []string{
			"vendor", "vendored", "third_party", "thirdparty", "node_modules",
			"external", "bower_components", "site-packages", "godeps", "pods", ".yarn", "ansible_collections",
		},
	}
)

// holds reports whether a path, in small letters, is one of the places.
func (q *quiet) holds(file string) bool {
	dir, name := path.Split(file)
	return slices.ContainsFunc(q.prefixes, func(s string) bool { return strings.HasPrefix(name, s) }) ||
		slices.ContainsFunc(q.inside, func(s string) bool { return strings.Contains(name, s) }) ||
		slices.ContainsFunc(q.suffixes, func(s string) bool { return strings.HasSuffix(name, s) }) ||
		slices.ContainsFunc(strings.Split(dir, "/"), func(part string) bool { return slices.Contains(q.folders, part) })
}

// namedTest reports whether a folder of a path or its file, without what follows the first dot of its name, is called a test by its last
// word, or a file by its first: src/androidTest, Acme.UnitTests, LoginUITests.swift, Login_TEST.cls, TestLogin.java, test-crypto.c.
// Latest.java and contest/ are none; nor is test-deploy.sh, which somebody tries something with.
func namedTest(file string) bool {
	dir, name := path.Split(file)
	stem, _, _ := strings.Cut(name, ".")
	rest, first := strings.CutPrefix(stem, "Test")
	return endsAsTest(stem) || first && rest != "" && rest[0] >= 'A' && rest[0] <= 'Z' ||
		strings.HasPrefix(stem, "test-") && slices.Contains(cEndings[:], path.Ext(name)) || slices.ContainsFunc(strings.Split(dir, "/"), endsAsTest)
}

// cEndings are those of sources in C and C++.
var cEndings = [...]string{".c", ".cc", ".cpp", ".cxx", ".h"}

// endsAsTest reports whether the last word of a name, which a capital or a sign begins, is test or tests.
func endsAsTest(name string) bool {
	for _, word := range [...]string{"test", "tests"} {
		at := len(name) - len(word)
		if at <= 0 || !strings.EqualFold(name[at:], word) {
			continue
		}
		before := rune(name[at-1])
		return strings.ContainsRune("_-.", before) || name[at] == 'T' && (!unicode.IsUpper(before) || name[at+1] == 'e')
	}
	return false
}

// withoutPackage returns a path without the folders that are but the package of a program in a language of the JVM,
// src/main/java/com/example/demo/Jwt.java: Spring's and Android's tools call packages so unless they are told another name.
func withoutPackage(file string) string {
	dir, name := path.Split(file)
	if !slices.Contains(jvmEndings[:], path.Ext(name)) {
		return file
	}
	parts := strings.Split(dir, "/")
	for i, part := range parts {
		set := i > 1 && parts[i-2] == "src" && slices.Contains(jvmSources[:], part)
		domain := (part == "com" || part == "org") && i+1 < len(parts) && parts[i+1] == "example"
		if set || domain {
			return strings.Join(append(parts[:i:i], name), "/")
		}
	}
	return file
}

// jvmEndings are those of sources in such languages, jvmSources the folders of a set of sources that packages lie in.
var (
	jvmEndings = [...]string{".java", ".kt", ".kts", ".scala", ".groovy"}
	jvmSources = [...]string{"java", "kotlin", "scala", "groovy"}
)

// quietTiers returns how many tiers of confidence a generic finding at a path loses: none in code of one's own, one in tests, examples,
// translations, others' code and, unless it was copied there, documentation, two in tests, examples and documentation of others.
func quietTiers(file string, copied bool) int {
	test := namedTest(file)
	file = strings.ToLower(file)
	other, document := vendored.holds(file), !copied && documents.holds(file)
	quiet := test || tests.holds(file) || samples.holds(withoutPackage(file)) || document
	switch {
	case quiet && other:
		return 2
	case quiet || other || translated.holds(file):
		return 1
	}
	return 0
}

// copied reports whether what documentation shows was copied from where it is used: random characters that a variable of the
// environment is set to. What providers document stands in answers and calls, and where they set variables, is made up.
func copied(f *finding.Finding) bool { return f.Sure && environment(f.Variable) }

// environment reports whether a name is that of a variable of the environment: words in capitals, joined by underscores.
func environment(name string) bool {
	return strings.Contains(name, "_") && !strings.ContainsFunc(name, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z')
	})
}

// othersDocuments reports whether a path is that of documentation, an example or a test among others' code.
func othersDocuments(file string) bool {
	test := namedTest(file)
	file = strings.ToLower(file)
	return vendored.holds(file) && (test || documents.holds(file) || samples.holds(withoutPackage(file)) || tests.holds(file))
}

// tiers returns how many tiers of confidence a finding at a path loses. A provider's token is as real in a test as elsewhere; what a
// name alone tells to be one shows in others' documentation how to use it.
func tiers(f *finding.Finding, file string) int {
	switch {
	case f.Generic && f.Tested:
		return max(1, quietTiers(file, copied(f)))
	case f.Generic:
		return quietTiers(file, copied(f))
	case f.Named && othersDocuments(file):
		return 1
	}
	return 0
}

// member returns the path of the innermost member of a container. What was compressed alone is called by its name without a folder, and lies
// where the file does that holds it: usr/share/man/man7/acme.7.gz!acme.7.
func member(container string) string {
	at := strings.LastIndexByte(container, '!')
	name := container[at+1:]
	if at < 0 {
		return name
	}
	dir, outer := path.Split(container[strings.LastIndexByte(container[:at], '!')+1 : at])
	if strings.TrimSuffix(outer, path.Ext(outer)) == name {
		return dir + name
	}
	return name
}

// Lowered returns the confidence of a finding at its places: less for a generic one whose paths all are quiet, or whose path in a
// container is, or that stands in prose, and for one that only its name tells where all paths are of others' documentation.
func Lowered(f *finding.Finding) finding.Confidence {
	lost := 2
	for _, p := range f.Paths {
		lost = min(lost, tiers(f, p))
	}
	if len(f.Paths) == 0 {
		lost = 0
	}
	lost = max(lost, tiers(f, member(f.Container)))
	if f.Generic && (f.Source.Kind == "commit-message" || f.Source.Kind == "tag" || f.Source.Kind == "note") {
		lost = max(lost, 1)
	}
	switch {
	case lost == 0:
		return f.Confidence
	case lost == 1 && f.Confidence == finding.ConfidenceHigh:
		return finding.ConfidenceMedium
	}
	return finding.ConfidenceLow
}
