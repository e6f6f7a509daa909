{{- /* A pod of a service. Takes (dict "root" $ "name" NAME "kind" KIND). */}}
{{- define "escalon.pod" -}}
{{- $values := .root.Values }}
{{- $service := index $values.services .name }}
{{- $full := include "escalon.fullname" .root }}
metadata:
  labels:
    {{- include "escalon.labels" . | nindent 4 }}
  annotations:
    checksum/settings: {{ include "escalon.settings" . | sha256sum }}
    checksum/proxy: {{ include (print .root.Template.BasePath "/proxy-configmap.yaml") .root | sha256sum }}
spec:
  automountServiceAccountToken: false
  # Variables of other services could be taken for settings (ESCALON_…).
  enableServiceLinks: false
  # A service stops within 5 s; before that, an API is still served while its endpoints go.
  terminationGracePeriodSeconds: 30
  {{- with $values.image.pullSecret }}
  imagePullSecrets: [{name: {{ . }}}]
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    seccompProfile: {type: RuntimeDefault}
  topologySpreadConstraints:
    {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
    - maxSkew: 1
      topologyKey: {{ . }}
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "escalon.selectorLabels" $ | nindent 10 }}
    {{- end }}
  {{- with $service.nodeSelector }}
  nodeSelector: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $service.tolerations }}
  tolerations: {{- toYaml . | nindent 4 }}
  {{- end }}
  initContainers:
    # Starts before the service and ends after it.
    - name: proxy
      image: {{ $values.proxy.image }}
      imagePullPolicy: {{ $values.image.pullPolicy }}
      restartPolicy: Always
      command: [nginx, -e, stderr, -c, /etc/escalon-proxy/nginx.conf, -g, "daemon off;"]
      ports:
        - {name: health, containerPort: 9464}
        {{- if .kind.api }}
        - {name: https, containerPort: 8443}
        - {name: grpcs, containerPort: 9443}
        {{- end }}
      livenessProbe:
        httpGet: {path: /proxyz, port: 9464}
      securityContext: {{- include "escalon.containerSecurity" . | nindent 8 }}
      resources: {{- toYaml $values.proxy.resources | nindent 8 }}
      volumeMounts:
        - {name: proxy, mountPath: /etc/escalon-proxy, readOnly: true}
        - {name: proxy-tmp, mountPath: /tmp}
        {{- if .kind.api }}
        - {name: api, mountPath: /run/secrets/escalon/api, readOnly: true}
        {{- end }}
  containers:
    - name: {{ .name }}
      image: {{ include "escalon.image" .root }}
      imagePullPolicy: {{ $values.image.pullPolicy }}
      command: [escalon-{{ .name }}, --config, /etc/escalon/{{ .name }}.yaml]
      env:
        - name: ESCALON_KAFKA_INSTANCE
          valueFrom: {fieldRef: {fieldPath: metadata.name}}
      startupProbe:
        httpGet: {path: /livez, port: 9464}
        periodSeconds: 2
        # HTTP is last to come: longer than any kafka.start_patience that makes sense.
        failureThreshold: 150
      livenessProbe:
        httpGet: {path: /livez, port: 9464}
        timeoutSeconds: 5
      readinessProbe:
        httpGet: {path: /readyz, port: 9464}
        periodSeconds: 5
        timeoutSeconds: 5
      {{- if .kind.api }}
      lifecycle:
        preStop: {sleep: {seconds: 5}}
      {{- end }}
      securityContext: {{- include "escalon.containerSecurity" . | nindent 8 }}
      resources: {{- toYaml $service.resources | nindent 8 }}
      volumeMounts:
        - {name: settings, mountPath: /etc/escalon, readOnly: true}
        - {name: tmp, mountPath: /tmp}
        {{- if .kind.data }}
        - {name: data, mountPath: /var/lib/escalon}
        {{- end }}
        {{- if and (eq .name "intake") $values.policy.configMap }}
        - {name: policy, mountPath: /etc/escalon-policy, readOnly: true}
        {{- end }}
        {{- range $volume, $secret := include "escalon.secrets" . | fromYaml }}
        - {name: {{ $volume }}, mountPath: /run/secrets/escalon/{{ $volume }}, readOnly: true}
        {{- end }}
  volumes:
    - name: settings
      configMap:
        name: {{ $full }}-settings
        items: [{key: {{ .name }}.yaml, path: {{ .name }}.yaml}]
    - name: proxy
      configMap:
        name: {{ $full }}-proxy
        items: [{key: {{ .name }}.conf, path: nginx.conf}]
    - name: tmp
      emptyDir: {sizeLimit: 16Mi}
    - name: proxy-tmp
      emptyDir: {sizeLimit: 64Mi}
    {{- if and .kind.data (not $service.data.size) }}
    - name: data
      emptyDir: {}
    {{- end }}
    {{- if .kind.api }}
    - name: api
      secret: {secretName: {{ $values.api.tlsSecret }}, defaultMode: 0440}
    {{- end }}
    {{- if and (eq .name "intake") $values.policy.configMap }}
    - name: policy
      configMap: {name: {{ $values.policy.configMap }}}
    {{- end }}
    {{- range $volume, $secret := include "escalon.secrets" . | fromYaml }}
    - name: {{ $volume }}
      secret: {secretName: {{ $secret }}, defaultMode: 0440}
    {{- end }}
{{- end }}

{{- /* The Secrets that a service reads, by the volume that each becomes, as YAML. */}}
{{- define "escalon.secrets" -}}
{{- $values := .root.Values }}
{{- with $values.kafka.passwordSecret }}
kafka: {{ . }}
{{- end }}
{{- with $values.kafka.caSecret }}
kafka-ca: {{ . }}
{{- end }}
{{- if and .kind.views $values.redis.passwordSecret }}
redis: {{ $values.redis.passwordSecret }}
{{- end }}
{{- if and (eq .name "notification") $values.services.notification.channelSecret }}
channels: {{ $values.services.notification.channelSecret }}
{{- end }}
{{- end }}
