{{/* The falco.yaml of a pod: the shipped one, what follows from other values, and over both the value falco. */}}
{{- define "kosmos-probe.falcoYaml" -}}
{{- $settings := fromYaml (.Files.Get "files/falco.yaml") -}}
{{- $rules := list "/opt/kosmos-probe/rules/base.yaml" "/opt/kosmos-probe/rules/kosmos" -}}
{{- if .Values.customRules }}{{ $rules = append $rules "/etc/falco/rules.d" }}{{ end -}}
{{- if not .Values.driver.enabled -}}
{{- /* With audit.enabled the probe loads its rules for audit events by itself. */ -}}
{{- $rules = .Values.audit.enabled | ternary list (list "/opt/kosmos-probe/rules/k8s-audit.yaml") -}}
{{- if .Values.customRules }}{{ $rules = append $rules "/etc/falco/rules.d" }}{{ end -}}
{{- end -}}
{{- $ours := dict "rules_files" $rules -}}
{{- $driver := fromYaml (include "kosmos-probe.driverSettings" .) -}}
{{- with $driver.bufSizePreset -}}
{{- $_ := set $ours "engine" (dict "modern_ebpf" (dict "buf_size_preset" .)) -}}
{{- end -}}
{{- with include "kosmos-probe.auditSettings" . -}}
{{- $engine := get $ours "engine" | default dict -}}
{{- $_ := set $ours "engine" (merge (dict "k8s_audit" (fromYaml .)) $engine) -}}
{{- end -}}
{{- if not .Values.driver.enabled -}}
{{- $_ := set $ours "engine" (merge (dict "kind" "nodriver") (get $ours "engine" | default dict)) -}}
{{- end -}}
{{- if .Values.falcosidekick.enabled -}}
{{- $here := printf "http://%s:2801/" (include "kosmos-probe.sidekick" .) -}}
{{- $url := .Values.falcosidekick.fullUrl | default $here -}}
{{- $_ := set $ours "json_output" true -}}
{{- $_ := set $ours "http_output" (dict "enabled" true "url" $url) -}}
{{- if eq (include "kosmos-probe.ownWebhook" .) "true" -}}
{{- $webhook := .Values.falcosidekick.config.webhook -}}
{{- $entry := dict "name" "webhook" "url" $webhook.address "form" "aegis" -}}
{{- with $webhook.minimumpriority }}{{ $_ := set $entry "minimumpriority" . }}{{ end -}}
{{- $_ := set $ours "webhooks" (list $entry) -}}
{{- end -}}
{{- end -}}
{{- toYaml (mergeOverwrite $settings $ours (deepCopy .Values.falco)) -}}
{{- end -}}

{{/* "true" when the probe sends falcosidekick.config.webhook itself. */}}
{{- define "kosmos-probe.ownWebhook" -}}
{{- $webhook := .Values.falcosidekick.config.webhook | default dict -}}
{{- $aegis := eq .Values.falcosidekick.webhookForm "aegis" -}}
{{- if and .Values.falcosidekick.enabled $webhook.address $aegis }}true{{ end -}}
{{- end -}}
