using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Policies.Facts;

/// <summary>
/// What fields can be in events of a class. Only the fields named here follow from the class; their own readers say
/// what they are, asked of examples, so that no second truth stands beside the first. Not for more than one thread.
/// </summary>
internal sealed class ClassFacts
{
    // These follow from the event's type alone.
    private static readonly HashSet<string> OfTypes =
    [
        "evt.type", "syscall.type", "evt.dir", "evt.source", "evt.is_io", "evt.is_io_read", "evt.is_io_write",
        "evt.io_dir", "evt.is_wait",
    ];

    // These from the facts of opens and sockets.
    private static readonly HashSet<string> OfFacts =
    [
        "evt.failed", "evt.category", "evt.count", "evt.count.error", "evt.count.error.file", "evt.count.error.net",
        "evt.count.error.memory", "evt.count.error.other", "evt.count.exit", "evt.is_open_read", "evt.is_open_write",
        "evt.is_open_exec", "evt.is_open_create", "fd.type", "fd.typechar", "fd.sockfamily", "fd.connected",
        "fd.name_changed",
    ];

    // Whether these are missing does; what they are does not.
    private static readonly HashSet<string> OfPresence =
    [
        "fd.cip", "fd.sip", "fd.lip", "fd.rip", "fd.ip", "fd.cnet", "fd.snet", "fd.lnet", "fd.rnet", "fd.net",
        "fd.cport", "fd.sport", "fd.lport", "fd.rport", "fd.port", "fd.cproto", "fd.sproto", "fd.lproto", "fd.rproto",
        "fd.proto", "fd.directory", "fd.filename",
    ];

    private readonly NodeState _node = new();
    private readonly List<(int Place, byte[] Record)>?[] _examples =
        new List<(int Place, byte[] Record)>?[EventTable.TypesCount];

    private readonly Dictionary<(Field Field, EventType Type), List<(Possible Possible, ClassSet Classes)>?> _known =
        [];


    /// <summary>The classes of a type that events can be of: not all facts go together.</summary>
    /// <param name="type">The type.</param>
    public ClassSet PossibleOf(EventType type)
    {
        if (!EventClasses.HasFacts(type)) return ClassSet.Only(0);
        type = LikeOf(type);
        var possible = ClassSet.Empty;
        foreach (var (place, _) in Examples(type)) possible = possible.Or(ClassSet.Only(place));
        return possible;
    }

    /// <summary>The classes among some in whose events a check can get an answer.</summary>
    /// <param name="check">The check.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="type">The type.</param>
    /// <param name="among">The classes.</param>
    public ClassSet MayGive(BoundCheck check, bool answer, EventType type, ClassSet among)
    {
        if (Find(check.Field, type) is not { } known) return among;
        foreach (var (possible, classes) in known)
        {
            if (!classes.And(among).IsEmpty && !possible.MayGive(check, answer)) among = among.Without(classes);
        }

        return among;
    }

    /// <summary>What a field can be in events of a class; null: anything.</summary>
    /// <param name="field">The field.</param>
    /// <param name="eventClass">The class.</param>
    public Possible? Of(Field field, int eventClass)
    {
        var type = EventClasses.TypeOf(eventClass);
        int place = eventClass - EventClasses.Of(type).First;
        return Find(field, type)?.Find(known => known.Classes.Contains(place)).Possible;
    }

    private List<(Possible Possible, ClassSet Classes)>? Find(Field field, EventType type)
    {
        if (_known.TryGetValue((field, type), out var known)) return known;
        known = Learn(field, type);
        _known.Add((field, type), known);
        return known;
    }

