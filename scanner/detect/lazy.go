package detect

import (
	"sync"

	"github.com/sluice-scan/sluice/rules/shape"
)

// lazyShape compiles a shape on first use: most rules of a set never meet a candidate in a run. The rules' own checks have
// compiled it before, so it cannot fail here. The zero lazyShape is none.
type lazyShape struct {
	expr string
	once sync.Once
	s    *shape.Shape
}

func (l *lazyShape) none() bool { return l.expr == "" }

func (l *lazyShape) get() *shape.Shape {
	l.once.Do(func() {
		s, err := shape.Parse(l.expr)
		if err != nil {
			panic("shape passed the rules' checks but does not compile: " + err.Error())
		}
		l.s = s
	})
	return l.s
}
