using System.Diagnostics.CodeAnalysis;

namespace KosmosProbe.Engine.Rules;

/// <summary>How much a rule's alert matters, in Falco's order and spelling: a smaller number matters more.</summary>
public enum Priority
{
    /// <summary>The system is unusable.</summary>
    Emergency,

    /// <summary>Act at once.</summary>
    Alert,

    /// <summary>Critical.</summary>
    Critical,

    /// <summary>Error.</summary>
    Error,

    /// <summary>Warning.</summary>
    Warning,

    /// <summary>Normal but worth noting.</summary>
    Notice,

    /// <summary>For information; <c>info</c> in files too.</summary>
    Informational,

    /// <summary>For rule authors.</summary>
    Debug,
}

/// <summary>Reads priorities as rules files and configuration write them.</summary>
public static class Priorities
{
    private static readonly Dictionary<string, Priority> ByName = CreateByName();

    /// <summary>Finds a priority by name, in any case.</summary>
    /// <param name="text">As written.</param>
    /// <param name="priority">The priority.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out Priority priority) =>
        ByName.TryGetValue(text ?? string.Empty, out priority);

    private static Dictionary<string, Priority> CreateByName()
    {
        var byName = new Dictionary<string, Priority>(StringComparer.OrdinalIgnoreCase);
        foreach (var priority in Enum.GetValues<Priority>())
        {
            byName.Add(priority.ToString(), priority);
        }

        byName.Add("info", Priority.Informational);
        return byName;
    }
}
