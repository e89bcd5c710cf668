package hooks_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"

	"github.com/sluice-scan/sluice/hooks"
)

// Install the hooks of a repository and ask for their state.
func Example() {
	dir, err := os.MkdirTemp("", "hooks")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	git := exec.Command("git", "init", "-q", dir)
	git.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	if err := git.Run(); err != nil {
		panic(err)
	}
	ctx := context.Background()
	place, err := hooks.Find(ctx, dir)
	if err != nil {
		panic(err)
	}
	if _, err := place.Install(ctx, "/usr/local/bin/sluice", "pre-push"); err != nil {
		panic(err)
	}
	reports, err := place.Status()
	if err != nil {
		panic(err)
	}
	for _, r := range reports {
		fmt.Println(r.Hook, r.State)
	}
	// Output:
	// pre-commit absent
	// commit-msg absent
	// pre-push installed
	// pre-receive absent
}
