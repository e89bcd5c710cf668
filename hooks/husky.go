package hooks

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// husky runs the shell scripts of a folder of the work tree, with sh -e. Version 9 sets core.hooksPath to the folder _ in it, where
// its own scripts lie; versions 5 to 8 to the folder itself (husky's index.js of each).
type husky struct {
	dir    string // absolute
	active bool   // core.hooksPath leads to it in this clone
	direct bool   // git itself runs the scripts, which must be executable: versions 5 to 8
	leads  string // why nothing is written there, or ""
}

// findHusky tells husky's folder by where git looks for hooks, or by its usual name.
func findHusky(top, hooksDir string, redirected bool) (husky, bool) {
	parent := filepath.Dir(hooksDir)
	switch {
	case redirected && filepath.Base(hooksDir) == "_" && (exists(filepath.Join(hooksDir, "h")) || filepath.Base(parent) == ".husky"):
		return husky{dir: parent, active: true, leads: leadsOut(top, parent)}, true
	case redirected && exists(filepath.Join(hooksDir, "_", "husky.sh")):
		return husky{dir: hooksDir, active: true, direct: true, leads: leadsOut(top, hooksDir)}, true
	}
	usual := filepath.Join(top, ".husky")
	info, err := os.Stat(usual)
	return husky{dir: usual, leads: leadsOut(top, usual)}, err == nil && info.IsDir()
}

// leadsOut says whether a folder of the work tree is a symbolic link to somewhere else, which a repository could bring along to
// have a file of the user changed.
func leadsOut(top, dir string) string {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil { // it is not there yet
		return ""
	}
	if realTop, err := filepath.EvalSymlinks(top); err == nil && within(realTop, real) {
		return ""
	}
	return fmt.Sprintf("%s leads out of the work tree to %s, so nothing is written there\n"+
		"hint: make it a folder of the work tree", dir, real)
}

// within says whether a path lies in a folder, by their names.
func within(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}

// Our line ends the hook also where the script is not run with sh -e.
const (
	addedMark = " # added by 'sluice hook install'"
	madeMark  = " # file made by 'sluice hook install'"
)

func (h hook) line() string { return "sluice " + h.command + " || exit $?" }

// verb is the subcommand that the hook runs.
func (h hook) verb() string { return strings.Fields(h.command)[0] }

// mentionedIn says whether a line of a script or a configuration, comments left out, runs sluice as the hook does.
func (h hook) mentionedIn(text []byte) bool {
	for line := range bytes.Lines(text) {
		line = bytes.TrimSpace(line)
		if bytes.HasPrefix(line, []byte("#")) || bytes.HasPrefix(line, []byte("//")) {
			continue
		}
		for _, after := range strings.Split(string(line), "sluice")[1:] {
			words := strings.FieldsFunc(strings.TrimPrefix(after, ".exe"),
				func(r rune) bool { return strings.ContainsRune(" \t\"',]})|;&", r) })
			if len(words) > 0 && words[0] == h.verb() && !wordGoesOn(after) {
				return true
			}
		}
	}
	return false
}

// wordGoesOn tells sluice-x from sluice.
func wordGoesOn(after string) bool {
	after = strings.TrimPrefix(after, ".exe")
	return after == "" || !strings.ContainsRune(" \t\"'", rune(after[0]))
}

// addLine adds a line of ours at the end of a script; there is no script if text is nil. dropLine undoes it byte for byte: a script
// without a last line end has none afterwards, too.
func addLine(text []byte, line string) []byte {
	switch {
	case text == nil:
		return []byte(shebang + line + madeMark + "\n")
	case len(text) == 0 || bytes.HasSuffix(text, []byte("\n")):
		return fmt.Appendf(bytes.Clone(text), "%s%s\n", line, addedMark)
	}
	return fmt.Appendf(bytes.Clone(text), "\n%s%s", line, addedMark)
}

