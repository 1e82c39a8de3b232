# The probe as a container image: its own files, the libraries it loads and a shell for program_output, nothing else.
# deploy/image.sh builds it; other base images are named by build argument.
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
ARG DEBIAN_IMAGE=debian:trixie-slim

# The kernel's side needs clang, which the rest does not.
FROM ${DEBIAN_IMAGE} AS bpf
WORKDIR /source
COPY deploy/setup.sh deploy/
RUN deploy/setup.sh bpf
COPY src/Probe.Native/compile-bpf.sh ./
COPY bpf bpf
RUN ./compile-bpf.sh all bpf /objects

# With the runtime, compiled ahead of time, and without what of the runtime nobody calls.
FROM ${SDK_IMAGE} AS build
WORKDIR /source
COPY . .
COPY --from=bpf /objects /objects
# Where packages are that need not be fetched.
ARG NUGET_PACKAGES
RUN deploy/publish.sh /probe /objects

# The libraries come from Debian's packages, whose names are left for scanners to find.
FROM ${DEBIAN_IMAGE} AS root
WORKDIR /source
COPY deploy/setup.sh deploy/image-root.sh deploy/
RUN deploy/setup.sh image
COPY --from=build /probe /probe
RUN deploy/image-root.sh /probe /root-directory

FROM scratch
COPY --from=root /root-directory /
# No socket for debuggers beside a program that reads every process.
ENV PATH=/usr/bin:/bin DOTNET_EnableDiagnostics=0
EXPOSE 8765
# Loading programs needs root with CAP_BPF and CAP_PERFMON; docs/deployment.md says what else, and what for.
ENTRYPOINT ["/usr/bin/kosmos-probe"]
