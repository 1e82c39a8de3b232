# The probe as a container image. Both base images are Debian or Ubuntu with .NET 10; name others by build argument.
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/runtime:10.0

FROM ${SDK_IMAGE} AS build
WORKDIR /source
COPY deploy/setup.sh deploy/
RUN deploy/setup.sh build
COPY . .
RUN deploy/build.sh Release /probe

FROM ${RUNTIME_IMAGE}
RUN apt-get -o DPkg::Lock::Timeout=300 update -qq \
    && apt-get -o DPkg::Lock::Timeout=300 install -qq -y --no-install-recommends libbpf1 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /probe /opt/kosmos-probe
RUN ln -s /opt/kosmos-probe/kosmos-probe /usr/bin/kosmos-probe && ln -s kosmos-probe /usr/bin/falco
# Loading programs needs root with CAP_BPF and CAP_PERFMON, and the host's pid namespace to know its processes.
ENTRYPOINT ["/usr/bin/kosmos-probe"]
