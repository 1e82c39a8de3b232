{{/* What a pod sees of its node, and why. The node's root is /host (HOST_ROOT), of which only this is there. */}}
{{- define "kosmos-probe.volumeMounts" -}}
{{- if .Values.driver.enabled -}}
# Threads that run already, and the roots of containers, where the names of their users are.
- name: proc
  mountPath: /host/proc
  readOnly: true
# Names of the node's users and groups: passwd and group are replaced when they change, so their directory it is.
- name: etc
  mountPath: /host/etc
  readOnly: true
# Sockets of container runtimes (K3s, containerd, CRI-O, docker, podman), whichever there are and whenever they come,
# and containerd's bundles: names and images of containers while a runtime does not answer.
- name: run
  mountPath: /host/run
  readOnly: true
  {{- with .Values.mounts.propagation }}
  mountPropagation: {{ . }}
  {{- end }}
# docker's socket has its older name.
- name: run
  mountPath: /host/var/run
  readOnly: true
  {{- with .Values.mounts.propagation }}
  mountPropagation: {{ . }}
  {{- end }}
# First processes of containers whose runtime does not tell them.
- name: cgroup
  mountPath: /host/sys/fs/cgroup
  readOnly: true
{{- if .Values.mounts.containersStorage }}
- name: containers-storage
  mountPath: /host/var/lib/containers
  readOnly: true
{{- end }}
{{- end }}
- name: falco-yaml
  mountPath: /etc/falco/falco.yaml
  subPath: falco.yaml
  readOnly: true
{{- if .Values.customRules }}
# The whole directory and no file of it: only so do changes arrive in running pods.
- name: rules
  mountPath: /etc/falco/rules.d
  readOnly: true
{{- end }}
{{- if and .Values.audit.enabled .Values.audit.logDirectory }}
# What the API server of the node, if it has one, writes of requests to it.
- name: audit-log
  mountPath: /host/audit
  readOnly: true
{{- end }}
{{- if and (include "kosmos-probe.auditListens" .) .Values.audit.secretName }}
# By what the API server and the probe know each other.
- name: audit-secret
  mountPath: /etc/falco/audit
  readOnly: true
{{- end }}
# Alerts that wait for their receiver, and how far audit logs have been judged.
- name: spool
  mountPath: /var/lib/kosmos-probe
- name: tmp
  mountPath: /tmp
{{- with .Values.mounts.volumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "kosmos-probe.volumes" -}}
{{- if .Values.driver.enabled -}}
- name: proc
  hostPath:
    path: /proc
- name: etc
  hostPath:
    path: /etc
- name: run
  hostPath:
    path: /run
- name: cgroup
  hostPath:
    path: /sys/fs/cgroup
{{- if .Values.mounts.containersStorage }}
- name: containers-storage
  hostPath:
    path: /var/lib/containers
{{- end }}
{{- end }}
- name: falco-yaml
  configMap:
    name: {{ include "kosmos-probe.fullname" . }}
{{- if .Values.customRules }}
- name: rules
  configMap:
    name: {{ include "kosmos-probe.fullname" . }}-rules
{{- end }}
{{- if and .Values.audit.enabled .Values.audit.logDirectory }}
- name: audit-log
  hostPath:
    path: {{ .Values.audit.logDirectory }}
    type: DirectoryOrCreate
{{- end }}
{{- if and (include "kosmos-probe.auditListens" .) .Values.audit.secretName }}
- name: audit-secret
  secret:
    secretName: {{ .Values.audit.secretName }}
{{- end }}
- name: spool
  {{- if and .Values.spool.hostPath (or .Values.driver.enabled (and .Values.audit.enabled .Values.audit.logDirectory)) }}
  hostPath:
    path: {{ .Values.spool.hostPath }}
    type: DirectoryOrCreate
  {{- else }}
  emptyDir: {}
  {{- end }}
- name: tmp
  emptyDir: {}
{{- with .Values.mounts.volumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}
