using System.Diagnostics.CodeAnalysis;
using System.Text;
using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Compilation;
using KosmosProbe.Engine.Rules.Collecting;
using KosmosProbe.Engine.Rules.Compiling;
using KosmosProbe.Engine.Rules.Reading;

namespace KosmosProbe.Engine.Rules;

/// <summary>
/// The rules in force, filed by event type: an event meets only conditions that could hold for it. Immutable; a reload
/// builds the next one beside it.
/// </summary>
public sealed class RuleSet
{
    // A rule of this priority or above wants its events told at once.
    private const Priority LeastUrgent = Priority.Critical;

    private readonly Judge?[] _judges;
    private readonly bool[] _isUrgent;
    private readonly bool[] _readsNames;
    private bool? _readsContainers;
    private bool? _readsEnvironments;
    private IReadOnlyList<EventType>? _followedTypes;
    private readonly RecordedJudges? _recorded;
    private readonly Lazy<Judge?> _audit;

    internal RuleSet(IReadOnlyList<CompiledRule> rules, RuleSetOptions options)
    {
        Rules = rules;
        NamesAsPassed = options.Strict && !options.ForCaptures;
        FollowsFiles = options.FollowsFiles;
        Active = RuleSelection.Apply(rules.Where(rule => rule.Priority <= options.LeastPriority), options.Selection);
        FirstMatchOnly = options.Matching == RuleMatching.First;
        _audit = new Lazy<Judge?>(CompileAudit);
        List<EventType> types = [];
        if (options.ForCaptures)
        {
            _recorded = new RecordedJudges(Active);
        }
        else
        {
            types = [.. EventTable.Types.Where(type => options.WithFrequentCalls || IsOfUse(type))];
        }

        var judges = ConditionLanguage.CompileJudges(
            types,
            [.. Active.Select(rule => rule.Condition)],
            [.. Active.Select(rule => rule.Number)],
            firstMatchOnly: false,
            options.CompilingThreads);
        _judges = new Judge?[EventTable.TypesCount];
        _isUrgent = new bool[_judges.Length];
        foreach (var (type, judge) in judges)
        {
            _judges[(int)type] = judge;
            _isUrgent[(int)type] = Active.Any(
                rule => rule.Priority <= LeastUrgent && rule.Condition.EventTypes.Contains(type));
        }

        DomainNames =
        [
            .. Active.SelectMany(static rule => ComparedNames.Of(rule.Condition.Root))
                .Select(Encoding.UTF8.GetString).Distinct(StringComparer.Ordinal),
        ];
        _readsNames = ReadNames(options.FollowsFiles ? Active : []);
        OpenRules = new OpenRules(options.ForCaptures ? [] : Active, options.CompilingThreads);
        IdentityRules = new IdentityRules(options.FollowsFiles ? Active : []);
        AskedNameRules = new AskedNameRules(options.FollowsFiles ? Active : []);
        OtherNameRules = new OtherNameRules(options.FollowsFiles ? Active : []);
        WantedTypes = [.. types.Where(type => _judges[(int)type] is not null)];
        UrgentTypes = [.. types.Where(type => _isUrgent[(int)type])];
    }

    /// <summary>
    /// Whether paths of opens are the names that were passed, made absolute, as Falco has them. Of a capture it is
    /// the capture that says.
    /// </summary>
    public bool NamesAsPassed { get; }

    /// <summary>An event alerts by the first rule that holds, and by no other.</summary>
    public bool FirstMatchOnly { get; }

    /// <summary>The rules are for the events of captures.</summary>
    internal bool IsForCaptures => _recorded is not null;

    /// <summary>Files count under other names than those they were opened by.</summary>
    internal bool FollowsFiles { get; }

    /// <summary>All rules that compiled, by number, enabled or not.</summary>
    public IReadOnlyList<CompiledRule> Rules { get; }

    /// <summary>The rules that are judged, in order of evaluation.</summary>
    public IReadOnlyList<CompiledRule> Active { get; }

    /// <summary>The event types that any active rule can hold for.</summary>
    public IReadOnlyList<EventType> WantedTypes { get; }

    /// <summary>The event types under which a rule of priority Critical or above is filed.</summary>
    public IReadOnlyList<EventType> UrgentTypes { get; }

    /// <summary>The compiled conditions, by event number; for tests.</summary>
    internal IReadOnlyList<Judge?> Judges => _judges;

    /// <summary>Whether any active rule reads environments, to decide or to show.</summary>
    public bool ReadsEnvironments => _readsEnvironments ??= Active.Any(static rule =>
        rule.Condition.Reads(EnvironmentFields.Contains) || rule.Output.Shown.Any(EnvironmentFields.Contains));

    private bool ReadsStreams => Active.Any(static rule =>
        rule.Condition.Reads(StandardStreamFields.Contains) || rule.Output.Shown.Any(StandardStreamFields.Contains));

