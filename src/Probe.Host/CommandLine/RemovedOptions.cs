using System.CommandLine;

namespace KosmosProbe.Host.CommandLine;

/// <summary>
/// Options that Falco had once and that scripts may still give: each is refused with what to say instead.
/// </summary>
internal sealed class RemovedOptions
{
    private readonly (Option<string[]> Option, Func<string, string> Remedy)[] _rows =
    [
        (Create("-t"), static tag => $"-o rules[].disable.rule=* -o rules[].enable.tag={tag}"),
        (Create("-T"), static tag => $"-o rules[].disable.tag={tag}"),
        (Create("-D"), static part => $"-o rules[].disable.rule=*{part}*"),
    ];

    /// <summary>The options, not shown in help.</summary>
    public IEnumerable<Option> All => _rows.Select(static row => row.Option);

    /// <summary>Refuses them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <exception cref="ProbeException">One is given.</exception>
    public void Refuse(ParseResult parsed)
    {
        foreach (var (option, remedy) in _rows)
        {
            if (parsed.GetResult(option) is null) continue;
            string value = parsed.GetValue(option)?.FirstOrDefault() ?? "NAME";
            throw new ProbeException($"{option.Name} was removed; give {Quoted(remedy(value))} instead");
        }
    }

    // A shell would take the asterisk and the brackets for a pattern.
    private static string Quoted(string remedy) => string.Join(
        ' ', remedy.Split("-o ", StringSplitOptions.RemoveEmptyEntries).Select(static one => $"-o '{one.Trim()}'"));

    private static Option<string[]> Create(string name) =>
        new(name) { Hidden = true, Arity = ArgumentArity.ZeroOrMore };
}
