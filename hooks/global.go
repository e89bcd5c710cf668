package hooks

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// skeleton is a folder that git copies to every repository that it makes (git-init(1), TEMPLATE DIRECTORY).
type skeleton struct {
	dir  string // absolute
	mine bool   // sluice chose it: it is set when something was installed, and unset when nothing is left there
	set  bool   // git knows it already
}

// Global finds where hooks for all repositories of a user lie: in the folder of core.hooksPath if that is set for all, because git
// would look at nothing else then, otherwise in the template for new repositories.
func Global(ctx context.Context) (*Place, error) {
	path, set, err := shared(ctx, "core.hooksPath")
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading core.hooksPath: %w", err)
	case set && !filepath.IsAbs(filepath.FromSlash(path)):
		return nil, fmt.Errorf("core.hooksPath is %q for all repositories, which is another folder in each\n"+
			"hint: install in each repository, without --global", path)
	case set:
		return &Place{folder: folder{dir: filepath.Clean(filepath.FromSlash(path))}, after: everywhere}, nil
	}
	t, err := findTemplate(ctx)
	if err != nil {
		return nil, err
	}
	p := &Place{folder: folder{dir: filepath.Join(t.dir, "hooks")}, after: t.announce}
	if t.mine {
		p.undo = t.forget
	}
	return p, nil
}

func everywhere(context.Context) (string, error) {
	return "git runs these hooks in every repository that does not set core.hooksPath itself", nil
}

// shared asks for a path that is set for all repositories, by the user or for the machine.
func shared(ctx context.Context, name string) (value string, set bool, err error) {
	for _, which := range []string{"--global", "--system"} {
		if which == "--system" && os.Getenv("GIT_CONFIG_NOSYSTEM") != "" {
			continue
		}
		if value, set, err = setting(ctx, "", name, which); err != nil || set {
			return value, set, err
		}
	}
	return "", false, nil
}

func findTemplate(ctx context.Context) (skeleton, error) {
	usual, err := usualTemplate()
	if err != nil {
		return skeleton{}, err
	}
	if dir := os.Getenv("GIT_TEMPLATE_DIR"); dir != "" { // stronger than the configuration
		dir, err = filepath.Abs(dir)
		return skeleton{dir: dir, set: true}, err
	}
	dir, set, err := shared(ctx, "init.templateDir")
	if err != nil {
		return skeleton{}, fmt.Errorf("reading init.templateDir: %w", err)
	}
	if !set || dir == "" {
		return skeleton{dir: usual, mine: true}, nil
	}
	dir, err = filepath.Abs(filepath.FromSlash(dir))
	return skeleton{dir: dir, mine: dir == usual, set: true}, err
}

// usualTemplate lies beside git's own files of the user ($XDG_CONFIG_HOME/git, gitignore(5)).
func usualTemplate() (string, error) {
	if base := os.Getenv("XDG_CONFIG_HOME"); filepath.IsAbs(base) {
		return filepath.Join(base, "git", "template"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("choosing a folder for templates: %w", err)
	}
	return filepath.Join(home, ".config", "git", "template"), nil
}

// announce makes git use the template.
func (t skeleton) announce(ctx context.Context) (string, error) {
	if !t.set {
		// Git's own template has this folder, and people write to the file exclude in it.
		if err := os.MkdirAll(filepath.Join(t.dir, "info"), 0o777); err != nil {
			return "", fmt.Errorf("making the template: %w", err)
		}
		if _, err := git(ctx, "", "config", "--global", "init.templateDir", filepath.ToSlash(t.dir)); err != nil {
			return "", fmt.Errorf("telling git of the template: %w\n"+
				"hint: run: git config --global init.templateDir %s", err, quote(filepath.ToSlash(t.dir)))
		}
	}
	return "repositories that are made or cloned from now on get these hooks; those that exist get them by 'git init', " +
		"which changes no hook that is there", nil
}

// forget unsets a template that sluice chose when nothing is left in it.
func (t skeleton) forget(ctx context.Context) error {
	for _, name := range []string{"hooks", "info", ""} {
		if err := os.Remove(filepath.Join(t.dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil // somebody else's files: the template stays
		}
	}
	if !t.set {
		return nil
	}
	_, err := git(ctx, "", "config", "--global", "--unset", "init.templateDir")
	return err
}
