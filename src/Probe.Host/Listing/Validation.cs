using System.Text.Json;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Listing;

/// <summary>-V: says of each rules file whether it can be used. The files are taken together, in their order.</summary>
internal static class Validation
{
    /// <summary>Checks files and prints the result.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="paths">Files and directories.</param>
    /// <param name="fields">The fields there are.</param>
    /// <param name="options">How rules are understood, and whether the result is JSON.</param>
    /// <returns>True when all can be used.</returns>
    public static bool Write(TextWriter output, IReadOnlyList<string> paths, FieldTable fields, RuleSetOptions options)
    {
        var report = new RuleReport();
        var files = RulePaths.Read(paths, report);
        RuleSet.TryLoad(files, fields, options, report, out _);
        var names = files.Select(static file => file.Name).Union(report.All.Select(static error => error.File));
        var byFile = report.InFileOrder.ToLookup(static error => error.File);
        if (options.Alerts.Form == Engine.Output.AlertForm.Json)
        {
            var results = names.Select(name => Result(name, [.. byFile[name]]));
            output.WriteLine(JsonSerializer.Serialize(new { falco_load_results = results }, JsonForm.Compact));
        }
        else
        {
            foreach (string name in names) WriteText(output, name, [.. byFile[name]]);
        }

        return !report.HasErrors;
    }

    private static void WriteText(TextWriter output, string name, List<RuleError> found)
    {
        bool isInvalid = found.Exists(static error => error.IsError);
        output.WriteLine($"{name}: {(isInvalid ? "Invalid" : found.Count > 0 ? "Ok, with warnings" : "Ok")}");
        foreach (var error in found)
        {
            output.WriteLine(error);
        }
    }

    private static object Result(string name, List<RuleError> found) => new
    {
        errors = found.Where(static error => error.IsError).Select(Describe),
        name,
        successful = !found.Exists(static error => error.IsError),
        warnings = found.Where(static error => !error.IsError).Select(Describe),
    };

    // Falco counts lines and columns from 0.
    private static object Describe(RuleError error) => new
    {
        code = error.Code.Name(),
        context = new
        {
            locations = error.Within.Reverse().Select(item => new
            {
                item_name = item,
                position = new
                {
                    column = error.Span is { } span ? span.Column - 1 : 0,
                    line = error.Span is { } at ? at.Line - 1 : 0,
                    name = error.File,
                    offset = error.Span?.Offset ?? 0,
                },
            }),
            snippet = error.Span is { } place ? place.File.Line(place.Line - 1) : "",
        },
        message = error.Message,
    };
}
