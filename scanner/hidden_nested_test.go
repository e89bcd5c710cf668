package scanner_test

import (
	"archive/zip"
	"compress/gzip"
	"fmt"
	"io"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
)

// nested are hidden forms and containers as people have them one in another, two to four deep.
func (p *probes) nested() {
	t := p.t
	gz := through(func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	in := func(name, text string) string { return zipped(t, zip.Deflate, name, text) }
	for _, f := range []struct {
		name, inside, decoded string
		pack                  func(text string) string
	}{
		{"app.tar", "!l/layer.tar!app/x.jar!app.properties", "", func(s string) string {
			return tarred("l/layer.tar", gz(tarred("app/x.jar", in("app.properties", s))))
		}},
		{"app.apks", "!base.apk!assets/www.zip!env.js", "", func(s string) string { return in("base.apk", in("assets/www.zip", in("env.js", s))) }},
		{"out.ipynb.zip", "!n.ipynb", "base64", func(s string) string {
			return in("n.ipynb", fmt.Sprintf(`{"cells": [{"outputs": [{"text": [%q]}]}]}`, base64Of(s)))
		}},
		{"page.har", "", "base64 gzip", func(s string) string {
			return fmt.Sprintf(`{"log": {"entries": [{"response": {"content": {"encoding": "base64", "text": %q}}}]}}`, base64Of(gz(s)))
		}},
		{"release.yaml", "", "base64 base64 gzip", func(s string) string {
			return "kind: Secret\ntype: helm.sh/release.v1\ndata:\n  release: " + base64Of(base64Of(gz(fmt.Sprintf(`{"config": %q}`, s)))) + "\n"
		}},
		{"app.war", "!WEB-INF/lib/x.jar!b.txt", "base64", func(s string) string {
			return in("WEB-INF/lib/x.jar", in("b.txt", base64Of(s)))
		}},
		{"backup.zip", "!site.tgz!.git/objects/0a/1b2c!1b2c", "", func(s string) string {
			return in("site.tgz", gz(tarred(".git/objects/0a/1b2c", string(archivetest.Loose("blob", s)))))
		}},
		{"app.zip", "!resources/app.asar!app/main.js", "", func(s string) string {
			return in("resources/app.asar", string(archivetest.Asar("main.js", s)))
		}},
		{"letter.msg", "!__attach/a.zip!b.txt", "", func(s string) string { return string(archivetest.Compound("__attach/a.zip", in("b.txt", s))) }},
		{"data.tar", "!app.db.gz!notes", "", func(s string) string {
			return tarred("app.db.gz", gz(string(archivetest.Database("notes", []string{"id", "note"}, []string{"1", s}))))
		}},
		{"mail.json", "", "base64 zip", func(s string) string { return fmt.Sprintf(`{"a": %q}`, base64Of(in("lib/x.jar", in("b.txt", s)))) }},
	} {
		text, token := p.text()
		p.all = append(p.all, probe{"nested-" + f.name, f.pack(text), token, f.inside, f.decoded})
	}
}
