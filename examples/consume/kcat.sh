#!/usr/bin/env bash
# Prints the alerts that are there, one a line: time, severity, subject, title. kcat.sh BROKER [TOPIC]
set -euo pipefail
kcat -C -q -b "$1" -t "${2:-alerts}" -o beginning -e |
    jq -r '[.detected_at, .severity, .subject.id, .title] | @tsv'
