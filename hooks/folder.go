package hooks

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// folder is a folder whose files git runs.
type folder struct {
	dir     string // absolute
	shared  bool   // lies in the work tree: others get its scripts, so these name no program of this machine
	outside string // why no script is put here for one repository, with the cure; or ""
}

func (f folder) path(h hook) string { return filepath.Join(f.dir, h.name) }

func (f folder) status(h hook) (Report, error) {
	r, _, err := f.inspect(h, f.path(h))
	return r, err
}

// inspect tells the state of a file that git runs as the hook.
func (f folder) inspect(h hook, path string) (Report, script, error) {
	s, err := readScript(path)
	r := Report{State: Foreign, Path: path}
	switch s.kind {
	case nobody:
		r.State = Absent
	case edited:
		r.State, r.Note = Edited, "changed since sluice wrote it"
	case ours:
		r.State, r.Note = f.ours(h, s)
	}
	return r, s, f.explain("reading the hook", err)
}

// ours tells the state of a script that sluice wrote.
func (f folder) ours(h hook, s script) (State, string) {
	switch {
	case !s.executable:
		return Inactive, "not executable, so git does not run it; install again"
	case !bytes.Equal(s.text, h.render(s.program)):
		return Outdated, "written by another version of sluice; install again"
	}
	if _, err := os.Stat(s.program); s.program != "" && err != nil {
		return Installed, fmt.Sprintf("%s is not there any more, so sluice is looked for in PATH; install again", s.program)
	}
	return Installed, ""
}

// install writes the script. A foreign hook is kept beside it and runs first.
func (f folder) install(h hook, program string) (Report, error) {
	r, s, err := f.inspect(h, f.path(h))
	if err != nil {
		return r, err
	}
	if f.shared {
		program = ""
	}
	text := h.render(program)
	if r.State == Installed && (f.outside != "" || bytes.Equal(s.text, text)) {
		return r, nil
	}
	switch {
	case f.outside != "":
		return r, errors.New(f.outside)
	case s.kind == edited:
		return r, fmt.Errorf("%s was changed since sluice wrote it and is left as it is\n"+
			"hint: move your lines to %s and delete it, then install again", r.Path, r.Path+earlierSuffix)
	}
	if err := f.replace(r.Path, text, s.kind != nobody && s.kind != ours); err != nil {
		return r, f.explain("installing the hook", err)
	}
	r.State, r.Note, r.Changed = Installed, f.notice(r.Path+earlierSuffix), true
	return r, nil
}

// notice says what a user should know of a script that was installed.
func (f folder) notice(earlier string) string {
	note := ""
	if exists(earlier) {
		note = "the hook that was there runs first, kept as " + filepath.Base(earlier)
	}
	if f.shared {
		note = join(note, "the folder belongs to the work tree: commit the change if others should have it")
	}
	return note
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// replace puts a script in place of a file, keeping that first if asked. Whatever fails, a hook that was there is there.
func (f folder) replace(path string, text []byte, keep bool) error {
	if err := os.MkdirAll(f.dir, 0o777); err != nil {
		return err
	}
	fresh, err := writeBeside(path, text, 0o777)
	if err != nil {
		return err
	}
	defer os.Remove(fresh) // it has gone if all went well
	earlier := path + earlierSuffix
	if !keep {
		return os.Rename(fresh, path)
	}
	if exists(earlier) {
		return fmt.Errorf("%s and %s are both hooks of somebody else, and only one can be kept\n"+
			"hint: put them together in %s and delete the other", path, earlier, path)
	}
	if err := os.Rename(path, earlier); err != nil {
		return err
	}
	if err := os.Rename(fresh, path); err != nil {
		return errors.Join(err, os.Rename(earlier, path))
	}
	return nil
}

// uninstall takes a script of ours away and brings back the hook that was there before.
func (f folder) uninstall(h hook) (Report, error) { return f.remove(h, f.path(h)) }

func (f folder) remove(h hook, path string) (Report, error) {
	r, s, err := f.inspect(h, path)
	if err != nil {
		return r, err
	}
	earlier := filepath.Join(f.dir, h.name+earlierSuffix)
	kept := exists(earlier)
	switch s.kind {
	case edited:
		return r, fmt.Errorf("%s was changed since sluice wrote it and is left as it is\n"+
			"hint: delete what you do not need of it by hand", path)
	case nobody, ours:
	default:
		if kept {
			r.Note = fmt.Sprintf("somebody replaced sluice's script; %s is still there and is run by nobody", earlier)
		}
		return r, nil
	}
	if f.outside != "" && (kept || s.kind == ours) {
		return r, errors.New(f.outside)
	}
	if kept {
		err = os.Rename(earlier, path)
		r.State, r.Note = Foreign, "the hook that was there before is back"
	} else if s.kind == ours {
		err = os.Remove(path)
		r.State, r.Note = Absent, ""
	}
	r.Changed = kept || s.kind == ours
	return r, f.explain("taking the hook away", err)
}

// explain adds the cure to an error, if there is one.
func (f folder) explain(doing string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%s: %w\nhint: nothing can be written on the file system of %s; mount it for writing", doing, err, f.dir)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s: %w\nhint: you may not write to %s; ask its owner, or change its mode (chmod u+w)", doing, err, f.dir)
	case isFile(f.dir):
		return fmt.Errorf("%s: %w\n"+
			"hint: %s should be a folder; if core.hooksPath names it, 'git config --unset core.hooksPath' "+
			"gives the repository its own hooks again", doing, err, f.dir)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// isFile says whether something that is no folder lies there.
func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}

// exists says whether anything lies there, a dangling link included.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// writeBeside writes a new file in the folder of path and returns its name. The mode loses the bits of the process's mask, as that
// of any new file does, which os.CreateTemp alone would not give.
func writeBeside(path string, text []byte, mode fs.FileMode) (name string, err error) {
	name = path + ".new-sluice"
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) { // left by a process that was killed
		if err = os.Remove(name); err == nil {
			f, err = os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		}
	}
	if err != nil {
		return "", err
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(name))
	}
	return name, nil
}
