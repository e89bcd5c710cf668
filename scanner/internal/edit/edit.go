// Package edit says how a content follows from the one that it is stored as a delta of, so that a scan can look at what changed only.
package edit

// Edit is a run of bytes of a content that is stored as a delta. The edits of a content cover it without gaps, in order; runs that
// touch in both contents are one.
type Edit struct {
	Dst int // where the run lies in the content, in bytes
	Src int // where it lies in the base; negative: it is inserted
	Len int // bytes, more than 0
}

// Step tells of a content how it follows from an earlier one of the same batch.
type Step struct {
	// Depth is 0 for a content that stands alone. The base of one at depth d > 0 is the last one at depth d-1.
	Depth    int
	Edits    []Edit // nil: nothing is known of how it follows. Valid as long as the content
	BaseSize int    // bytes of the base
	BaseDone bool   // nothing else follows from the base
	// Known content was yielded in another batch: it is there only because others follow from it, and is not reported.
	Known bool
}
