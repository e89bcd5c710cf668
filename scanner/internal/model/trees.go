package model

import (
	_ "embed"
	"encoding/binary"
	"math"
	"slices"
	"sync"
)

// weights is the trained model. All numbers are little-endian. A header of 8 uint32: magic, features' hash, words (a power of
// two), trees, nodes, leaves, trees of the first part, bound of the first part (int32). Then the bits of the first three letters
// of words (26³/8 bytes, rounded up), the words' fingerprints (uint16 each), pairs (pairSymbols² int8), the roots (uint16 each),
// nodes of 9 bytes (feature uint8, threshold int16, left and right int16, mean int16) and leaves (int16). A child ≥ 0 is a node,
// one below is the leaf ^child.
//
//go:embed weights.bin
var weights string

const (
	headerSize  = 32
	prefixBytes = (26*26*26 + 7) / 8
	nodeSize    = 9
	magic       = 0x314d4c53 // "SLM1"
)

// trees are views of the parts of weights.
type trees struct {
	prefixes, words, pairTable string
	nodes                      []node
	roots                      []uint16
	least                      []int32 // see leasts
	depth                      int     // steps from a root that lead to a leaf, whichever it is
	mask                       uint32
	firstTrees                 int
	firstBound                 int32
}

// node asks whether a feature is at most a threshold: if so next is the next node, else the one behind that. A leaf is its own
// next one. mean is the expected value below a node, or a leaf's own.
type node struct {
	threshold, mean int16
	next            uint16
	feature         uint8
}

// abreast is how many trees are walked down side by side: no step of one waits for those of another, and none is a branch that could be
// guessed wrong.
const abreast = 4

// trained is the model, taken apart when the first value is weighed.
var trained = sync.OnceValue(func() *trees { return open(weights) })

// open takes a model apart. What does not fit gives an empty model, which the package's tests refuse.
func open(data string) *trees {
	t := &trees{}
	if len(data) < headerSize || number(data, 0) != magic || number(data, 1) != featuresHash() {
		return t
	}
	words, count, nodes, leaves := int(number(data, 2)), int(number(data, 3)), int(number(data, 4)), int(number(data, 5))
	if len(data) != headerSize+prefixBytes+2*words+pairSymbols*pairSymbols+2*count+nodeSize*nodes+2*leaves {
		return t
	}
	t.mask, t.firstTrees, t.firstBound = uint32(words-1), int(number(data, 6)), int32(number(data, 7))
	rest := data[headerSize:]
	part := func(n int) string {
		p := rest[:n]
		rest = rest[n:]
		return p
	}
	t.prefixes, t.words, t.pairTable = part(prefixBytes), part(2*words), part(pairSymbols*pairSymbols)
	s := stored{roots: shorts(part(2 * count)), nodes: part(nodeSize * nodes), leaves: shorts(part(2 * leaves))}
	if count%abreast != 0 || t.firstTrees%abreast != 0 || nodes+leaves > math.MaxUint16 {
		return &trees{}
	}
	t.nodes = make([]node, 0, nodes+leaves)
	for _, root := range s.roots {
		t.roots = append(t.roots, uint16(len(t.nodes)))
		t.nodes = append(t.nodes, node{})
		t.depth = max(t.depth, t.plant(&s, root, len(t.nodes)-1))
	}
	t.least = t.leasts()
	return t
}

// leasts returns the sums in front of each group of trees from which those of the first part cannot make firstBound any more.
func (t *trees) leasts() []int32 {
	out := slices.Repeat([]int32{math.MinInt32}, len(t.roots)/abreast)
	least := t.firstBound
	for i := t.firstTrees; i >= 0 && i < len(t.roots); i -= abreast {
		out[i/abreast] = least
		for _, root := range t.roots[max(0, i-abreast):i] {
			least -= t.most(root)
		}
	}
	return out
}

// most returns the highest leaf below a node.
func (t *trees) most(at uint16) int32 {
	n := &t.nodes[at]
	if n.next == at {
		return int32(n.mean)
	}
	return max(t.most(n.next), t.most(n.next+1))
}

// stored are trees as the file has them.
type stored struct {
	roots, leaves []int16
	nodes         string
}

// plant makes t.nodes[to] the stored node at, all below it follow, children side by side. It returns how many steps there are below.
func (t *trees) plant(s *stored, at int16, to int) (depth int) {
	if at < 0 {
		t.nodes[to] = node{threshold: math.MaxInt16, mean: s.leaves[^at], next: uint16(to)}
		return 0
	}
	n := s.nodes[nodeSize*int(at):]
	next := len(t.nodes)
	t.nodes[to] = node{feature: n[0], threshold: short(n, 1), mean: short(n, 7), next: uint16(next)}
	t.nodes = append(t.nodes, node{}, node{})
	return 1 + max(t.plant(s, short(n, 3), next), t.plant(s, short(n, 5), next+1))
}

