{{/* Falcosidekick's configuration as environment variables. */}}

{{/* One line of YAML for each setting in .node: its path in capitals, joined by _. */}}
{{- define "kosmos-probe.flat" -}}
{{- range $key, $value := .node }}
{{- $name := printf "%s%s" $.prefix (upper $key) }}
{{- if and (kindIs "map" $value) (has (lower $key) (list "customfields" "templatedfields" "customheaders")) }}
{{- $pairs := list }}
{{- range $field, $text := $value }}{{ $pairs = append $pairs (printf "%s:%v" $field $text) }}{{ end }}
{{ $name }}: {{ toJson (join "," $pairs) }}
{{- else if kindIs "map" $value }}
{{- include "kosmos-probe.flat" (dict "node" $value "prefix" (printf "%s_" $name)) }}
{{- else if kindIs "slice" $value }}
{{ $name }}: {{ toJson (join "," $value) }}
{{- else if kindIs "float64" $value }}
{{ $name }}: {{ eq $value (floor $value) | ternary (toString (int64 $value)) (toString $value) | toJson }}
{{- else if not (or (kindIs "invalid" $value) (eq (toString $value) "")) }}
{{ $name }}: {{ toJson (toString $value) }}
{{- end }}
{{- end }}
{{- end -}}

{{/* All of them; without the webhook where the probe sends it itself. */}}
{{- define "kosmos-probe.sidekickVariables" -}}
{{- $config := omit .Values.falcosidekick.config "existingSecret" "extraEnv" "extraArgs" -}}
{{- if eq (include "kosmos-probe.ownWebhook" .) "true" }}{{ $config = omit $config "webhook" }}{{ end -}}
{{- include "kosmos-probe.flat" (dict "node" $config "prefix" "") -}}
{{- end -}}

{{/* What a text with ${NAME} is in a pod's specification, where such a variable is written $(NAME). */}}
{{- define "kosmos-probe.expanded" -}}
{{- regexReplaceAll "\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}" (replace "$(" "$$(" .) "$$(${1})" -}}
{{- end -}}

{{/* The names in ${NAME}, one a line. */}}
{{- define "kosmos-probe.references" -}}
{{- $names := list -}}
{{- range regexFindAll "\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}" . -1 -}}
{{- $names = append $names (. | trimPrefix "${" | trimSuffix "}") -}}
{{- end -}}
{{- $names | uniq | sortAlpha | join "\n" -}}
{{- end -}}
