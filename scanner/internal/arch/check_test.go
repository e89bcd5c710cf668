package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

// file is one Go file of the module.
type file struct {
	path   string // slash-separated, from the module's root
	syntax *ast.File
	lines  func(ast.Node) int // that a node takes
}

func (f file) pkg() string  { return path.Dir(f.path) }
func (f file) test() bool   { return strings.HasSuffix(f.path, "_test.go") }
func (f file) script() bool { return f.syntax.Name.Name == "main" && ignored(f.syntax) }

// ignored reports whether the file is built only when it is named.
func ignored(f *ast.File) bool {
	for _, group := range f.Comments {
		for _, c := range group.List {
			if c.Pos() < f.Package && strings.HasPrefix(c.Text, "//go:build ignore") {
				return true
			}
		}
	}
	return false
}

func (f file) problem(format string, args ...any) string {
	return f.path + ": " + fmt.Sprintf(format, args...)
}

// imported returns the paths that the file imports.
func (f file) imported() []string {
	var paths []string
	for _, im := range f.syntax.Imports {
		p, err := strconv.Unquote(im.Path.Value)
		if err != nil {
			panic("the parser lets no other literal through: " + err.Error())
		}
		paths = append(paths, p)
	}
	return paths
}

// imports checks a file against the tables.
func imports(f file) (problems []string) {
	if _, known := allowed[f.pkg()]; !known {
		problems = append(problems, f.problem("package %s is not in the table", f.pkg()))
	}
	for _, imported := range f.imported() {
		first, _, _ := strings.Cut(imported, "/")
		own, ours := strings.CutPrefix(imported, module)
		switch {
		case ours && !f.test() && !mayImport(f.pkg(), own):
			problems = append(problems, f.problem("%s may not import %s", f.pkg(), own))
		case imported == "log" || imported == "testing" && !f.test() && !slices.Contains(forTests, f.pkg()):
			problems = append(problems, f.problem("%s may not import %s", f.pkg(), imported))
		case !ours && strings.Contains(first, ".") && !mayUse(f, imported):
			problems = append(problems, f.problem("%s may not import the library %s", f.pkg(), imported))
		}
	}
	return problems
}

func mayImport(pkg, own string) bool {
	if slices.Contains(forTests, own) {
		return false
	}
	return slices.Contains(allowed[pkg], own) || strings.HasPrefix(own, "scanner/internal/") && slices.Contains(allowed[pkg], internal)
}

func mayUse(f file, imported string) bool {
	of := func(library string) bool { return imported == library || strings.HasPrefix(imported, library+"/") }
	if slices.ContainsFunc(testLibraries, of) {
		return f.test() || slices.Contains(forTests, f.pkg())
	}
	for library, importers := range libraries {
		if of(library) {
			return slices.Contains(importers, f.pkg())
		}
	}
	return false
}

// forbidden are names of the standard library, each with the one place that may use it.
var forbidden = map[string]string{
	"os.Exit": "cmd/sluice/main.go", "os.Stdin": "cmd/sluice/main.go", "os.Stdout": "cmd/sluice/main.go", "os.Stderr": "cmd/sluice/main.go",
	"fmt.Print": "", "fmt.Printf": "", "fmt.Println": "",
}

// habits checks what a file that is built into sluice, or into a program that uses it, must not do.
func habits(f file) (problems []string) {
	if f.syntax.Name.Name == "main" && f.pkg() != "cmd/sluice" {
		problems = append(problems, f.problem("a second main package; pre-commit's go install ./... would install it"))
	}
	if n := f.lines(f.syntax); n > longestFile && !ast.IsGenerated(f.syntax) {
		problems = append(problems, f.problem("%d lines; %d is the most", n, longestFile))
	}
	names := localNames(f)
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Name.Name == "init" && n.Recv == nil {
				problems = append(problems, f.problem("func init"))
			}
			if k := f.lines(n); k > longestFunction {
				problems = append(problems, f.problem("%s has %d lines; %d is the most", n.Name.Name, k, longestFunction))
			}
		case *ast.GoStmt:
			if !slices.Contains(goroutines, f.path) {
				problems = append(problems, f.problem("starts a goroutine; only the pipeline does"))
			}
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "print" || id.Name == "println") {
				problems = append(problems, f.problem("prints"))
			}
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok {
				name := names[x.Name] + "." + n.Sel.Name
				if place, is := forbidden[name]; is && f.path != place {
					problems = append(problems, f.problem("%s", name))
				}
			}
		}
		return true
	})
	return problems
}

// localNames maps the names under which a file knows packages to their paths.
func localNames(f file) map[string]string {
	names := map[string]string{}
	for i, im := range f.syntax.Imports {
		p := f.imported()[i]
		name := path.Base(p)
		if im.Name != nil {
			name = im.Name.Name
		}
		names[name] = p
	}
	return names
}

