package detect

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Whose a value is, told by the path of its file alone: stripe.json, config/sendgrid.yml, .mailgunrc,
// integrations/twilio/prod.env. A content is judged once for all paths that it has, so this is asked last, of a match that no
// provider's rule made, and no finding comes or goes by it. The value must have the shape of the provider's secrets, and its name
// their words.

// Owned returns a match that no provider's rule made as one of the provider that some paths, with slashes, name: those that name
// one name the same. ok is false where they do not.
func (m *Matcher) Owned(found Match, paths []string) (owned Match, ok bool) {
	if !nobodys(found.Rule) {
		return found, false
	}
	owner := int32(-1)
	for _, p := range paths {
		n, named, sure := m.ownerAt(&found, p)
		if !sure || named && owner >= 0 && m.set[n].Provider != m.set[owner].Provider {
			return found, false
		}
		if named {
			owner = n
		}
	}
	if owner < 0 {
		return found, false
	}
	r := m.rule(owner)
	found.Rule, found.Scope = r.Rule, r.says(found.Secret)
	return found, true
}

// ownerAt returns the rule of the provider that one path names, by words of the file's name, else by its folder's whole name. It
// is not sure whose a value is if several do.
func (m *Matcher) ownerAt(found *Match, file string) (number int32, named, sure bool) {
	folder, name := path.Split(file)
	sure = true
	stem := name[:max(strings.LastIndexByte(name, '.'), 0)]
	if len(stem) == 0 {
		stem = name
	}
	called := found.Variable
	if found.Rule.Kind == rules.File {
		called = strings.TrimSuffix(name, ".txt") // all that names the value
	}
	try := func(word []byte) bool {
		n, fits := m.placed(found, word, called)
		if fits && named && m.set[n].Provider != m.set[number].Provider {
			sure = false
		}
		if fits && !named {
			number, named = n, true
		}
		return !sure
	}
	keeps := m.anyone.named([]byte(stem))
	eachPart(fileWords(name), func(word []byte) bool {
		alone := strings.EqualFold(string(word), stem)
		return (keeps || !isTool(word) && (alone || m.isProvider(word))) && try(word)
	})
	if word := []byte(path.Base(folder)); !named && word[0] != '.' && !isTool(word) && m.isProvider(word) {
		try(word)
	}
	return number, named, sure
}

// fileWords returns a file's name without what only ends names of settings: .acmerc.
func fileWords(name string) []byte {
	if stem, ok := strings.CutSuffix(name, "rc"); ok && strings.HasPrefix(name, ".") {
		name = stem
	}
	return []byte(name)
}

// placed returns the rule of the provider of that name which a match suits whose value has a name.
func (m *Matcher) placed(found *Match, word []byte, name string) (number int32, ok bool) {
	key := fold(string(word))
	numbers := m.places()[key]
	if len(numbers) == 0 || rules.Frequency(key) > rare {
		return 0, false
	}
	number, ok, calls := m.fitting([]byte(found.Secret), []byte(name), numbers)
	return number, calls || ok && found.Rule.Header
}

// isProvider reports whether a word is all of a provider's name. What is only a part of one, as its literals may be, mostly is a
// word of its own: abstract, forest, holiday.
func (m *Matcher) isProvider(word []byte) bool {
	key := fold(string(word))
	return slices.ContainsFunc(m.places()[key], func(n int32) bool { return fold(m.set[n].Provider) == key })
}

// places returns the rules of providers' secrets by the provider's name, and by those of its literals that are a part of it.
// Unlike words in a text, a path may be the context that a rule asks for.
func (m *Matcher) places() map[string][]int32 {
	m.placing.Do(func() {
		m.byPlace = map[string][]int32{}
		add := func(word string, number int) {
			if len(word) >= 3 && !m.anyone.words.Is([]byte(word)) {
				m.byPlace[word] = append(m.byPlace[word], int32(number))
			}
		}
		for i := range m.set {
			r := &m.set[i]
			if !namesSecret(r) {
				continue
			}
			owner := fold(r.Provider)
			add(owner, i)
			for _, l := range r.Literals {
				if word := fold(l); word != owner && strings.Contains(owner, word) {
					add(word, i)
				}
			}
		}
	})
	return m.byPlace
}

// fold returns the letters and digits of a text in lower case.
func fold(text string) string {
	return strings.Map(func(c rune) rune {
		if c < 0x80 && ascii.IsAlnum(byte(c)) {
			return c
		}
		return -1
	}, strings.ToLower(text))
}

func isTool(word []byte) bool { return tools.Is(bytes.ToLower(word)) }

// tools read files and folders of their own name, or run what lies there, so that secrets of anybody do. A file of theirs tells whose a
// value is only if it is named for credentials, too: heroku_token.txt.
var tools = wordlist.New([]string{
	"akamai", "android", "ansible", "aspnet", "aws", "azure", "bitbucket", "bitrise", "buildkite", "cisco", "circleci",
	"codemagic", "cypress", "digitalocean", "django", "docker", "envoy", "firebase", "gcp", "gitea", "github",
	"gitlab", "heroku", "hetzner", "jenkins", "kafka", "karma", "keycloak", "kubernetes", "laravel", "linode", "manifest",
	"netlify", "npm", "nuget", "ovh", "postman", "pulumi", "rails", "railway", "react", "render",
	"scaleway", "scrutinizer", "semaphore", "terraform", "travis", "travisci", "upcloud", "vault", "vercel", "visualstudio", "vultr",
}, wordlist.LongWord)
