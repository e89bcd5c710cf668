package policy

import "testing"

// TestPlace: paths count from the current folder, and are told from another one.
func TestPlace(t *testing.T) {
	for _, c := range []struct{ here, root, name, want string }{
		{"/w", "/w", "a/x", "a/x"},
		{"/w", "/w", "/w/a/x", "a/x"},
		{"/w", "/w", "../x", "../x"},
		{"/w", "/w/app", "app/docs/x", "docs/x"},
		{"/w", "/w/app", "other/x", "other/x"},
		{"/w/services/api", "/w", "src/x", "services/api/src/x"},
		{"/w/services/api", "/w", "../web/x", "services/web/x"},
		{"/w/services/api", "/w", "../../x", "x"},
		{"/w/services/api", "/w", "../../../x", "../../../x"},
		{"/w/services/api", "/w", "/w/services/api/x", "services/api/x"},
		{"/w/services/api", "/w", "/v/x", "/v/x"},
		{"/w/services/api", "/w", "a.zip!../x", "services/api/a.zip!../x"},
		{"/w/services/api", "/w", "", ""},
		{"/w/services", "/w/other", "../other/x", "x"},
		{"/", "/w", "w/x", "x"},
		{"/w", "/", "x", "w/x"},
		{"/w", "/", "/v/x", "v/x"},
	} {
		if got := NewPlace(c.here, c.root).From(c.name); got != c.want {
			t.Errorf("in %s, %s is %s from %s, want %s", c.here, c.name, got, c.root, c.want)
		}
	}
	if got := (Place{}).From("../x"); got != "../x" {
		t.Errorf("the zero Place makes ../x %s", got)
	}
}
