package detect

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Texts that say of themselves that they are tests, wherever they lie: they import what programs are tested with, or are marked as tests.
// Whether the lines around a value check something is another question (final.tested).

// testHead is how much of a text is read for that, in bytes: imports stand at its begin.
const testHead = 4096

// testLibraries begin lines of tests in Apex, Python, Java, C#, JavaScript, PHP, Ruby, C++ and Swift.
var testLibraries = wordlist.New([]string{
	"@istest", "import pytest", "from pytest", "import unittest", "from unittest", "from django.test",
	"import org.junit", "import static org.junit", "import org.testng", "import org.mockito", "using xunit", "using nunit",
	"using microsoft.visualstudio.testtools", "use phpunit\\", "require 'spec_helper'", "require 'rails_helper'", "require 'test_helper'",
	`require "spec_helper"`, `require "rails_helper"`, `require "test_helper"`, "#include <gtest/", `#include "gtest/`, "import xctest", "describe(",
}, wordlist.LongWord)

// markTested says of a text's generic matches that it is a test, if it is.
func markTested(text []byte, matches []Match) {
	if !slices.ContainsFunc(matches, func(m Match) bool { return m.Generic }) || !isTest(text) {
		return
	}
	for i := range matches {
		matches[i].Tested = true
	}
}

// isTest reports whether a text says that it is a test.
func isTest(text []byte) bool {
	for line := range bytes.Lines(text[:min(len(text), testHead)]) {
		if testLibraries.Opens(line) {
			return true
		}
	}
	return false
}
