package odb

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/regular"
)

// known are the extensions that do not change how objects are stored (git's repository-version.txt).
var known = map[string]bool{
	"noop": true, "noop-v1": true, "preciousobjects": true, "partialclone": true,
	"worktreeconfig": true, "relativeworktrees": true, "compatobjectformat": true,
}

// readFormat reads the extensions section of the repository's own config. Included files are not followed: git does not read
// extensions from them either.
func (r *Repository) readFormat() error {
	f, err := regular.Open(filepath.Join(r.CommonDir, "config"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the repository's config: %w", err)
	}
	defer f.Close()
	section := ""
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "[") {
			section, line, _ = strings.Cut(line[1:], "]")
			section = strings.ToLower(strings.TrimSpace(section))
			line = strings.TrimSpace(line)
		}
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		key, value, _ := strings.Cut(line, "=")
		if err := r.setting(section, strings.ToLower(strings.TrimSpace(key)), strings.ToLower(plainValue(value))); err != nil {
			return err
		}
	}
	err = lines.Err()
	if errors.Is(err, bufio.ErrTooLong) {
		err = fmt.Errorf("a line of it is longer than %d bytes", bufio.MaxScanTokenSize)
	}
	if err != nil {
		return fmt.Errorf("reading the repository's config: %w", err)
	}
	return nil
}

// newestFormat is the newest format of repositories that git knows (repository-version.txt).
const newestFormat = 1

// setting takes what a setting says of how the repository is stored.
func (r *Repository) setting(section, key, value string) error {
	switch {
	case section == "core" && key == "repositoryformatversion":
		if version, err := strconv.Atoi(value); err == nil && version > newestFormat {
			return fmt.Errorf("the repository has the format version %d, which sluice does not know", version)
		}
	case section == "extensions":
		return r.extension(key, value)
	}
	return nil
}

// plainValue returns a setting's value without quotes and without the comment behind it (git-config(1), Syntax).
func plainValue(text string) string {
	var out []byte
	quoted := false
	for _, c := range []byte(text) {
		switch {
		case c == '"':
			quoted = !quoted
		case !quoted && (c == '#' || c == ';'):
			return strings.TrimSpace(string(out))
		default:
			out = append(out, c)
		}
	}
	return strings.TrimSpace(string(out))
}

func (r *Repository) extension(key, value string) error {
	switch {
	case key == "objectformat" && value == "sha256":
		r.Format = oid.SHA256
	case key == "refstorage" && value == "reftable":
		r.reftables = true
	case key == "objectformat" && value == "sha1", key == "refstorage" && value == "files", known[key]:
	default:
		return fmt.Errorf("the repository uses the extension %s = %s, which sluice does not know", key, value)
	}
	return nil
}
