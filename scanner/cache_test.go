package scanner_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/cache"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
	"github.com/sluice-scan/sluice/scanner/source/git"
)

// remembering scans repositories with one cache, and holds each report to that of a scan without.
type remembering struct {
	t      *testing.T
	data   []byte
	cached int // contents that the last scan knew
}

func (r *remembering) scan(repo *gittest.Repo, what string) []finding.Finding {
	r.t.Helper()
	rules := acme(r.t, "")
	cache := scanner.NewCache("test", r.data)
	got, receipt := scanRepository(r.t, newScanner(r.t, rules, scanner.Options{Cache: cache}), repo.Dir)
	want, plain := scanRepository(r.t, newScanner(r.t, rules, scanner.Options{}), repo.Dir)
	if err := cache.Ignored(); err != nil {
		r.t.Errorf("%s: the cache was ignored: %v", what, err)
	}
	r.data, r.cached = cache.Bytes(), receipt.Cached
	if d := gocmp.Diff(want, got, gocmp.AllowUnexported(finding.Secret{})); d != "" {
		r.t.Errorf("%s: findings (-without +with):\n%s", what, d)
	}
	for _, f := range want {
		if strings.Contains(string(r.data), f.Secret.Reveal()) {
			r.t.Errorf("%s: the cache holds a secret", what)
		}
	}
	for _, receipt := range []*finding.Receipt{&receipt, &plain} { // what was really read, and how
		receipt.Bytes, receipt.Seconds, receipt.Memory, receipt.Cached = 0, 0, 0, 0
	}
	if d := gocmp.Diff(plain, receipt); d != "" {
		r.t.Errorf("%s: receipt (-without +with):\n%s", what, d)
	}
	return got
}

// TestCacheFindsTheSame: wherever a secret comes to lie in a repository that was scanned before, the report is that of a scan without a
// cache; so it is when nothing changed, and after the repository was packed anew.
func TestCacheFindsTheSame(t *testing.T) {
	for i, h := range someHidings() {
		t.Run(h.name, func(t *testing.T) {
			repo := gittest.Init(t)
			for n := range 6 {
				repo.Add("sub/grows", strings.Repeat("a line\n", 60+n)+fmt.Sprint(n))
				committed(repo, fmt.Sprintf("dir%d/file", n%2), fmt.Sprint(n))
			}
			committed(repo, "sub/old.env", key(500))
			repo.Git("repack", "-q", "-adf", "--depth=20")
			r := remembering{t: t}
			r.scan(repo, "before")
			r.scan(repo, "nothing new")
			if r.cached == 0 {
				t.Error("nothing was known")
			}
			h.hide(repo, key(i))
			r.scan(repo, "secret")
			committed(repo, "sub/grows", "small")
			r.scan(repo, "more")
			repo.Git("repack", "-q", "-adf", "--depth=20")
			r.scan(repo, "packed")
			r.scan(repo, "nothing new again")
		})
	}
}

// TestCacheOfMissing: that objects went since the last scan is told.
func TestCacheOfMissing(t *testing.T) {
	repo := gittest.Init(t)
	committed(repo, "a", "one\n")
	committed(repo, "sub/b", "two\n")
	committed(repo, "sub/c", "three\n")
	r := remembering{t: t}
	r.scan(repo, "whole")
	for _, name := range []string{"HEAD:sub/b", "HEAD~:sub", "HEAD~~"} {
		id := repo.Git("rev-parse", name)
		repo.Lose(id)
		r.scan(repo, "without "+name)
		r.scan(repo, "still without "+name)
	}
}

// TestCacheOfMalformed: a tree that cannot be read to its end stays unread in each scan.
func TestCacheOfMalformed(t *testing.T) {
	repo := gittest.Init(t)
	committed(repo, "a", "one\n")
	repo.Write("tree", "100644 b\x00cut off")
	repo.Git("tag", "malformed", repo.Git("hash-object", "-t", "tree", "--literally", "-w", "tree"))
	r := remembering{t: t}
	r.scan(repo, "first")
	r.scan(repo, "nothing new")
}

