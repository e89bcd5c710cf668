// Package hooks installs the git hooks that run sluice, takes them away and tells their state.
//
// A Place is where the hooks of one repository, or of all new ones, lie. Git runs one file for each hook, in the folder hooks of
// the repository or in that of core.hooksPath (githooks(5)); a Place knows that folder and, if a tool such as husky owns it, the
// tool. Into a folder goes a script of ours (script.go); a hook that is there stays as NAME.before-sluice and runs first. To a
// tool goes a line in its own files, by us where that is a shell script (husky), else by the user (lefthook, pre-commit).
package hooks

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// hook is a hook of git that sluice can be.
type hook struct {
	name    string
	command string // what it runs, after the program, in sh
	reads   bool   // git sends it lines
	server  bool   // runs where a push arrives, also in a bare repository
	bypass  string // how to go on without it
}

// The order is that of reports.
var known = []hook{
	{name: "pre-commit", command: `staged`, bypass: "'git commit --no-verify' commits without a check"},
	{name: "commit-msg", command: `commit-msg "$1"`, bypass: "'git commit --no-verify' commits without a check"},
	{name: "pre-push", command: `push "$@"`, reads: true, bypass: "'git push --no-verify' pushes without a check"},
	{name: "pre-receive", command: `receive`, reads: true, server: true, bypass: "only who runs this server can take the hook away"},
}

// Names lists the hooks that can be installed, in the order of reports.
func Names() []string {
	var names []string
	for _, h := range known {
		names = append(names, h.name)
	}
	return names
}

// State says whether git runs sluice as a hook.
type State string

// The states of a hook. Git runs sluice in the first two only.
const (
	Installed State = "installed" // git, or the tool that owns the hook, runs sluice
	Outdated  State = "outdated"  // it does, from a script that an older sluice wrote
	Absent    State = "absent"    // there is no hook
	Foreign   State = "foreign"   // there is a hook of somebody else, who does not run sluice
	Edited    State = "edited"    // our script was changed by hand: nobody knows what it does
	Inactive  State = "inactive"  // all is there, but git or the tool does not run it yet
	Shadowed  State = "shadowed"  // git looks elsewhere, or a tool owns the hook and does not run sluice
)

// Runs says whether git runs sluice.
func (s State) Runs() bool { return s == Installed || s == Outdated }

// Report is what is known of one hook, after it was looked at or changed.
type Report struct {
	Hook    string
	State   State
	Path    string // the file that State is about
	Changed bool   // this call changed it
	Note    string // what a user should know, or ""
	Add     string // lines that the user has to add to Path, each with its line end, or ""
}

// Place is where hooks lie. Its methods must not run at the same time.
type Place struct {
	folder folder
	tool   tool   // owns the hooks that git runs on the user's side, or nil
	unused string // the repository's own folder of hooks, if core.hooksPath makes git look elsewhere, else ""
	config string // the tool pre-commit's configuration file, whether or not it is there; "" where none can be
	bare   bool
	linked bool                                  // it has linked work trees: commits are made there, though it may be bare
	after  func(context.Context) (string, error) // what is left to do for all hooks after they were installed, giving a note; or nil
	undo   func(context.Context) error           // takes back what after did; or nil
}

// tool is another program that owns hooks.
type tool interface {
	status(h hook) (Report, error)
	install(h hook) (Report, error)
	uninstall(h hook) (Report, error)
}

// Defaults lists the hooks that are installed when nothing is asked for: those of commits, or in a bare repository that of
// arriving pushes.
func (p *Place) Defaults() []string {
	if p.bare {
		return []string{"pre-receive"}
	}
	return []string{"pre-commit", "commit-msg"}
}

// Status tells the state of the named hooks, or of all if there are no names.
func (p *Place) Status(names ...string) ([]Report, error) {
	return p.each(names, Names(), p.status)
}

// Install installs the named hooks, or the default ones if there are no names. program is the absolute path of sluice, which the
// scripts run as long as it is there; "" leaves it to PATH. Hooks are independent of each other: the error joins those of all that
// failed, the reports are about the others. What is installed already stays as it is.
func (p *Place) Install(ctx context.Context, program string, names ...string) ([]Report, error) {
	reports, err := p.each(names, p.Defaults(), func(h hook) (Report, error) { return p.install(h, program) })
	if p.after == nil || len(reports) == 0 {
		return reports, err
	}
	note, afterErr := p.after(ctx)
	reports[len(reports)-1].Note = strings.TrimPrefix(reports[len(reports)-1].Note+"; "+note, "; ")
	return reports, errors.Join(err, afterErr)
}

