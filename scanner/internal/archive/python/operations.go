package python

// operation is what an instruction does as far as names and constants go.
type operation struct {
	does
	pops, pushes int // of those that do nothing else
}

// does is a kind of instructions, by CPython's names.
type does uint8

const (
	anything does = iota // leaves no knowledge of the stack
	replace              // pops and pushes what is not known
	nothing              // beside the stack
	extend               // EXTENDED_ARG
	loadConst
	loadName
	loadGlobal
	loadFast
	loadTwo // LOAD_FAST_LOAD_FAST
	loadAttr
	loadMethod
	storeName
	storeFast
	storeDeref
	storeAttr
	storeSubscript
	storeMap     // STORE_MAP
	storeLoad    // STORE_FAST_LOAD_FAST
	storeStore   // STORE_FAST_STORE_FAST
	build        // of as many as the argument says
	buildMap     // with pairs
	constKeyMap  // values, and a tuple of keys
	mapAdd       // key on top
	mapAddValue  // value on top
	unpack       // UNPACK_SEQUENCE
	rotate       // ROT_TWO and its like: pops says how many
	duplicate    // DUP_TOP and its like: pushes says how many
	copyOne      // COPY
	swap         // SWAP
	format       // FORMAT_VALUE
	callPairs    // CALL_FUNCTION with names in front of values
	call         // pops says what is below the arguments
	callKeywords // the same, with a tuple of names on top
	keywords     // KW_NAMES: for the call that follows
	makeFunction // MAKE_FUNCTION with what belongs to it on the stack
	setFunction  // SET_FUNCTION_ATTRIBUTE
	oldFunction  // MAKE_FUNCTION, MAKE_CLOSURE with defaults on the stack; pops says how many closures
)

// operations are those of a version, by number.
type operations [256]operation

// span says which numbers of some versions do what.
type span struct {
	first, last byte
	from, to    version
	operation
}

// operationsOf returns the instructions of a version.
func operationsOf(v version) *operations {
	out := new(operations)
	for _, s := range spans {
		if v < s.from || v > s.to {
			continue
		}
		for n := int(s.first); n <= int(s.last); n++ {
			out[n] = s.operation
		}
	}
	return out
}

