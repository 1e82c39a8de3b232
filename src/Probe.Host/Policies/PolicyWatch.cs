using System.Text;
using KosmosProbe.Engine.Identities;
using KosmosProbe.Engine.Policies;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Native;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Policies;

/// <summary>
/// Keeps the kernel's policies current: of the host's processes and of each container, as control groups come and go,
/// containers get to be known, and rules change. Whoever changes what policies rest upon takes them out of force first
/// (<see cref="Hold"/>), which is one write to memory; this thread puts them in force again when all are anew.
/// </summary>
internal sealed class PolicyWatch : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(2);

    private readonly KernelPolicies _kernel;
    private readonly Func<RuleSet> _rules;
    private readonly ILogger _log;
    private readonly CgroupTree _tree;
    private readonly PolicyNumbers _numbers;
    private readonly AutoResetEvent _signal = new(true);
    private readonly ManualResetEventSlim _stop = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<GroupKey, (int Policy, GroupFlags Flags)> _groups = [];
    private readonly HashSet<FileIdentity> _files = [];
    private readonly Thread _thread;
    private PolicyCompiler? _compiler;
    private long _epoch;
    private int _holds;
    private bool _isBroken;
    private bool _isDisposed;

    /// <summary>Nothing is left out before it is started.</summary>
    /// <param name="kernel">Where policies go.</param>
    /// <param name="rules">The rules in force.</param>
    /// <param name="isProof">What is left out is sent nevertheless, marked.</param>
    /// <param name="log">Where it is told that there are no policies.</param>
    /// <exception cref="BpfException">The control groups cannot be looked at.</exception>
    public PolicyWatch(KernelPolicies kernel, Func<RuleSet> rules, bool isProof, ILogger log)
    {
        (_kernel, _rules, _log) = (kernel, rules, log);
        _tree = CgroupTree.Open();
        _numbers = new PolicyNumbers(kernel);
        kernel.IsProven = isProof;
        Views = new GroupViews(Change);
        _thread = new Thread(Run) { Name = "policies", IsBackground = true };
    }

    /// <summary>Where the event thread tells of groups.</summary>
    public GroupViews Views { get; }

    /// <summary>Begins to derive policies, beside all else.</summary>
    public void Start() => _thread.Start();

    /// <summary>
    /// Takes all policies out of force until what it gives is disposed of, and they have been derived anew. Any thread.
    /// </summary>
    public Holding Hold()
    {
        lock (_lock)
        {
            _epoch++;
            _holds++;
            _kernel.InForce = false;
        }

        return new Holding(this);
    }

    /// <summary>Files that rules name pass from now on, besides those that did before.</summary>
    /// <param name="files">The files.</param>
    public void Watch(IReadOnlyCollection<KnownFile> files)
    {
        try
        {
            foreach (var file in files)
            {
                if (_files.Add(file.File)) _kernel.WatchFile(file.File.Device, file.File.Inode);
            }
        }
        catch (BpfException e)
        {
            Break(e.Message);
        }
    }

    /// <summary>Only these files are named any more.</summary>
    /// <param name="files">The files.</param>
    public void WatchOnly(IReadOnlyCollection<KnownFile> files)
    {
        var left = _files.Except(files.Select(static file => file.File)).ToList();
        foreach (var file in left)
        {
            _kernel.LeaveFile(file.Device, file.Inode);
            _files.Remove(file);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // As a part of a service it is disposed of twice.
        if (_isDisposed) return;
        _isDisposed = true;
        _stop.Set();
        _signal.Set();

        // A thread that is left behind still uses them.
        if (_thread.IsAlive && !_thread.Join(StopMax)) return;
        _tree.Dispose();
        Views.Dispose();
        _stop.Dispose();
        _signal.Dispose();
    }

    private void Change(bool isJudged)
    {
        if (isJudged) Hold().Dispose();
        else _signal.Set();
    }

    private void Release()
    {
        lock (_lock) _holds--;
        _signal.Set();
    }

    private void Run()
    {
        try
        {
            while (!_stop.IsSet)
            {
                _signal.WaitOne(LookEvery);
                if (_stop.Wait(Rest)) return;
                while (Views.TryTakeAgreed(out var process)) _kernel.Settle(process.Pid, process.TimeNs);
                Derive();
            }
        }
        catch (Exception e)
        {
            // Everything is sent from now on, which costs time and no event.
            Break(e.Message);
        }
    }

    private void Derive()
    {
        long epoch;
        lock (_lock) epoch = _epoch;
        var rules = _rules();
        if (_compiler?.Rules != rules) _compiler = new PolicyCompiler(rules);
        if (Views.Ask(AnswerMax) is not { } views)
        {
            _signal.Set();
            return;
        }

        Assign(_compiler, views.ToDictionary(static view => Encoding.UTF8.GetString(view.Path)));
        lock (_lock)
        {
            if (_epoch == epoch && _holds == 0 && !_isBroken) _kernel.InForce = true;
        }
    }

    private void Assign(PolicyCompiler compiler, Dictionary<string, GroupView> views)
    {
        long nowMs = Environment.TickCount64;
        var left = _groups.Keys.ToHashSet();
        foreach (var node in _tree.List())
        {
            if (!node.Key.IsTellable) continue;
            left.Remove(node.Key);
            var next = (_numbers.Of(PolicyOf(compiler, views, node.Path), nowMs), node.Flags);
            if (_groups.TryGetValue(node.Key, out var now) && now == next) continue;
            _groups[node.Key] = next;
            _kernel.SetGroup(node.Key, next.Item1, next.Flags);
        }

        foreach (var gone in left)
        {
            _kernel.RemoveGroup(gone);
            _groups.Remove(gone);
        }

        _numbers.Keep(_groups.Values.Select(static group => group.Policy).ToHashSet(), nowMs);
    }

    private static KernelPolicy PolicyOf(PolicyCompiler compiler, Dictionary<string, GroupView> views, string path)
    {
        if (!views.TryGetValue(path, out var view))
        {
            return Engine.Threads.Cgroups.NamesContainer(Encoding.UTF8.GetBytes(path))
                ? KernelPolicy.Everything
                : compiler.ForHost();
        }

        return view.Standing switch
        {
            GroupStanding.Host => compiler.ForHost(),
            GroupStanding.Container => compiler.For(view.Info!),
            _ => KernelPolicy.Everything,
        };
    }

    private void Break(string reason)
    {
        lock (_lock)
        {
            _isBroken = true;
            _kernel.InForce = false;
        }

        _log.PoliciesGone(reason);
    }

    /// <summary>While it lasts no policy is in force.</summary>
    /// <param name="watch">Whose policies.</param>
    internal readonly struct Holding(PolicyWatch watch) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => watch.Release();
    }
}
