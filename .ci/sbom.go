//go:build ignore

// Writes the bill of materials of a Go program, as CycloneDX 1.5 JSON (cyclonedx.org/docs/1.5/json), from the build information that
// is in it. It holds no time and no serial number, so that equal programs have equal ones.
package main

import (
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
)

type bom struct {
	Format     string      `json:"bomFormat"`
	Spec       string      `json:"specVersion"`
	Version    int         `json:"version"`
	Metadata   metadata    `json:"metadata"`
	Components []component `json:"components"`
}

type metadata struct {
	Component component `json:"component"`
}

type component struct {
	Type       string     `json:"type"`
	Ref        string     `json:"bom-ref"`
	Name       string     `json:"name"`
	Version    string     `json:"version"`
	PURL       string     `json:"purl"`
	Properties []property `json:"properties,omitempty"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run .ci/sbom.go PROGRAM")
		os.Exit(2)
	}
	info, err := buildinfo.ReadFile(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "reading the build information:", err)
		os.Exit(1)
	}
	out := bom{"CycloneDX", "1.5", 1, metadata{program(info)}, []component{library("std", strings.TrimPrefix(info.GoVersion, "go"), "")}}
	for _, d := range info.Deps {
		if d.Replace != nil {
			d = d.Replace
		}
		out.Components = append(out.Components, library(d.Path, d.Version, d.Sum))
	}
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", "  ")
	if err := e.Encode(out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func program(info *debug.BuildInfo) component {
	c := library(info.Main.Path, info.Main.Version, "")
	c.Type = "application"
	for _, s := range info.Settings {
		c.Properties = append(c.Properties, property{"go:" + s.Key, s.Value})
	}
	return c
}

// library describes a module; sum is its line in go.sum.
func library(path, version, sum string) component {
	purl := "pkg:golang/" + path + "@" + version
	c := component{Type: "library", Ref: purl, Name: path, Version: version, PURL: purl}
	if sum != "" {
		c.Properties = []property{{"go:sum", sum}}
	}
	return c
}