    private List<(Possible Possible, ClassSet Classes)>? Learn(Field field, EventType type)
    {
        string name = field.Name;
        if (name == SequenceFacts.Number) return [(SequenceFacts.Numbers, ClassSet.All)];
        if (OfTypes.Contains(name) || name.StartsWith("evt.type.is.", StringComparison.Ordinal))
        {
            return Read(field, ClassExamples.Plain(type)) is { } told
                ? [(new Possible([told]), ClassSet.All)]
                : null;
        }

        if (!EventClasses.HasFacts(type)) return null;
        if (LikeOf(type) is var like && like != type) return Find(field, like);
        return OfFacts.Contains(name) ? ReadAll(field, type)
            : OfPresence.Contains(name) ? Presence(ReadAll(field, type), name, type)
            : Special(name, type);
    }

    // A type whose events are told and read in the same way; what its name says is answered before.
    private static EventType LikeOf(EventType type) => type switch
    {
        EventType.Openat2 => EventType.Openat,
        EventType.Sendmsg or EventType.Sendmmsg => EventType.Sendto,
        EventType.Recvmsg or EventType.Recvmmsg => EventType.Recvfrom,
        _ => type,
    };

    // Of the classes where it is missing that much is known; of the others perhaps more.
    private static List<(Possible Possible, ClassSet Classes)>? Presence(
        List<(Possible Possible, ClassSet Classes)>? read, string name, EventType type)
    {
        if (read is null) return null;
        var known = read.FindAll(static one => one.Possible.Alternatives is [{ Values: null }]);
        var missing = known.Aggregate(ClassSet.Empty, static (all, one) => all.Or(one.Classes));
        foreach (var (possible, classes) in Special(name, type) ?? [])
        {
            known.Add((possible, classes.Without(missing)));
        }

        return known;
    }

    private static List<(Possible Possible, ClassSet Classes)>? Special(string name, EventType type)
    {
        var known = new List<(Possible Possible, ClassSet Classes)>();
        var (first, count) = EventClasses.Of(type);
        for (int place = 0; place < count; place++)
        {
            var possible = FdText.IsOpen(type)
                ? OpenFieldFacts.Of(name, first + place)
                : SocketFieldFacts.Of(name, first + place);
            if (possible is not null) known.Add((possible, ClassSet.Only(place)));
        }

        return known.Count > 0 ? known : null;
    }

    private List<(int Place, byte[] Record)> Examples(EventType type)
    {
        if (_examples[(int)type] is { } made) return made;
        var (first, count) = EventClasses.Of(type);
        var examples = new List<(int Place, byte[] Record)>();
        for (int place = 0; place < count; place++)
        {
            foreach (byte[] record in ClassExamples.Of(first + place)) examples.Add((place, record));
        }

        return _examples[(int)type] = examples;
    }

    // By class all that its examples show; classes that show the same stand together.
    private List<(Possible Possible, ClassSet Classes)>? ReadAll(Field field, EventType type)
    {
        var known = new List<(Possible Possible, ClassSet Classes)>();
        var shown = new List<Alternative>();
        Alternative? before = null;
        var examples = Examples(type);
        for (int i = 0; i < examples.Count; i++)
        {
            if (Read(field, examples[i].Record, before) is not { } alternative) return null;
            before = alternative;
            if (!shown.Exists(other => other.IsSame(alternative))) shown.Add(alternative);
            bool isLast = i + 1 == examples.Count || examples[i + 1].Place != examples[i].Place;
            if (!isLast) continue;
            AddTo(known, shown, ClassSet.Only(examples[i].Place));
            shown = [];
        }

        return known;
    }

    private static void AddTo(
        List<(Possible Possible, ClassSet Classes)> known, List<Alternative> shown, ClassSet classes)
    {
        int same = known.FindIndex(one => one.Possible.IsOf(shown));
        if (same < 0) known.Add((new Possible(shown), classes));
        else known[same] = (known[same].Possible, known[same].Classes.Or(classes));
    }

    private Alternative? Read(Field field, byte[] record, Alternative? before = null)
    {
        if (!Event.TryView(record, out var view, out _)) return null;
        return ReadValues.Of(field, new EventContext(view, ThreadInfo.Unknown, _node, 1, view.Header.Result), before);
    }
}
