#!/bin/sh
# build.sh python|java|go FOLDER: makes the messages of ../../../proto for one language, and what
# of the client there has to be built, in FOLDER; prints the command that runs it.
# Status 69: something cannot be fetched.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
proto=$here/../../../proto
language=$1
mkdir -p "$2"
out=$(cd "$2" && pwd)
# Services, and what insight answers, are not on topics.
schemas=$(cd "$proto" &&
  find escalon -name '*.proto' ! -name '*_service.proto' ! -path '*/insight/*' | sort)

cannot_fetch() {
  tail -n 5 "$out/fetch.log" >&2
  echo "build.sh: what the $language client needs cannot be fetched; see $out/fetch.log" >&2
  exit 69
}

need() {
  for command in "$@"; do
    command -v "$command" >/dev/null || {
      echo "build.sh: the $language client needs '$command', which is not installed" >&2
      exit 69
    }
  done
}
need protoc

# protoc takes an unquoted list of schemas.
case $language in
  python)
    python=${PYTHON:-python3}
    "$python" -c 'import confluent_kafka, google.protobuf' 2>"$out/fetch.log" || cannot_fetch
    protoc -I "$proto" --python_out="$out" $schemas
    echo "PYTHONPATH=$out $python $here/python/subscribe.py"
    ;;
  java)
    need javac mvn
    if ! cmp -s "$here/java/pom.xml" "$out/jars/pom.xml"; then
      rm -rf "$out/jars"
      mvn -q -B -f "$here/java/pom.xml" dependency:copy-dependencies \
        "-DoutputDirectory=$out/jars" >"$out/fetch.log" 2>&1 || cannot_fetch
      cp "$here/java/pom.xml" "$out/jars"
    fi
    made_of=$(cd "$proto" && cat $schemas "$here/java/pom.xml" "$here/java/Subscribe.java" | cksum)
    if [ "$(cat "$out/classes/made_of" 2>/dev/null)" != "$made_of" ]; then
      rm -rf "$out/messages" "$out/classes"
      mkdir -p "$out/messages" "$out/classes"
      protoc -I "$proto" --java_out="$out/messages" $schemas
      javac -nowarn -d "$out/classes" -cp "$out/jars/*" \
        $(find "$out/messages" -name '*.java') "$here/java/Subscribe.java"
      echo "$made_of" >"$out/classes/made_of"
    fi
    echo "java -cp $out/classes:$out/jars/* Subscribe"
    ;;
  go)
    need go
    mkdir -p "$out/source"
    cp "$here/go/go.mod" "$here/go/go.sum" "$here/go/main.go" "$here/go/tools.go" "$out/source"
    cd "$out/source"
    go mod download >"$out/fetch.log" 2>&1 || cannot_fetch
    go build -o "$out/protoc-gen-go" google.golang.org/protobuf/cmd/protoc-gen-go
    places=
    for schema in $schemas; do
      places=$places,M$schema=escalon.example/subscribe/$(dirname "$schema")
    done
    protoc -I "$proto" --plugin="$out/protoc-gen-go" --go_out=. \
      "--go_opt=module=escalon.example/subscribe$places" $schemas
    go build -o "$out/subscribe" .
    echo "$out/subscribe"
    ;;
  *)
    echo "build.sh: python, java or go, not '$language'" >&2
    exit 64
    ;;
esac
