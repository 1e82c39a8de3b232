using BenchmarkDotNet.Attributes;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Bench;

/// <summary>Compiled conditions on an open of a known process. The baseline is a condition of one comparison.</summary>
[MemoryDiagnoser]
public class ConditionBench
{
    private readonly NodeState _node = new();
    private readonly byte[] _record = Records.Openat("/var/lib/app/config/settings.json");
    private readonly Condition _number = Compile("fd.num = 5");
    private readonly Condition _equal = Compile("proc.name = python3");
    private readonly Condition _set = Compile("proc.name in (ash, bash, csh, dash, fish, ksh, mksh, sh, tcsh, zsh)");
    private readonly Condition _contains = Compile("fd.name contains secret or fd.name contains credential");
    private readonly Condition _prefixes = Compile("fd.name pmatch (/etc, /root, /usr/local/etc, /boot, /lib/modules)");
    private readonly Condition _typical = Compile(
        "evt.is_open_read = true and fd.typechar = f and fd.num >= 0 and "
        + "(fd.name startswith /etc/shadow or fd.name startswith /etc/passwd or fd.name contains secret)");

    /// <summary>Lets the thread table know the process that the opens belong to.</summary>
    [GlobalSetup]
    public void Prepare() => _node.Threads.Apply(Records.View(Records.Execve("java", "-jar", "app.jar")));

    /// <summary>One number.</summary>
    [Benchmark(Baseline = true)]
    public bool Number() => Judge(_number);

    /// <summary>One text.</summary>
    [Benchmark]
    public bool Equal() => Judge(_equal);

    /// <summary>A text against ten.</summary>
    [Benchmark]
    public bool Set() => Judge(_set);

    /// <summary>Two substrings in a path.</summary>
    [Benchmark]
    public bool Contains() => Judge(_contains);

    /// <summary>Five directories against a path.</summary>
    [Benchmark]
    public bool Prefixes() => Judge(_prefixes);

    /// <summary>What a rule about sensitive files asks.</summary>
    [Benchmark]
    public bool Typical() => Judge(_typical);

    private bool Judge(Condition condition)
    {
        var view = Records.View(_record);
        var thread = _node.Threads.Apply(view);
        _node.Scratch.Reset();
        return condition(new EventContext(view, thread, _node, number: 1, view.Header.Result));
    }

    private static Condition Compile(string text) =>
        ConditionLanguage.TryBind(
            text, new NameScope(), SyscallFields.Table, new LanguageOptions(), out var condition, out var error)
            ? ConditionLanguage.Compile(condition)
            : throw new InvalidOperationException($"{text}: {error.Message}");
}
