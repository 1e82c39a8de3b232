{{/* Names and labels. */}}

{{- define "kosmos-probe.fullname" -}}
{{- .Values.fullnameOverride | default .Release.Name | trunc 47 | trimSuffix "-" -}}
{{- end -}}

{{- define "kosmos-probe.sidekick" -}}
{{ include "kosmos-probe.fullname" . }}-falcosidekick
{{- end -}}

{{- define "kosmos-probe.environmentSecret" -}}
{{ .Values.falcosidekick.environmentSecret | default (printf "%s-env" (include "kosmos-probe.sidekick" .)) }}
{{- end -}}

{{- define "kosmos-probe.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (include "kosmos-probe.fullname" .) }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end -}}

{{- define "kosmos-probe.selector" -}}
app.kubernetes.io/name: kosmos-probe
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Habits and commands made for Falco look for app=falco. */}}
{{- define "kosmos-probe.labels" -}}
app: falco
{{ include "kosmos-probe.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "kosmos-probe.sidekickSelector" -}}
app.kubernetes.io/name: falcosidekick
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "kosmos-probe.sidekickLabels" -}}
app: falcosidekick
{{ include "kosmos-probe.sidekickSelector" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/* An image's name of its parts; .tag is the one to take when none is given. */}}
{{- define "kosmos-probe.image" -}}
{{- with .image.registry }}{{ . }}/{{ end -}}
{{ .image.repository }}:{{ .image.tag | default .tag }}
{{- end -}}
