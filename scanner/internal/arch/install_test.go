package arch

import (
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// pre-commit and the Action build with 'go install ./...': that makes one program, without a C compiler, with the oldest Go that its
// modules allow, and fetches no other Go.
func TestInstall(t *testing.T) {
	programs := map[string]bool{}
	for _, f := range built(sources(t)) {
		if f.syntax.Name.Name == "main" {
			programs[f.pkg()] = true
		}
		for _, imported := range f.imported() {
			if imported == "C" {
				t.Errorf("%s needs a C compiler", f.path)
			}
		}
	}
	if len(programs) != 1 || !programs["cmd/sluice"] {
		t.Errorf("programs: %v", programs)
	}
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "\ntoolchain ") {
		t.Error("go.mod asks for a toolchain")
	}
	own := "go" + regexp.MustCompile(`(?m)^go (\S+)$`).FindStringSubmatch(string(text))[1]
	if newest := newestOfModules(t); own != newest {
		t.Errorf("go.mod asks for %s, its modules for %s", own, newest)
	}
}

// newestOfModules is the newest version of Go that a module of the build asks for.
func newestOfModules(t *testing.T) string {
	list := exec.Command("go", "list", "-deps", "-test", "-f", "{{with .Module}}{{if not .Main}}{{.GoVersion}}{{end}}{{end}}", "./...")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		t.Fatalf("listing modules: %v", err)
	}
	newest := ""
	for _, v := range strings.Fields(string(out)) {
		if v = "go" + v; version.Compare(v, newest) > 0 {
			newest = v
		}
	}
	return newest
}

// connects are the packages that open connections.
var connects = regexp.MustCompile(`^(net|net/(http|rpc|smtp|textproto)(/.*)?|crypto/tls|golang\.org/x/(net|crypto/ssh)(/.*)?|github\.com/go-git/go-git/v5(/plumbing/transport.*)?)$`)

// Only clones of remote repositories use the network: no other package can ask for a licence, send a secret or fetch a rule.
func TestNetwork(t *testing.T) {
	for _, f := range built(sources(t)) {
		for _, imported := range f.imported() {
			if connects.MatchString(imported) && f.pkg() != "scanner/source/clone" {
				t.Errorf("%s imports %s", f.path, imported)
			}
		}
	}
	for imported, want := range map[string]bool{
		"net": true, "net/http": true, "net/http/httptrace": true, "net/url": false,
		"net/netip": false, "golang.org/x/crypto/ssh/agent": true, "golang.org/x/crypto/pbkdf2": false,
	} {
		if connects.MatchString(imported) != want {
			t.Errorf("%s opens connections: %v", imported, !want)
		}
	}
}
