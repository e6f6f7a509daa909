#!/bin/sh
# resolve.sh FOLDER: fills FOLDER with the jars of pom.xml, from Maven Central or its local copy.
# Does nothing where that has been done. May run several times at once.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$1
log=$folder.log

for command in java mvn; do
  command -v $command >/dev/null || {
    echo "tests against Kafka need '$command'; install openjdk-17-jre-headless and maven" \
      "(./dev test does, as root)" >&2
    exit 69
  }
done

mkdir -p "$(dirname "$folder")"
exec 9>"$folder.lock"
flock 9
if cmp -s "$here/pom.xml" "$folder/pom.xml"; then
  exit 0
fi

rm -rf "$folder" "$folder.new"
mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
  "-DoutputDirectory=$folder.new" >"$log" 2>&1 || {
  tail -n 20 "$log" >&2
  echo "the Kafka broker cannot be fetched; look at the network and at $log" >&2
  exit 69
}
cp "$here/pom.xml" "$folder.new/pom.xml"
mv "$folder.new" "$folder"