    /// <summary>Whether any active rule's condition reads anything of containers. Event thread.</summary>
    internal bool ReadsContainers => _readsContainers ??=
        Active.Any(static rule => rule.Condition.Reads(ContainerReaders.IsOfContainer));

    /// <summary>The rules that read what container runtimes tell.</summary>
    internal OpenRules OpenRules { get; }

    /// <summary>The rules that compare the opened file's name with exact paths.</summary>
    internal IdentityRules IdentityRules { get; }

    /// <summary>The rules that want the opened file's name to start with something.</summary>
    internal AskedNameRules AskedNameRules { get; }

    /// <summary>The rules that ask what the opened file's name looks like.</summary>
    internal OtherNameRules OtherNameRules { get; }

    /// <summary>Whether a rule asks for another name of an opened file than the one that it was reached by.</summary>
    public bool ReadsOtherNames => !OtherNameRules.IsEmpty;

    /// <summary>
    /// Paths that rules compare the opened file's name with: what is behind them counts under any other name too.
    /// </summary>
    public IReadOnlyList<byte[]> ExactPaths => IdentityRules.Paths;

    /// <summary>
    /// Events that tell what rules rely on, whether a rule wants them or not: what is behind these paths by now, and
    /// standard streams where rules read them.
    /// </summary>
    public IReadOnlyList<EventType> FollowedTypes =>
        _followedTypes ??= ReadsStreams ? [.. IdentityRules.Followed, EventType.Stream] : IdentityRules.Followed;

    /// <summary>Domain names that rules compare addresses with; none twice.</summary>
    public IReadOnlyList<string> DomainNames { get; }

    private static bool[] ReadNames(IReadOnlyList<CompiledRule> active)
    {
        var reads = new bool[EventTable.TypesCount];
        foreach (var rule in active.Where(static rule => rule.Condition.Reads(PathFields.IsOfNames)))
        {
            foreach (var type in EventTable.Types.Where(CallEvents.LeavesNames))
            {
                reads[(int)type] |= rule.Condition.EventTypes.Contains(type);
            }
        }

        return reads;
    }

    // What every program does all the time is of no use to a rule that does not say what it is about.
    private bool IsOfUse(EventType type) =>
        !CallEvents.IsFrequent(type) || Active.Any(rule => rule.Condition.EventTypes.Names(type));

    /// <summary>
    /// Makes a set of rules from files. False, with the errors in the report, when it cannot be used; warnings are
    /// reported either way.
    /// </summary>
    /// <param name="files">The files, in order.</param>
    /// <param name="fields">The fields there are.</param>
    /// <param name="options">How to make it.</param>
    /// <param name="report">Where errors and warnings go.</param>
    /// <param name="ruleSet">The set.</param>
    public static bool TryLoad(
        IEnumerable<RuleFile> files,
        FieldTable fields,
        RuleSetOptions options,
        RuleReport report,
        [NotNullWhen(true)] out RuleSet? ruleSet) =>
        TryLoad(files, fields, options, report, out ruleSet, out _);

    /// <summary>The same; gives also what the files say, for those who describe it.</summary>
    /// <param name="files">The files, in order.</param>
    /// <param name="fields">The fields there are.</param>
    /// <param name="options">How to make it.</param>
    /// <param name="report">Where errors and warnings go.</param>
    /// <param name="ruleSet">The set.</param>
    /// <param name="items">What was read; all of it, also when it cannot be used.</param>
    public static bool TryLoad(
        IEnumerable<RuleFile> files,
        FieldTable fields,
        RuleSetOptions options,
        RuleReport report,
        [NotNullWhen(true)] out RuleSet? ruleSet,
        out LoadedItems items)
    {
        ruleSet = null;
        report.EndsWithFirstError = options.Strict;
        var reader = new RuleFileReader(report);
        var ownFields = fields.ForOneSet();
        var collector = new RuleCollector(report, ownFields, options.Sources);
        var compiler = new RuleCompiler(collector, ownFields, options, report);
        items = new LoadedItems(reader.Requirements, collector, fields, options);
        IReadOnlyList<CompiledRule>? rules = null;
        foreach (var file in files)
        {
            items.Files.Add(file);
            foreach (var definition in reader.Read(file))
            {
                collector.Collect(definition);
            }

            // Falco compiles each file with what was loaded before, so a name that comes later is unknown here.
            rules = options.Strict ? compiler.Compile() : null;
            if (options.Strict && report.HasErrors)
            {
                return false;
            }
        }

        rules ??= compiler.Compile();
        ruleSet = report.HasErrors ? null : new RuleSet(rules, options);
        return ruleSet is not null;
    }

