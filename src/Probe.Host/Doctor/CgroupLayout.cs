namespace KosmosProbe.Host.Doctor;

/// <summary>How this machine's control groups are mounted: containers are told apart by them.</summary>
internal static class CgroupLayout
{
    /// <summary>Judges a mount table.</summary>
    /// <param name="mounts">The lines of /proc/self/mounts.</param>
    public static Finding Examine(IEnumerable<string> mounts)
    {
        var tables = mounts.Select(static line => line.Split(' ')).Where(static words => words.Length > 2).ToList();
        string? unified = tables.FirstOrDefault(static words => words[2] == "cgroup2")?[1];
        int v1 = tables.Count(static words => words[2] == "cgroup");
        return (unified, v1) switch
        {
            ({ } at, 0) => new Finding("cgroups", Verdict.Fine, $"v2 at {at}"),
            ({ } at, _) => new Finding("cgroups", Verdict.Fine, $"hybrid: {v1} v1 hierarchies, v2 at {at}"),
            (null, > 0) => new Finding("cgroups", Verdict.Fine, $"v1 only, {v1} hierarchies"),
            _ => new Finding(
                "cgroups",
                Verdict.Limited,
                "none mounted here: containers cannot be told apart",
                "mount the host's /sys/fs/cgroup"),
        };
    }
}
