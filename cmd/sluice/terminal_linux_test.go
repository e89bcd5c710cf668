package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

// onTerminal COLUMNS ROWS KEYS COMMAND runs a shell's command on a terminal of that size, on which what the file KEYS holds is typed, and
// writes what the terminal got to the file shown. The command fails the script if its status is not 0. Testscript's own ttyin closes the
// terminal without having read all that was written to it.
func onTerminal(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: terminal COLUMNS ROWS KEYS COMMAND")
	}
	columns, err := strconv.ParseUint(args[0], 10, 16)
	ts.Check(err)
	rows, err := strconv.ParseUint(args[1], 10, 16)
	ts.Check(err)
	screen, terminal, err := openTerminal(unix.Winsize{Row: uint16(rows), Col: uint16(columns)})
	ts.Check(err)
	defer screen.Close()
	cmd := exec.Command("sh", "-c", args[3])
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = ts.MkAbs("."), terminal, terminal, terminal
	cmd.Env = scriptEnv(ts)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	err = cmd.Start()
	terminal.Close()
	ts.Check(err)
	_, err = screen.WriteString(ts.ReadFile(args[2]))
	ts.Check(err)
	var shown bytes.Buffer
	_, _ = shown.ReadFrom(screen) // until nobody has the terminal, which is an error there
	err = cmd.Wait()
	ts.Logf("%s", shown.Bytes())
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("shown"), shown.Bytes(), 0o644))
}

// openTerminal returns both sides of a new pseudo-terminal (pty(7)).
func openTerminal(size unix.Winsize) (screen, terminal *os.File, err error) {
	screen, err = os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, nil, err
	}
	fd := int(screen.Fd())
	if err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &size)
	}
	var n uint32
	if err == nil {
		n, err = unix.IoctlGetUint32(fd, unix.TIOCGPTN)
	}
	if err == nil {
		terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	}
	if err != nil {
		screen.Close()
	}
	return screen, terminal, err
}

// scriptEnv is what a script's programs see.
func scriptEnv(ts *testscript.TestScript) (env []string) {
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "WORK", "TERM", "NO_COLOR", "GORACE"} {
		env = append(env, name+"="+ts.Getenv(name))
	}
	for name := range isolated {
		env = append(env, name+"="+ts.Getenv(name))
	}
	return env
}
