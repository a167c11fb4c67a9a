// What kubectl reads: for each text on stdin (its length in bytes, four of them, big-endian, then the bytes) a line with
// the JSON that sigs.k8s.io/yaml makes of it, or "!" and the error.
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"strings"

	"sigs.k8s.io/yaml"
)

func read(text []byte) (answer string) {
	defer func() {
		if failure := recover(); failure != nil {
			answer = "!panic"
		}
	}()
	json, err := yaml.YAMLToJSON(text)
	if err != nil {
		return "!" + strings.ReplaceAll(err.Error(), "\n", " ")
	}
	return string(json)
}

func main() {
	in, out := bufio.NewReader(os.Stdin), bufio.NewWriter(os.Stdout)
	for {
		var length uint32
		if err := binary.Read(in, binary.BigEndian, &length); err != nil {
			return
		}
		text := make([]byte, length)
		if _, err := io.ReadFull(in, text); err != nil {
			return
		}
		fmt.Fprintln(out, read(text))
		out.Flush()
	}
}
