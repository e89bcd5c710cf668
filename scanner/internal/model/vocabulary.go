package model

// vocabulary finds words in texts of a few bytes, in one pass over the text.
type vocabulary struct {
	words []word
	by    [32][]uint8 // words by the low bits of their first bytes
	heads [32]uint32  // bitmap of the low bits of their second bytes, by those of their first
}

// word is one of a group; its number, from 1, is what a feature tells.
type word struct {
	text          string
	group, number int16
}

// newVocabulary makes a vocabulary of one group. The order of words is part of the trained model.
func newVocabulary(words ...string) *vocabulary { return newGroups(words) }

func newGroups(groups ...[]string) *vocabulary {
	v := &vocabulary{}
	for g, group := range groups {
		for i, text := range group {
			v.add(word{text, int16(g), int16(i + 1)})
		}
	}
	return v
}

// like adds words that count as a group's first one.
func (v *vocabulary) like(group int16, words ...string) *vocabulary {
	for _, text := range words {
		v.add(word{text, group, 1})
	}
	return v
}

// add adds a word.
func (v *vocabulary) add(w word) {
	key := w.text[0] & 31
	v.by[key] = append(v.by[key], uint8(len(v.words)))
	if len(w.text) == 1 {
		v.heads[key] = ^uint32(0)
	} else {
		v.heads[key] |= 1 << (w.text[1] & 31)
	}
	v.words = append(v.words, w)
}

// first returns the least number of the words that stand in text, 0 if none does.
func (v *vocabulary) first(text []byte) int16 {
	var out [1]int16
	v.mark(text, out[:])
	return out[0]
}

// mark sets out, which must be zero, to the least number of the words of each group that stand in text.
func (v *vocabulary) mark(text []byte, out []int16) {
	for i, b := range text {
		next := byte(0)
		if i+1 < len(text) {
			next = text[i+1]
		}
		if v.heads[b&31]>>(next&31)&1 == 0 {
			continue
		}
		for _, n := range v.by[b&31] {
			w := &v.words[n]
			if b == w.text[0] && len(text)-i >= len(w.text) && string(text[i:i+len(w.text)]) == w.text &&
				(out[w.group] == 0 || w.number < out[w.group]) {
				out[w.group] = w.number
			}
		}
	}
}
