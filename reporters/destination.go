package reporters

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// destination is a file that a report goes to. A regular file, or one that is not there yet, is replaced as a whole at the end: it
// appears complete or not at all. A device or pipe is written where it is: replacing /dev/null would harm the machine.
type destination struct {
	path   string      // as the user named it
	target string      // what is replaced: path, or what it links to
	mode   fs.FileMode // of the report
	exact  bool        // the mode is that of an earlier report, which the umask must not change
	device *os.File    // nil for a file that is replaced
}

// open finds out whether path can be written, and leaves what is there as it is. No temporary file stays during the scan: a scan
// of its folder would read it, and a process that is killed would leave it behind. A file to append to is written where it is.
// Reports that show secrets are for the user only.
func open(p Pair, private bool) (*destination, error) {
	path := p.Path
	d := &destination{path: path, target: path, mode: 0o666}
	if private {
		d.mode = 0o600
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil, errors.New("is a folder; name a file in it")
	case err == nil && (p.Append || !info.Mode().IsRegular()) || isStream(path):
		d.device, err = os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
		return d, err
	case err == nil:
		d.mode, d.exact = info.Mode().Perm(), true
		if private {
			d.mode &= 0o600
		}
		d.target, err = filepath.EvalSymlinks(path)
	case errors.Is(err, fs.ErrNotExist):
		err = nil
	}
	if err != nil {
		return nil, err
	}
	probe, err := d.beside()
	if err != nil {
		return nil, err
	}
	remove(probe)
	return d, nil
}

// Replace writes the file at path: it appears complete or not at all, and an earlier one stays until then.
func Replace(path string, data []byte) error {
	d, err := open(Pair{Path: path}, false)
	if err != nil {
		return err
	}
	return d.write(func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// isStream reports whether path is another name of one of this process's open files, whatever they are.
func isStream(path string) bool {
	return path == "/dev/stdout" || path == "/dev/stderr" || strings.HasPrefix(path, "/dev/fd/")
}

// beside creates a temporary file in the folder of the target.
func (d *destination) beside() (*os.File, error) {
	// Not os.CreateTemp: its files are for the user only, whatever the umask says.
	name := filepath.Join(filepath.Dir(d.target), ".sluice-"+rand.Text()+".tmp")
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, d.mode)
	if failed := (*fs.PathError)(nil); errors.As(err, &failed) {
		return nil, &fs.PathError{Op: "writing to the folder", Path: filepath.Dir(d.target), Err: failed.Err} // nobody knows the other name
	}
	if err != nil {
		return nil, err
	}
	if d.exact {
		if err := file.Chmod(d.mode); err != nil {
			remove(file)
			return nil, err
		}
	}
	return file, nil
}

func remove(file *os.File) {
	file.Close()
	os.Remove(file.Name())
}

// write fills the destination with a report.
func (d *destination) write(fill func(io.Writer) error) error {
	if d.device != nil {
		return unlessGone(errors.Join(fill(d.device), d.device.Close()))
	}
	file, err := d.beside()
	if err != nil {
		return err
	}
	defer remove(file) // which does nothing when the file has its name
	if err := fill(file); err != nil {
		return err
	}
	// Some file systems tell only at Sync that they are full, and a rename may reach the disk before the content.
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), d.target)
}

// discard lets go of a destination that is not written.
func (d *destination) discard() {
	if d.device != nil {
		d.device.Close()
	}
}
