package plumbing

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/spill"
)

// What keeps a repository's configuration from running programs. It is read, since it says how the repository is stored, but what
// stands on the command line and in the environment comes before it:
//
//	core.fsmonitor, core.hooksPath                            set on the command line
//	core.pager, pager.*                                       --no-pager
//	core.sshCommand, remote.*.url, .vcs and .uploadpack,      only run to fetch promised objects that are missing: no protocol is allowed
//	credential.helper, core.askPass, core.gitProxy
//	diff.external, diff.*.command, diff.*.textconv            not run for --raw
//	filter.*                                                  not run by the commands above
//	alias.*                                                   never stands in for a built-in command
//	include.path                                              what it names is configuration like the rest
//	core.commitGraph                                          off: a commit-graph file could name another tree than the commit

// global are git's options in front of the command. Paths stand for themselves; no replace refs, which would show other contents.
func global() []string {
	return []string{
		"--no-pager", "--no-replace-objects", "--literal-pathspecs",
		"-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull, "-c", "core.commitGraph=false",
	}
}

// isolation is what the environment must say besides.
func isolation(config string) []string {
	return []string{
		"GIT_CONFIG_GLOBAL=" + config, "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0",
		"GIT_NO_REPLACE_OBJECTS=1", "GIT_PAGER=cat", "LC_ALL=C",
		"GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1",
	}
}

// dropped never count: the first three contradict --literal-pathspecs, and git would refuse to run.
func dropped() []string {
	return []string{"GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_EXTERNAL_DIFF"}
}

// local are the variables that name a repository or a part of it: what "git rev-parse --local-env-vars" lists, as far as it does
// not speak of configuration, and the quarantine of a push.
func local() []string {
	return []string{
		"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_OBJECT_DIRECTORY", "GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE",
		"GIT_INDEX_FILE", "GIT_PREFIX", "GIT_SHALLOW_FILE", "GIT_COMMON_DIR", "GIT_QUARANTINE_PATH",
	}
}

// environment is environ with what isolates a command; here tells that git's own variables count.
func environment(environ []string, here bool, config string) []string {
	without := dropped()
	if !here {
		without = append(without, local()...)
	}
	kept := slices.DeleteFunc(slices.Clone(environ), func(e string) bool {
		name, _, _ := strings.Cut(e, "=")
		return slices.Contains(without, name)
	})
	return append(kept, isolation(config)...)
}

// writeConfig writes the private global configuration: the environment form of safe.directory is ignored by older gits, a file is
// not. The system's configuration counts as the user left it, since it may name safe folders, too.
func writeConfig(temporary spill.Folder, safe []string) (path string, err error) {
	f, err := temporary.Create("sluice-gitconfig-*")
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(configFor(safe))
	if err := errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// configFor is the text of the private global configuration: the user's own first, then the folders that are safe, as they are named
// and without symbolic links, since versions of git differ in which one they compare.
func configFor(safe []string) string {
	var b strings.Builder
	for _, path := range userConfigs() {
		fmt.Fprintf(&b, "[include]\n\tpath = %s\n", quote(path))
	}
	b.WriteString("[safe]\n")
	for _, dir := range safe {
		for _, name := range spellings(dir) {
			fmt.Fprintf(&b, "\tdirectory = %s\n", quote(filepath.ToSlash(name)))
		}
	}
	return b.String()
}

// spellings returns a folder's absolute path as it is and without symbolic links; nothing for "" and for "*", which would make all
// folders safe.
func spellings(dir string) []string {
	if dir == "" || dir == "*" {
		return nil
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil
	}
	real, err := filepath.EvalSymlinks(abs)
	if err != nil || real == abs {
		return []string{abs}
	}
	return []string{abs, real}
}

// userConfigs returns the files that git would read in place of ours (git-config(1), FILES).
func userConfigs() []string {
	if path, ok := os.LookupEnv("GIT_CONFIG_GLOBAL"); ok {
		if path == "" || path == os.DevNull {
			return nil
		}
		if abs, err := filepath.Abs(path); err == nil {
			path = abs
		}
		return []string{path}
	}
	home, err := os.UserHomeDir()
	xdg := os.Getenv("XDG_CONFIG_HOME")
	if xdg == "" && err == nil {
		xdg = filepath.Join(home, ".config")
	}
	var paths []string
	if xdg != "" {
		paths = append(paths, filepath.Join(xdg, "git", "config"))
	}
	if err == nil {
		paths = append(paths, filepath.Join(home, ".gitconfig"))
	}
	return paths
}

// quote writes a value of a configuration file (git-config(1), SYNTAX).
func quote(path string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(path) + `"`
}
