package hooks

import (
	"fmt"
	"path/filepath"
	"strings"
)

// lefthookTool owns the hooks of a repository that holds its configuration: 'lefthook install' replaces every script in the
// folder that it is to run (lefthook.dev/configuration). Its configuration is YAML, TOML or JSON in the user's own order and style,
// so sluice says what to add instead of writing to it.
type lefthookTool struct {
	folder  folder   // where its scripts lie
	configs []string // absolute, the main one first
}

// findLefthook looks for the files that lefthook reads.
func findLefthook(top string, f folder) (lefthookTool, bool) {
	tool := lefthookTool{folder: f}
	for _, name := range []string{"lefthook", "lefthook-local"} {
		for _, start := range []string{"", ".", ".config/"} {
			for _, ext := range []string{".yml", ".yaml", ".toml", ".json", ".jsonc"} {
				if path := filepath.Join(top, filepath.FromSlash(start+name+ext)); exists(path) {
					tool.configs = append(tool.configs, path)
				}
			}
		}
	}
	return tool, len(tool.configs) > 0
}

func (l lefthookTool) status(h hook) (Report, error) {
	for _, path := range l.configs {
		text, err := readSome(path)
		if err != nil {
			return Report{}, fmt.Errorf("reading lefthook's configuration: %w", err)
		}
		if h.mentionedIn(text) {
			return l.mentioned(h, path)
		}
	}
	config := l.configs[0]
	return Report{
		State: Shadowed, Path: config, Add: lefthookLines(h, filepath.Ext(config)),
		Note: fmt.Sprintf("lefthook owns this hook, so sluice has to be run by it; below %s, if that is there already", h.name),
	}, nil
}

// mentioned tells the state of a hook for which the configuration names sluice.
func (l lefthookTool) mentioned(h hook, config string) (Report, error) {
	s, err := readScript(l.folder.path(h))
	r := Report{State: Installed, Path: config}
	if s.kind != lefthook || !s.executable {
		r.State, r.Note = Inactive, "lefthook is not set up in this clone: run 'lefthook install'"
	}
	return r, l.folder.explain("reading the hook", err)
}

func (l lefthookTool) install(h hook) (Report, error) { return l.status(h) }

func (l lefthookTool) uninstall(h hook) (Report, error) {
	r, err := l.status(h)
	r.Add, r.Note = "", ""
	if r.State != Shadowed {
		r.Note = "lefthook runs sluice: delete its lines there by hand"
	}
	return r, err
}

// lefthookLines is what a configuration needs. lefthook puts {1} in as it is, so the quotes are needed for folders with spaces.
func lefthookLines(h hook, ext string) string {
	run := "sluice " + strings.NewReplacer(`"$1"`, `"{1}"`, `"$@"`, `"{1}" "{2}"`).Replace(h.command)
	escaped := strings.ReplaceAll(run, `"`, `\"`)
	stdin := map[string]string{
		".toml": "use_stdin = true\n", ".json": `, "use_stdin": true`, ".jsonc": `, "use_stdin": true`,
		".yml": "      use_stdin: true\n", ".yaml": "      use_stdin: true\n",
	}[ext]
	if !h.reads {
		stdin = ""
	}
	switch ext {
	case ".toml":
		return fmt.Sprintf("[%s.commands.sluice]\nrun = \"%s\"\n%s", h.name, escaped, stdin)
	case ".json", ".jsonc":
		return fmt.Sprintf("\"%s\": { \"commands\": { \"sluice\": { \"run\": \"%s\"%s } } }\n", h.name, escaped, stdin)
	}
	return fmt.Sprintf("%s:\n  commands:\n    sluice:\n      run: %s\n%s", h.name, run, stdin)
}
