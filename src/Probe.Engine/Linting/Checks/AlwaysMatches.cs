using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Linting.Logic;

namespace KosmosProbe.Engine.Linting.Checks;

/// <summary>
/// Rules that hold for every event of a busy type, and parts of conditions that are true whatever happens.
/// </summary>
internal static class AlwaysMatches
{
    // Calls that every process makes all day; a rule for every ptrace or mount is a rule someone may want.
    private static readonly HashSet<string> Busy =
    [
        "open", "openat", "openat2", "close", "read", "pread", "readv", "write", "pwrite", "writev", "stat", "lstat",
        "fstat", "newfstatat", "statx", "access", "faccessat", "mmap", "munmap", "brk", "mprotect", "execve", "clone",
        "clone3", "fork", "vfork", "procexit", "connect", "accept", "accept4", "socket", "sendto", "sendmsg",
        "sendmmsg", "recvfrom", "recvmsg", "recvmmsg", "poll", "ppoll", "select", "epoll_wait", "futex", "fcntl",
        "ioctl", "dup", "dup2", "dup3", "pipe", "pipe2", "getdents64", "readlink", "readlinkat", "prctl",
    ];

    public static void Run(LintContext context)
    {
        foreach (var rule in context.Rules.Where(rule => rule.Dead.Count == 0 && rule.Kinds.Count > 0))
        {
            List<EventKind> busy = [.. rule.Kinds.Where(kind => Busy.Contains(kind.Name))];
            List<EventKind> whole = [.. busy.Where(kind => IsAlways(rule.Formula, kind))];
            if (whole.Count > 0)
            {
                context.Tell(
                    rule,
                    context.ConditionOf(rule),
                    $"the rule alerts for every {Conjunctions.Names(whole)} event of every process",
                    "add checks on what makes such an event worth an alert: the process, the file, the container");
                continue;
            }

            foreach (var part in rule.Conjuncts.Where(part => part.Origin is not null && !IsLeftAlone(part)))
            {
                if (rule.Kinds.All(kind => kind.Fold(rule.Formula) == Formula.False || IsAlways(part, kind)))
                {
                    context.Tell(
                        rule,
                        context.PlaceOf(rule, part),
                        $"{Conjunctions.Words(part)} holds for every event of this rule and restricts nothing",
                        "take it out, or write what it is to restrict",
                        Severity.Advice);
                }
            }
        }
    }

    private static bool IsAlways(Formula formula, EventKind kind) =>
        Contradiction.IsIn(kind.Fold(formula).Negated());

    // Checks on the event type choose the events; what can never hold is told as such.
    private static bool IsLeftAlone(Formula part) => part switch
    {
        Literal { Atom: BoundTypeCheck } => true,
        Literal literal => Conjunctions.HasSwitch(part)
            || Conjunctions.Explain(literal with { IsNegated = false }, []) is not null,
        Junction junction => Conjunctions.HasSwitch(part)
            || junction.Parts.All(inner => inner is Literal { Atom: BoundTypeCheck })
            || junction.Parts.Any(inner => inner is not Literal { Atom: BoundTypeCheck } && IsLeftAlone(inner)),
        _ => false,
    };
}