    /// <summary>Ends when all is compiled: a start, which must be quick, leaves some to who asks for it.</summary>
    public Task Compiled => OpenRules.Compiled;

    /// <summary>
    /// Whether any active rule decides by the names that calls of a type leave, so that it matters where they lead.
    /// </summary>
    /// <param name="type">The type.</param>
    public bool ReadsNames(EventType type) => (uint)type < (uint)_readsNames.Length && _readsNames[(int)type];

    /// <summary>Whether events of a type are to be told at once.</summary>
    /// <param name="type">The type.</param>
    public bool IsUrgent(EventType type) => (uint)type < (uint)_isUrgent.Length && _isUrgent[(int)type];

    /// <summary>
    /// Whether what the container runtime will tell of the event's container could change what alerts, or what the
    /// alerts show.
    /// </summary>
    /// <param name="context">An event in a container that the runtime has not described yet.</param>
    /// <param name="matches">The rules that hold as things are, from <see cref="Match"/>.</param>
    /// <param name="open">From <see cref="CreateMatches"/>; overwritten.</param>
    public bool DependsOnContainer(in EventContext context, RuleMatches matches, RuleMatches open)
    {
        if (context.Thread.Cgroup.Claims.IsDoubtful)
        {
            // Even its id is open, and with it every check on the host or a container.
            return _judges[(int)context.Event.Type] is not null;
        }

        foreach (int rule in matches.Rules)
        {
            if (Rules[rule].ShowsContainer)
            {
                return true;
            }
        }

        return OpenRules.MayHold(context, open);
    }

    /// <summary>
    /// Goes on with the counts of a set that this one takes the place of, rule by rule of the same name.
    /// </summary>
    /// <param name="former">The set that is in force until now.</param>
    internal void TakeCountsFrom(RuleSet former)
    {
        var formerByName = former.Rules.ToLookup(static rule => rule.Name);
        foreach (var rule in Rules)
        {
            if (formerByName[rule.Name].FirstOrDefault() is { } counted) rule.TakeCountFrom(counted);
        }
    }

    /// <summary>Memory for the matches of one event; one per thread that judges.</summary>
    public RuleMatches CreateMatches() => new(Math.Max(Rules.Count, 1));

    /// <summary>
    /// Judges an event of the source k8s_audit, by its rules alone. They are compiled when the first one comes.
    /// </summary>
    /// <param name="context">The event.</param>
    /// <param name="matches">As for <see cref="Match"/>.</param>
    internal bool MatchAudit(in EventContext context, RuleMatches matches)
    {
        matches.Clear();
        _audit.Value?.Invoke(context, matches);
        return matches.Count > 0;
    }

    private Judge? CompileAudit()
    {
        List<CompiledRule> rules = [.. Active.Where(static rule => rule.Source == AuditSource.Name)];
        var table = new JudgeTable(
            [.. rules.Select(static rule => rule.Condition)], [.. rules.Select(static rule => rule.Number)],
            FirstMatchOnly);
        return table.Compile(AuditSource.Type);
    }

    /// <summary>Judges an event. True when any rule holds.</summary>
    /// <param name="context">The event.</param>
    /// <param name="matches">
    /// From <see cref="CreateMatches"/>; emptied, then filled with the numbers of the rules that hold.
    /// </param>
    public bool Match(in EventContext context, RuleMatches matches)
    {
        matches.Clear();
        if (JudgeOf(context.Event.Type) is not { } judge)
        {
            return false;
        }

        judge(context, matches);
        if (FirstMatchOnly) matches.KeepFirst();
        return matches.Count > 0;
    }

    /// <summary>
    /// Judges an event once more, by another name of the file that it is about. True when a rule holds that has not
    /// held yet.
    /// </summary>
    /// <param name="context">The event, to be judged by that name.</param>
    /// <param name="concerned">The rules that may hold for it now.</param>
    /// <param name="held">The rules that held already; those that hold now are added.</param>
    /// <param name="found">Overwritten: the rules that hold now.</param>
    internal bool MatchAgain(in EventContext context, List<int> concerned, RuleMatches held, RuleMatches found)
    {
        found.Clear();
        if (IsSettled(held) || concerned.Count == 0 || JudgeOf(context.Event.Type) is not { } judge)
        {
            return false;
        }

        judge(context, found);
        found.Keep(concerned, held);
        if (FirstMatchOnly) found.KeepFirst();
        foreach (int rule in found.Rules) held.Add(rule);
        return found.Count > 0;
    }

    /// <summary>Whether no other name of a file can add anything: one match is all that is told.</summary>
    /// <param name="held">The rules that held.</param>
    internal bool IsSettled(RuleMatches held) => FirstMatchOnly && held.Count > 0;

    private Judge? JudgeOf(EventType type) =>
        (uint)type < (uint)_judges.Length ? _judges[(int)type] : _recorded?.Of(type);
}
