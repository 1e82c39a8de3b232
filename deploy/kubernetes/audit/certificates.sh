#!/bin/sh
# certificates.sh FOLDER: makes what the API server and the probe know each other by: an authority, a certificate for
# the probe (tls.pem) and one for the API server (client.crt, client.key), good for ten years, and a token. What is
# there already stays.
set -eu
umask 077

folder=${1:?usage: certificates.sh FOLDER}
days=3650
mkdir -p "$folder"
cd "$folder"

if [ ! -s ca.key ]; then
    openssl ecparam -name prime256v1 -genkey -noout -out ca.key
    openssl req -x509 -new -key ca.key -days $days -subj "/CN=kosmos-probe audit" -out ca.crt
fi

# sign NAME SUBJECT EXTENSION...: a key and a certificate of the authority.
sign() {
    name=$1 subject=$2
    shift 2
    [ ! -s "$name.crt" ] || return 0
    openssl ecparam -name prime256v1 -genkey -noout -out "$name.key"
    openssl req -new -key "$name.key" -subj "$subject" -out "$name.csr"
    printf '%s\n' "$@" >"$name.ext"
    openssl x509 -req -in "$name.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days $days \
        -extfile "$name.ext" -out "$name.crt" 2>/dev/null
    rm "$name.csr" "$name.ext"
}

sign server "/CN=kosmos-probe" "subjectAltName=IP:127.0.0.1,DNS:localhost" "extendedKeyUsage=serverAuth"
sign client "/CN=kube-apiserver" "extendedKeyUsage=clientAuth"
cat server.crt server.key >tls.pem
[ -s token ] || openssl rand -hex 32 >token
echo "$folder: ca.crt, tls.pem and token are for the probe; ca.crt, client.crt and client.key for the API server"
