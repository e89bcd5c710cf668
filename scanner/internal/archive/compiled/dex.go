package compiled

import "bytes"

// Android's code (https://source.android.com/docs/core/runtime/dex-format): static fields with a text as their value; dexcode.go reads
// what code does.

// Where the header has sizes of lists, each with its offset behind it, and widths of their items, in bytes.
const (
	dexStrings = 0x38
	dexFields  = 0x50
	dexClasses = 0x60

	stringItem = 4
	fieldItem  = 8
	classItem  = 32

	classDataAt    = 24 // in a class
	staticValuesAt = 28
	fieldNameAt    = 4 // in a field

	valueString = 0x17
	valueArray  = 0x1c
	valueNested = 0x1d // an annotation
	valueNull   = 0x1e // and a boolean: no bytes follow
)

func (w *writer) dex() {
	classes, at := w.u32(dexClasses), w.u32(dexClasses+4)
	for ; classes > 0 && at >= 0 && at < len(w.data) && !w.Full(); classes-- {
		if data, values := w.u32(at+classDataAt), w.u32(at+staticValuesAt); data > 0 && values > 0 {
			w.statics(data, values)
		}
		if data := w.u32(at + classDataAt); data > 0 {
			w.set(data)
		}
		at += classItem
	}
}

// statics tells the static fields of a class. Values are in the order of fields, the first ones only; those of classes may overlap.
func (w *writer) statics(data, values int) {
	fields, data := w.uleb(data)
	for range 3 { // instance fields, direct and virtual methods
		_, data = w.uleb(data)
	}
	most, values := w.uleb(values)
	field := 0
	for count := min(fields, most); count > 0 && data < len(w.data) && !w.Full(); count-- {
		var step int
		step, data = w.uleb(data)
		_, data = w.uleb(data) // access
		field += step
		w.Step()
		text, next, ok := w.value(values)
		if !ok {
			return
		}
		values = next
		if text >= 0 {
			w.Pair(w.dexString(text), func() []byte { return w.dexField(field) })
		}
	}
}

// set tells what the methods of a class set fields to.
func (w *writer) set(data int) {
	var count [4]int // static and instance fields, direct and virtual methods
	for i := range count {
		count[i], data = w.uleb(data)
	}
	for fields := count[0] + count[1]; fields > 0 && data < len(w.data) && !w.Full(); fields-- {
		_, data = w.uleb(data)
		_, data = w.uleb(data)
		w.Step()
	}
	data = w.methods(count[2], data)
	w.methods(count[3], data)
}

// value reads a value: text is the index of a string, or -1; next is behind it. Arrays and annotations are not gone through.
func (w *writer) value(at int) (text, next int, ok bool) {
	head := w.u8(at)
	kind, size := head&0x1f, head>>5+1
	at++
	switch {
	case at >= len(w.data) || kind == valueArray || kind == valueNested:
		return -1, at, false
	case kind >= valueNull:
		return -1, at, true
	case kind == valueString:
		text = 0
		for i, b := range w.bytes(at, size) {
			text |= int(b) << (8 * i)
		}
		return text, at + size, true
	}
	return -1, at + size, true
}

// item returns where an item of a list is; one that there is not is at the end of the data.
func (w *writer) item(list, index, width int) int {
	if count, at := w.u32(list), w.u32(list+4); index >= 0 && index < count && at > 0 {
		return at + index*width
	}
	return len(w.data)
}

// dexString returns a string without its length, which is in UTF-16 units.
func (w *writer) dexString(index int) []byte {
	at := w.u32(w.item(dexStrings, index, stringItem))
	if at <= 0 || at >= len(w.data) {
		return nil
	}
	_, at = w.uleb(at)
	rest := w.bytes(at, len(w.data)-at)
	end := bytes.IndexByte(rest, 0)
	if end < 0 {
		w.Looked(rest)
		return nil
	}
	return w.Looked(rest[:end])
}
