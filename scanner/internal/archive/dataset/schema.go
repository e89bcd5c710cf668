package dataset

import (
	"encoding/json"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// kind of a value of Avro.
type kind uint8

const (
	nothing kind = iota
	boolean
	integer // int, long and the place of a symbol
	float
	double
	text // string and bytes
	fixed
	array
	mapping
	union
	record
)

var primitives = map[string]kind{
	"null": nothing, "boolean": boolean, "int": integer, "long": integer, "float": float, "double": double, "string": text, "bytes": text,
}

// shape is a schema: what a value looks like.
type shape struct {
	kind  kind
	size  int      // of what is fixed
	of    []*shape // items, values, branches, types of fields
	names []string // of fields
}

const (
	mostSchema = 1 << 20 // bytes
	mostShapes = 1 << 16
)

// schema is one under way.
type schema struct {
	named map[string]*shape
	count int
}

// shapeOf reads a schema, nil if it cannot be read.
func shapeOf(data []byte) *shape {
	var v any
	if len(data) > mostSchema || json.Unmarshal(data, &v) != nil {
		return nil
	}
	s := schema{named: map[string]*shape{}}
	return s.shape(v, "", 0)
}

// shape reads a part of a schema. Names without a dot are of the space around them.
func (s *schema) shape(v any, space string, depth int) *shape {
	if s.count++; s.count > mostShapes || depth > mostDeep {
		return nil
	}
	switch v := v.(type) {
	case string:
		if k, ok := primitives[v]; ok {
			return &shape{kind: k}
		}
		if known := s.named[full(v, space)]; known != nil {
			return known
		}
		return s.named[v]
	case []any:
		return s.all(&shape{kind: union}, v, space, depth)
	case map[string]any:
		return s.complex(v, space, depth)
	}
	return nil
}

// full returns a name with the space it belongs to.
func full(name, space string) string {
	if space == "" || strings.Contains(name, ".") {
		return name
	}
	return space + "." + name
}

// all reads the shapes of what a shape is made of.
func (s *schema) all(to *shape, parts []any, space string, depth int) *shape {
	for _, part := range parts {
		of := s.shape(part, space, depth+1)
		if of == nil {
			return nil
		}
		to.of = append(to.of, of)
	}
	return to
}

// complex reads a shape that is an object.
func (s *schema) complex(v map[string]any, space string, depth int) *shape {
	kind, ok := v["type"].(string)
	if !ok {
		return s.shape(v["type"], space, depth+1)
	}
	to := &shape{}
	if name, ok := v["name"].(string); ok {
		if in, ok := v["namespace"].(string); ok {
			space = in
		}
		name = full(name, space)
		if i := strings.LastIndexByte(name, '.'); i >= 0 {
			space = name[:i]
		}
		s.named[name] = to
	}
	switch kind {
	case "array":
		to.kind = array
		return s.all(to, []any{v["items"]}, space, depth)
	case "map":
		to.kind = mapping
		return s.all(to, []any{v["values"]}, space, depth)
	case "enum":
		to.kind = integer
		return to
	case "fixed":
		size, ok := v["size"].(float64)
		if to.kind, to.size = fixed, int(size); !ok || size < 0 || size > mostPage {
			return nil
		}
		return to
	case "record", "error":
		to.kind = record
		return s.fields(to, v["fields"], space, depth)
	}
	return s.shape(kind, space, depth+1)
}

// fields reads the fields of a record.
func (s *schema) fields(to *shape, fields any, space string, depth int) *shape {
	list, _ := fields.([]any)
	var types []any
	for _, f := range list {
		f, ok := f.(map[string]any)
		name, _ := f["name"].(string)
		if !ok {
			return nil
		}
		if len(name) > pairs.MostName {
			name = ""
		}
		to.names, types = append(to.names, name), append(types, f["type"])
	}
	return s.all(to, types, space, depth)
}