// Uninstall takes the named hooks away, or all if there are no names, and brings the hooks back that were there before. Errors are
// as those of Install.
func (p *Place) Uninstall(ctx context.Context, names ...string) ([]Report, error) {
	reports, err := p.each(names, Names(), p.uninstall)
	if p.undo != nil && err == nil {
		err = p.undo(ctx)
	}
	return reports, err
}

func (p *Place) each(names, otherwise []string, do func(hook) (Report, error)) (reports []Report, err error) {
	asked, err := pick(names, otherwise)
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, h := range asked {
		r, err := do(h)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", h.name, err))
			continue
		}
		r.Hook = h.name
		reports = append(reports, r)
	}
	return reports, errors.Join(errs...)
}

// Check says which of the names is not that of a hook that can be installed.
func Check(names ...string) error {
	_, err := pick(names, nil)
	return err
}

// pick looks hooks up by their names, each once.
func pick(names, otherwise []string) (asked []hook, err error) {
	if len(names) == 0 {
		names = otherwise
	}
	for _, name := range names {
		if !slices.Contains(Names(), name) {
			return nil, fmt.Errorf("%q is no hook that sluice can be\nhint: use %s", name, strings.Join(Names(), ", "))
		}
	}
	for _, h := range known {
		if slices.Contains(names, h.name) {
			asked = append(asked, h)
		}
	}
	return asked, nil
}

// owner is the tool that owns a hook, or nil. The tool pre-commit owns single hooks.
func (p *Place) owner(h hook) (tool, error) {
	if h.server {
		return nil, nil
	}
	if p.tool != nil {
		return p.tool, nil
	}
	s, err := readScript(p.folder.path(h))
	if err != nil || s.kind != preCommit || p.config == "" {
		return nil, p.folder.explain("reading the hook", err)
	}
	return framework{p.folder, p.config}, nil
}

func (p *Place) status(h hook) (Report, error) {
	r, err := p.folder.status(h)
	if err != nil || r.State.Runs() || r.State == Edited {
		return r, err
	}
	owner, err := p.owner(h)
	if err != nil {
		return r, err
	}
	if owner != nil {
		if r, err = owner.status(h); err != nil || r.State.Runs() {
			return r, err
		}
	}
	return p.shadow(h, r)
}

// shadow finds a script of ours where git does not look.
func (p *Place) shadow(h hook, r Report) (Report, error) {
	if p.folder.outside != "" && r.Path == p.folder.path(h) {
		r.State, r.Note = Shadowed, "core.hooksPath, set outside of this repository, sends git there, where sluice is not installed"
	}
	if p.unused == "" {
		return r, nil
	}
	lost, err := folder{dir: p.unused}.status(h)
	if err != nil || !lost.State.Runs() {
		return r, err
	}
	lost.State, lost.Add = Shadowed, r.Add
	lost.Note = fmt.Sprintf("core.hooksPath sends git to %s instead", p.folder.dir)
	return lost, nil
}

func (p *Place) install(h hook, program string) (Report, error) {
	switch {
	case p.bare && !h.server && p.linked:
		return Report{}, errors.New("this is a bare repository: commits are made in its work trees\n" +
			"hint: run sluice in the folder of one of them, which installs for all")
	case p.bare && !h.server:
		return Report{}, errors.New("this is a bare repository, where no commits are made: only pre-receive is for it\n" +
			"hint: use --type pre-receive")
	}
	owner, err := p.owner(h)
	if err != nil {
		return Report{}, err
	}
	if owner != nil {
		return owner.install(h)
	}
	r, err := p.folder.install(h, program)
	if p.bare && p.linked && r.Note == "" {
		r.Note = "for commits in the work trees of this repository, install in the folder of one of them, too"
	}
	return r, err
}

// uninstall looks at every file that may be ours.
func (p *Place) uninstall(h hook) (Report, error) {
	r, err := p.uninstallUsed(h)
	if err != nil || p.unused == "" {
		return r, err
	}
	lost, err := folder{dir: p.unused}.uninstall(h)
	if err != nil || !lost.Changed {
		return r, err
	}
	if !r.Changed {
		return lost, nil
	}
	r.Note = join(r.Note, "also taken out of "+p.unused)
	return r, nil
}

// uninstallUsed looks where git does.
func (p *Place) uninstallUsed(h hook) (Report, error) {
	r, err := p.folder.uninstall(h)
	if err != nil || r.Changed {
		return r, err
	}
	owner, err := p.owner(h)
	if err != nil || owner == nil {
		return r, err
	}
	return owner.uninstall(h)
}
