using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Binding;

namespace KosmosProbe.Engine.Describing;

/// <summary>What a condition comes to, in Falco's terms and order.</summary>
public sealed record ConditionDetails
{
    /// <summary>With macros and lists put in.</summary>
    public required string Compiled { get; init; }

    /// <summary>The fields it reads, arguments included.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>The operators it has.</summary>
    public required IReadOnlyList<string> Operators { get; init; }

    /// <summary>The events it can hold for, of all that Falco knows.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>The lists it names itself.</summary>
    public required IReadOnlyList<string> Lists { get; init; }

    /// <summary>The macros it names itself.</summary>
    public required IReadOnlyList<string> Macros { get; init; }

    /// <summary>The kinds of events it names, asynchronous ones included.</summary>
    internal IReadOnlyList<string> NamedEvents { get; init; } = [];

    /// <summary>Details of a condition that was found sound.</summary>
    /// <param name="own">As written, without exceptions.</param>
    /// <param name="whole">With exceptions.</param>
    /// <param name="scope">What it may name.</param>
    /// <param name="fields">The fields there are.</param>
    /// <param name="options">How to understand it.</param>
    internal static ConditionDetails Of(
        string own, string whole, NameScope scope, FieldTable fields, LanguageOptions options)
    {
        var written = ConditionNames.Of(ConditionLanguage.Parse(own, scope));
        var syntax = ConditionLanguage.Expand(whole, scope, options);
        var compiled = ConditionNames.Of(syntax);

        // A macro that nothing uses may name fields that are not there.
        bool isBound = ConditionLanguage.TryBind(whole, scope, fields, options, out var bound, out _);
        return new ConditionDetails
        {
            Compiled = syntax.ToString(),
            Fields = HashOrder.Of(compiled.Fields),
            Operators = HashOrder.Of(compiled.Operators),
            Events = EventOrder.NamesOf(isBound ? bound!.EventTypes : WrittenEventTypes.Of(syntax)),
            Lists = HashOrder.Of(written.Values.Where(scope.Lists.ContainsKey)),
            Macros = HashOrder.Of(written.Macros),
            NamedEvents = compiled.Events,
        };
    }
}