// variables checks that the variables which the packages declare stay as they are.
func variables(files []file) (problems []string) {
	known := map[string]map[string]bool{} // by package
	for _, f := range files {
		if known[f.pkg()] == nil {
			known[f.pkg()] = map[string]bool{}
		}
		for _, d := range f.syntax.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
				problems = append(problems, declares(f, g, known[f.pkg()])...)
			}
		}
	}
	for _, f := range files {
		for _, d := range f.syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				problems = append(problems, changes(f, fn, known)...)
			}
		}
	}
	return problems
}

// declares notes the names of a declaration and checks that it gives them values for good.
func declares(f file, g *ast.GenDecl, known map[string]bool) (problems []string) {
	for _, s := range g.Specs {
		spec := s.(*ast.ValueSpec)
		for _, name := range spec.Names {
			known[name.Name] = true
			embedded := g.Doc != nil && strings.Contains(g.Doc.List[len(g.Doc.List)-1].Text, "//go:embed")
			if len(spec.Values) == 0 && !embedded || changeable(spec) {
				problems = append(problems, f.problem("the package variable %s is made to be changed", name.Name))
			}
		}
	}
	return problems
}

// changeable reports whether a declaration makes something that is of use only if it changes: a lock, a counter, an empty map. What is made
// once, when it is first asked for, stays as it is.
func changeable(spec *ast.ValueSpec) bool {
	found := false
	if len(spec.Values) == 1 && isOnce(spec.Values[0]) {
		return false
	}
	ast.Inspect(spec, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && (x.Name == "sync" || x.Name == "atomic") {
				found = true
			}
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "make" || id.Name == "new") {
				found = true
			}
		}
		return true
	})
	return found
}

// isOnce reports whether a value is a call of sync.OnceValue.
func isOnce(value ast.Expr) bool {
	call, ok := value.(*ast.CallExpr)
	if !ok {
		return false
	}
	fun, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	x, ok := fun.X.(*ast.Ident)
	return ok && x.Name == "sync" && fun.Sel.Name == "OnceValue"
}

// changes finds what a function does to package variables, its own package's and others'.
func changes(f file, fn *ast.FuncDecl, known map[string]map[string]bool) (problems []string) {
	local, names := declared(fn), localNames(f)
	check := func(e ast.Expr) {
		switch root := rootOf(e, names).(type) {
		case *ast.Ident:
			if known[f.pkg()][root.Name] && !local[root.Name] {
				problems = append(problems, f.problem("%s changes the package variable %s", fn.Name.Name, root.Name))
			}
		case *ast.SelectorExpr:
			name := root.X.(*ast.Ident).Name
			if own, ours := strings.CutPrefix(names[name], module); ours && known[own][root.Sel.Name] && !local[name] {
				problems = append(problems, f.problem("%s changes the package variable %s.%s", fn.Name.Name, name, root.Sel.Name))
			}
		}
	}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				for _, left := range n.Lhs {
					check(left)
				}
			}
		case *ast.IncDecStmt:
			check(n.X)
		case *ast.RangeStmt:
			if n.Tok == token.ASSIGN {
				check(n.Key)
				check(n.Value)
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND && !ast.IsGenerated(f.syntax) {
				check(n.X)
			}
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "delete" || id.Name == "clear" || id.Name == "copy") && len(n.Args) > 0 {
				check(n.Args[0])
			}
		}
		return true
	})
	return problems
}

// rootOf returns what an expression is a part of: x of x.f[i], or p.X of p.X[i] if p is a package.
func rootOf(e ast.Expr, packages map[string]string) ast.Expr {
	for {
		switch x := e.(type) {
		case *ast.IndexExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.SelectorExpr:
			if id, ok := x.X.(*ast.Ident); ok && packages[id.Name] != "" {
				return x
			}
			e = x.X
		default:
			return e
		}
	}
}

// declared returns the names that a function declares anywhere in it: parameters, results, variables.
func declared(fn *ast.FuncDecl) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(fn, func(n ast.Node) bool {
		var ids []ast.Expr
		switch n := n.(type) {
		case *ast.Field:
			for _, id := range n.Names {
				ids = append(ids, id)
			}
		case *ast.ValueSpec:
			for _, id := range n.Names {
				ids = append(ids, id)
			}
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				ids = n.Lhs
			}
		case *ast.RangeStmt:
			if n.Tok == token.DEFINE {
				ids = []ast.Expr{n.Key, n.Value}
			}
		}
		for _, e := range ids {
			if id, ok := e.(*ast.Ident); ok {
				names[id.Name] = true
			}
		}
		return true
	})
	return names
}
