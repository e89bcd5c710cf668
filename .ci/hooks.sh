# shellcheck shell=bash
# Steps of run that install hooks as people do, with the tools that people have, and commit and push with them. A clean commit passes;
# what brings a token is stopped, and the token is not shown.

precommit='pre-commit==4.7.0'
husky='husky@9.1.7'
lefthook='lefthook@2.2.2'

token=ghp_
for part in zQWBuTSO oRi4A9sp HcVY5ncn sDkxkJ0m Lq17; do token+=$part; done # a published example of the format

# project NAME makes a repository and goes there as somebody who has sluice in PATH; for a subshell.
project() {
    git init --quiet -b main "$work/$1"
    cd "$work/$1"
    export PATH="$work/bin:$PATH" GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
}

# passes COMMAND… fails with what a command that should pass has said.
passes() {
    "$@" >"$work/said" 2>&1 || { echo "stopped: $*"; cat "$work/said"; return 1; }
}

# stops PATTERN COMMAND… fails unless the command fails, says the pattern and does not show the token.
stops() {
    if "${@:2}" >"$work/said" 2>&1; then
        echo "passed: ${*:2}"
        return 1
    fi
    grep -q "$1" "$work/said" || { cat "$work/said"; return 1; }
    ! grep -q "$token" "$work/said" || { echo "shows the token: ${*:2}"; return 1; }
}

# change FILE TEXT stages another line of a file.
change() {
    echo "$2" >>"$1"
    git add --all
}

# commits_are_checked holds pre-commit and commit-msg of the current repository to what they are for.
commits_are_checked() {
    change notes.txt 'nothing secret'
    passes git commit --quiet -m 'a clean commit passes'
    change config.ini "token = $token"
    stops 'config.ini:1' git commit --quiet -m 'a token is stopped'
    git rm --quiet --force config.ini
    change notes.txt more
    stops 'commit message.*GitHub' git commit --quiet -m "a message with $token"
    [ "$(git rev-list --count HEAD)" = 1 ]
    passes git commit --quiet -m 'without it, it passes'
}

# pushes_are_checked holds pre-push to what it is for, with a remote of its own.
pushes_are_checked() {
    git init --quiet --bare "$PWD.git"
    git remote add origin "file://$PWD.git"
    passes git push --quiet origin main
    change config.ini "token = $token"
    git commit --quiet --no-verify -m 'a commit that no hook looked at'
    stops 'config.ini:1' git push --quiet origin main
    git reset --quiet --hard HEAD~
    change notes.txt 'even more'
    passes git commit --quiet -m 'another clean one'
    passes git push --quiet origin main
    [ "$(git -C "$PWD.git" rev-parse main)" = "$(git rev-parse HEAD)" ]
}

git_alone() (
    project alone
    passes sluice hook install --type pre-commit,commit-msg,pre-push
    commits_are_checked
    pushes_are_checked
    passes sluice hook uninstall
    change config.ini "token = $token"
    passes git commit --quiet -m 'nobody looks'
)

# server: pushes over file:// to a bare repository that runs 'sluice receive'.
server() (
    git init --quiet --bare -b main "$work/server.git"
    (cd "$work/server.git" && passes "$work/bin/sluice" hook install)
    project pusher
    git remote add origin "file://$work/server.git"
    change notes.txt 'nothing secret'
    git commit --quiet -m clean
    passes git push --quiet origin main
    change config.ini "token = $token"
    git commit --quiet -m 'with a token'
    stops 'remote: config.ini:1' git push --quiet origin main
    git rm --quiet config.ini
    git commit --quiet -m 'deleted, but still in the history'
    stops 'remote: config.ini:1' git push --quiet origin main:refs/heads/other
    [ "$(git -C "$work/server.git" for-each-ref --format='%(refname) %(objectname)')" = "refs/heads/main $(git rev-parse HEAD~2)" ]
    git reset --quiet --hard HEAD~2
    change notes.txt more
    git commit --quiet -m 'without it'
    passes git push --quiet origin main main:refs/heads/other
    passes git push --quiet origin --delete other
)

# npm_package PACKAGE installs a package into the current project.
npm_package() {
    package_of_debian npm npm
    npm init --yes >/dev/null
    echo node_modules/ >.gitignore
    npm install --no-audit --no-fund --loglevel error --save-dev "$1"
}

run_husky() (
    project husky
    npm_package "$husky"
    npm pkg set scripts.test=true
    npx --no-install husky init
    passes sluice hook install --type pre-commit,commit-msg,pre-push
    grep -q '^npm test' .husky/pre-commit
    commits_are_checked
    pushes_are_checked
    passes sluice hook status --type pre-commit,commit-msg,pre-push
)

