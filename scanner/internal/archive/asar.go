package archive

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
)

// Archives of Electron (https://github.com/electron/asar#format): a header in JSON, whose lengths are told four times, then all files.
const (
	asarHead  = 16 // bytes in front of the JSON
	asarMagic = "\x04\x00\x00\x00"
	asarFiles = `{"files":`

	longestAsarHeader = 8 << 20

	errAsar     = archiveError("the header of the asar is damaged")
	errAsarLong = limitError("has a header of more than 8 MiB; its files are not told apart")
)

func isAsar(data []byte) bool {
	return len(data) > asarHead+len(asarFiles) && string(data[:4]) == asarMagic && string(data[asarHead:][:len(asarFiles)]) == asarFiles
}

// asarNode is a folder, or a file.
type asarNode struct {
	Files  map[string]asarNode `json:"files"`
	Size   int64               `json:"size"`
	Offset string              `json:"offset"` // behind the header; "" where the file lies beside the archive
}

func (w *walker) asar(it item, data []byte) {
	body := 8 + int64(binary.LittleEndian.Uint32(data[4:]))
	length := int64(binary.LittleEndian.Uint32(data[12:]))
	if length > longestAsarHeader {
		w.tell(it.path, errAsarLong)
		return
	}
	var root asarNode
	if body > int64(len(data)) || asarHead+length > body || json.Unmarshal(data[asarHead:asarHead+length], &root) != nil {
		w.tell(it.path, errAsar)
		return
	}
	data = data[body:]
	left := int64(len(data))
	w.asarFolder(it, "", root, data, &left)
}

// asarFolder reads the files of a folder. Of the archive's bytes so many are left: each is read once.
func (w *walker) asarFolder(it item, path string, folder asarNode, data []byte, left *int64) {
	for _, name := range slices.Sorted(maps.Keys(folder.Files)) {
		node := folder.Files[name]
		if node.Files != nil {
			w.asarFolder(it, path+name+"/", node, data, left)
		}
		at, err := strconv.ParseInt(node.Offset, 10, 64)
		if err != nil || *left < 0 || !w.goOn() {
			continue
		}
		if node.Size < 0 || node.Size > *left || at < 0 || at > int64(len(data))-node.Size {
			*left = -1
			w.tell(it.path+"!"+clean(path+name), errOverlap)
			return
		}
		*left -= node.Size
		w.entry(it, path+name, it.counted, bytes.NewReader(data[at:at+node.Size]))
	}
}