// TestCacheOfInterrupted: what a scan judged before it was interrupted is known to the next one.
func TestCacheOfInterrupted(t *testing.T) {
	repo := gittest.Init(t)
	for i := range 300 { // loose objects come in batches of 128
		repo.Write(fmt.Sprintf("file%d", i), fmt.Sprintf("text %d\n", i))
	}
	repo.Write("a.env", key(1))
	repo.Git("add", ".")
	repo.Commit()
	ctx, cancel := context.WithCancel(t.Context())
	cache := scanner.NewCache("test", nil)
	s := newScanner(t, acme(t, ""), scanner.Options{Workers: 1, Cache: cache, Progress: func(scanner.Progress) { cancel() }})
	src, err := git.Open(repo.Dir, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	if receipt, err := s.Scan(ctx, src, new(list)); !errors.Is(err, context.Canceled) || receipt.Complete {
		t.Fatalf("%v, %+v", err, receipt)
	}
	r := remembering{t: t, data: cache.Bytes()}
	if r.scan(repo, "resumed"); r.cached == 0 || r.cached > 200 {
		t.Errorf("%d contents were known", r.cached)
	}
}

// TestCacheElsewhere: a cache serves another repository, too, as far as contents are the same.
func TestCacheElsewhere(t *testing.T) {
	one := gittest.Init(t)
	committed(one, "shared", "the same\n")
	committed(one, "a.env", key(1))
	other := gittest.Init(t)
	committed(other, "shared", "the same\n")
	committed(other, "b.env", key(2))
	r := remembering{t: t}
	r.scan(one, "one")
	if r.scan(other, "other"); r.cached != 1 {
		t.Errorf("%d contents were known", r.cached)
	}
}

// TestCacheIgnored: a damaged cache, one of another program and one of other options change nothing, and that is told.
func TestCacheIgnored(t *testing.T) {
	repo := gittest.Init(t)
	committed(repo, "a.env", key(1))
	r := remembering{t: t}
	want := r.scan(repo, "first")
	damaged := append([]byte{}, r.data...)
	damaged[len(damaged)/2] ^= 1
	for _, c := range []struct {
		program string
		data    []byte
		options scanner.Options
		want    string
	}{
		{"test", damaged, scanner.Options{}, "damaged"},
		{"test", r.data[:40], scanner.Options{}, "damaged"},
		{"test", []byte{}, scanner.Options{}, "damaged"},
		{"newer", r.data, scanner.Options{}, "of other options or another version of sluice"},
		{"test", r.data, scanner.Options{MinConfidence: finding.ConfidenceLow}, "of other options or another version of sluice"},
		{"test", r.data, scanner.Options{Archives: scanner.Archives{Depth: -1}}, "of other options or another version of sluice"},
	} {
		cache := scanner.NewCache(c.program, c.data)
		c.options.Cache = cache
		got, receipt := scanRepository(t, newScanner(t, acme(t, ""), c.options), repo.Dir)
		if err := cache.Ignored(); err == nil || err.Error() != c.want {
			t.Errorf("ignored: %v, want %s", err, c.want)
		}
		if d := gocmp.Diff(want, got, gocmp.AllowUnexported(finding.Secret{})); d != "" || receipt.Cached != 0 {
			t.Errorf("%d contents were known; (-want +got):\n%s", receipt.Cached, d)
		}
	}
}

// TestCacheOfOtherRules: after rules came, went or changed the report is that of a scan without a cache, and what no rule found anything
// in is judged by the new ones alone.
func TestCacheOfOtherRules(t *testing.T) {
	const (
		token  = "[[rule]]\nid = 'zeta-token'\nprovider = 'zeta'\nname = 'Zeta token'\nkind = 'token'\nliterals = ['zeta_']\nshape = '[a-z0-9]{12}'\nconfidence = 'high'\nseverity = 'high'\nexposure = 'server'\nexamples = []\n"
		shared = "[[rule]]\nid = 'eta-token'\nprovider = 'eta'\nname = 'Eta token'\nkind = 'token'\nliterals = ['zeta_']\nshape = '[a-z0-9]{12}'\ncontext = ['eta']\nconfidence = 'high'\nseverity = 'high'\nexposure = 'server'\nexamples = []\n"
		own    = "[[rule]]\nid = 'own'\nname = 'Own'\nkind = 'regex'\npattern = 'own-[0-9]{6}'\nliterals = ['own-']\n"
		weak   = "[[rule]]\nid = 'weak'\nname = 'Weak'\nkind = 'regex'\npattern = 'own-[0-9]{6}-x'\nliterals = ['own-']\nconfidence = 'low'\n"
	)
	repo := gittest.Init(t)
	texts := []string{
		"zeta_4k2j9s8d7f6g", "eta: zeta_9d8f7g6h5j4k", "own-483920", "own-483921-x",
		key(3), "nothing", "c3VtOiB6ZXRhXzRrMmo5czhkN2Y2ZyBhbmQgbW9yZQ==",
	}
	for n := range 30 {
		text := strings.Repeat("a line that stays\n", 20+n%7) + texts[n%len(texts)] + fmt.Sprintf("\nend %d\n", n)
		committed(repo, fmt.Sprintf("dir/file%d", n%4), text)
	}
	repo.Git("repack", "-q", "-adf", "--depth=20")
	steps := []string{
		"", token, token + own, token + own + weak, own, own + shared,
		token + shared + weak, strings.Replace(token, "{12}", "{10,12}", 1), "",
	}
	var data []byte
	for i, rules := range steps {
		set := acme(t, rules)
		cache := scanner.NewCache("test", data)
		got, receipt := scanRepository(t, newScanner(t, set, scanner.Options{Cache: cache}), repo.Dir)
		want, _ := scanRepository(t, newScanner(t, set, scanner.Options{}), repo.Dir)
		if d := gocmp.Diff(want, got, gocmp.AllowUnexported(finding.Secret{})); d != "" {
			t.Errorf("step %d: findings (-without +with):\n%s", i, d)
		}
		if cache.Ignored() != nil || rules != "" && len(want) < 5 {
			t.Errorf("step %d: %v, %d findings", i, cache.Ignored(), len(want))
		}
		if i == len(steps)-1 && receipt.Cached == 0 {
			t.Error("after rules went, contents without anything are read again")
		}
		data = cache.Bytes()
	}
}

// TestCacheOfSubmodules: their stores are remembered, too.
func TestCacheOfSubmodules(t *testing.T) {
	repo := gittest.Init(t)
	committed(repo, "a", "one\n")
	inside := gittest.Open(t, repo.Dir).At(".git")
	inside.Git("init", "-q", "--bare", "modules/sub")
	sub := repo.At(".git/modules/sub")
	blob := func(text string) {
		repo.Write("text", text)
		sub.Git("hash-object", "-w", "../../../text")
	}
	blob("two\n")
	r := remembering{t: t}
	r.scan(repo, "first")
	r.scan(repo, "nothing new")
	if r.cached != 2 {
		t.Errorf("%d contents were known", r.cached)
	}
	blob(key(1) + "\n")
	if len(r.scan(repo, "secret")) != 1 {
		t.Error("the secret in the submodule is not found")
	}
	r.scan(repo, "nothing new again")
	if r.cached != 2 {
		t.Errorf("%d contents were known", r.cached)
	}
}

// TestCacheOfSecrets: of contents with secrets only those that are told of are read again, and the report stays that of a scan without a
// cache, whatever comes to hold the secrets: a newer content, an older one, another path, none.
func TestCacheOfSecrets(t *testing.T) {
	repo := gittest.Init(t)
	text := func(n int, keys ...int) (out string) {
		for _, k := range keys {
			out += key(k) + "\n"
		}
		return fmt.Sprintf("version %d\n%s%s", n, strings.Repeat("a line that stays\n", 20), out)
	}
	for n := range 20 {
		committed(repo, "a.env", text(n, 1, 2, 1))
	}
	repo.Git("tag", "old", "HEAD~5")
	repo.Git("repack", "-q", "-adf", "--depth=20")
	r := remembering{t: t}
	r.scan(repo, "first")
	steps := []struct {
		what   string
		change func()
		cached int // contents with and without secrets that need not be read
	}{
		{"nothing new", func() {}, 19}, // but for HEAD's
		{"a version with one more", func() { committed(repo, "a.env", text(20, 1, 3, 2, 1)) }, 19},
		{"nothing new again", func() {}, 20},
		{"one fewer, and a file without any", func() { committed(repo, "a.env", text(21, 1)); committed(repo, "b", "nothing\n") }, 20},
		{"an older one, which becomes HEAD's", func() { repo.Git("checkout", "-q", "old") }, 20},
		{"the same at another path", func() { committed(repo, "sub/c.env", text(14, 1, 2, 1)) }, 21},
		{"packed anew", func() { repo.Git("gc", "-q", "--prune=now") }, 21},
		{"removed", func() { repo.Git("rm", "-q", "a.env"); repo.Commit() }, 21},
	}
	for _, s := range steps {
		s.change()
		r.scan(repo, s.what)
		if r.cached != s.cached {
			t.Errorf("%s: %d contents were known, want %d", s.what, r.cached, s.cached)
		}
	}
}

// TestCacheThatLies: where a cache lists other secrets than the contents hold, the report is right or not complete.
func TestCacheThatLies(t *testing.T) {
	repo := gittest.Init(t)
	for n := range 6 {
		committed(repo, "a.env", fmt.Sprintf("%d\n%s\n", n, key(1)))
	}
	r := remembering{t: t}
	r.scan(repo, "first")
	repo.Git("checkout", "-q", "HEAD~2") // whose content has to be read again, since it is told of now
	want, _ := scanRepository(t, newScanner(t, acme(t, ""), scanner.Options{}), repo.Dir)
	stores, err := cache.Split(r.data)
	if err != nil {
		t.Fatal(err)
	}
	const twice = "each twice, where that is not read"
	lies := map[string]func(c *cache.Contents){
		"one too many": func(c *cache.Contents) { c.Secrets = append(c.Secrets, 0) },
		twice: func(c *cache.Contents) {
			var all []uint32
			for i, r := range c.Holders {
				numbers := cache.Of(c.Holders, c.Secrets, i)
				c.Holders[i].First = uint32(len(all))
				all = append(all, numbers...)
				if c.Flags[r.Object]&cache.Held != 0 {
					all = append(all, numbers...)
				}
			}
			c.Secrets = all
		},
		"none": func(c *cache.Contents) { c.Secrets, c.Holders = nil, nil },
		"HEAD's as well": func(c *cache.Contents) {
			for i := range c.Flags {
				if c.Flags[i] == 0 {
					c.Flags[i] = cache.Flags(pack.Blob) | cache.Held
				}
			}
		},
	}
	for what, lie := range lies {
		data := stores[""]
		key := cache.Key(data[len("sluice cache\x00")+1:][:32])
		c, err := cache.Parse(bytes.Clone(data), key, oid.SHA1)
		if err != nil {
			t.Fatal(err)
		}
		lie(c)
		lying := scanner.NewCache("test", cache.Join(map[string][]byte{"": cache.Write(key, oid.SHA1, c)}))
		got, receipt := scanRepository(t, newScanner(t, acme(t, ""), scanner.Options{Cache: lying}), repo.Dir)
		if err := lying.Ignored(); err != nil {
			t.Errorf("%s: the cache is ignored: %v", what, err)
		}
		if d := gocmp.Diff(want, got, gocmp.AllowUnexported(finding.Secret{})); d != "" && receipt.Complete {
			t.Errorf("%s: the scan counts as complete (-want +got):\n%s", what, d)
		}
		if what == twice && receipt.Complete {
			t.Errorf("%s: nobody noticed", what)
		}
	}
}
