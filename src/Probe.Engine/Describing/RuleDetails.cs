namespace KosmosProbe.Engine.Describing;

/// <summary>A rule as the files have it, and what it comes to.</summary>
public sealed record RuleDetails
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The condition as written.</summary>
    public required string Condition { get; init; }

    /// <summary>The description.</summary>
    public required string Description { get; init; }

    /// <summary>The output as written.</summary>
    public required string Output { get; init; }

    /// <summary>The priority's name.</summary>
    public required string Priority { get; init; }

    /// <summary>The source.</summary>
    public required string Source { get; init; }

    /// <summary>The tags, sorted.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>What the file says.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Whether a match starts a recording.</summary>
    public required bool Capture { get; init; }

    /// <summary>How long it would last.</summary>
    public required uint CaptureMs { get; init; }

    /// <summary>What the condition comes to, exceptions included.</summary>
    public required ConditionDetails Details { get; init; }

    /// <summary>The output with what configuration appends.</summary>
    public required string OutputCompiled { get; init; }

    /// <summary>The fields it prints, in its order.</summary>
    public required IReadOnlyList<string> OutputFields { get; init; }

    /// <summary>Names of the exceptions.</summary>
    public required IReadOnlyList<string> ExceptionNames { get; init; }

    /// <summary>Fields of the exceptions, sorted.</summary>
    public required IReadOnlyList<string> ExceptionFields { get; init; }

    /// <summary>Operators of the exceptions.</summary>
    public required IReadOnlyList<string> ExceptionOperators { get; init; }

    /// <summary>The plugins that it would lean on in Falco.</summary>
    public required IReadOnlyList<string> Plugins { get; init; }
}

/// <summary>A macro as the files have it, and what it comes to.</summary>
/// <param name="Name">The name.</param>
/// <param name="Condition">As written.</param>
/// <param name="Details">What it comes to.</param>
/// <param name="IsUsed">Whether anything names it.</param>
public sealed record MacroDetails(string Name, string Condition, ConditionDetails Details, bool IsUsed);

/// <summary>A list as the files have it, and what it comes to.</summary>
/// <param name="Name">The name.</param>
/// <param name="Items">Its own items, without the lists among them.</param>
/// <param name="Lists">The lists among its items.</param>
/// <param name="Compiled">All items, lists put in.</param>
/// <param name="IsUsed">Whether anything names it.</param>
public sealed record ListDetails(
    string Name,
    IReadOnlyList<string> Items,
    IReadOnlyList<string> Lists,
    IReadOnlyList<string> Compiled,
    bool IsUsed);
