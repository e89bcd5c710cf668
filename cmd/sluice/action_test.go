package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/rules"
)

// The GitHub Action, as far as it can be run without GitHub: its script with the variables that action.yml makes of an event's
// payload, in clones of local repositories. What a runner does with the outputs is GitHub's.

// world is a remote with a history, and what a test knows of it. Each commit but the first and last of main brings a token.
type world struct {
	t      *testing.T
	remote string
	commit map[string]string
}

func newWorld(t *testing.T) *world {
	for _, program := range []string{"bash", "git"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(program + " is what runs the Action")
		}
	}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		t.Setenv("GIT_"+who+"_NAME", "Ada")
		t.Setenv("GIT_"+who+"_EMAIL", "ada@example.com")
	}
	w := &world{t, filepath.Join(t.TempDir(), "remote"), map[string]string{}}
	w.git("", "init", "--quiet", "--initial-branch=main", w.remote)
	w.git(w.remote, "config", "uploadpack.allowAnySHA1InWant", "true") // as GitHub has it
	w.add("first", "readme.txt", "nothing secret")
	w.add("old", "old.env", w.token(0))
	w.add("base", "base.txt", "nothing")
	w.git(w.remote, "checkout", "--quiet", "-b", "topic")
	w.add("topic1", "topic.env", w.token(1))
	w.add("topic2", "topic.txt", "nothing")
	w.git(w.remote, "checkout", "--quiet", "main")
	w.add("main1", "main.env", w.token(2))
	w.add("main2", "main.txt", "nothing")
	return w
}

// token makes the n-th token of the history, as the rules' examples are made.
func (w *world) token(n int) string {
	text, err := rules.Fill("TOKEN=ghp_{{base62:36:crc32-base62}}", "action", n)
	if err != nil {
		w.t.Fatal(err)
	}
	return text
}

