package arch

const module = "github.com/sluice-scan/sluice/"

// internal stands for every package below scanner/internal.
const internal = "scanner/internal/*"

// allowed lists, for each package, the packages of ours that it may import, tests left out. A package that is not here, or is
// here and does not exist, fails the test.
var allowed = map[string][]string{
	"hooks":                     {},
	"rules":                     {"rules/markdown", "rules/shape", "rules/strict"},
	"rules/markdown":            {},
	"rules/shape":               {},
	"rules/strict":              {},
	"scanner":                   {"rules", "scanner/finding", "scanner/source", "scanner/detect", "scanner/attribute", "scanner/policy", internal},
	"scanner/finding":           {},
	"scanner/source":            {"scanner/internal/edit", "scanner/internal/oid"},
	"scanner/source/clone":      {internal},
	"scanner/source/commits":    {"scanner/source", internal},
	"scanner/source/dir":        {"scanner/source", internal},
	"scanner/source/git":        {"scanner/source", internal},
	"scanner/source/message":    {"scanner/source", internal},
	"scanner/source/staged":     {"scanner/source", internal},
	"scanner/source/stdin":      {"scanner/source", internal},
	"scanner/source/sourcetest": {"scanner/source", internal},
	"scanner/detect":            {"rules", "rules/shape", "scanner/finding", internal},
	"scanner/attribute":         {"scanner/source", "scanner/finding", internal},
	"scanner/policy":            {"rules", "rules/strict", "scanner/finding", "scanner/internal/entropy"},
	"reporters":                 {"rules", "rules/markdown", "scanner/finding"},
	"cmd/sluice": {
		"hooks", "rules", "rules/strict", "reporters", "scanner", "scanner/finding", "scanner/policy", "scanner/source",
		"scanner/source/clone", "scanner/source/commits", "scanner/source/dir", "scanner/source/git", "scanner/source/message", "scanner/source/staged", "scanner/source/stdin",
	},

	"scanner/internal/arch":             {},
	"scanner/internal/ascii":            {},
	"scanner/internal/archive":          {internal},
	"scanner/internal/archive/lzma":     {},
	"scanner/internal/archive/keystore": {"scanner/internal/archive/magic", "scanner/internal/decode"},
	"scanner/internal/archive/magic":    {},
	"scanner/internal/archive/pairs":    {},
	"scanner/internal/archive/sqlite":   {"scanner/internal/archive/pairs", "scanner/internal/decode"},
	"scanner/internal/cache":            {internal},
	"scanner/internal/chain":            {},
	"scanner/internal/decode":           {internal},
	"scanner/internal/dfa":              {internal},
	"scanner/internal/document":         {"rules", internal},
	"scanner/internal/edit":             {internal},
	"scanner/internal/entropy":          {internal},
	"scanner/internal/gitindex":         {internal},
	"scanner/internal/inflate":          {internal},
	"scanner/internal/judge":            {"rules", "scanner/finding", internal},
	"scanner/internal/lines":            {internal},
	"scanner/internal/model":            {internal},
	"scanner/internal/object":           {internal},
	"scanner/internal/odb":              {internal},
	"scanner/internal/odb/odbtest":      {internal},
	"scanner/internal/oid":              {internal},
	"scanner/internal/order":            {},
	"scanner/internal/pack":             {internal},
	"scanner/internal/plumbing":         {internal},
	"scanner/internal/revision":         {internal},
	"scanner/internal/treediff":         {internal},
	"scanner/internal/plumbing/gittest": {internal},
	"scanner/internal/reftable":         {internal},
	"scanner/internal/remote":           {internal},
	"scanner/internal/regular":          {internal},
	"scanner/internal/spill":            {},
	"scanner/internal/syntax":           {internal},
	"scanner/internal/wordlist":         {internal},

	"scanner/internal/archive/archivetest": {},
	"scanner/internal/archive/bolt":        {"scanner/internal/archive/pairs"},
	"scanner/internal/archive/bundle":      {"scanner/internal/archive/pairs", "scanner/internal/decode"},
	"scanner/internal/archive/capture":     {"scanner/internal/archive/pairs"},
	"scanner/internal/archive/compiled":    {"scanner/internal/archive/pairs", "scanner/internal/decode"},
	"scanner/internal/archive/compound":    {"scanner/internal/archive/magic"},
	"scanner/internal/archive/dataset":     {"scanner/internal/archive/pairs"},
	"scanner/internal/archive/dbase":       {"scanner/internal/archive/pairs"},
	"scanner/internal/archive/deflate64":   {},
	"scanner/internal/archive/folded":      {"scanner/internal/archive/pairs", "scanner/internal/decode"},
	"scanner/internal/archive/jet":         {"scanner/internal/archive/pairs", "scanner/internal/decode"},
	"scanner/internal/archive/leveldb":     {"scanner/internal/archive/pairs", "scanner/internal/decode"},
	"scanner/internal/archive/lz4":         {},
	"scanner/internal/archive/lzw":         {},
	"scanner/internal/archive/office":      {"scanner/internal/archive/pairs"},
	"scanner/internal/archive/picture":     {"scanner/internal/archive/pairs"},
	"scanner/internal/archive/pdf":         {"scanner/internal/archive/pairs", "scanner/internal/decode"},
	"scanner/internal/archive/program":     {"scanner/internal/archive/pairs"},
	"scanner/internal/archive/python":      {"scanner/internal/archive/pairs"},
	"scanner/internal/archive/rtf":         {},
	"scanner/internal/archive/serialized":  {"scanner/internal/archive/pairs", "scanner/internal/decode"},
}