func shorts(data string) []int16 {
	out := make([]int16, len(data)/2)
	for i := range out {
		out[i] = short(data, 2*i)
	}
	return out
}

func number(data string, i int) uint32 {
	return binary.LittleEndian.Uint32([]byte(data[4*i : 4*i+4]))
}

// featuresHash is FNV-1a over the features' names: a model trained on other features is refused.
func featuresHash() uint32 {
	hash := uint32(hashSeed)
	for _, name := range featureNames {
		for i := range len(name) {
			hash = (hash ^ uint32(name[i])) * hashPrime
		}
		hash = (hash ^ '\n') * hashPrime
	}
	return hash
}

func short(s string, at int) int16 { return int16(uint16(s[at]) | uint16(s[at+1])<<8) }

// pair returns how frequent the pair of two symbols is in source code.
func (t *trees) pair(a, b uint8) int8 {
	if t.pairTable == "" {
		return 0
	}
	return int8(t.pairTable[int(a)*pairSymbols+int(b)])
}

// begins reports whether a known word begins with the first three letters of b.
func (t *trees) begins(b []byte) bool {
	if t.prefixes == "" {
		return false
	}
	n := (int(b[0]-'a')*26+int(b[1]-'a'))*26 + int(b[2]-'a')
	return t.prefixes[n>>3]>>(n&7)&1 == 1
}

// known reports whether a word's hash is in the table: open addressing by its low bits, a fingerprint of its high ones.
func (t *trees) known(hash uint32) bool {
	want := uint16(hash>>16) | 1
	for i := hash & t.mask; ; i = (i + 1) & t.mask {
		switch uint16(short(t.words, int(2*i))) {
		case want:
			return true
		case 0:
			return false
		}
	}
}

// score sums the leaves that f falls into. Most values are refused by the first trees, as soon as the rest of them cannot help.
func (t *trees) score(f *Features) Score {
	var x asked
	copy(x[:], f[:])
	sum := int32(0)
	for i := 0; i < len(t.roots); i += abreast {
		if sum < t.least[i/abreast] {
			return never
		}
		r := t.roots[i : i+abreast]
		a, b, c, d := r[0], r[1], r[2], r[3]
		for range t.depth {
			a, b, c, d = t.nodes[a].step(&x), t.nodes[b].step(&x), t.nodes[c].step(&x), t.nodes[d].step(&x)
		}
		sum += int32(t.nodes[a].mean) + int32(t.nodes[b].mean) + int32(t.nodes[c].mean) + int32(t.nodes[d].mean)
	}
	return Score(sum)
}

// asked are features that any byte is the number of one of.
type asked [math.MaxUint8 + 1]int16

// step returns the node behind n.
func (n *node) step(f *asked) uint16 {
	above := uint32(int32(n.threshold)-int32(f[n.feature])) >> 31 // 1 if the feature is above the threshold, else 0
	return n.next + uint16(above)
}

// steps calls step for each step of all trees: the feature that was asked for and what that changed of the expected score.
func (t *trees) steps(f *Features, step func(feature uint8, adds int32)) {
	var x asked
	copy(x[:], f[:])
	for _, at := range t.roots {
		for next := t.nodes[at].step(&x); next != at; next = t.nodes[at].step(&x) {
			step(t.nodes[at].feature, int32(t.nodes[next].mean)-int32(t.nodes[at].mean))
			at = next
		}
	}
}

// Explain returns the score of a value, of a refused one that of all trees, and the features that added or took most, the first of them
// most: along each tree's path a step's change of the expected score is put down to the feature that the step asked for.
func Explain(v *Value, most int) (Score, []Reason) {
	var f Features
	v.features(&f)
	var adds [featureCount]int32
	score := int32(0)
	for _, root := range trained().roots {
		score += int32(trained().nodes[root].mean)
	}
	trained().steps(&f, func(feature uint8, change int32) {
		adds[feature] += change
		score += change
	})
	reasons := make([]Reason, 0, featureCount)
	for i, a := range adds {
		if a != 0 {
			reasons = append(reasons, Reason{Feature(i), f[i], Score(a)})
		}
	}
	slices.SortStableFunc(reasons, func(a, b Reason) int { return int(max(b.Adds, -b.Adds) - max(a.Adds, -a.Adds)) })
	return Score(score), reasons[:min(most, len(reasons))]
}

// LogOdds returns a score in units of log-odds.
func (s Score) LogOdds() float64 { return float64(s) / unit }
