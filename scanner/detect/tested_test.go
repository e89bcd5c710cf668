package detect

import "testing"

func TestIsTest(t *testing.T) {
	for text, want := range map[string]bool{
		"@isTest\nprivate class A {}":             true,
		"// A\nimport pytest\n":                   true,
		"'use strict'\ndescribe('login', () => {": true,
		"# import pytest\n":                       false,
		"  describe(x)\n":                         false,
		"import os\nx = \"import unittest\"\n":    false,
	} {
		if got := isTest([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	matches := found(t, filled(t, "@isTest\nclass A { String password = '{{alnum:16}}'; }"))
	if len(matches) != 1 || !matches[0].Tested {
		t.Errorf("%v", matches)
	}
}
