package odb

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/reftable"
)

// Refs in reftables, where extensions.refStorage says so. Each linked worktree has a stack of its own for its HEAD and the like.

func (r *Repository) readTables(gitDir string) (*reftable.Stack, error) {
	return reftable.Read(filepath.Join(gitDir, "reftable"), r.Format)
}

// tableText returns what a ref's file would say.
func (r *Repository) tableText(name string) (string, bool) {
	for _, dir := range []string{r.GitDir, r.CommonDir} {
		stack, _ := r.readTables(dir) // what cannot be read names nothing
		ref, ok := stack.Refs[name]
		switch {
		case ok && ref.Target != "":
			return "ref: " + ref.Target, true
		case ok:
			return ref.ID.String(), true
		}
	}
	return "", false
}

// addTables adds the refs of a git folder, in the way of addFiles.
func (r *Repository) addTables(l *listing, dir, prefix string) {
	path := filepath.Join(dir, "reftable")
	stack, err := r.readTables(dir)
	if err != nil {
		l.fail(path, err)
	}
	for name, ref := range stack.Refs {
		if ref.Target != "" {
			l.link(prefix, name, ref.Target, path+" "+name)
		}
		l.add(prefix+name, ref.ID)
	}
}

// TableLogs returns the logs of refs that are kept in reftables, by ref, in the form of the files that logs are kept in else, without
// times. It is empty for repositories that have such files. What cannot be read is told by RefNames.
func (r *Repository) TableLogs() map[string]string {
	if !r.reftables {
		return nil
	}
	texts := map[string]*strings.Builder{}
	for _, dir := range r.GitDirs() {
		stack, _ := r.readTables(dir)
		for _, e := range stack.Log {
			if texts[e.Ref] == nil {
				texts[e.Ref] = &strings.Builder{}
			}
			fmt.Fprintf(texts[e.Ref], "%v %v %s <%s>\t%s\n", e.Old, e.New, e.Name, e.Email, strings.TrimRight(e.Message, "\n"))
		}
	}
	out := make(map[string]string, len(texts))
	for name, text := range texts {
		out[name] = text.String()
	}
	return out
}

// GitDirs lists the common folder and those of linked worktrees.
func (r *Repository) GitDirs() []string {
	dirs := []string{r.CommonDir}
	worktrees, _ := fs.Glob(os.DirFS(r.CommonDir), "worktrees/*") // its only error is that of a wrong pattern
	for _, name := range worktrees {
		dirs = append(dirs, filepath.Join(r.CommonDir, filepath.FromSlash(name)))
	}
	return dirs
}
