// Package arch keeps the architecture: which package may import which, and what no package may do.
package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/sluice-scan/sluice/"

// internal stands for every package below scanner/internal.
const internal = "scanner/internal/*"

// allowed lists, for each package, the packages of ours that it may import. A package that is not here fails the test.
var allowed = map[string][]string{
	"rules":                     {"rules/shape", "rules/strict"},
	"rules/shape":               {},
	"rules/strict":              {},
	"scanner":                   {"rules", "scanner/finding", "scanner/source", "scanner/detect", "scanner/attribute", "scanner/policy", internal},
	"scanner/finding":           {},
	"scanner/source":            {"scanner/internal/edit", "scanner/internal/oid"},
	"scanner/source/dir":        {"scanner/source", internal},
	"scanner/source/git":        {"scanner/source", internal},
	"scanner/source/message":    {"scanner/source", internal},
	"scanner/source/staged":     {"scanner/source", internal},
	"scanner/source/stdin":      {"scanner/source", internal},
	"scanner/source/sourcetest": {"scanner/source", internal},
	"scanner/detect":            {"rules", "rules/shape", "scanner/finding", internal},
	"scanner/attribute":         {"scanner/source", "scanner/finding", internal},
	"scanner/policy":            {"rules", "rules/strict", "scanner/finding"},
	internal:                    {internal},
	"reporters":                 {"rules", "scanner/finding"},
	"cmd/sluice": {
		"rules", "reporters", "scanner", "scanner/finding", "scanner/policy", "scanner/source",
		"scanner/source/dir", "scanner/source/git", "scanner/source/message", "scanner/source/staged", "scanner/source/stdin",
	},
}

// libraries lists the only importers of each library.
var libraries = map[string][]string{
	"github.com/BurntSushi/toml":            {"rules/strict"},
	"github.com/dlclark/regexp2":            {"scanner/detect"},
	"github.com/go-git/go-git/v5":           {"scanner/source/dir", "scanner/source/git", "scanner/source/staged", "scanner/attribute"},
	"github.com/owenrumney/go-sarif/v2":     {"reporters"},
	"github.com/schollz/progressbar/v3":     {"cmd/sluice"},
	"github.com/sourcegraph/conc":           {"scanner"},
	"github.com/spf13/cobra":                {"cmd/sluice"},
	"golang.org/x/term":                     {"cmd/sluice"},
	"github.com/google/go-cmp":              {"scanner/source/sourcetest"}, // and tests
	"github.com/rogpeppe/go-internal":       nil,
	"github.com/santhosh-tekuri/jsonschema": nil,
}

// goroutines lists the files outside of the pipeline that start one, each with its reason in a comment there.
var goroutines = []string{"cmd/sluice/main.go", "scanner/source/stdin/stdin.go"}

const root = "../../.."

