package reporters

import (
	"strconv"
	"time"
)

// span is the time that a report's time lines show: from the first introduction to when the report is written.
type span struct{ from, to time.Time }

func newSpan(all []*incident, now time.Time) span {
	s := span{now, now}
	for _, i := range all {
		if c, _ := oldest(i); c != nil {
			if t, err := time.Parse(time.RFC3339, c.Date); err == nil && t.Before(s.from) {
				s.from = t
			}
		}
	}
	return s
}

// percent places a time on the line, from 0 to 100.
func (s span) percent(t time.Time) float64 {
	all := s.to.Sub(s.from).Seconds()
	if all <= 0 {
		return 0
	}
	return min(100, max(0, 100*t.Sub(s.from).Seconds()/all))
}

// bar is the part of the line between an RFC 3339 time and a day, "" for now: where it begins and how long it is, both in percent,
// never shorter than what can be seen.
func (s span) bar(since, until string) (start, width float64) {
	const least = 0.8
	from, err := time.Parse(time.RFC3339, since)
	if err != nil {
		return 0, 0
	}
	to, err := time.Parse(time.DateOnly, until)
	if err != nil {
		to = s.to
	}
	start = min(s.percent(from), 100-least)
	return start, max(least, s.percent(to)-start)
}

// years are the beginnings of the years on the line, at most ten of them, where there is room for the number.
func (s span) years() []tick {
	const room = 93
	first, last := s.from.Year()+1, s.to.Year()
	step := max(1, (last-first)/10+1)
	var out []tick
	for y := first; y <= last; y += step {
		if at := s.percent(time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)); at < room {
			out = append(out, tick{strconv.Itoa(y), at})
		}
	}
	return out
}
