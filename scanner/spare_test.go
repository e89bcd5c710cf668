package scanner_test

import (
	"fmt"
	"runtime"
	"sync"
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner"
)

// TestTextsAlone: a text that is scanned alone is judged in the memory of the one before, whatever was explained in between, and by several
// callers at once.
func TestTextsAlone(t *testing.T) {
	s, err := scanner.New(rules.Builtin(), scanner.Options{})
	if err != nil {
		t.Fatal(err)
	}
	scan := func(i int) {
		text := []byte(fmt.Sprintf("user = ops\npassword = \"q8Zk2LwPx%dvTn4R\"\nname = %d\n", 100+i, i))
		if _, _, err := s.Explain(t.Context(), "app.conf", text); err != nil {
			t.Error(err)
		}
		found, _, err := s.Bytes(t.Context(), "app.conf", text)
		if err != nil || len(found) != 1 || found[0].Start.Line != 2 {
			t.Errorf("%v, %d found in %s", err, len(found), text)
		}
	}
	scan(0)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const texts = 40
	for i := range texts {
		scan(i)
	}
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / texts; each > 16<<20 { // two workers of its own take 25 MB; some are lost to the collector
		t.Errorf("%d bytes for each text", each)
	}
	var callers sync.WaitGroup
	for i := range 4 {
		callers.Go(func() { scan(i) })
	}
	callers.Wait()
}
