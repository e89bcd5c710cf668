package serialized

// Instructions of pickles (Lib/pickletools.py), as far as they are told apart.
const (
	opMark          = '('
	opStop          = '.'
	opPop           = '0'
	opInt1          = 'K'
	opInt2          = 'M'
	opInt4          = 'J'
	opPopMark       = '1'
	opDup           = '2'
	opReduce        = 'R'
	opString        = 'S'
	opUnicode       = 'V'
	opBuild         = 'b'
	opAppend        = 'a'
	opAppends       = 'e'
	opGet           = 'g'
	opBinGet        = 'h'
	opLongBinGet    = 'j'
	opPut           = 'p'
	opBinPut        = 'q'
	opLongBinPut    = 'r'
	opDict          = 'd'
	opList          = 'l'
	opInst          = 'i'
	opObj           = 'o'
	opGlobal        = 'c'
	opSetItem       = 's'
	opSetItems      = 'u'
	opTuple         = 't'
	opProto         = 0x80
	opNewObj        = 0x81
	opTuple1        = 0x85
	opTuple2        = 0x86
	opTuple3        = 0x87
	opAddItems      = 0x90
	opFrozenSet     = 0x91
	opNewObjEx      = 0x92
	opStackGlobal   = 0x93
	opMemoize       = 0x94
	opShortUnicode  = 0x8c
	opBinUnicode    = 'X'
	opLongUnicode   = 0x8d
	opBinString     = 'T'
	opShortString   = 'U'
	opBinBytes      = 'B'
	opShortBytes    = 'C'
	opLongBytes     = 0x8e
	opByteArray     = 0x96
	opReadOnly      = 0x98
	opFrame         = 0x95
	opBinPersistent = 'Q'
)

// argument says what stands behind an instruction.
type argument uint8

const (
	unknown argument = iota // it is no instruction
	none
	byte1
	byte2
	byte4
	byte8
	line
	lines2
	counted1 // a number of one byte, and as many bytes
	counted4
	counted8
)

// arguments are those of all instructions.
var arguments = func() (t [256]argument) {
	for kind, ops := range map[argument]string{
		none:     "(.012NRabde}]lostu)\x81\x85\x86\x87\x88\x89\x8f\x90\x91\x92\x93\x94\x97\x98Q",
		byte1:    "Khq\x80\x82",
		byte2:    "M\x83",
		byte4:    "Jjr\x84",
		byte8:    "G\x95",
		line:     "FILSVPgp",
		lines2:   "ci",
		counted1: "UC\x8a\x8c",
		counted4: "TXB\x8b",
		counted8: "\x8d\x8e\x96",
	} {
		for _, op := range []byte(ops) {
			t[op] = kind
		}
	}
	return t
}()
