{{- /* The name of everything in this release. */}}
{{- define "escalon.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- /* Labels that never change. Takes (dict "root" $ "name" SERVICE). */}}
{{- define "escalon.selectorLabels" -}}
app.kubernetes.io/name: escalon
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .name }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{- define "escalon.labels" -}}
{{ include "escalon.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/part-of: escalon
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "escalon.image" -}}
{{- with .Values.image -}}
{{- if .digest }}{{ .repository }}@{{ .digest }}
{{- else }}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{- /* What a service is: its port on loopback, and what it has beside stages, as YAML. */}}
{{- define "escalon.kinds" -}}
intake: {port: 8080, grpc: 8081, api: true}
insight: {port: 8082, grpc: 8083, api: true, data: true, stateful: true}
classifier: {port: 8084, views: true, stateful: true}
sla-timer: {port: 8085, views: true, stateful: true}
routing: {port: 8086, views: true, stateful: true}
notification: {port: 8087, views: true, data: true, stateful: true}
{{- end }}

{{- define "escalon.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- /* The settings of a service, by path. Takes (dict "root" $ "name" NAME "kind" KIND). */}}
{{- define "escalon.settings" -}}
{{- $values := .root.Values }}
{{- $all := dict
    "http.port" .kind.port
    "log.level" $values.log.level
    "log.format" "json"
    "kafka.brokers" $values.kafka.brokers
    "kafka.partitions" $values.kafka.partitions
    "kafka.prefix" $values.kafka.prefix
    "kafka.create_topics" $values.kafka.createTopics
    "kafka.replication_factor" $values.kafka.replicationFactor
    "kafka.in_sync_replicas_min" $values.kafka.inSyncReplicasMin
    "kafka.plain_retention" $values.kafka.plainRetention }}
{{- range $path, $value := $values.kafka.client }}
{{- $_ := set $all (printf "kafka.client.%s" $path) $value }}
{{- end }}
{{- if $values.kafka.passwordSecret }}
{{- $_ := set $all "kafka.client.sasl.password_file" "/run/secrets/escalon/kafka/password" }}
{{- end }}
{{- if $values.kafka.caSecret }}
{{- $_ := set $all "kafka.client.ssl.ca.location" "/run/secrets/escalon/kafka-ca/ca.crt" }}
{{- end }}
{{- if .kind.views }}
{{- $_ := set $all "redis.url" $values.redis.url }}
{{- $_ := set $all "redis.prefix" $values.redis.prefix }}
{{- with $values.redis.user }}{{ $_ := set $all "redis.user" . }}{{ end }}
{{- if $values.redis.passwordSecret }}
{{- $_ := set $all "redis.password_file" "/run/secrets/escalon/redis/password" }}
{{- end }}
{{- end }}
{{- with .kind.grpc }}{{ $_ := set $all "grpc.port" . }}{{ end }}
{{- if .kind.data }}{{ $_ := set $all "data" "/var/lib/escalon" }}{{ end }}
{{- if and (eq .name "intake") $values.policy.configMap }}
{{- $_ := set $all "policy" "/etc/escalon-policy" }}
{{- end }}
{{- range $path, $value := (index $values.services .name).settings }}
{{- $_ := set $all $path $value }}
{{- end }}
{{- range $path, $value := $all }}
{{ $path }}: {{ $value | toJson }}
{{- end }}
{{- end }}
