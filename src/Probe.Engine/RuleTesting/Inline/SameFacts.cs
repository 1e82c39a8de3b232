namespace KosmosProbe.Engine.RuleTesting.Inline;

/// <summary>
/// Fields that are names of one fact: where an event gives one of them, the defaults' values of the others do not count
/// for it. <c>evt.res: ENOENT</c> would else stand beside a default of <c>evt.rawres: 0</c>.
/// </summary>
internal static class SameFacts
{
    private static readonly string[][] Groups =
    [
        ["evt.rawres", "evt.res", "evt.failed"],
        ["fd.type", "fd.typechar"],
        ["fd.name", "fd.directory", "fd.filename"],
        ["fd.sip", "fd.snet"],
        ["fd.cip", "fd.cnet"],
        ["fd.rip", "fd.rnet"],
        ["fd.lip", "fd.lnet"],
        .. DerivedValues.Ancestries.SelectMany(static one => (string[][])
        [
            [one.Own, $"{one.List}[0]"],
            [one.List, one.Parent, $"{one.List}[1]"],
        ]),
    ];

    private static readonly ILookup<string, string> Others = Groups
        .SelectMany(static group => group.SelectMany(key => group.Where(other => other != key)
            .Select(other => (key, other))))
        .ToLookup(static pair => pair.key, static pair => pair.other);

    /// <summary>The other names of a field's fact.</summary>
    /// <param name="key">From <see cref="FieldKey"/>.</param>
    public static IEnumerable<string> Of(string key) => Others[key];
}
