package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/rules"
)

// divided is a repository with findings and with things that are not read, under many names.
func divided(t *testing.T) string {
	dir := t.TempDir()
	git := gitIn(t, dir)
	git("init", "-q", "-b", "main")
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 9 {
		text, err := rules.Fill("GITHUB_TOKEN=ghp_{{base62:36:crc32-base62}}\n", "merge", i%4)
		if err != nil {
			t.Fatal(err)
		}
		write(fmt.Sprintf("dir/config%d.env", i), text)
		write(fmt.Sprintf("large%d.bin", i), fmt.Sprintf("version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize %d\n", i, i))
		write(fmt.Sprintf("src/file%d.txt", i), fmt.Sprintf("text %d\n", i))
		git("add", ".")
		git("commit", "-q", "-m", "change")
	}
	git("mv", "dir/config0.env", "dir/moved \xff.env")
	git("update-index", "--add", "--cacheinfo", "160000,1111111111111111111111111111111111111111,module")
	git("commit", "-q", "-m", "moved")
	return dir
}

// reported runs a command whose JSON report it returns without times and memory.
func reported(t *testing.T, want int, args ...string) map[string]any {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(context.Background(), args, streams{nil, &out, &errs, new(temporary)}); code != want {
		t.Fatalf("%v: exit status %d, want %d: %s", args, code, want, &errs)
	}
	var report map[string]any
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	receipt := report["receipt"].(map[string]any)
	delete(receipt, "seconds")
	delete(receipt, "memory")
	return report
}

// TestMergeEqualsOneRun: the joined reports of shards are the report of one run, in whatever order they come.
func TestMergeEqualsOneRun(t *testing.T) {
	dir, to := divided(t), t.TempDir()
	want := reported(t, exitFindings, "git", dir, "--format", "json")
	for _, n := range []int{1, 2, 4} {
		var names []string
		for i := n; i > 0; i-- {
			name := filepath.Join(to, fmt.Sprintf("%d-of-%d.json", i, n))
			names = append(names, name)
			var errs bytes.Buffer
			code := run(context.Background(), []string{"git", dir, "--shard", fmt.Sprintf("%d/%d", i, n), "--format", "json",
				"--output", name}, streams{nil, &errs, &errs, new(temporary)})
			if code != exitFindings && code != exitClean {
				t.Fatalf("shard %d of %d: exit status %d: %s", i, n, code, &errs)
			}
		}
		got := reported(t, exitFindings, append([]string{"merge"}, names...)...)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%d shards (-one run +merged):\n%s", n, d)
		}
	}
	if n := len(want["findings"].([]any)); n < 4 {
		t.Errorf("only %d findings", n)
	}
}

// TestMergeCountsAsOneRun: what decides the exit status of one run decides that of the joined report.
func TestMergeCountsAsOneRun(t *testing.T) {
	all, allowed := divided(t), t.TempDir()
	git := gitIn(t, allowed)
	git("init", "-q", "-b", "main")
	git("commit", "-q", "--allow-empty", "-m", "the base")
	text, err := rules.Fill("GITHUB_TOKEN=ghp_{{base62:36:crc32-base62}} # sluice:allow\n", "merge", 9)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(allowed, "app.env"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	git("add", ".")
	git("commit", "-q", "-m", "allowed by the change itself")
	status := func(args ...string) int {
		var out bytes.Buffer
		return run(context.Background(), args, streams{nil, &out, &out, new(temporary)})
	}
	for name, c := range map[string]struct {
		dir        string
		scan, both []string
		want       int
	}{
		"a change that allows itself":     {dir: allowed, scan: []string{"--trust", "HEAD~1"}, want: exitFindings},
		"what is allowed":                 {dir: allowed},
		"what HEAD has":                   {dir: all, both: []string{"--fail-on", "present"}, want: exitFindings},
		"what no scan of a history finds": {dir: all, both: []string{"--fail-on", "introduced"}},
		"what is outside":                 {dir: all, both: []string{"--fail-on", "introduced", "--require-complete"}, want: exitIncomplete},
		"another number":                  {dir: all, both: []string{"--exit-code", "7"}, want: 7},
		"a number that is taken":          {dir: all, both: []string{"--exit-code", "3"}, want: exitUsage},
	} {
		t.Run(name, func(t *testing.T) {
			scan := append([]string{"git", c.dir}, c.scan...)
			merge, to := []string{"merge"}, t.TempDir()
			for _, i := range []string{"1", "2"} {
				file := filepath.Join(to, i+".json")
				merge = append(merge, file)
				status(append(slices.Clone(scan), "--shard", i+"/2", "--format", "json", "--output", file)...)
			}
			one, joined := status(append(scan, c.both...)...), status(append(merge, c.both...)...)
			if one != c.want || joined != c.want {
				t.Errorf("exit status %d of one run and %d of the joined report, want %d", one, joined, c.want)
			}
		})
	}
}

// TestMergeRefuses: what would make a report with holes is an error.
func TestMergeRefuses(t *testing.T) {
	dir, to := divided(t), t.TempDir()
	file := func(name string, args ...string) string {
		path := filepath.Join(to, name)
		var errs bytes.Buffer
		if code := run(context.Background(), append(args, "--format", "json", "--output", path),
			streams{nil, &errs, &errs, new(temporary)}); code > exitFindings {
			t.Fatalf("%v: %s", args, &errs)
		}
		return path
	}
	one, two, whole := file("1", "git", dir, "--shard", "1/2"), file("2", "git", dir, "--shard", "2/2"), file("whole", "git", dir)
	config := filepath.Join(to, "config.toml")
	if err := os.WriteFile(config, []byte("disabled_rules = [\"generic-password\"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(to, "foreign.json")
	if err := os.WriteFile(foreign, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	other := file("other", "git", dir, "--shard", "2/2", "--config", config)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{one}, "is one of 2 shards, but the number of reports is 1"},
		{[]string{one, two, two}, "is one of 2 shards, but the number of reports is 3"},
		{[]string{two, two}, "are both shard 2 of 2"},
		{[]string{whole, two}, "is no report of a shard\nhint: "},
		{[]string{one, other}, "with different rules or by different versions"},
		{[]string{config}, "not a JSON report of sluice"},
		{[]string{foreign}, "is no JSON report of this version"},
		{[]string{one, two, "--output", to}, "--output " + to + ": is a folder"},
		{[]string{one, two, "--output", filepath.Join(to, "report.sarif")}, "the joined report is JSON; name a .json file"},
	} {
		var out, errs bytes.Buffer
		code := run(context.Background(), append([]string{"merge"}, c.args...), streams{nil, &out, &errs, new(temporary)})
		if code != exitUsage || out.Len() > 0 || !bytes.Contains(errs.Bytes(), []byte(c.want)) {
			t.Errorf("%v: exit status %d, %q, want %q", c.args, code, &errs, c.want)
		}
	}
	for _, text := range []string{"0/2", "3/2", "1", "a/b", "1/9999"} {
		var errs bytes.Buffer
		if code := run(context.Background(), []string{"git", dir, "--shard", text},
			streams{nil, &errs, &errs, new(temporary)}); code != exitUsage {
			t.Errorf("%s: exit status %d: %s", text, code, &errs)
		}
	}
}
