{{- define "dateline.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "dateline.selector" -}}
app.kubernetes.io/name: dateline
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "dateline.labels" -}}
{{ include "dateline.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "dateline.image" -}}
{{- if .Values.image.digest }}{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else }}{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{- define "dateline.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "dateline.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- /* What the service and the job that creates topics are told alike. */}}
{{- define "dateline.env" -}}
- name: KAFKA_BOOTSTRAP_SERVERS
  value: {{ required "kafka.bootstrapServers has to be given" .Values.kafka.bootstrapServers | quote }}
- name: DATELINE_SECURITY_PROTOCOL
  value: {{ .Values.kafka.securityProtocol }}
{{- if hasPrefix "SASL" .Values.kafka.securityProtocol }}
- name: DATELINE_SASL_MECHANISM
  value: {{ .Values.kafka.sasl.mechanism }}
- name: DATELINE_SASL_USERNAME
  value: {{ required "kafka.sasl.username has to be given" .Values.kafka.sasl.username | quote }}
- name: DATELINE_SASL_PASSWORD_FILE
  value: /etc/dateline/sasl/{{ .Values.kafka.sasl.passwordKey }}
{{- end }}
{{- if .Values.kafka.tls.secret }}
- name: DATELINE_SSL_CA_FILE
  value: /etc/dateline/tls/ca.crt
{{- if .Values.kafka.tls.clientCertificate }}
- name: DATELINE_SSL_CERTIFICATE_FILE
  value: /etc/dateline/tls/tls.crt
- name: DATELINE_SSL_KEY_FILE
  value: /etc/dateline/tls/tls.key
{{- end }}
{{- end }}
- name: DATELINE_TOPIC_PREFIX
  value: {{ .Values.topicPrefix | quote }}
- name: DATELINE_GROUP_PREFIX
  value: {{ .Values.groupPrefix | quote }}
{{- if .Values.routing }}
- name: DATELINE_ROUTING_FILE
  value: /etc/dateline/routing/routing.yaml
{{- end }}
{{- if .Values.page.tokenSecret }}
- name: DATELINE_PAGE_TOKEN_FILE
  value: /etc/dateline/page/{{ .Values.page.tokenKey }}
{{- end }}
{{- range $name, $value := .Values.settings }}
- name: DATELINE_{{ $name | upper }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- end }}

{{- define "dateline.mounts" -}}
- {name: tmp, mountPath: /tmp}
{{- if hasPrefix "SASL" .Values.kafka.securityProtocol }}
- {name: sasl, mountPath: /etc/dateline/sasl, readOnly: true}
{{- end }}
{{- if .Values.kafka.tls.secret }}
- {name: tls, mountPath: /etc/dateline/tls, readOnly: true}
{{- end }}
{{- if .Values.page.tokenSecret }}
- {name: page, mountPath: /etc/dateline/page, readOnly: true}
{{- end }}
{{- if .Values.routing }}
- {name: routing, mountPath: /etc/dateline/routing, readOnly: true}
{{- end }}
{{- end }}

{{- define "dateline.volumes" -}}
- name: tmp
  emptyDir: {medium: Memory, sizeLimit: 256Mi}
{{- if hasPrefix "SASL" .Values.kafka.securityProtocol }}
- name: sasl
  secret: {secretName: {{ required "kafka.sasl.passwordSecret has to be given" .Values.kafka.sasl.passwordSecret }}}
{{- end }}
{{- if .Values.kafka.tls.secret }}
- name: tls
  secret: {secretName: {{ .Values.kafka.tls.secret }}}
{{- end }}
{{- if .Values.page.tokenSecret }}
- name: page
  secret: {secretName: {{ .Values.page.tokenSecret }}}
{{- end }}
{{- if .Values.routing }}
- name: routing
  configMap: {name: {{ include "dateline.fullname" . }}-routing}
{{- end }}
{{- end }}
