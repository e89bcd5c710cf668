package detect

import (
	"sync"

	"github.com/sluice-scan/sluice/rules/shape"
)

// lazyShape compiles a shape on first use: most rules of a set never meet a candidate in a run. The rules' own checks have
// compiled it before, so it cannot fail here.
func lazyShape(expr string) func() *shape.Shape {
	return sync.OnceValue(func() *shape.Shape {
		s, err := shape.Parse(expr)
		if err != nil {
			panic("shape passed the rules' checks but does not compile: " + err.Error())
		}
		return s
	})
}