# lefthook gets the lines that 'sluice hook install' prints.
run_lefthook() (
    project lefthook
    npm_package "$lefthook"
    echo 'no_tty: true' >lefthook.yml
    sluice hook install --type pre-commit,commit-msg,pre-push >"$work/printed" || [ $? = 1 ]
    grep -E '^(pre-commit|commit-msg|pre-push):$|^ {2,6}(commands|sluice|run|use_stdin):' "$work/printed" >"$work/lines"
    snippet "$checkout/docs/hooks.md" 'husky and lefthook' | diff - "$work/lines"
    cat "$work/lines" >>lefthook.yml
    passes npx --no-install lefthook install
    passes sluice hook status --type pre-commit,commit-msg,pre-push
    commits_are_checked
    pushes_are_checked
)

# run_pre_commit uses this checkout as repo, as docs/hooks.md tells. Hooks are built from its last commit.
run_pre_commit() (
    packages_of_python venv "$precommit"
    git clone --quiet . "$work/sluice"
    project user
    export PATH="$work/venv/bin:$PATH" PRE_COMMIT_HOME="$work/pre-commit" GOFLAGS="${GOFLAGS-} -trimpath"
    passes pre-commit validate-manifest "$checkout/.pre-commit-hooks.yaml"
    hooks_are sluice sluice-commit-msg sluice-push
    pre-commit install --hook-type pre-commit --hook-type commit-msg --hook-type pre-push >/dev/null
    commits_are_checked
    pushes_are_checked
    passes pre-commit run --all-files
    change config.ini "token = $token"
    SKIP=sluice passes git commit --quiet -m 'who skips the hook is not stopped'

    # What is committed already is found by the hook for files, and only by that.
    passes pre-commit run --all-files sluice
    hooks_are sluice-files
    stops 'config.ini:1' pre-commit run --all-files
    passes pre-commit run --files notes.txt
    : >./--exit-code=0 # is a file, and no flag
    git add -- ./--exit-code=0
    stops 'config.ini:1' pre-commit run --all-files
    git rm --quiet --cached -- ./--exit-code=0
    SKIP=sluice-files passes pre-commit run --all-files
    hooks_are sluice-system sluice-files-system sluice-commit-msg-system sluice-push-system
    stops 'config.ini:1' pre-commit run --all-files sluice-files-system
    stops 'config.ini:1' git push origin main
    git rm --quiet config.ini
    passes pre-commit run --all-files
)

# hooks_are ID… configures hooks of pre-commit in the current repository.
hooks_are() {
    local id
    printf 'repos:\n  - repo: %s\n    rev: %s\n    hooks:\n' "$work/sluice" "$(git -C "$work/sluice" rev-parse HEAD)" >.pre-commit-config.yaml
    for id; do printf '      - id: %s\n' "$id" >>.pre-commit-config.yaml; done
    git add .
}

# newcomer follows docs/getting-started.md to the letter: three commands on a machine with Go and git, and a commit is stopped. The
# module comes from this checkout.
newcomer() (
    local downloaded commands command
    downloaded=$(go env GOMODCACHE)/cache/download
    git clone --quiet --no-tags . "$work/published" # without releases the newest version is this commit
    project newcomer/your/repository
    export GOFLAGS="${GOFLAGS-} -trimpath" # so that steps share what they compile
    export HOME="$work/newcomer" GOPATH="$work/newcomer/go" GOPRIVATE=github.com/sluice-scan GOPROXY="file://$downloaded" GOSUMDB=off
    export PATH="$GOPATH/bin:${PATH#"$work/bin:"}" GIT_CONFIG_GLOBAL="$HOME/.gitconfig"
    unset GOMODCACHE
    git config --global url."file://$work/published".insteadOf https://github.com/sluice-scan/sluice
    cd "$HOME"
    mapfile -t commands < <(sed -n '/in three commands/,/^The first/s/^    //p' "$checkout/docs/getting-started.md")
    [ ${#commands[@]} = 3 ]
    for command in "${commands[@]}"; do
        echo "$command"
        passes eval "$command"
    done
    [ "$(command -v sluice)" = "$GOPATH/bin/sluice" ]
    change config.ini "token = $token"
    stops 'config.ini:1' git commit --quiet -m 'stopped'
    sluice version | grep -q "$(git -C "$work/published" rev-parse --short=12 HEAD)"
)
