{{/* engine.k8s_audit of the falco.yaml; empty where audit events are not asked for. */}}
{{- define "kosmos-probe.auditSettings" -}}
{{- if .Values.audit.enabled -}}
{{- $audit := .Values.audit -}}
{{- if not (or $audit.logDirectory $audit.hostPort) -}}
{{- fail "audit.enabled needs audit.logDirectory, audit.hostPort or both" -}}
{{- end -}}
{{- $settings := dict -}}
{{- with $audit.logDirectory -}}
{{- $_ := set $settings "file" (printf "/host/audit/%s" $audit.logFile | trimSuffix "/") -}}
{{- $_ := set $settings "file_from_start" false -}}
{{- end -}}
{{- if $audit.hostPort -}}
{{- $onNode := eq (include "kosmos-probe.hostNetwork" .) "true" -}}
{{- $_ := set $settings "enabled" true -}}
{{- $_ := set $settings "listen_port" ($onNode | ternary $audit.hostPort 9765) -}}
{{- if $audit.secretName -}}
{{- if not (or $audit.clientCertificates $audit.token) -}}
{{- fail "audit.secretName needs audit.clientCertificates, audit.token or both" -}}
{{- end -}}
{{- $_ := set $settings "ssl_certificate" "/etc/falco/audit/tls.pem" -}}
{{- if $audit.clientCertificates }}{{ $_ := set $settings "client_ca" "/etc/falco/audit/ca.crt" }}{{ end -}}
{{- if $audit.token }}{{ $_ := set $settings "token_file" "/etc/falco/audit/token" }}{{ end -}}
{{- else if not $onNode -}}
{{- fail "audit.hostPort needs audit.secretName: without it only the pod itself could send events" -}}
{{- end -}}
{{- end -}}
{{- toYaml $settings -}}
{{- end -}}
{{- end -}}
