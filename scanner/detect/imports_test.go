package detect

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

var imported = map[string]string{ // of a line: names of modules, then hosts, with blanks
	`import acme`: "acme", `import os, acme`: "os, acme", `import acme.client as c`: "acme.client", `from acme.x import y`: "acme.x",
	`import { A } from "@acme/sdk";`: "@acme/sdk", `} from 'acme';`: "acme", `export * from 'acme'`: "acme", `const a = require("acme").new()`: "acme",
	`const a = await import('acme')`: "acme", `import a = require('acme')`: "acme", `import static io.acme.X;`: "io.acme.X;", `using static Acme.X;`: "Acme.X;",
	`global using Acme;`: "Acme;", `using A = Acme.X;`: "Acme.X;", `pub use acme::A;`: "acme::A;", `extern crate acme;`: "acme;", `tv "github.com/acme/x"`: "github.com/acme/x github.com",
	`"example.org/acme"`: "example.org/acme", `require_once('acme/x.php');`: "acme/x.php", `local a = require "acme"`: "acme", `(:require [acme.core :as a])`: "acme.core",
	`library(acme)`: "acme", `#import <Acme/A.h>`: "<Acme/A.h>", `-include_lib("acme/x.hrl").`: "acme/x.hrl", `const a = @import("acme");`: "acme",
	`import qualified Acme.X as A`: "Acme.X", `Import-Module Acme`: "Acme", `. ./acme.sh`: "./acme.sh",
	`required("acme")`: "", `reimport(x)`: "", `fromage acme`: "", `"a/b": "c"`: "", `cd x y "a/b"`: "", `"a"`: "", `important acme`: "", `(`: "", `"`: "", `(:`: "", `/"`: "", `pub `: "",

	`x = "https://api.acme.xyz/v1"`: "api.acme.xyz", `HOST=api.acme.io`: "api.acme.io", `{"host":"acme.com","x":1}`: "acme.com", `x: "https:\/\/api.acme.com\/"`: "api.acme.com",
	`https://${region}.acme.com/`: ".acme.com", `a.com b.com`: "a.com b.com", `curl api.acme.com:443`: "api.acme.com",
	`ops@acme.com`: "", `socket.io`: "", `window.app`: "", `api.acme.com(x)`: "", `api.acme.commit`: "", `a.b.c`: "", `...`: "", `.com`: ".com",
}

func TestImports(t *testing.T) {
	for line, want := range imported {
		var got []string
		modules([]byte(line), func(name []byte) { got = append(got, string(name)) })
		hostsIn([]byte(line), func(host []byte) { got = append(got, string(host)) })
		got = slices.DeleteFunc(got, func(s string) bool { return s == "" })
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

// FuzzImports: what is found stands in the line.
func FuzzImports(f *testing.F) {
	for line := range imported {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		check := func(text []byte) {
			if !bytes.Contains(line, text) {
				t.Errorf("%q of %q", text, line)
			}
		}
		modules(line, check)
		hostsIn(line, check)
	})
}
