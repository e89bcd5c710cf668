package syntax

// Span is a range of bytes, End exclusive.
type Span struct{ Start, End int32 }

// Moved returns where a span that is not empty lies now.
func (s Span) Moved(shift int32) Span {
	if s.End == 0 {
		return s
	}
	return Span{s.Start + shift, s.End + shift}
}
