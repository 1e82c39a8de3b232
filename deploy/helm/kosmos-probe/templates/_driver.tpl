{{/* What the values under driver come to. */}}

{{/* The part of driver that its kind reads, as YAML. */}}
{{- define "kosmos-probe.driverSettings" -}}
{{- toYaml (eq .Values.driver.kind "ebpf" | ternary .Values.driver.ebpf .Values.driver.modernEbpf) -}}
{{- end -}}

{{- define "kosmos-probe.securityContext" -}}
{{- $driver := fromYaml (include "kosmos-probe.driverSettings" .) -}}
{{- if .Values.containerSecurityContext -}}
{{ toYaml .Values.containerSecurityContext }}
{{- else if not .Values.driver.enabled -}}
{{- /* Only root may read the audit log of its node. */ -}}
{{- $isRoot := and .Values.audit.enabled (not (empty .Values.audit.logDirectory)) }}
privileged: false
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: {{ not $isRoot }}
runAsUser: {{ $isRoot | ternary 0 65532 }}
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- else if $driver.leastPrivileged -}}
privileged: false
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsUser: 0
capabilities:
  drop: [ALL]
  add: {{ toJson .Values.leastPrivilegedCapabilities }}
seccompProfile:
  type: Unconfined
{{- else -}}
privileged: true
readOnlyRootFilesystem: true
runAsUser: 0
{{- end -}}
{{- end -}}

{{/* "true" when pods use the node's network. */}}
{{- define "kosmos-probe.hostNetwork" -}}
{{- if and .Values.driver.enabled (eq .Values.driver.kind "ebpf") .Values.driver.ebpf.hostNetwork }}true{{ end -}}
{{- end -}}
