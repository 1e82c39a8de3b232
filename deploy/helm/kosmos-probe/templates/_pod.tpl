{{/* The pod of the DaemonSet or Deployment. */}}
{{- define "kosmos-probe.pod" -}}
metadata:
  labels:
    app: falco
    {{- include "kosmos-probe.selector" . | nindent 4 }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    # A changed falco.yaml makes new pods. Changed rules do not: running pods load them, without a gap.
    checksum/config: {{ include "kosmos-probe.falcoYaml" . | sha256sum }}
    {{- if and .Values.driver.enabled (fromYaml (include "kosmos-probe.driverSettings" .)).leastPrivileged }}
    container.apparmor.security.beta.kubernetes.io/falco: unconfined
    {{- end }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "kosmos-probe.serviceAccount" . }}
  automountServiceAccountToken: false
  {{- with .Values.podSecurityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  hostPID: {{ and .Values.driver.enabled .Values.hostPID }}
  {{- if eq (include "kosmos-probe.hostNetwork" .) "true" }}
  hostNetwork: true
  dnsPolicy: ClusterFirstWithHostNet
  {{- end }}
  {{- with .Values.podPriorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  {{- range $key := list "nodeSelector" "affinity" "tolerations" "imagePullSecrets" }}
  {{- with index $.Values $key }}
  {{ $key }}:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- end }}
  {{- with .Values.extra.initContainers }}
  initContainers:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - {{- include "kosmos-probe.container" . | nindent 6 }}
  volumes:
    {{- include "kosmos-probe.volumes" . | nindent 4 }}
{{- end -}}

{{- define "kosmos-probe.container" -}}
name: falco
image: {{ include "kosmos-probe.image" (dict "image" .Values.image "tag" .Chart.AppVersion) }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
args:
  - -c
  - /etc/falco/falco.yaml
  {{- with .Values.extra.args }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
env:
  {{- if .Values.driver.enabled }}
  - name: HOST_ROOT
    value: /host
  {{- end }}
  - name: FALCO_HOSTNAME
    valueFrom:
      fieldRef:
        fieldPath: spec.nodeName
  - name: FALCO_K8S_NODE_NAME
    valueFrom:
      fieldRef:
        fieldPath: spec.nodeName
  {{- with .Values.extra.env }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
securityContext:
  {{- include "kosmos-probe.securityContext" . | nindent 2 }}
resources:
  {{- toYaml .Values.resources | nindent 2 }}
{{- $web := .Values.falco.webserver }}
{{- $audit := include "kosmos-probe.auditListens" . }}
{{- $onNode := eq (include "kosmos-probe.hostNetwork" .) "true" }}
{{- if or $web.enabled $audit }}
ports:
{{- end }}
{{- if $audit }}
  - name: audit
    containerPort: {{ $onNode | ternary .Values.audit.hostPort 9765 }}
    {{- with .Values.audit.hostPort }}
    hostPort: {{ . }}
    {{- end }}
    protocol: TCP
{{- end }}
{{- if $web.enabled }}
  - name: web
    containerPort: {{ $web.listen_port }}
    protocol: TCP
{{- if .Values.healthChecks.enabled }}
{{- range $probe := list "startupProbe" "livenessProbe" "readinessProbe" }}
{{ $probe }}:
  httpGet:
    path: {{ $web.k8s_healthz_endpoint }}
    port: web
    scheme: {{ $web.ssl_enabled | ternary "HTTPS" "HTTP" }}
  {{- toYaml (index $.Values.healthChecks $probe) | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}
volumeMounts:
  {{- include "kosmos-probe.volumeMounts" . | nindent 2 }}
{{- end -}}
