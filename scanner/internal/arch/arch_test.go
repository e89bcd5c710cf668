// Package arch keeps the architecture: which package may import which (the table), and what no package may do (the checks).
package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../../.."

// sources parses the module's files, but those that are built only when they are named.
func sources(t *testing.T) []file {
	t.Helper()
	var files []file
	set := token.NewFileSet()
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || p != root && strings.HasPrefix(d.Name(), ".")) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(p, ".go") {
			return nil
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		f, err := parse(set, filepath.ToSlash(rel), p, nil)
		if err == nil && !f.script() {
			files = append(files, f)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// parse reads a file that is said to be at path.
func parse(set *token.FileSet, path, name string, text any) (file, error) {
	f, err := parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
	return file{path, f, func(n ast.Node) int { return set.Position(n.End()).Line - set.Position(n.Pos()).Line + 1 }}, err
}

// built returns the files that are no tests.
func built(files []file) []file {
	var out []file
	for _, f := range files {
		if !f.test() {
			out = append(out, f)
		}
	}
	return out
}

func TestImports(t *testing.T) {
	exists := map[string]bool{}
	for _, f := range sources(t) {
		exists[f.pkg()] = true
		for _, p := range imports(f) {
			t.Error(p)
		}
	}
	for pkg := range allowed {
		if !exists[pkg] {
			t.Errorf("the table speaks of %s, which does not exist", pkg)
		}
	}
}

func TestHabits(t *testing.T) {
	for _, f := range built(sources(t)) {
		for _, p := range habits(f) {
			t.Error(p)
		}
	}
}

// What a package declares stays as it is.
func TestVariables(t *testing.T) {
	for _, p := range variables(built(sources(t))) {
		t.Error(p)
	}
}

// Each check finds what it looks for, and lets pass what is like it and allowed.
func TestChecks(t *testing.T) {
	long := strings.Repeat("\n", longestFile)
	for _, c := range []struct{ path, text, want string }{
		{"rules/x.go", `package rules; import _ "github.com/sluice-scan/sluice/rules/strict"`, ""},
		{"rules/x.go", `package rules; import _ "github.com/sluice-scan/sluice/scanner"`, "rules may not import scanner"},
		{"rules/x_test.go", `package rules; import _ "github.com/sluice-scan/sluice/scanner"`, ""},
		{"scanner/source/x.go", `package source; import _ "github.com/sluice-scan/sluice/scanner/internal/oid"`, ""},
		{"scanner/source/x.go", `package source; import _ "github.com/sluice-scan/sluice/scanner/internal/pack"`, "may not import scanner/internal/pack"},
		{"scanner/internal/odb/x.go", `package odb; import _ "github.com/sluice-scan/sluice/scanner/internal/pack"`, ""},
		{"scanner/internal/odb/x.go", `package odb; import _ "github.com/sluice-scan/sluice/scanner/source"`, "may not import scanner/source"},
		{"scanner/internal/odb/x.go", `package odb; import _ "github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"`, "may not import"},
		{"scanner/new/x.go", `package fresh`, "not in the table"},
		{"scanner/internal/fresh/x.go", `package fresh`, "not in the table"},
		{"rules/x.go", `package rules; import _ "github.com/BurntSushi/toml"`, "the library"},
		{"rules/x_test.go", `package rules; import _ "github.com/BurntSushi/toml"`, "the library"},
		{"rules/strict/x.go", `package strict; import _ "github.com/BurntSushi/toml"`, ""},
		{"scanner/x.go", `package scanner; import _ "github.com/sourcegraph/conc/panics"`, ""},
		{"scanner/x.go", `package scanner; import _ "github.com/sourcegraph/concord"`, "the library"},
		{"scanner/x.go", `package scanner; import _ "github.com/google/go-cmp/cmp"`, "the library"},
		{"scanner/x_test.go", `package scanner; import _ "github.com/google/go-cmp/cmp"`, ""},
		{"scanner/x.go", `package scanner; import _ "log"`, "may not import log"},
		{"scanner/x.go", `package scanner; import _ "log/slog"`, ""},
		{"scanner/x.go", `package scanner; import _ "testing"`, "may not import testing"},
		{"scanner/x.go", `package main`, "second main package"},
		{"cmd/sluice/x.go", `package main`, ""},
		{"scanner/x.go", `package scanner; func init() {}`, "func init"},
		{"scanner/x.go", `package scanner; type t int; func (t) init() {}`, ""},
		{"scanner/x.go", `package scanner; func f() { go f() }`, "goroutine"},
		{"scanner/x.go", `package scanner; import "os"; func f() { os.Exit(1) }`, "os.Exit"},
		{"cmd/sluice/x.go", `package main; import o "os"; func f() { o.Exit(1) }`, "os.Exit"},
		{"cmd/sluice/main.go", `package main; import "os"; func f() { os.Exit(1) }`, ""},
		{"scanner/x.go", `package scanner; import "fmt"; func f() { fmt.Println() }`, "fmt.Println"},
		{"scanner/x.go", `package scanner; import ("fmt"; "os"); func f() { fmt.Fprint(os.Stderr) }`, "os.Stderr"},
		{"scanner/x.go", `package scanner; func f() { println() }`, "prints"},
		{"scanner/x.go", "package scanner" + long + "var _ = 0", "501 lines"},
		{"scanner/x.go", "// Code generated by x; DO NOT EDIT.\n\npackage scanner" + long + "const a = 0", ""},
		{"scanner/x.go", "package scanner; func f() {" + strings.Repeat("\n", longestFunction) + "}", "f has 81 lines"},
		{"scanner/x.go", `package scanner; var table = [...]string{"a"}; func f() string { return table[0] }`, ""},
		{"scanner/x.go", `package scanner; var n = 0; func f() { n = 1 }`, "f changes the package variable n"},
		{"scanner/x.go", `package scanner; var n = 0; func f() { n++ }`, "changes the package variable n"},
		{"scanner/x.go", `package scanner; var n = 0; func f() *int { return &n }`, "changes the package variable n"},
		{"scanner/x.go", `package scanner; var n = 0; func f(n int) int { n++; return n }`, ""},
		{"scanner/x.go", `package scanner; var m = map[int]int{1: 2}; func f() { m[1] = 3 }`, "changes the package variable m"},
		{"scanner/x.go", `package scanner; var m = map[int]int{1: 2}; func f() { delete(m, 1) }`, "changes the package variable m"},
		{"scanner/x.go", `package scanner; var p = struct{ n [2]int }{}; func f() { p.n[1] += 3 }`, "changes the package variable p"},
		{"scanner/x.go", `package scanner; var n int`, "made to be changed"},
		{"scanner/x.go", `package scanner; import "sync"; var mu = sync.Mutex{}`, "made to be changed"},
		{"scanner/x.go", `package scanner; var cache = make(map[int]int)`, "made to be changed"},
		{"scanner/x.go", `package scanner; import "sync"; var table = sync.OnceValue(func() []int { return make([]int, 3) })`, ""},
		{"scanner/x.go", `package scanner; import "sync"; var pool = sync.Pool{}`, "made to be changed"},
		{"scanner/x.go", "package scanner\n\nimport _ \"embed\"\n\n//go:embed x.txt\nvar text string", ""},
	} {
		f, err := parse(token.NewFileSet(), c.path, c.path, c.text)
		if err != nil {
			t.Fatalf("%s: %v", c.text, err)
		}
		found := imports(f)
		if !f.test() {
			found = append(append(found, habits(f)...), variables([]file{f})...)
		}
		all := strings.Join(found, "\n")
		if c.want == "" && all != "" || !strings.Contains(all, c.want) {
			t.Errorf("%s in %s: %q, want %q", c.text, c.path, all, c.want)
		}
	}
}

// A variable of another package is as little to be changed as one's own.
func TestVariablesOfOthers(t *testing.T) {
	set := token.NewFileSet()
	var files []file
	for path, text := range map[string]string{
		"scanner/finding/x.go": `package finding; var Table = [...]string{"a"}`,
		"scanner/x.go":         `package scanner; import "github.com/sluice-scan/sluice/scanner/finding"; func f() { finding.Table[0] = "b" }`,
	} {
		f, err := parse(set, path, path, text)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	if got := strings.Join(variables(files), "\n"); !strings.Contains(got, "f changes the package variable finding.Table") {
		t.Errorf("%q", got)
	}
}