// dropLine takes lines of ours out of a script; nil means that nothing is left of a script that was made by us.
func dropLine(text []byte, line string) []byte {
	kept, made := make([]byte, 0, len(text)), false
	for l := range bytes.Lines(text) {
		switch string(bytes.TrimSuffix(l, []byte("\n"))) {
		case line + madeMark:
			made = true
		case line + addedMark:
			if !bytes.HasSuffix(l, []byte("\n")) {
				kept = bytes.TrimSuffix(kept, []byte("\n"))
			}
		default:
			kept = append(kept, l...)
		}
	}
	if made && string(kept) == shebang {
		return nil
	}
	return kept
}

func (k husky) path(h hook) string { return filepath.Join(k.dir, h.name) }

// read returns the script and its mode; text is nil if there is none.
func (k husky) read(h hook) (text []byte, mode fs.FileMode, err error) {
	info, err := os.Lstat(k.path(h))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, 0o777, nil
	case err != nil:
		return nil, 0, fmt.Errorf("reading husky's hook: %w", err)
	case !info.Mode().IsRegular():
		return nil, 0, fmt.Errorf("%s is no regular file, so sluice does not change it\n"+
			"hint: make it a file, or add the line %q by hand", k.path(h), h.line())
	case info.Size() > largest:
		return nil, 0, fmt.Errorf("%s is larger than %d bytes, so sluice does not change it\n"+
			"hint: add the line %q by hand", k.path(h), largest, h.line())
	}
	if text, err = os.ReadFile(k.path(h)); err != nil {
		return nil, 0, fmt.Errorf("reading husky's hook: %w", err)
	}
	if text == nil {
		text = []byte{}
	}
	return text, info.Mode().Perm(), nil
}

func (k husky) status(h hook) (Report, error) {
	text, mode, err := k.read(h)
	return k.state(h, text, mode), err
}

func (k husky) state(h hook, text []byte, mode fs.FileMode) Report {
	r := Report{State: Installed, Path: k.path(h)}
	switch {
	case !h.mentionedIn(text):
		r.State, r.Note = Shadowed, "husky owns this hook; 'sluice hook install' adds a line"
	case !k.active:
		r.State, r.Note = Inactive, "husky is not set up in this clone: 'npm install' or 'npx husky' does that"
	case k.direct && mode&0o111 == 0:
		r.State, r.Note = Inactive, "not executable, so git does not run it (chmod +x)"
	}
	return r
}

func (k husky) install(h hook) (Report, error) {
	text, mode, err := k.read(h)
	r := k.state(h, text, mode)
	if err != nil || r.State != Shadowed {
		return r, err
	}
	text = addLine(text, h.line())
	if err := k.write(h, text, mode); err != nil {
		return r, err
	}
	r = k.state(h, text, mode)
	r.Changed = true
	r.Note = join(r.Note, "commit the file, and tell the others that they need sluice in PATH")
	return r, nil
}

func (k husky) uninstall(h hook) (Report, error) {
	before, mode, err := k.read(h)
	r := k.state(h, before, mode)
	if err != nil {
		return r, err
	}
	text := dropLine(before, h.line())
	switch {
	case len(text) == len(before):
		if r.State != Shadowed {
			r.Note = "it runs sluice by a line that 'sluice hook install' did not add: delete that by hand"
		}
		return r, nil
	case text == nil:
		err = folder{dir: k.dir}.explain("taking the hook away", os.Remove(k.path(h)))
	default:
		err = k.write(h, text, mode)
	}
	r = k.state(h, text, mode)
	r.Note, r.Changed = "commit the change", err == nil
	return r, err
}

// write replaces the script, which keeps its mode.
func (k husky) write(h hook, text []byte, mode fs.FileMode) error {
	if k.leads != "" {
		return errors.New(k.leads)
	}
	fresh, err := writeBeside(k.path(h), text, mode)
	if err == nil && exists(k.path(h)) {
		err = os.Chmod(fresh, mode)
	}
	if err == nil {
		err = os.Rename(fresh, k.path(h))
	}
	return folder{dir: k.dir}.explain("changing husky's hook", err)
}