// sources calls visit for every Go file of the module that is built, tests left out.
func sources(t *testing.T, visit func(file, pkg string, f *ast.File, lines func(ast.Node) int)) {
	t.Helper()
	set := token.NewFileSet()
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(set, p, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		if len(f.Comments) > 0 && f.Comments[0].Pos() < f.Package && strings.Contains(f.Comments[0].List[0].Text, "go:build ignore") {
			return nil
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		file := filepath.ToSlash(rel)
		visit(file, path.Dir(file), f, func(n ast.Node) int { return set.Position(n.End()).Line - set.Position(n.Pos()).Line + 1 })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// group returns the name under which a package stands in the table.
func group(pkg string) string {
	if strings.HasPrefix(pkg, "scanner/internal/") {
		return internal
	}
	return pkg
}

func TestImports(t *testing.T) {
	sources(t, func(file, pkg string, f *ast.File, _ func(ast.Node) int) {
		may, known := allowed[group(pkg)]
		if !known {
			t.Errorf("%s: package %s is not in the table", file, pkg)
		}
		for _, im := range f.Imports {
			imported, err := strconv.Unquote(im.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if own, ok := strings.CutPrefix(imported, module); ok {
				if !slices.Contains(may, own) && !slices.Contains(may, group(own)) {
					t.Errorf("%s: %s may not import %s", file, pkg, own)
				}
				continue
			}
			checkLibrary(t, file, pkg, imported)
		}
	})
}

func checkLibrary(t *testing.T, file, pkg, imported string) {
	t.Helper()
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		if imported == "log" {
			t.Errorf("%s: libraries do not log", file)
		}
		return
	}
	for library, importers := range libraries {
		if imported == library || strings.HasPrefix(imported, library+"/") {
			if !slices.Contains(importers, pkg) {
				t.Errorf("%s: only %v may import %s", file, importers, library)
			}
			return
		}
	}
	t.Errorf("%s: %s is not in the table of libraries", file, imported)
}

func TestHabits(t *testing.T) {
	sources(t, func(file, pkg string, f *ast.File, lines func(ast.Node) int) {
		if f.Name.Name == "main" && pkg != "cmd/sluice" {
			t.Errorf("%s: a second main package; pre-commit's go install ./... would install it", file)
		}
		if n := lines(f); n > 500 && !ast.IsGenerated(f) {
			t.Errorf("%s: %d lines; 500 is the most", file, n)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Name.Name == "init" && n.Recv == nil {
					t.Errorf("%s: func init", file)
				}
				if k := lines(n); k > 80 {
					t.Errorf("%s: %s has %d lines; 80 is the most", file, n.Name.Name, k)
				}
			case *ast.GoStmt:
				if !slices.Contains(goroutines, file) {
					t.Errorf("%s: starts a goroutine; only the pipeline does", file)
				}
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "os" && n.Sel.Name == "Exit" && file != "cmd/sluice/main.go" {
					t.Errorf("%s: os.Exit outside of main", file)
				}
			}
			return true
		})
	})
}

// TestNoPackageVariableIsAssigned: what a package declares stays as it is.
func TestNoPackageVariableIsAssigned(t *testing.T) {
	variables := map[string]map[string]bool{}
	sources(t, func(_, pkg string, f *ast.File, _ func(ast.Node) int) {
		if variables[pkg] == nil {
			variables[pkg] = map[string]bool{}
		}
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
				for _, s := range g.Specs {
					for _, name := range s.(*ast.ValueSpec).Names {
						variables[pkg][name.Name] = true
					}
				}
			}
		}
	})
	sources(t, func(file, pkg string, f *ast.File, _ func(ast.Node) int) {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			local := declared(fn)
			ast.Inspect(fn, func(n ast.Node) bool {
				assign, ok := n.(*ast.AssignStmt)
				if !ok || assign.Tok == token.DEFINE {
					return true
				}
				for _, left := range assign.Lhs {
					if id, ok := left.(*ast.Ident); ok && variables[pkg][id.Name] && !local[id.Name] {
						t.Errorf("%s: assigns to the package variable %s", file, id.Name)
					}
				}
				return true
			})
		}
	})
}

// declared returns the names that a function declares anywhere in it: parameters, results, variables.
func declared(fn *ast.FuncDecl) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(fn, func(n ast.Node) bool {
		var ids []*ast.Ident
		switch n := n.(type) {
		case *ast.Field:
			ids = n.Names
		case *ast.ValueSpec:
			ids = n.Names
		case *ast.AssignStmt:
			for _, left := range n.Lhs {
				if id, ok := left.(*ast.Ident); ok && n.Tok == token.DEFINE {
					ids = append(ids, id)
				}
			}
		case *ast.RangeStmt:
			for _, e := range []ast.Expr{n.Key, n.Value} {
				if id, ok := e.(*ast.Ident); ok && n.Tok == token.DEFINE {
					ids = append(ids, id)
				}
			}
		}
		for _, id := range ids {
			names[id.Name] = true
		}
		return true
	})
	return names
}
