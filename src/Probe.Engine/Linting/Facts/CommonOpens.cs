namespace KosmosProbe.Engine.Linting.Facts;

/// <summary>A file that ordinary processes open all the time.</summary>
/// <param name="Path">The path, as the kernel resolves it.</param>
/// <param name="IsWrite">Opened for writing; else for reading.</param>
/// <param name="Who">Who opens it, as a clause behind the path.</param>
internal sealed record CommonOpen(string Path, bool IsWrite, string Who);

/// <summary>The files that processes of every pod and node open all the time, whatever the pod is for.</summary>
internal static class CommonOpens
{
    /// <summary>The files.</summary>
    public static readonly IReadOnlyList<CommonOpen> All =
    [
        Read("/var/run/secrets/kubernetes.io/serviceaccount/token",
            "which every pod that talks to Kubernetes reads again and again"),
        Read("/run/secrets/kubernetes.io/serviceaccount/..2025_01_01_00_00_00.123456789/token",
            "which every pod that talks to Kubernetes reads again and again"),
        Read("/run/secrets/kubernetes.io/serviceaccount/..2025_01_01_00_00_00.123456789/ca.crt",
            "which every pod that talks to Kubernetes reads"),
        Read("/etc/passwd", "which every program reads that looks up a user's name, a shell as it starts among them"),
        Read("/etc/group", "which every program reads that looks up a group's name"),
        Read("/etc/hosts", "which every program reads that looks up a host's name"),
        Read("/etc/resolv.conf", "which every program reads that looks up a host's name"),
        Read("/etc/nsswitch.conf", "which every program reads that looks up a name"),
        Read("/etc/localtime", "which every program reads that prints a time"),
        Read("/etc/ld.so.cache", "which every program reads as it starts"),
        Read("/usr/lib/x86_64-linux-gnu/libc.so.6", "which every program reads as it starts"),
        Read("/etc/ssl/certs/ca-certificates.crt", "which every program reads that speaks TLS"),
        Read("/proc/self/maps", "which language runtimes read"),
        Read("/proc/meminfo", "which language runtimes read as they start"),
        Read("/proc/cpuinfo", "which language runtimes read as they start"),
        Read("/proc/1/stat", "which every tool that lists processes reads"),
        Read("/proc/1/cmdline", "which every tool that lists processes reads"),
        Read("/sys/fs/cgroup/memory.max", "which language runtimes read as they start"),
        Read("/dev/urandom", "which programs read that need random numbers"),
        Write("/dev/null", "which every script writes to that discards output"),
        Write("/tmp/tmp1a2b3c", "like any temporary file"),
        Write("/var/log/server.log", "like the log of any service"),
    ];

    private static CommonOpen Read(string path, string who) => new(path, IsWrite: false, who);

    private static CommonOpen Write(string path, string who) => new(path, IsWrite: true, who);
}
