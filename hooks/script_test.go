package hooks

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden scripts")

// TestRender shows each script as it is written.
func TestRender(t *testing.T) {
	for _, h := range known {
		golden := filepath.Join("testdata", h.name+".golden")
		got := h.render("/opt/it's here/sluice")
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", h.name, diff)
		}
	}
}

// stage is a folder with a hook and programs that tell how they were called.
type stage struct {
	t   *testing.T
	dir string
}

const teller = "#!/bin/sh\necho \"NAME[$*]\"\n"

func (s stage) write(name, text string) string {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// run runs a hook as git does, with PATH and input, and returns all that it prints.
func (s stage) run(path, hook, input string, args ...string) (string, int) {
	s.t.Helper()
	cmd := exec.Command(hook, args...)
	cmd.Dir, cmd.Env, cmd.Stdin = s.dir, []string{"PATH=" + path}, strings.NewReader(input)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		s.t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// TestScripts runs every script with the recorded program, with one in PATH and with none, behind an earlier hook and without.
func TestScripts(t *testing.T) {
	for _, h := range known {
		t.Run(h.name, func(t *testing.T) {
			s := stage{t, t.TempDir()}
			answer := "cat\n"
			if !h.reads {
				answer = ""
			}
			program := s.write("it's here/sluice", strings.Replace(teller, "NAME", "recorded", 1)+answer)
			inPath := filepath.Dir(s.write("bin/sluice", strings.Replace(teller, "NAME", "found", 1)+answer))
			hook := s.write("hooks/"+h.name, string(h.render(program)))
			call := strings.NewReplacer(`"$1"`, "a b", `"$@"`, "a b c").Replace(h.command)
			input, echoed := "x y\nz\n", ""
			if h.reads {
				echoed = input
			}
			check := func(what, path, wantOut string, wantStatus int) {
				t.Helper()
				if out, status := s.run(path, hook, input, "a b", "c"); out != wantOut || status != wantStatus {
					t.Errorf("%s: status %d, printed\n%s\nwant %d and\n%s", what, status, out, wantStatus, wantOut)
				}
			}
			check("recorded", "/usr/bin:/bin", "recorded["+call+"]\n"+echoed, 0)
			earlier := s.write("hooks/"+h.name+earlierSuffix, strings.Replace(teller, "NAME", "earlier", 1)+answer)
			check("behind another", "/usr/bin:/bin", "earlier[a b c]\n"+echoed+"recorded["+call+"]\n"+echoed, 0)
			input, echoed = "", ""
			check("no lines", "/usr/bin:/bin", "earlier[a b c]\nrecorded["+call+"]\n", 0)
			s.write("hooks/"+h.name+earlierSuffix, "#!/bin/sh\nexit 7\n")
			check("the other fails", "/usr/bin:/bin", "", 7)
			if err := os.Chmod(earlier, 0o644); err != nil { // git would not run it either
				t.Fatal(err)
			}
			s.write("it's here/sluice", "#!/bin/sh\nexit 3\n")
			check("sluice fails", "/usr/bin:/bin", "", 3)
			if err := os.Remove(program); err != nil {
				t.Fatal(err)
			}
			check("in PATH", inPath+":/usr/bin:/bin", "found["+call+"]\n", 0)
			out, status := s.run("/usr/bin:/bin", hook, input, "a b", "c")
			if status != 1 || !strings.Contains(out, "cannot find the program") || !strings.Contains(out, h.bypass) {
				t.Errorf("without the program: status %d, printed\n%s", status, out)
			}
		})
	}
}

// TestLargeInput: a hook that does not read its input takes none from the other.
func TestLargeInput(t *testing.T) {
	s := stage{t, t.TempDir()}
	program := s.write("sluice", "#!/bin/sh\nwc -l\n")
	hook := s.write("pre-push", string(known[2].render(program)))
	s.write("pre-push"+earlierSuffix, "#!/bin/sh\nexit 0\n")
	out, status := s.run("/usr/bin:/bin", hook, strings.Repeat("a line of git\n", 100_000))
	if strings.TrimSpace(out) != "100000" || status != 0 {
		t.Errorf("status %d, printed %q", status, out)
	}
}

// FuzzRecognise: a script is ours exactly as it was rendered, and gives its program back.
func FuzzRecognise(f *testing.F) {
	f.Add("/usr/bin/sluice", 3)
	f.Add("it's\\ $HOME `x`", 200)
	f.Add("", 0)
	f.Fuzz(func(t *testing.T, program string, at int) {
		for _, h := range known {
			text := h.render(program)
			s := recognise(text)
			want := program
			if strings.ContainsFunc(program, func(r rune) bool { return r < ' ' }) {
				want = ""
			}
			if s.kind != ours || s.program != filepath.ToSlash(want) {
				t.Fatalf("%q: kind %d, program %q", program, s.kind, s.program)
			}
			changed := bytes.Clone(text)
			changed[uint(at)%uint(len(changed))] ^= 1
			if recognise(changed).kind == ours {
				t.Errorf("changed at %d and still ours:\n%s", uint(at)%uint(len(changed)), changed)
			}
		}
	})
}

// FuzzHuskyLine: what is added is found, and taken out byte for byte.
func FuzzHuskyLine(f *testing.F) {
	for _, seed := range []string{"", "\n", "npm test", "npm test\n", "a\r\nb\r\n", "#!/bin/sh\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, h := range known {
			if bytes.Contains(text, []byte("sluice hook install")) {
				t.Skip()
			}
			if text == nil {
				text = []byte{}
			}
			added := addLine(text, h.line())
			if !h.mentionedIn(added) {
				t.Errorf("not found in %q", added)
			}
			if back := dropLine(added, h.line()); !bytes.Equal(back, text) || back == nil {
				t.Errorf("%q became %q", text, back)
			}
		}
		if made := addLine(nil, known[0].line()); dropLine(made, known[0].line()) != nil {
			t.Errorf("something is left of %q", made)
		}
	})
}

