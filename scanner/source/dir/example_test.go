package dir_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/dir"
)

// Paths are told as they were named. The name of a file is a text, too.
func ExampleNew() {
	folder, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	if err := os.WriteFile(filepath.Join(folder, "app.env"), []byte("PORT=8080\n"), 0o600); err != nil {
		panic(err)
	}
	src, err := dir.New([]string{folder}, dir.Options{})
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	skip := func(s source.Skip) { fmt.Println("not read:", s.What, s.Why) }
	err = src.Batches(ctx, func(b source.Batch) error {
		return b.Blobs(ctx, func(blob *source.Blob) error {
			fmt.Println(blob.Kind, filepath.Base(blob.Path), blob.Size)
			return nil
		}, skip)
	}, skip)
	if err != nil {
		panic(err)
	}
	// Output:
	// file-name app.env 7
	// file app.env 10
}
