package hooks

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// repository is what git says of the repository that a folder lies in. Paths are absolute.
type repository struct {
	common string // what all worktrees share: the folder hooks lies in it
	top    string // the work tree, or "" in a bare repository
}

// Find finds where the hooks of the repository lie that dir belongs to.
func Find(ctx context.Context, dir string) (*Place, error) {
	repo, err := findRepository(ctx, dir)
	if err != nil {
		return nil, err
	}
	p := &Place{folder: folder{dir: filepath.Join(repo.common, "hooks")}, bare: repo.top == ""}
	if linked, err := os.ReadDir(filepath.Join(repo.common, "worktrees")); err == nil {
		p.linked = len(linked) > 0
	}
	redirected, err := p.redirect(ctx, dir, repo)
	if err != nil || p.bare {
		return p, err
	}
	p.config = filepath.Join(repo.top, ".pre-commit-config.yaml")
	owner, found := findHusky(repo.top, p.folder.dir, redirected)
	if found && owner.active {
		p.tool = owner
	} else if tool, ok := findLefthook(repo.top, p.folder); ok {
		p.tool = tool
	} else if found && (!redirected || p.folder.outside != "") { // husky will set core.hooksPath for this repository
		p.tool = owner
	}
	return p, nil
}

func findRepository(ctx context.Context, dir string) (repository, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return repository{}, err
	}
	out, err := git(ctx, dir, "rev-parse", "--is-bare-repository", "--is-inside-work-tree", "--git-common-dir")
	if err != nil {
		return repository{}, unfound(dir, err)
	}
	lines := strings.SplitN(out, "\n", 3)
	if len(lines) < 3 {
		return repository{}, fmt.Errorf("looking for the repository: git rev-parse gave %q", out)
	}
	repo := repository{common: absolute(dir, lines[2])}
	switch {
	case lines[1] == "true":
		top, err := git(ctx, dir, "rev-parse", "--show-toplevel")
		repo.top = filepath.FromSlash(top)
		return repo, err
	case lines[0] != "true":
		return repo, errors.New("this is the inside of a repository, not its work tree\nhint: run sluice in a folder of the work tree")
	}
	return repo, nil
}

// unfound says why git found no repository: none is there, or one that git tells what is wrong with, such as the file of a linked work
// tree that leads nowhere.
func unfound(dir string, err error) error {
	if strings.Contains(err.Error(), "not a git repository (or any") {
		if _, err := os.Stat(filepath.Join(dir, ".git", "HEAD")); errors.Is(err, fs.ErrPermission) {
			return fmt.Errorf("looking for the repository: %w", err)
		}
		return fmt.Errorf("%s: not a git repository (nor is any folder above it)\n"+
			"hint: change to the folder of a repository or make one with 'git init'; --global is for all repositories to come", dir)
	}
	return fmt.Errorf("looking for the repository: %w", err)
}

// absolute resolves a path that git printed.
func absolute(dir, path string) string {
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(dir, path)
}

// redirect follows core.hooksPath. A relative path starts where git runs hooks: at the top of the work tree, or in a bare
// repository (git-config(1)).
func (p *Place) redirect(ctx context.Context, dir string, repo repository) (bool, error) {
	value, set, err := setting(ctx, dir, "core.hooksPath")
	if err != nil {
		return false, fmt.Errorf("reading core.hooksPath: %w", err)
	}
	if !set {
		return false, nil
	}
	base := repo.top
	if p.bare {
		base = repo.common
	}
	own := p.folder.dir
	p.folder.dir = absolute(base, value)
	if value == "" || p.folder.dir == own {
		p.folder.dir = own
		return value != "", emptyPath(value)
	}
	p.unused = own
	local, err := isLocal(ctx, dir)
	if err != nil {
		return true, err
	}
	p.folder.shared = local && repo.top != "" && within(repo.top, p.folder.dir) && !within(repo.common, p.folder.dir)
	switch {
	case !local:
		p.folder.outside = fmt.Sprintf("core.hooksPath, set outside of this repository, sends git to %s for every repository\n"+
			"hint: 'sluice hook install --global' installs there; or give this repository its own hooks: git config core.hooksPath %s",
			p.folder.dir, quote(filepath.ToSlash(own)))
	case p.folder.shared:
		p.folder.outside = leadsOut(repo.top, p.folder.dir)
	}
	return true, nil
}

func emptyPath(value string) error {
	if value == "" {
		return errors.New("core.hooksPath is set to nothing, so git runs no hooks\n" +
			"hint: 'git config --unset core.hooksPath' gives the repository its own hooks again")
	}
	return nil
}

// isLocal says whether core.hooksPath is set for this repository, or for this worktree of it.
func isLocal(ctx context.Context, dir string) (bool, error) {
	_, set, err := setting(ctx, dir, "core.hooksPath", "--local")
	if err != nil || set {
		return set, err
	}
	if _, several, err := setting(ctx, dir, "extensions.worktreeConfig", "--local"); err != nil || !several {
		return false, err
	}
	_, set, err = setting(ctx, dir, "core.hooksPath", "--worktree")
	return set, err
}
