//go:build tools

// Keeps the generator of messages in go.mod, at the release of the runtime.
package main

import _ "google.golang.org/protobuf/cmd/protoc-gen-go"
