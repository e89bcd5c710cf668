package hooks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// git runs a command of git in a folder and returns what it prints, without the last line end. Of the commands that are used here,
// none runs a program that a repository's configuration names.
func git(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "LC_ALL=C")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "", fmt.Errorf("running git: %w\nhint: hooks are run by git: install it first", err)
	case err != nil:
		said := strings.ReplaceAll(strings.TrimSpace(errs.String()), "\t", "    ") // of a command to copy, which a tab would spoil
		return "", fmt.Errorf("git %s: %w: %s", args[0], err, said)
	}
	return strings.TrimSuffix(out.String(), "\n"), nil
}

// setting asks git's configuration for a path; a leading ~ is resolved by git. which narrows the files that are asked, such as
// --global.
func setting(ctx context.Context, dir, name string, which ...string) (value string, set bool, err error) {
	args := append([]string{"config"}, which...)
	value, err = git(ctx, dir, append(args, "--includes", "--type=path", "--get", name)...)
	var status *exec.ExitError
	if errors.As(err, &status) && status.ExitCode() == 1 { // git-config(1): the name is not there
		return "", false, nil
	}
	return value, err == nil, err
}