// spans are the instructions that do not leave everything unknown (Lib/opcode.py, Include/opcode_ids.h).
var spans = [...]span{
	{0, 0, 311, last, operation{does: nothing}}, // CACHE
	{1, 1, 207, 312, operation{replace, 1, 0}},
	{2, 2, 207, 310, operation{rotate, 2, 0}},
	{2, 2, 311, 312, operation{replace, 0, 1}}, // PUSH_NULL
	{3, 3, 207, 310, operation{rotate, 3, 0}},
	{4, 4, 207, 310, operation{duplicate, 0, 1}},
	{5, 5, 207, 301, operation{rotate, 4, 0}},
	{5, 5, 302, 310, operation{duplicate, 0, 2}},
	{6, 6, 308, 310, operation{rotate, 4, 0}},
	{9, 9, 207, 312, operation{does: nothing}},
	{10, 15, 207, 312, operation{replace, 1, 1}}, // UNARY_*
	{16, 29, 207, 310, operation{replace, 2, 1}}, // BINARY_*, INPLACE_*
	{18, 18, 207, 301, operation{replace, 1, 0}}, // LIST_APPEND of 3.0
	{25, 25, 311, 312, operation{replace, 2, 1}},
	{26, 26, 312, 312, operation{replace, 3, 1}}, // BINARY_SLICE
	{54, 54, 207, 304, operation{does: storeMap}},
	{55, 59, 207, 310, operation{replace, 2, 1}},
	{60, 60, 207, 312, operation{does: storeSubscript}},
	{62, 67, 207, 310, operation{replace, 2, 1}},
	{68, 69, 207, 312, operation{replace, 1, 1}}, // GET_ITER
	{71, 71, 300, 312, operation{replace, 0, 1}}, // LOAD_BUILD_CLASS
	{75, 79, 207, 310, operation{replace, 2, 1}},
	{82, 82, 309, 311, operation{replace, 1, 1}}, // LIST_TO_TUPLE
	{90, 90, 207, 312, operation{does: storeName}},
	{92, 92, 207, 312, operation{does: unpack}},
	{95, 95, 207, 312, operation{does: storeAttr}},
	{97, 97, 207, 312, operation{does: storeName}},
	{99, 99, 311, 312, operation{does: swap}},
	{100, 100, 207, 312, operation{does: loadConst}},
	{101, 101, 207, 312, operation{does: loadName}},
	{102, 104, 207, 312, operation{does: build}},
	{105, 105, 207, 304, operation{replace, 0, 1}},
	{105, 105, 305, 312, operation{does: buildMap}},
	{106, 106, 207, 312, operation{does: loadAttr}},
	{107, 108, 207, 312, operation{replace, 2, 1}}, // COMPARE_OP, IMPORT_NAME
	{109, 109, 207, 312, operation{replace, 0, 1}}, // IMPORT_FROM
	{111, 112, 207, 299, operation{replace, 1, 0}}, // JUMP_IF_*_OR_POP, where it goes on
	{111, 112, 301, 311, operation{replace, 1, 0}},
	{114, 115, 207, 299, operation{replace, 1, 0}}, // POP_JUMP_IF_*
	{114, 115, 301, 312, operation{replace, 1, 0}},
	{116, 116, 207, 312, operation{does: loadGlobal}},
	{117, 118, 309, 312, operation{replace, 2, 1}}, // IS_OP, CONTAINS_OP
	{120, 120, 311, 312, operation{does: copyOne}},
	{122, 122, 311, 312, operation{replace, 2, 1}}, // BINARY_OP
	{124, 124, 207, 312, operation{does: loadFast}},
	{125, 125, 207, 312, operation{does: storeFast}},
	{127, 127, 312, 312, operation{does: loadFast}},
	{128, 129, 311, 312, operation{replace, 1, 0}}, // POP_JUMP_IF_NONE
	{131, 131, 207, 305, operation{does: callPairs}},
	{131, 131, 306, 310, operation{call, 1, 1}},
	{132, 132, 207, 305, operation{does: oldFunction}},
	{134, 134, 207, 305, operation{does: oldFunction, pops: 1}},
	{132, 132, 306, 312, operation{does: makeFunction}},
	{133, 133, 207, 312, operation{does: build}},
	{135, 136, 207, 310, operation{replace, 0, 1}}, // LOAD_CLOSURE, LOAD_DEREF
	{136, 137, 311, 312, operation{replace, 0, 1}},
	{137, 137, 207, 310, operation{does: storeDeref}},
	{138, 138, 311, 312, operation{does: storeFast}}, // STORE_DEREF
	{141, 141, 306, 310, operation{callKeywords, 1, 1}},
	{143, 143, 300, 301, operation{does: extend}},
	{144, 144, 302, 312, operation{does: extend}},
	{145, 145, 207, 207, operation{does: extend}},
	{145, 146, 301, 312, operation{replace, 1, 0}}, // LIST_APPEND, SET_ADD
	{147, 147, 207, 299, operation{does: mapAdd}},
	{147, 147, 301, 307, operation{does: mapAdd}},
	{147, 147, 308, 312, operation{does: mapAddValue}},
	{148, 148, 304, 311, operation{replace, 0, 1}}, // LOAD_CLASSDEREF
	{151, 151, 311, 312, operation{does: nothing}}, // RESUME
	{155, 155, 306, 312, operation{does: format}},
	{156, 156, 306, 312, operation{does: constKeyMap}},
	{157, 157, 306, 312, operation{does: build}}, // BUILD_STRING
	{160, 160, 307, 311, operation{does: loadMethod}},
	{161, 161, 307, 310, operation{call, 2, 1}},    // CALL_METHOD
	{162, 165, 309, 312, operation{replace, 1, 0}}, // LIST_EXTEND, SET_UPDATE, DICT_MERGE, DICT_UPDATE
	{166, 166, 311, 311, operation{does: nothing}}, // PRECALL
	{171, 171, 311, 312, operation{call, 2, 1}},
	{172, 172, 311, 312, operation{does: keywords}},
	{173, 173, 312, 312, operation{replace, 1, 1}}, // CALL_INTRINSIC_1

	{4, 4, 313, 313, operation{replace, 3, 1}},   // BINARY_SLICE
	{5, 5, 313, 313, operation{replace, 2, 1}},   // BINARY_SUBSCR
	{14, 14, 313, 313, operation{replace, 1, 1}}, // FORMAT_SIMPLE
	{15, 15, 313, 313, operation{replace, 2, 1}}, // FORMAT_WITH_SPEC
	{19, 19, 313, 313, operation{replace, 1, 1}}, // GET_ITER
	{23, 25, 313, 313, operation{replace, 0, 1}}, // LOAD_BUILD_CLASS and its like
	{26, 26, 313, 313, operation{does: nothing}},
	{30, 30, 313, 313, operation{does: nothing}},
	{32, 32, 313, 313, operation{replace, 1, 0}},
	{34, 34, 313, 313, operation{replace, 0, 1}},
	{39, 39, 313, 313, operation{does: storeSubscript}},
	{40, 43, 313, 313, operation{replace, 1, 1}}, // TO_BOOL, UNARY_*
	{45, 45, 313, 313, operation{replace, 2, 1}},
	{46, 46, 313, 313, operation{does: constKeyMap}},
	{47, 47, 313, 313, operation{does: build}},
	{48, 48, 313, 313, operation{does: buildMap}},
	{49, 52, 313, 313, operation{does: build}},
	{53, 53, 313, 313, operation{call, 2, 1}},
	{55, 55, 313, 313, operation{replace, 1, 1}},
	{57, 57, 313, 313, operation{callKeywords, 2, 1}},
	{58, 59, 313, 313, operation{replace, 2, 1}}, // COMPARE_OP, CONTAINS_OP
	{60, 60, 313, 313, operation{replace, 1, 1}}, // CONVERT_VALUE
	{61, 61, 313, 313, operation{does: copyOne}},
	{68, 69, 313, 313, operation{replace, 1, 0}},
	{71, 71, 313, 313, operation{does: extend}},
	{74, 74, 313, 313, operation{replace, 0, 1}},
	{75, 76, 313, 313, operation{replace, 2, 1}}, // IMPORT_NAME, IS_OP
	{80, 81, 313, 313, operation{replace, 1, 0}},
	{82, 82, 313, 313, operation{does: loadAttr}},
	{83, 83, 313, 313, operation{does: loadConst}},
	{84, 84, 313, 313, operation{replace, 0, 1}},
	{85, 85, 313, 313, operation{does: loadFast}},
	{87, 87, 313, 313, operation{does: loadFast}},
	{88, 88, 313, 313, operation{does: loadTwo}},
	{91, 91, 313, 313, operation{does: loadGlobal}},
	{92, 92, 313, 313, operation{does: loadName}},
	{95, 95, 313, 313, operation{does: mapAddValue}},
	{97, 100, 313, 313, operation{replace, 1, 0}},
	{105, 105, 313, 313, operation{replace, 1, 0}},
	{106, 106, 313, 313, operation{does: setFunction}},
	{107, 107, 313, 313, operation{replace, 1, 0}},
	{108, 108, 313, 313, operation{does: storeAttr}},
	{109, 110, 313, 313, operation{does: storeFast}},
	{111, 111, 313, 313, operation{does: storeLoad}},
	{112, 112, 313, 313, operation{does: storeStore}},
	{113, 114, 313, 313, operation{does: storeName}},
	{115, 115, 313, 313, operation{does: swap}},
	{117, 117, 313, 313, operation{does: unpack}},
	{149, 149, 313, 313, operation{does: nothing}},

	{1, 1, last, last, operation{replace, 3, 1}}, // BINARY_SLICE
	{12, 12, last, last, operation{replace, 1, 1}},
	{13, 13, last, last, operation{replace, 2, 1}},
	{16, 16, last, last, operation{replace, 1, 1}},
	{21, 22, last, last, operation{replace, 0, 1}},
	{23, 23, last, last, operation{does: nothing}},
	{27, 28, last, last, operation{does: nothing}}, // NOP, NOT_TAKEN
	{31, 31, last, last, operation{replace, 1, 0}},
	{33, 33, last, last, operation{replace, 0, 1}},
	{38, 38, last, last, operation{does: storeSubscript}},
	{39, 42, last, last, operation{replace, 1, 1}},
	{44, 44, last, last, operation{replace, 2, 1}},
	{46, 46, last, last, operation{does: build}},
	{47, 47, last, last, operation{does: buildMap}},
	{48, 51, last, last, operation{does: build}},
	{52, 52, last, last, operation{call, 2, 1}},
	{53, 53, last, last, operation{replace, 1, 1}},
	{55, 55, last, last, operation{callKeywords, 2, 1}},
	{56, 57, last, last, operation{replace, 2, 1}},
	{58, 58, last, last, operation{replace, 1, 1}},
	{59, 59, last, last, operation{does: copyOne}},
	{66, 67, last, last, operation{replace, 1, 0}},
	{69, 69, last, last, operation{does: extend}},
	{72, 72, last, last, operation{replace, 0, 1}},
	{73, 74, last, last, operation{replace, 2, 1}},
	{78, 79, last, last, operation{replace, 1, 0}},
	{80, 80, last, last, operation{does: loadAttr}},
	{81, 81, last, last, operation{replace, 0, 1}},
	{82, 82, last, last, operation{does: loadConst}},
	{83, 83, last, last, operation{replace, 0, 1}},
	{84, 84, last, last, operation{does: loadFast}},
	{86, 86, last, last, operation{does: loadFast}},
	{87, 87, last, last, operation{does: loadTwo}},
	{88, 88, last, last, operation{does: loadFast}},
	{89, 89, last, last, operation{does: loadTwo}},
	{92, 92, last, last, operation{does: loadGlobal}},
	{93, 93, last, last, operation{does: loadName}},
	{94, 94, last, last, operation{replace, 0, 1}}, // LOAD_SMALL_INT
	{98, 98, last, last, operation{does: mapAddValue}},
	{100, 103, last, last, operation{replace, 1, 0}},
	{107, 107, last, last, operation{replace, 1, 0}},
	{108, 108, last, last, operation{does: setFunction}},
	{109, 109, last, last, operation{replace, 1, 0}},
	{110, 110, last, last, operation{does: storeAttr}},
	{111, 112, last, last, operation{does: storeFast}},
	{113, 113, last, last, operation{does: storeLoad}},
	{114, 114, last, last, operation{does: storeStore}},
	{115, 116, last, last, operation{does: storeName}},
	{117, 117, last, last, operation{does: swap}},
	{119, 119, last, last, operation{does: unpack}},
	{128, 128, last, last, operation{does: nothing}},
}
