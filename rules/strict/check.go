package strict

import (
	"cmp"
	"encoding"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"
)

// fault is a problem whose line is not looked up yet.
type fault struct{ path, text string }

// checker compares a decoded tree with the type that it is to fill.
type checker struct {
	faults []fault
	known  map[reflect.Type]map[string]reflect.Type // keys of each struct met
}

func (c *checker) problems(name string, data []byte) error {
	lines := locate(data)
	var list Problems
	for _, f := range c.faults {
		list = append(list, Problem{File: name, Line: lines.Of(f.path), Text: f.text})
	}
	return list.Sorted()
}

// value checks v, which stands at path and is the value of key.
func (c *checker) value(v any, t reflect.Type, path, key string) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() == reflect.Interface || reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return
	}
	if !fits(v, t) {
		c.faults = append(c.faults, fault{path, fmt.Sprintf("%q wants %s, not %s%s", key, wanted(t), found(v), doubled(v, t, key))})
		return
	}
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		c.table(v.(map[string]any), t, path)
	case reflect.Slice:
		list := reflect.ValueOf(v)
		for i := range list.Len() {
			c.value(list.Index(i).Interface(), t.Elem(), path+"["+strconv.Itoa(i)+"]", key)
		}
	}
}

func (c *checker) table(v map[string]any, t reflect.Type, path string) {
	for _, key := range slices.Sorted(maps.Keys(v)) {
		at := join(path, key)
		if t.Kind() == reflect.Map {
			c.value(v[key], t.Elem(), at, key)
			continue
		}
		keys := c.keys(t)
		if field, ok := keys[key]; ok {
			c.value(v[key], field, at, key)
			continue
		}
		c.faults = append(c.faults, fault{
			at, fmt.Sprintf("unknown key %q%s", key, cmp.Or(c.below(key, v[key], keys), Cure(key, slices.Sorted(maps.Keys(keys))))),
		})
	}
}

// doubled says how an entry of an array of tables is written, where one was written like a table.
func doubled(v any, t reflect.Type, key string) string {
	if _, table := v.(map[string]any); table && t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct {
		return fmt.Sprintf(": write [[%s]]", key)
	}
	return ""
}

// below says where a key with the value v belongs that one of the tables below knows, if only one does. What was written as tables
// belongs where tables do.
func (c *checker) below(key string, v any, keys map[string]reflect.Type) string {
	place := ""
	for _, name := range slices.Sorted(maps.Keys(keys)) {
		t, form := keys[name], ": it belongs below [%s]"
		if t.Kind() == reflect.Slice {
			t, form = t.Elem(), ": it belongs below [[%s]]"
		}
		if t.Kind() != reflect.Struct {
			continue
		}
		field, ok := c.keys(t)[key]
		if ok = ok && ofTables(reflect.TypeOf(v)) == ofTables(field); ok && place != "" {
			return ""
		} else if ok {
			place = fmt.Sprintf(form, name)
		}
	}
	return place
}

// ofTables reports whether a type is that of a table or of an array of tables.
func ofTables(t reflect.Type) bool {
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct || t.Kind() == reflect.Map
}

// keys returns the keys that a struct knows.
func (c *checker) keys(t reflect.Type) map[string]reflect.Type {
	if keys, ok := c.known[t]; ok {
		return keys
	}
	keys := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(t) {
		name, tagged := f.Tag.Lookup("toml")
		if !f.IsExported() || f.Anonymous || name == "-" {
			continue
		}
		if !tagged {
			name = f.Name
		}
		keys[name] = f.Type
	}
	c.known[t] = keys
	return keys
}

func fits(v any, t reflect.Type) bool {
	if t == reflect.TypeFor[time.Duration]() {
		if s, ok := v.(string); ok {
			_, err := time.ParseDuration(s)
			return err == nil
		}
	}
	switch v := v.(type) {
	case string:
		return t.Kind() == reflect.String
	case bool:
		return t.Kind() == reflect.Bool
	case int64:
		return fitsNumber(v, t)
	case float64:
		return t.Kind() == reflect.Float32 || t.Kind() == reflect.Float64
	case map[string]any:
		return t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]() || t.Kind() == reflect.Map
	case time.Time:
		return t == reflect.TypeFor[time.Time]()
	}
	return t.Kind() == reflect.Slice && reflect.TypeOf(v).Kind() == reflect.Slice
}

func fitsNumber(v int64, t reflect.Type) bool {
	zero := reflect.Zero(t)
	switch {
	case zero.CanInt():
		return !zero.OverflowInt(v)
	case zero.CanUint():
		return v >= 0 && !zero.OverflowUint(uint64(v))
	}
	return zero.CanFloat()
}

func wanted(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[time.Duration]():
		return `a duration such as "1m30s"`
	case t == reflect.TypeFor[time.Time]():
		return "a date"
	}
	zero := reflect.Zero(t)
	switch {
	case t.Kind() == reflect.String:
		return "a string"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case zero.CanInt(), zero.CanUint():
		return "a whole number in its range"
	case zero.CanFloat():
		return "a number"
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.String:
		return "an array of strings"
	case t.Kind() == reflect.Slice:
		return "an array"
	}
	return "a table"
}

func found(v any) string {
	switch v.(type) {
	case string:
		return "this string"
	case bool:
		return "true or false"
	case int64:
		return "this whole number"
	case float64:
		return "a number"
	case map[string]any:
		return "a table"
	case time.Time:
		return "a date"
	}
	return "an array"
}
