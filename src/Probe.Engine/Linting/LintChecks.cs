using KosmosProbe.Engine.Linting.Checks;

namespace KosmosProbe.Engine.Linting;

/// <summary>The table of checks: one row each, in the order in which they run. Docs learn them here.</summary>
internal static class LintChecks
{
    /// <summary>All checks.</summary>
    public static readonly IReadOnlyList<LintCheck> All =
    [
        new()
        {
            Id = "never-matches", Severity = Severity.Problem, Run = NeverMatches.Run,
            Sentence = "No event can satisfy the rule's condition.",
            Example = "evt.type = execve and proc.name = sh and proc.name = bash",
        },
        new()
        {
            Id = "not-collected", Severity = Severity.Problem, Run = NotCollected.Run,
            Sentence = "The rule waits for events that are not traced, or asks for a field that is not gathered.",
            Example = "evt.type = umask and proc.name = sh",
        },
        new()
        {
            Id = "dead-branch", Severity = Severity.Problem, Run = DeadBranches.Run,
            Sentence = "A branch of an `or` can never hold where it stands.",
            Example = "evt.type = execve and (proc.name = sh or fd.name = /etc/shadow)",
        },
        new()
        {
            Id = "always-matches", Severity = Severity.Problem, Run = AlwaysMatches.Run,
            Sentence = "The rule alerts for every event of a busy type, or a part of its condition is always true.",
            Example = "evt.type = openat",
        },
        new()
        {
            Id = "shadowed", Severity = Severity.Advice, Run = Shadowed.Run,
            Sentence = "An earlier rule holds for all of the rule's events; a problem under `rule_matching: first`.",
            Example = "evt.type = execve and proc.name = sh ;; evt.type = execve and proc.name = sh and user.uid = 0",
        },
        new()
        {
            Id = "branch-without-event", Severity = Severity.Advice, Run = BranchesWithoutEvent.Run,
            Sentence = "A branch of an `or` names no event type while others do: Falco judges it on every system call.",
            Example = "evt.type = execve and proc.name = sh or proc.cmdline contains halt",
        },
        new()
        {
            Id = "rule-without-event", Severity = Severity.Problem, Run = RulesWithoutEvent.Run,
            Sentence = "No check on `evt.type` restricts the rule, so that it is judged on every event.",
            Example = "proc.name = sh",
        },
        new()
        {
            Id = "impossible-value", Severity = Severity.Problem, Run = ImpossibleValues.Run,
            Sentence = "A field is compared with a value that it can never have; advice when other values remain.",
            Example = "evt.type = connect and fd.sport = 22 and not fd.l4proto = TCP",
        },
        new()
        {
            Id = "literal-pattern", Severity = Severity.Problem, Run = LiteralPatterns.Run,
            Sentence = "An asterisk stands where the operator takes it for a character.",
            Example = "evt.type = openat and fd.name startswith /home/*/.ssh",
        },
        new()
        {
            Id = "floods", Severity = Severity.Problem, Run = Floods.Run,
            Sentence = "The rule holds for files that every pod or node opens all the time.",
            Example = "evt.type = openat and fd.name contains secret",
        },
        new()
        {
            Id = "network-as-address", Severity = Severity.Advice, Run = NetworksInAddresses.Run,
            Sentence = "A network or a range stands where Falco takes addresses only.",
            Example = "evt.type = connect and fd.sip in (10.42.0.0/16)",
        },
        new()
        {
            Id = "later-definition", Severity = Severity.Advice, Run = LaterDefinitions.Run,
            Sentence = "A macro or list is defined where Falco reads it too late.",
            Example = "evt.type = execve and proc.name in (later)",
        },
        new()
        {
            Id = "private-destinations", Severity = Severity.Advice, Run = PrivateDestinations.Run,
            Sentence = "`outbound` means more here than in Falco's own rules, or leaves out the cluster's own traffic.",
            Example = "outbound and fd.sport = 5432",
        },
        new()
        {
            Id = "double-value", Severity = Severity.Advice, Run = DoubleValues.Run,
            Sentence = "A list or a check names a value twice.",
            Example = "evt.type = execve and proc.name in (sh, bash, sh)",
        },
        new()
        {
            Id = "unknown-allowance", Severity = Severity.Advice, Run = UnknownAllowances.Run,
            Sentence = "A comment allows a finding by a name that no check has.",
            Example = "evt.type = execve and proc.name = sh",
        },
    ];
}
