package detect

import "testing"

// TestEntityAtEnd: a connection string in escaped markup ends where that goes on.
func TestEntityAtEnd(t *testing.T) {
	w := builtinWorker(t)
	for _, c := range []struct{ end, want string }{
		{"&lt;/ConnectionString&gt;", ""}, {"&quot; /&gt;", ""}, {"&#39;", ""}, {";Encrypt=true", ""}, {"&lte;Encrypt=true", "&lte"},
	} {
		const lead = "<Value>&lt;ConnectionString&gt;Server=db.corp.test;Database=shop;User Id=sa;Password="
		password := "k7Qx2" + "mR9tw"
		found := foundBy(t, w, lead+password+c.end)
		if len(found) != 1 || found[0].Secret != password+c.want {
			t.Errorf("%s: %v", c.end, found)
		}
	}
}
