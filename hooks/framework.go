package hooks

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
)

// framework is the tool pre-commit (pre-commit.com) where its script is the hook. It cannot be chained behind ours: 'pre-commit
// install' would move our script to NAME.legacy and run it, which would run pre-commit's again, without an end. Scripts of ours that
// were there first it does move and run, so a repository with only its configuration gets a script like any other.
type framework struct {
	folder folder
	config string // absolute; may not be there
}

// hookID finds the hooks of our .pre-commit-hooks.yaml by the end of their id, in either style of YAML.
func hookID(h hook) *regexp.Regexp {
	suffix := map[string]string{"pre-commit": "", "commit-msg": "-commit-msg", "pre-push": "-push"}[h.name]
	return regexp.MustCompile(`(?m)^([^#\n]*[\t {,-])?["']?id["']?:[\t ]*['"]?sluice` + suffix + `(-system)?['"]?[\t ]*([,}#\r].*)?$`)
}

func (t framework) mentions(h hook) (bool, error) {
	text, err := readSome(t.config)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("reading pre-commit's configuration: %w", err)
	}
	return h.mentionedIn(text) || hookID(h).Match(text), nil
}

func (t framework) legacy(h hook) string { return t.folder.path(h) + ".legacy" }

func (t framework) status(h hook) (Report, error) {
	mentioned, err := t.mentions(h)
	if err != nil || mentioned {
		return Report{State: Installed, Path: t.config}, err
	}
	moved, _, err := t.folder.inspect(h, t.legacy(h))
	if err != nil || moved.State.Runs() {
		moved.Note = join(moved.Note, "pre-commit runs it before its own hooks")
		return moved, err
	}
	return Report{
		State: Shadowed, Path: t.config, Add: frameworkLines(h),
		Note: "pre-commit owns this hook, so sluice has to be run by it",
	}, nil
}

func (t framework) install(h hook) (Report, error) { return t.status(h) }

func (t framework) uninstall(h hook) (Report, error) {
	r, err := t.folder.remove(h, t.legacy(h))
	if err != nil || r.Changed {
		return r, err
	}
	r, err = t.status(h)
	r.Add, r.Note = "", ""
	if r.State == Installed {
		r.Note = "pre-commit runs sluice: delete its lines there by hand"
	}
	return r, err
}

// frameworkLines runs the sluice that is installed, so that it needs no released version.
func frameworkLines(h hook) string {
	lines := "  - repo: local\n    hooks:\n      - id: sluice-" + h.name + "\n        name: sluice " + h.verb() +
		"\n        entry: sluice " + h.verb() + "\n        language: system\n        stages: [" + h.name + "]\n"
	if h.name == "commit-msg" { // the file with the message is its only argument
		return lines
	}
	return lines + "        pass_filenames: false\n        always_run: true\n"
}
