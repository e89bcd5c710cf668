// Command sluice finds credentials in git repositories, files and standard input.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// patience is how long a scan may take to end after an interruption; a user's pattern may be in the middle of a large text.
const patience = 900 * time.Millisecond

func main() {
	signal.Ignore(syscall.SIGPIPE) // a reader of the report that has gone gives an error to the writer, who knows what to do
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // nohup wants us to go on
		ends = append(ends, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), ends...)
	folder := new(temporary)
	ended := make(chan struct{})
	go func() {
		<-ctx.Done()
		select {
		case <-ended:
		case <-time.After(patience):
			folder.remove()
			os.Exit(exitIncomplete)
		}
	}()
	boundMemory(os.Getenv)
	code := survive(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr, folder})
	close(ended)
	stop()
	os.Exit(code)
}
