package object

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var id1, id2 = strings.Repeat("1a", 20), strings.Repeat("2b", 32)

func TestParseCommit(t *testing.T) {
	text := "tree " + id1 + "\nparent " + id1 + "\nparent " + id2 + "\nauthor Ada L <a@b> 1715000000 +0130\ncommitter C <c@d> 1 -0200\n" +
		"gpgsig -----BEGIN\n continued\n  \nencoding latin1\n\nsubject\n\nbody\n"
	c, err := ParseCommit([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	got := []string{
		c.Tree.String(), c.Parents[0].String(), c.Parents[1].String(), c.Author.Name,
		c.Author.When.Format(time.RFC3339), c.Committer.Name, string(c.Message),
	}
	want := []string{id1, id1, id2, "Ada L <a@b>", "2024-05-06T14:23:20+01:30", "C <c@d>", "subject\n\nbody\n"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{"", "author x\n\nm", "tree 12\n\nm", "\ntree " + id1} {
		if _, err := ParseCommit([]byte(bad)); err == nil {
			t.Errorf("%q passes for a commit", bad)
		}
	}
	odd, err := ParseCommit([]byte("tree " + id1 + "\nauthor nobody\ncommitter <> 99999999999999999999 +9999\n"))
	if err != nil || odd.Author.Name != "nobody" || odd.Committer.Name != "<>" || !odd.Committer.When.IsZero() || odd.Message != nil {
		t.Errorf("%+v, %v", odd, err)
	}
	more, err := ParseCommit([]byte("tree " + id1 + "\nauthor A <a> hidden\ncommitter C <c> 1 +0000 hidden\n"))
	if err != nil || more.Author.Name != "A <a> hidden" || more.Committer.Name != "C <c> 1 +0000 hidden" {
		t.Errorf("%+v, %v", more, err)
	}
}

// TestExtra: what stands in other headers is kept, the armor of signatures is not.
func TestExtra(t *testing.T) {
	c, err := ParseCommit([]byte("tree " + id1 + "\nparent " + id1 + "\nparent " + id1 +
		"\nauthor A <a> 1 +0000\nauthor B <b> 1 +0000\ncommitter C <c> 1 +0000\n" +
		"encoding latin1\nmergetag object " + id1 + "\n type commit\n \n message\ngpgsig -----BEGIN SSH SIGNATURE-----\n Comment: a key\n \n U1NIU0lH\n =abcd\n -----END SSH SIGNATURE-----\nparent none\nodd\nHG:extra a b\n\nsubject\n"))
	want := "B <b> 1 +0000\nmergetag object " + id1 + "\ntype commit\n\nmessage\nComment: a key\nnone\nodd \nHG:extra a b\n"
	if err != nil || string(c.Extra) != want || c.Author.Name != "A <a>" || len(c.Parents) != 2 || string(c.Message) != "subject\n" {
		t.Errorf("%+v, %q, error %v", c, c.Extra, err)
	}
	tag, err := ParseTag([]byte("object " + id1 + "\ntype commit\ntag v1\ntagger T <t> 1 +0000\nother x\n\nnotes\n"))
	if err != nil || string(tag.Extra) != "other x\n" {
		t.Errorf("%+v, %v", tag, err)
	}
}

func TestParseTag(t *testing.T) {
	tag, err := ParseTag([]byte("object " + id1 + "\ntype commit\ntag v1\ntagger T <t@u> 5 +0000\n\nnotes\n"))
	if err != nil || tag.Target.String() != id1 || tag.Kind != "commit" || tag.Name != "v1" || string(tag.Message) != "notes\n" {
		t.Errorf("%+v, %v", tag, err)
	}
}

func TestTree(t *testing.T) {
	name := strings.Repeat("\x07", 20)
	data := []byte("100644 a b\x00" + name + "40000 dir\x00" + name + "160000 sub\x00" + name)
	var got []string
	if err := Tree(data, 20, func(e TreeEntry) bool {
		got = append(got, string(e.Name))
		if e.Mode.IsTree() != (string(e.Name) == "dir") || e.Mode.IsGitlink() != (string(e.Name) == "sub") || string(e.ID) != name {
			t.Errorf("%+v", e)
		}
		return true
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a b", "dir", "sub"}, got); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{
		"100644 a\x00short", "x a\x00" + name, "100644 \x00" + name, "100644", " a\x00" + name, "10064412345 a\x00" + name,
	} {
		if err := Tree([]byte(bad), 20, func(TreeEntry) bool { return true }); err == nil {
			t.Errorf("%q passes for a tree", bad)
		}
	}
}

// FuzzObjects: no parser panics, what they return lies within what they were given, and entries of a tree are all of it.
func FuzzObjects(f *testing.F) {
	f.Add([]byte("tree "+id1+"\nauthor A <a> 1 +0000\n\nm"), false)
	f.Add([]byte("100644 a\x00"+strings.Repeat("x", 32)), true)
	f.Fuzz(func(t *testing.T, data []byte, wide bool) {
		if c, err := ParseCommit(data); err == nil && len(c.Message) > len(data) {
			t.Error("message longer than the commit")
		}
		ParseTag(data)
		size, sum := 20, 0
		var again []byte
		if wide {
			size = 32
		}
		err := Tree(data, size, func(e TreeEntry) bool {
			sum += len(e.Name) + len(e.ID) + 3
			again = append(again, data[e.Start:e.End]...)
			if want := data[e.Start:e.End]; !bytes.HasSuffix(want, slices.Concat([]byte{' '}, e.Name, []byte{0}, e.ID)) {
				t.Errorf("%q is read as %q, %x", want, e.Name, e.ID)
			}
			return true
		})
		if sum > len(data) || err == nil && !bytes.Equal(again, data) {
			t.Errorf("entries of %d bytes, error %v", sum, err)
		}
	})
}