func (w *world) git(dir string, args ...string) string {
	w.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.t.Fatalf("git %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

func (w *world) add(name, path, text string) {
	if err := os.WriteFile(filepath.Join(w.remote, path), []byte(text+"\n"), 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.git(w.remote, "add", ".")
	w.git(w.remote, "commit", "--quiet", "-m", name)
	w.commit[name] = w.git(w.remote, "rev-parse", "HEAD")
}

// checkout clones as actions/checkout does: one commit without history, or all branches.
func (w *world) checkout(commit string, depth int) string {
	dir := filepath.Join(w.t.TempDir(), "checkout")
	w.git("", "init", "--quiet", dir)
	w.git(dir, "remote", "add", "origin", "file://"+w.remote)
	if depth > 0 {
		w.git(dir, "fetch", "--quiet", "--no-tags", fmt.Sprintf("--depth=%d", depth), "origin", commit)
	} else {
		w.git(dir, "fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*", commit)
	}
	w.git(dir, "checkout", "--quiet", "--detach", commit)
	return dir
}

// expression is one of those that action.yml gives the script.
var expression = regexp.MustCompile(`(?m)^        ([A-Z_]+): \$\{\{ ([a-z_.-]+) \}\}$`)

// environment makes the script's variables of an event, as the runner does of action.yml.
func environment(t *testing.T, dir, event, payload string, inputs map[string]string) []string {
	action, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	_, scan, _ := strings.Cut(string(action), "- name: Scan")
	var tree map[string]any
	if err := json.Unmarshal([]byte(payload), &tree); err != nil {
		t.Fatalf("%v in %s", err, payload)
	}
	env := append(os.Environ(), "GITHUB_EVENT_NAME="+event, "RUNNER_TEMP="+t.TempDir(),
		"GITHUB_OUTPUT="+filepath.Join(dir, ".git", "outputs"), "GITHUB_STEP_SUMMARY="+filepath.Join(dir, ".git", "summary"))
	for _, m := range expression.FindAllStringSubmatch(scan, -1) {
		env = append(env, m[1]+"="+evaluate(m[2], tree, dir, inputs))
	}
	return append(env, "SLUICE=sluice", "GITHUB_SHA="+text(tree["after"]), "GITHUB_REF="+text(tree["ref"]))
}

func evaluate(name string, event map[string]any, dir string, inputs map[string]string) string {
	if input, ok := strings.CutPrefix(name, "inputs."); ok {
		if input == "path" {
			return cmp.Or(inputs[input], dir)
		}
		return inputs[input]
	}
	var value any = map[string]any{"github": map[string]any{"event": event}}
	for _, part := range strings.Split(name, ".") {
		table, _ := value.(map[string]any)
		value = table[part]
	}
	return text(value)
}

func text(value any) string {
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

// outcome is what the script left behind.
type outcome struct {
	code                int
	outputs             map[string]string
	log, summary, paths string
	sarif               bool
}

func act(t *testing.T, dir, event, payload string, inputs map[string]string) outcome {
	t.Helper()
	script, err := filepath.Abs("../../action.sh")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("bash", script)
	cmd.Dir = filepath.Dir(dir) // the folder of the job
	cmd.Env = environment(t, dir, event, payload, inputs)
	log, err := cmd.CombinedOutput()
	out := outcome{code: cmd.ProcessState.ExitCode(), outputs: map[string]string{}, log: string(log)}
	if err != nil && out.code < 0 {
		t.Fatal(err)
	}
	for _, line := range strings.Split(read(t, filepath.Join(dir, ".git", "outputs")), "\n") {
		if name, value, ok := strings.Cut(line, "="); ok {
			out.outputs[name] = value
		}
	}
	var sarif struct {
		Version string
		Runs    []any
	}
	out.sarif = json.Unmarshal([]byte(read(t, out.outputs["sarif"])), &sarif) == nil && sarif.Version == "2.1.0" && len(sarif.Runs) == 1
	out.summary = read(t, filepath.Join(dir, ".git", "summary"))
	var report jsonPaths
	_ = json.Unmarshal([]byte(read(t, out.outputs["report"])), &report) // none where nothing was scanned
	for _, f := range report.Findings {
		out.paths += f.Path + " "
	}
	return out
}

type jsonPaths struct{ Findings []struct{ Path string } }

func read(t *testing.T, path string) string {
	data, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(data)
}

func TestAction(t *testing.T) {
	w := newWorld(t)
	c := w.commit
	zero := strings.Repeat("0", 40)
	w.git(w.remote, "checkout", "--quiet", "-b", "rewritten", c["base"])
	w.add("forced", "forced.env", w.token(3))
	w.git(w.remote, "checkout", "--quiet", "-B", "gone", c["base"])
	w.add("dropped", "dropped.txt", "nothing")
	w.git(w.remote, "checkout", "--quiet", "main")
	w.git(w.remote, "merge", "--quiet", "--no-edit", "topic")
	w.commit["merge"] = w.git(w.remote, "rev-parse", "HEAD")
	w.git(w.remote, "reset", "--quiet", "--hard", c["main2"])
	w.git(w.remote, "checkout", "--quiet", "-b", "long", c["base"])
	w.add("long1", "long.env", w.token(5))
	w.add("long2", "long.env", "taken out")
	for range 60 { // more than the script fetches at once
		w.git(w.remote, "commit", "--quiet", "--allow-empty", "-m", "nothing")
	}
	w.git(w.remote, "checkout", "--quiet", "--detach", c["main2"])
	w.git(w.remote, "merge", "--quiet", "--no-edit", "long")
	w.commit["merge of long"] = w.git(w.remote, "rev-parse", "HEAD")
	w.git(w.remote, "update-ref", "refs/pull/1/merge", "HEAD") // git deepens only what refs lead to
	w.git(w.remote, "branch", "--quiet", "-D", "long")
	w.git(w.remote, "checkout", "--quiet", "main")
	push := func(ref, before, after string) string {
		return fmt.Sprintf(`{"ref": %q, "before": %q, "after": %q, "repository": {"default_branch": "main"}}`, ref, before, after)
	}
	pull := func(fork bool) string {
		return fmt.Sprintf(`{"pull_request": {"base": {"sha": %q}, "head": {"sha": %q, "repo": {"fork": %v}}}, "repository": {"default_branch": "main"}}`, c["main2"], c["topic2"], fork)
	}
	based := func(base, ref, head string) string {
		return fmt.Sprintf(`{"pull_request": {"base": {"sha": %q, "ref": %q}, "head": {"sha": %q, "repo": {"fork": false}}}, "repository": {"default_branch": "main"}}`, base, ref, head)
	}
	w.git(w.remote, "branch", "merged", c["merge"])
	group := fmt.Sprintf(`{"merge_group": {"base_sha": %q, "head_sha": %q}, "repository": {"default_branch": "main"}}`, c["main2"],
		c["merge"])
	for _, test := range []struct {
		name, event, payload, head string
		depth, code                int
		paths                      string
	}{
		{"push", "push", push("refs/heads/main", c["base"], c["main2"]), "main2", 0, 1, "main.env "},
		{"push of nothing secret", "push", push("refs/heads/main", c["main1"], c["main2"]), "main2", 0, 0, ""},
		{"push, shallow", "push", push("refs/heads/main", c["base"], c["main2"]), "main2", 1, 1, "main.env "},
		{"push of a long branch's merge, shallow", "push", push("refs/heads/main", c["main2"], c["merge of long"]), "merge of long", 1, 1, "long.env "},
		{"push of nothing", "push", push("refs/heads/main", c["main2"], c["main2"]), "main2", 0, 0, ""},
		{"first push", "push", push("refs/heads/main", zero, c["main2"]), "main2", 1, 1, "main.env old.env "},
		{"new branch", "push", push("refs/heads/topic", zero, c["topic2"]), "topic2", 0, 1, "topic.env "},
		{"new branch, shallow", "push", push("refs/heads/topic", zero, c["topic2"]), "topic2", 1, 1, "topic.env "},
		{"tag", "push", push("refs/tags/v1", zero, c["main2"]), "main2", 0, 0, ""},
		{"tag of another branch", "push", push("refs/tags/v2", zero, c["topic2"]), "topic2", 1, 1, "topic.env "},
		{"forced push", "push", push("refs/heads/rewritten", c["dropped"], c["forced"]), "forced", 1, 1, "forced.env "},
		{"forced push over a commit that is gone", "push", push("refs/heads/rewritten", strings.Repeat("ab", 20), c["forced"]), "forced", 0, 1, "forced.env "},
		{"deleted branch", "push", push("refs/heads/topic", c["topic2"], zero), "main2", 0, 0, ""},
		{"pull request", "pull_request", pull(false), "topic2", 0, 1, "topic.env "},
		{"pull request, shallow merge commit", "pull_request", pull(false), "merge", 1, 1, "topic.env "},
		{"pull request from a fork", "pull_request", pull(true), "merge", 0, 1, "topic.env "},
		{"pull request that merged its base since", "pull_request", based(c["base"], "main", c["merge"]), "merge", 0, 1, "topic.env "},
		{"pull request that merged its base since, shallow", "pull_request", based(c["base"], "main", c["merge"]), "merge", 1, 1, "topic.env "},
		{"pull request that was merged", "pull_request", based(c["main2"], "merged", c["topic2"]), "merge", 1, 1, "topic.env "},
		{"pull request whose base branch is gone", "pull_request", based(c["main2"], "nowhere", c["topic2"]), "merge", 1, 1, "topic.env "},
		{"merge group", "merge_group", group, "merge", 1, 1, "topic.env "},
		{"schedule", "schedule", `{"repository": {"default_branch": "main"}}`, "main2", 0, 1, "forced.env main.env old.env topic.env "},
		{"schedule, shallow", "schedule", `{"repository": {"default_branch": "main"}}`, "main2", 1, 1, "forced.env main.env old.env topic.env "},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := w.checkout(c[test.head], test.depth)
			got := act(t, dir, test.event, test.payload, map[string]string{"scan": "auto"})
			if got.code != test.code || got.paths != test.paths {
				t.Errorf("exit status %d, findings in %q; want %d, %q\n%s", got.code, got.paths, test.code, test.paths, got.log)
			}
			scanned := test.name != "deleted branch"
			if got.sarif != scanned || got.outputs["exit-code"] != fmt.Sprint(test.code) ||
				got.outputs["findings"] != fmt.Sprint(strings.Count(test.paths, " ")) {
				t.Errorf("SARIF written: %v, outputs %v", got.sarif, got.outputs)
			}
			if fork := strings.Contains(test.name, "fork"); got.outputs["can-upload"] != fmt.Sprint(scanned && !fork) {
				t.Errorf("can-upload is %s", got.outputs["can-upload"])
			}
			if test.code == 1 && (!strings.Contains(got.log, "::error file=") || !strings.Contains(got.summary, "## sluice: ")) {
				t.Errorf("no annotation or no summary: %s\n%s", got.log, got.summary)
			}
			if strings.Contains(got.log+got.summary, w.token(0)[6:]) || strings.Contains(got.log+got.summary, w.token(1)[6:]) {
				t.Error("a token is shown")
			}
		})
	}
}

// What others wrote runs at a commit that was looked at: a tag can be moved, and organisations can require this of all actions.
func TestActionsArePinned(t *testing.T) {
	files, err := filepath.Glob("../../.github/workflows/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	uses := regexp.MustCompile(`uses: (\S+)`)
	pinned := regexp.MustCompile(`^[\w/-]+@[0-9a-f]{40}$`)
	for _, path := range append(files, "../../action.yml") {
		found := uses.FindAllStringSubmatch(read(t, path), -1)
		if len(found) == 0 {
			t.Errorf("%s uses nothing", path)
		}
		for _, m := range found {
			if !pinned.MatchString(m[1]) {
				t.Errorf("%s: %s", path, m[1])
			}
		}
	}
}

// A pull request that allows what it brings does not pass by that.
func TestActionTrustsTheBase(t *testing.T) {
	w := newWorld(t)
	w.git(w.remote, "checkout", "--quiet", "-b", "sneaky", w.commit["base"])
	w.add("sneaky", "sneaky.env", w.token(4)+" # sluice:allow")
	w.add("allowed", ".sluice.toml", "[[allow]]\npaths = [\"**\"]\nreason = \"none\"")
	payload := fmt.Sprintf(`{"pull_request": {"base": {"sha": %q}, "head": {"sha": %q, "repo": {"fork": true}}}, "repository": {"default_branch": "main"}}`, w.commit["base"], w.commit["allowed"])
	for _, scan := range []string{"auto", "history", w.commit["base"] + ".." + w.commit["allowed"]} {
		got := act(t, w.checkout(w.commit["allowed"], 0), "pull_request", payload, map[string]string{"scan": scan})
		if got.code != 1 || !strings.Contains(got.paths, "sneaky.env ") || got.outputs["findings"] != fmt.Sprint(strings.Count(got.paths, " ")) {
			t.Errorf("%s: exit status %d, findings in %q, outputs %v\n%s", scan, got.code, got.paths, got.outputs, got.log)
		}
	}
	got := act(t, w.checkout(w.commit["allowed"], 1), "pull_request", payload, map[string]string{"scan": "auto"})
	if got.code != 1 || got.paths != "sneaky.env " || got.outputs["findings"] != "1" {
		t.Errorf("exit status %d, findings in %q, outputs %v\n%s", got.code, got.paths, got.outputs, got.log)
	}
}

// Where the base is gone the default branch is trusted in its place, not the request.
func TestActionTrustsNoRequestWithoutBase(t *testing.T) {
	w := newWorld(t)
	w.git(w.remote, "checkout", "--quiet", "-b", "sneaky", w.commit["base"])
	w.add("sneaky", "sneaky.env", w.token(4)+" # sluice:allow")
	payload := fmt.Sprintf(`{"pull_request": {"base": {"sha": %q}, "head": {"sha": %q, "repo": {"fork": true}}}, "repository": {"default_branch": "main"}}`, strings.Repeat("ab", 20), w.commit["sneaky"])
	got := act(t, w.checkout(w.commit["sneaky"], 0), "pull_request", payload, map[string]string{"scan": "auto"})
	if got.code != 1 || !strings.Contains(got.paths, "sneaky.env ") {
		t.Errorf("exit status %d, findings in %q\n%s", got.code, got.paths, got.log)
	}
}

// An input of several lines makes no output of its own, and one that looks like a flag is none.
func TestActionInputsStayInputs(t *testing.T) {
	w := newWorld(t)
	dir := w.checkout(w.commit["main2"], 0)
	got := act(t, dir, "push", `{}`, map[string]string{"scan": "--help\nexit-code=0"})
	if got.code != exitUsage || got.outputs["exit-code"] != fmt.Sprint(exitUsage) || got.outputs["range"] != "--help exit-code=0" ||
		got.outputs["report"] != "" {
		t.Errorf("exit status %d, outputs %v\n%s", got.code, got.outputs, got.log)
	}
}

// What a checkout lacks and nobody can fetch is said, and is no success.
func TestActionWithoutRemote(t *testing.T) {
	w := newWorld(t)
	dir := w.checkout(w.commit["main2"], 1)
	w.git(dir, "remote", "set-url", "origin", "file:///nowhere")
	got := act(t, dir, "schedule", `{}`, map[string]string{"scan": "auto"})
	if got.code != exitIncomplete && got.code != exitFindings ||
		!strings.Contains(got.log, "the rest of its history could not be fetched") || !got.sarif {
		t.Errorf("exit status %d: %s", got.code, got.log)
	}
	got = act(t, dir, "pull_request", fmt.Sprintf(`{"pull_request": {"base": {"sha": %q}, "head": {"sha": %q, "repo": {"fork": false}}}}`, w.commit["base"], w.commit["topic2"]), map[string]string{"scan": "auto"})
	if got.code == exitClean || !strings.Contains(got.log, "could not be fetched") {
		t.Errorf("exit status %d: %s", got.code, got.log)
	}
}

// The repository may be named by a path from the folder of the job, and lacks no less of its history then.
func TestActionRelativePath(t *testing.T) {
	w := newWorld(t)
	w.git(w.remote, "checkout", "--quiet", "-b", "deep", w.commit["base"])
	w.add("deep", "deep.env", w.token(6))
	w.add("deeper", "deep.env", "taken out")
	for range 60 { // more than the script fetches at once
		w.git(w.remote, "commit", "--quiet", "--allow-empty", "-m", "nothing")
	}
	w.git(w.remote, "merge", "--quiet", "--no-edit", w.commit["main2"])
	end := w.git(w.remote, "rev-parse", "HEAD")
	dir := w.checkout(end, 1)
	payload := fmt.Sprintf(`{"ref": "refs/heads/deep", "before": %q, "after": %q}`, w.commit["main2"], end)
	got := act(t, dir, "push", payload, map[string]string{"scan": "auto", "path": filepath.Base(dir)})
	if got.code != exitFindings || got.paths != "deep.env " || strings.Contains(got.log, "No such file") {
		t.Errorf("exit status %d, findings in %q\n%s", got.code, got.paths, got.log)
	}
}

// Inputs that name the same file are told before anything is scanned or lost.
func TestActionInputsNameOneFile(t *testing.T) {
	w := newWorld(t)
	dir := w.checkout(w.commit["main2"], 0)
	folder := t.TempDir()
	known := filepath.Join(folder, "known.json")
	if err := os.WriteFile(known, []byte("known"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, inputs := range map[string]map[string]string{
		"sarif and report":    {"sarif": folder + "/one", "report": folder + "/../" + filepath.Base(folder) + "/./one"},
		"report and baseline": {"report": known, "baseline": known},
		"sarif and config":    {"sarif": "nowhere/x.toml", "config": "nowhere//x.toml"},
	} {
		got := act(t, dir, "push", `{}`, inputs)
		if got.code != exitUsage || got.outputs["exit-code"] != fmt.Sprint(exitUsage) || got.outputs["can-upload"] != "false" ||
			!strings.Contains(got.log, "the inputs "+want+" name the same file") || strings.Contains(got.log, "scanning") {
			t.Errorf("%s: exit status %d, outputs %v\n%s", want, got.code, got.outputs, got.log)
		}
	}
	if read(t, known) != "known" {
		t.Error("a baseline is lost")
	}
	inputs := map[string]string{"scan": "history", "sarif": folder + "/sarif/x", "report": folder + "/report/x"}
	got := act(t, dir, "push", `{}`, inputs)
	if got.code != exitUsage || strings.Contains(got.log, "name the same file") || strings.Contains(got.log, "action.sh") ||
		got.outputs["can-upload"] != "false" {
		t.Errorf("in folders that are not there: exit status %d, outputs %v\n%s", got.code, got.outputs, got.log)
	}
}

func TestActionInputs(t *testing.T) {
	w := newWorld(t)
	dir := w.checkout(w.commit["main2"], 0)
	for name, test := range map[string]struct {
		inputs map[string]string
		code   int
		sarif  bool
	}{
		"history":       {map[string]string{"scan": "history"}, 1, true},
		"a range":       {map[string]string{"scan": w.commit["old"] + ".." + w.commit["base"]}, 0, true},
		"no such range": {map[string]string{"scan": "nowhere..main"}, 2, false},
		"fail-on":       {map[string]string{"scan": "history", "fail-on": "introduced"}, 0, true},
		"wrong input":   {map[string]string{"scan": "history", "min-confidence": "$(touch hacked)"}, 2, false},
		"no such file":  {map[string]string{"scan": "history", "config": "none.toml"}, 2, false},
	} {
		got := act(t, dir, "push", `{}`, test.inputs)
		if got.code != test.code || got.sarif != test.sarif || got.outputs["exit-code"] != fmt.Sprint(test.code) ||
			got.outputs["can-upload"] != fmt.Sprint(test.sarif) {
			t.Errorf("%s: exit status %d, want %d; SARIF %v, outputs %v\n%s", name, got.code, test.code, got.sarif, got.outputs, got.log)
		}
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(dir), "hacked")); err == nil {
		t.Error("an input was run")
	}
}
