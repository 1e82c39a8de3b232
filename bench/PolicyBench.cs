using BenchmarkDotNet.Attributes;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Policies;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Bench;

/// <summary>
/// What it costs to derive what the kernel may leave out: the first policy after rules were loaded, and that of a
/// container that the rules can tell from those before, or cannot.
/// </summary>
[MemoryDiagnoser]
public class PolicyBench
{
    private readonly ContainerInfo _web = new(Details("web", "docker.io/library/nginx:1"));
    private readonly ContainerInfo _other = new(Details("other", "docker.io/library/redis:1"));
    private RuleSet _rules = null!;
    private PolicyCompiler _compiler = null!;

    /// <summary>The sets of rules; the official ones where they are at hand.</summary>
    public static IEnumerable<string> RuleSets => Directory.Exists(Official) ? ["shipped", "official"] : ["shipped"];

    /// <summary>Which set.</summary>
    [ParamsSource(nameof(RuleSets))]
    public string Set { get; set; } = "";

    private static string Official => Path.Combine(
        Environment.GetEnvironmentVariable("KOSMOS_SHARED") ?? "/", "fixtures", "falco-rules");

    /// <summary>Loads the rules.</summary>
    [GlobalSetup]
    public void Load()
    {
        _rules = Set == "official"
            ? ShippedRules.Load([Official], new AlertOptions(), forCaptures: false)
            : ShippedRules.Load(new AlertOptions());
        _compiler = new PolicyCompiler(_rules);
        _compiler.For(_web);
    }

    /// <summary>The host's, after rules were loaded.</summary>
    [Benchmark(Baseline = true)]
    public KernelPolicy Host() => new PolicyCompiler(_rules).ForHost();

    /// <summary>The host's and a container's.</summary>
    [Benchmark]
    public (KernelPolicy Host, KernelPolicy Container) HostAndContainer()
    {
        var compiler = new PolicyCompiler(_rules);
        return (compiler.ForHost(), compiler.For(_web));
    }

    /// <summary>That of one more container that is like another to the rules.</summary>
    [Benchmark]
    public KernelPolicy LikeAnother() => _compiler.For(_other);

    private static ContainerDetails Details(string name, string image) => new()
    {
        FullId = new string(name[0], 64),
        Name = name,
        Type = "containerd",
        Image = image,
        IsPrivileged = false,
        Mounts = [],
        PodName = name + "-1",
        PodNamespace = "default",
    };
}
