#!/bin/bash
# apiserver.sh [PROBE]: a real API server with the policy and webhook of deploy/kubernetes/audit sends its audit events
# to the probe, over TLS with certificates of certificates.sh. A privileged pod is made, a secret read, a request made
# without a name, a command run in the pod: each must give its alert. Needs etcd, kubectl and kube-apiserver in PATH,
# or KUBE_APISERVER; without a kubelet the command is refused, which is told as well. KEEP=1 leaves the logs.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/dotnet.sh
probe=${1:-out/kosmos-probe}
apiserver=${KUBE_APISERVER:-kube-apiserver}
wait_s=60

for tool in etcd kubectl openssl "$apiserver"; do
    command -v "$tool" >/dev/null || { echo "apiserver: there is no $tool" >&2; exit 2; }
done

work=$(mktemp -d)
pids=()
finish() {
    for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
        { kill "${pids[$i]}" && wait "${pids[$i]}" || true; } 2>/dev/null
    done
    [ -n "${KEEP:-}" ] && echo "logs are in $work" || rm -rf "$work"
}
trap finish EXIT

# fail WHAT LOG: ends with the end of a log.
fail() {
    echo "apiserver: $1" >&2
    tail -n 20 "$2" >&2
    exit 1
}

# until_true WHAT LOG COMMAND...: runs the command until it succeeds.
until_true() {
    local what=$1 log=$2
    shift 2
    for _ in $(seq $((wait_s * 5))); do
        ! "$@" >/dev/null 2>&1 || return 0
        sleep 0.2
    done
    fail "$what" "$log"
}

# free_port: one that nobody listens to.
free_port() {
    local taken
    taken=$(ss -Htan | awk '{ sub(".*:", "", $4); print $4 }' | sort -u)
    comm -23 <(seq 20000 30000 | sort) <(echo "$taken") | shuf -n 1
}

etcd_port=$(free_port) peer_port=$(free_port) api_port=$(free_port) audit_port=$(free_port)
deploy/kubernetes/audit/certificates.sh "$work/audit"
sed -e "s|/etc/rancher/k3s/audit|$work/audit|" -e "s|127.0.0.1:9765|127.0.0.1:$audit_port|" \
    deploy/kubernetes/audit/webhook.yaml >"$work/audit/webhook.yaml"

"$probe" -o engine.k8s_audit.enabled=true -o engine.k8s_audit.listen_port="$audit_port" \
    -o engine.k8s_audit.ssl_certificate="$work/audit/tls.pem" -o engine.k8s_audit.client_ca="$work/audit/ca.crt" \
    -o webserver.enabled=false >"$work/alerts" 2>"$work/probe.log" &
pids+=($!)
until_true "the probe takes no events" "$work/probe.log" grep -q "events are taken at" "$work/probe.log"

url=http://127.0.0.1:$etcd_port
etcd --data-dir "$work/etcd" --listen-client-urls "$url" --advertise-client-urls "$url" \
    --listen-peer-urls "http://127.0.0.1:$peer_port" --initial-advertise-peer-urls "http://127.0.0.1:$peer_port" \
    --initial-cluster "default=http://127.0.0.1:$peer_port" >"$work/etcd.log" 2>&1 &
pids+=($!)

openssl genrsa -out "$work/sa.key" 2048 2>/dev/null
printf 'admin-token,alice,1,"system:masters"\n' >"$work/tokens.csv"
"$apiserver" --etcd-servers="$url" --bind-address=127.0.0.1 --secure-port="$api_port" --cert-dir="$work/pki" \
    --token-auth-file="$work/tokens.csv" --authorization-mode=RBAC --anonymous-auth=true --allow-privileged=true \
    --service-cluster-ip-range=198.19.0.0/24 --service-account-issuer=https://kubernetes.default.svc \
    --service-account-signing-key-file="$work/sa.key" --service-account-key-file="$work/sa.key" \
    --endpoint-reconciler-type=none --disable-admission-plugins=ServiceAccount \
    --audit-policy-file=deploy/kubernetes/audit/policy.yaml --audit-webhook-config-file="$work/audit/webhook.yaml" \
    --audit-webhook-batch-max-wait=1s >"$work/apiserver.log" 2>&1 &
pids+=($!)
server=https://127.0.0.1:$api_port
until_true "the API server does not start" "$work/apiserver.log" \
    curl -skf -H "Authorization: Bearer admin-token" "$server/readyz"
echo "API server $(curl -sk "$server/version" | sed -n 's/.*"gitVersion": "\(.*\)",/\1/p')"

kubectl() {
    command kubectl --kubeconfig=/dev/null --server="$server" --insecure-skip-tls-verify --token=admin-token "$@"
}
until_true "there is no namespace default" "$work/apiserver.log" kubectl get namespace default
kubectl apply --validate=false -f - <<'POD'
apiVersion: v1
kind: Pod
metadata: { name: breakout, namespace: default }
spec:
  containers: [{ name: shell, image: "docker.io/library/alpine:3", securityContext: { privileged: true } }]
POD
kubectl create secret generic plans --from-literal=launch=now
kubectl get secret plans -o name
curl -sk -o /dev/null -w 'anonymous request: %{http_code}\n' "$server/api/v1/namespaces/default/secrets"
kubectl exec breakout -- sh -c id || echo "the command was refused: there is no kubelet"

status=0
for expected in "Privileged pod (user=alice .*pod=breakout ns=default" \
    "Secret read (user=alice .*secret=plans" \
    "Anonymous request refused (.*uri=/api/v1/namespaces/default/secrets" \
    "Command in a pod (user=alice .*command=sh"; do
    for _ in $(seq $((wait_s * 5))); do
        ! grep -q "$expected" "$work/alerts" || break
        sleep 0.2
    done
    grep -m 1 "$expected" "$work/alerts" || { echo "no alert: $expected" >&2; status=1; }
done
grep -v -e "Privileged pod" -e "Secret read" -e "Anonymous request" -e "Command in a pod" "$work/alerts" || true
[ $status = 0 ] || { tail -n 5 "$work/probe.log" "$work/apiserver.log" >&2; }
exit $status
