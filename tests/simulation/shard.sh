#!/bin/sh
# usage: shard.sh PROGRAM MESH SHARD QUICK FULL
# Runs one shard of the simulation: QUICK schedules where ESCALON_TEST_LENGTH=quick, else FULL.
# Shard 0 starts at seed 1, and each further shard where the one before ends.
set -eu
program=$1 mesh=$2 shard=$3 count=$5
[ "${ESCALON_TEST_LENGTH:-full}" != quick ] || count=$4
exec "$program" --mesh "$mesh" --seed $((shard * count + 1)) --count "$count"