// forTests lists the packages that only tests import.
var forTests = []string{
	"scanner/source/sourcetest", "scanner/internal/archive/archivetest",
	"scanner/internal/plumbing/gittest", "scanner/internal/odb/odbtest", "scanner/internal/arch",
}

// libraries lists the only importers of each library; tests and the packages for tests may import those of testLibraries, too.
var libraries = map[string][]string{
	"github.com/BurntSushi/toml":        {"rules/strict"},
	"github.com/dlclark/regexp2":        {"scanner/detect"},
	"github.com/go-git/go-git/v5":       {"scanner/internal/remote", "scanner/source/clone", "scanner/source/git", "scanner/source/staged", "scanner/attribute"},
	"github.com/andybalholm/brotli":     {"scanner/internal/archive"},
	"github.com/klauspost/compress":     {"scanner/internal/archive"},
	"github.com/nwaples/rardecode/v2":   {"scanner/internal/archive"},
	"github.com/owenrumney/go-sarif/v2": {"reporters"},
	"github.com/schollz/progressbar/v3": {"cmd/sluice"},
	"github.com/sourcegraph/conc":       {"scanner"},
	"charm.land/bubbletea/v2":           {"cmd/sluice"},
	"github.com/spf13/cobra":            {"cmd/sluice"},
	"github.com/spf13/pflag":            {"cmd/sluice"}, // the flags of cobra's commands
	"golang.org/x/crypto":               {"scanner/source/clone"},
	"golang.org/x/term":                 {"cmd/sluice"},
}

var testLibraries = []string{
	"github.com/google/go-cmp", "github.com/rogpeppe/go-internal", "github.com/santhosh-tekuri/jsonschema",
	"github.com/pavlo-v-chernykh/keystore-go", "software.sslmate.com/src/go-pkcs12", "github.com/ulikunitz/xz", "golang.org/x/sys",
}

// goroutines lists the files outside of the pipeline that start one, each with its reason in a comment there.
var goroutines = []string{"cmd/sluice/main.go", "scanner/source/stdin/stdin.go"}

const (
	longestFile     = 500 // lines
	longestFunction = 80
)
