namespace KosmosProbe.Containers.Tests.Bed;

/// <summary>The files that containerd is started with.</summary>
internal static class ContainerdConfig
{
    /// <summary>Where Debian keeps network plugins.</summary>
    internal const string Plugins = "/usr/lib/cni";

    /// <summary>containerd's own.</summary>
    internal static string Text(string folder) => $"""
        version = 2
        root = "{folder}/root"
        state = "{folder}/state"
        disabled_plugins = [
          "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
          "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs",
          "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing"]
        [grpc]
          address = "{folder}/state/containerd.sock"
        [plugins."io.containerd.internal.v1.opt"]
          path = "{folder}/opt"
        [plugins."io.containerd.grpc.v1.cri"]
          sandbox_image = "{ContainerdBed.Pause}"
          # Without CAP_SYS_RESOURCE a sandbox cannot start otherwise.
          restrict_oom_score_adj = true
          disable_apparmor = true
          disable_tcp_service = true
          stream_server_address = "127.0.0.1"
          stream_server_port = "0"
          [plugins."io.containerd.grpc.v1.cri".cni]
            bin_dir = "{Plugins}"
            conf_dir = "{folder}/cni/net.d"
          [plugins."io.containerd.grpc.v1.cri".containerd]
            snapshotter = "{Snapshotter(folder)}"
            default_runtime_name = "runc"
            [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
              runtime_type = "io.containerd.runc.v2"
              [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                BinaryName = "{CommandLine.Find("runc")}"
                SystemdCgroup = false

        """;

    /// <summary>
    /// The first three bytes of the bridge's addresses, from the range that is kept for measurements: others for each
    /// bed, since one machine can route them to one bridge only.
    /// </summary>
    internal static string Subnet { get; } =
        $"198.{18 + (Environment.ProcessId >> 8 & 1)}.{Environment.ProcessId & 255}";

    /// <summary>A bridge of the bed's own.</summary>
    internal static string Bridge() => $$"""
        {
          "cniVersion": "0.4.0",
          "name": "kosmos-bed",
          "plugins": [
            {
              "type": "bridge",
              "bridge": "{{BedRemains.BridgeName}}",
              "isGateway": true,
              "ipMasq": false,
              "ipam": {
                "type": "host-local",
                "ranges": [[{ "subnet": "{{Subnet}}.0/24" }]],
                "dataDir": "/run/{{BedRemains.BridgeName}}"
              }
            }
          ]
        }
        """;

    // An overlay needs a kernel that has it, and a file system below it that can serve as its upper layer; another
    // overlay cannot.
    private static string Snapshotter(string folder) =>
        File.ReadAllText("/proc/filesystems").Contains("overlay", StringComparison.Ordinal)
        && new DriveInfo(folder).DriveFormat is "ext4" or "ext3" or "ext2" or "xfs" or "tmpfs" ? "overlayfs" : "native";
}
