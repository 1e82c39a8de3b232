{{/* engine.k8s_audit of the falco.yaml; empty where audit events are not asked for. */}}
{{- define "kosmos-probe.auditSettings" -}}
{{- if .Values.audit.enabled -}}
{{- $audit := .Values.audit -}}
{{- $listens := include "kosmos-probe.auditListens" . -}}
{{- if not (or $audit.logDirectory $listens) -}}
{{- fail "audit.enabled needs audit.logDirectory, audit.hostPort or both" -}}
{{- end -}}
{{- $settings := dict -}}
{{- with $audit.logDirectory -}}
{{- $_ := set $settings "file" (printf "/host/audit/%s" $audit.logFile | trimSuffix "/") -}}
{{- $_ := set $settings "file_from_start" false -}}
{{- end -}}
{{- if $listens -}}
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
{{- $what := empty $audit.hostPort | ternary "controller.kind=deployment" "audit.hostPort" -}}
{{- fail (printf "%s needs audit.secretName: without it only the pod itself could send events" $what) -}}
{{- end -}}
{{- end -}}
{{- toYaml $settings -}}
{{- end -}}
{{- end -}}

{{/* "true" when there is an endpoint that audit events are sent to. */}}
{{- define "kosmos-probe.auditListens" -}}
{{- $isDeployment := eq .Values.controller.kind "deployment" -}}
{{- if and .Values.audit.enabled (or .Values.audit.hostPort $isDeployment) }}true{{ end -}}
{{- end -}}

{{/* Refuses pods that would watch nothing, or some nodes only. */}}
{{- define "kosmos-probe.checkSources" -}}
{{- $plugins := .Values.falco.load_plugins | default list -}}
{{- if not (or .Values.driver.enabled .Values.audit.enabled (has "k8saudit" $plugins)) -}}
{{- fail "driver.enabled=false needs audit.enabled: there would be nothing to watch" -}}
{{- end -}}
{{- if eq .Values.controller.kind "deployment" -}}
{{- if .Values.driver.enabled -}}
{{- fail "controller.kind=deployment needs driver.enabled=false: system calls are watched on every node" -}}
{{- end -}}
{{- if .Values.audit.logDirectory -}}
{{- fail "controller.kind=deployment knows no audit.logDirectory: the log is on the node of the API server" -}}
{{- end -}}
{{- end -}}
{{- end -}}
