package policy

import (
	"path"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// What is shipped to everyone: the parts of web pages and of mobile apps. A key that only a server may hold is lost there; one that is
// made for such places is none.

// publicPrefixes begin the names of variables that build tools put into what they build, each as its documentation says.
var publicPrefixes = []struct{ prefix, tool string }{
	{"NEXT_PUBLIC_", "Next.js"},       // https://nextjs.org/docs/app/guides/environment-variables
	{"NUXT_PUBLIC_", "Nuxt"},          // https://nuxt.com/docs/guide/going-further/runtime-config
	{"REACT_APP_", "React"},           // https://create-react-app.dev/docs/adding-custom-environment-variables
	{"EXPO_PUBLIC_", "Expo"},          // https://docs.expo.dev/guides/environment-variables
	{"GATSBY_", "Gatsby"},             // https://www.gatsbyjs.com/docs/how-to/local-development/environment-variables
	{"VUE_APP_", "Vue"},               // https://cli.vuejs.org/guide/mode-and-env.html
	{"STORYBOOK_", "Storybook"},       // https://storybook.js.org/docs/configure/environment-variables
	{"WXT_", "WXT"},                   // https://wxt.dev/guide/essentials/config/environment-variables
	{"FRESH_PUBLIC_", "Fresh"},        // https://fresh.deno.dev/docs/advanced/environment-variables
	{"VITE_", "Vite"},                 // https://vite.dev/guide/env-and-mode
	{"PUBLIC_", "SvelteKit or Astro"}, // https://svelte.dev/docs/kit/$env-static-public, https://docs.astro.build/en/guides/environment-variables
}

// appFiles are the files that mobile apps carry, and appPackages the ends of their packages' names.
var (
	appFiles = []string{
		"google-services.json", "googleservice-info.plist", "main.jsbundle",
		"index.android.bundle", "androidmanifest.xml", "info.plist",
	}
	appPackages = []string{".apk", ".aab", ".ipa", ".xapk"}
)

// resourceFolder begins the folders of an Android app's texts.
const resourceFolder = "res/values"

// builtEnds and servedFolders tell what browsers load. A folder counts only for files that browsers read.
var (
	builtEnds     = []string{".bundle.js", ".chunk.js", ".min.js", ".js.map", ".css.map", ".mjs.map"}
	servedFolders = []string{"public", "static", "wwwroot", "htdocs", "dist", "assets", "_next", "www"}
	servedEnds    = []string{".js", ".mjs", ".cjs", ".html", ".htm", ".json", ".map", ".css", ".txt", ".xml", ".env"}
)

// Shipped tells how everybody gets to see a finding, "" if it does not stand where that is known. Its paths must be set.
func Shipped(f *finding.Finding) string {
	for _, p := range publicPrefixes {
		if strings.HasPrefix(f.Variable, p.prefix) {
			return "variables named " + p.prefix + "… are built into the pages or the app by " + p.tool
		}
	}
	places := f.Paths
	if f.Container != "" {
		places = append(slices.Clone(places), strings.Split(f.Container, "!")...)
	}
	for _, place := range places {
		if how := shippedFile(place); how != "" {
			return how
		}
	}
	return ""
}

// shippedFile tells why a file, or a member of a package, is one that everybody gets to see.
func shippedFile(file string) string {
	file = strings.ToLower(file)
	dir, name := path.Split(file)
	ends := func(list []string) bool {
		return slices.ContainsFunc(list, func(end string) bool { return strings.HasSuffix(name, end) })
	}
	switch {
	case slices.Contains(appFiles, name) || ends(appPackages) || strings.HasSuffix(name, ".xml") && strings.Contains(dir, resourceFolder):
		return "the app is installed by everybody, and what it holds can be read"
	case ends(builtEnds):
		return "the file is built for browsers, and everybody can read it"
	case ends(servedEnds) && slices.ContainsFunc(strings.Split(dir, "/"), func(d string) bool { return slices.Contains(servedFolders, d) }):
		return "the folder is served to browsers, and everybody can read it"
	}
	return ""
}

// Expose sets the severity of a finding that is shipped to everyone, and returns the reason, "" for one that is not: a server's
// key is as bad as can be, a publishable one only a note.
func Expose(f *finding.Finding) string {
	how := Shipped(f)
	switch {
	case how == "":
		return ""
	case f.Exposure == finding.Publishable:
		f.Severity = finding.Note
		return "it may be seen there: " + how
	case f.Provider == rules.NoProvider && f.Confidence == finding.ConfidenceLow:
		return ""
	}
	f.Severity = finding.Critical
	return "only a server may hold it, but " + how
}