func TestMentioned(t *testing.T) {
	for text, want := range map[string]bool{
		"sluice staged":                      true,
		"  run: sluice staged --format json": true,
		`"run": "sluice staged"`:             true,
		`/opt/sluice.exe staged || exit`:     true,
		"# sluice staged":                    false,
		"// sluice staged":                   false,
		"sluice stagedx":                     false,
		"sluice-x staged":                    false,
		"sluice dir .":                       false,
		"echo sluice; sluice staged":         true,
		"run: 'sluice staged'":               true,
		"":                                   false,
	} {
		if got := known[0].mentionedIn([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestHookID: a configuration of pre-commit names our hooks in block and in flow style.
func TestHookID(t *testing.T) {
	for text, want := range map[string]string{
		"      - id: sluice\n": "pre-commit", "- id: sluice-system # staged\r\n": "pre-commit", `  id: "sluice"`: "pre-commit", "id: 'sluice-system'": "pre-commit",
		"hooks: [{id: sluice}, {id: other}]": "pre-commit", `hooks: [{"id": "sluice-system", "args": []}]`: "pre-commit", "  - {name: x, id: sluice}": "pre-commit",
		"- id: sluice-commit-msg": "commit-msg", "hooks: [{id: sluice-commit-msg-system}]": "commit-msg",
		"- id: sluice-push": "pre-push", "- {id: sluice-push-system, stages: [pre-push]}": "pre-push",
		"# - id: sluice": "", "hooks: [] # {id: sluice}": "", "- id: sluice-files": "", "- id: sluicer": "", "- id: my-sluice": "", "- uid: sluice": "", "grid: sluice": "", "": "",
	} {
		for _, h := range known {
			if h.name == "pre-receive" {
				continue
			}
			if got := hookID(h).MatchString(text); got != (h.name == want) {
				t.Errorf("%q: %s: %v", text, h.name, got)
			}
		}
	}
}
