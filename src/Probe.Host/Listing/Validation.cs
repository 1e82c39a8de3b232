using System.Globalization;
using System.Text;
using System.Text.Json;
using KosmosProbe.Engine.Describing;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Rules.Reporting;

namespace KosmosProbe.Host.Listing;

/// <summary>
/// -V: says of each rules file whether it can be used. The summary goes to standard output, with the errors of files
/// that cannot; what else there is to know goes to standard error, as Falco has it.
/// </summary>
/// <param name="output">Standard output.</param>
/// <param name="log">Standard error.</param>
/// <param name="now">The time that lines of the log begin with.</param>
internal sealed class Validation(TextWriter output, TextWriter log, Func<DateTime> now)
{
    /// <summary>For JSON: whether the rules are described as well, where they can be used.</summary>
    public bool Describes { get; init; }

    /// <summary>Checks files and prints the result.</summary>
    /// <param name="files">The files, in order.</param>
    /// <param name="unread">What could not be read has been reported here.</param>
    /// <param name="fields">The fields there are.</param>
    /// <param name="options">How rules are understood, and whether the result is JSON.</param>
    /// <returns>True when all can be used.</returns>
    public bool Write(IReadOnlyList<RuleFile> files, RuleReport unread, FieldTable fields, RuleSetOptions options)
    {
        foreach (var error in unread.Errors)
        {
            log.WriteLine($"Error: {error.Message}");
        }

        if (files.Count == 0)
        {
            // A check that checked nothing must not look like one that passed.
            if (!unread.HasErrors) log.WriteLine("Error: no rules files: a directory is looked at for .yaml and .yml");
            return false;
        }

        Log("Validating rules file(s):");
        foreach (var file in files)
        {
            Log($"   {file.Name}");
        }

        RuleDescriber? describer;
        var results = options.Strict
            ? LoadOneByOne(files, fields, options, out describer)
            : LoadTogether(files, fields, options, out describer);
        bool isSuccessful = results.All(static result => result.IsSuccessful);
        if (options.Alerts.Form == AlertForm.Json)
        {
            WriteJson(results, isSuccessful && Describes ? describer : null);
        }
        else
        {
            output.Write(Summary(results));
        }

        foreach (var result in results.Where(static result => result.IsSuccessful && result.Found.Count > 0))
        {
            Log(ResultText.Full(result).TrimEnd('\n'));
        }

        if (!isSuccessful)
        {
            log.Write($"Error: {Summary(results)}");
        }

        return isSuccessful && !unread.HasErrors;
    }

    private static IReadOnlyList<FileResult> LoadTogether(
        IReadOnlyList<RuleFile> files, FieldTable fields, RuleSetOptions options, out RuleDescriber? describer)
    {
        var report = new RuleReport();
        bool isSound = RuleSet.TryLoad(files, fields, options, report, out var rules, out var items);
        describer = isSound ? new RuleDescriber(items, rules!) : null;
        return FileResult.Of(files, report);
    }

    // Falco loads each file on top of those before it, and goes on after one that cannot be used.
    private static List<FileResult> LoadOneByOne(
        IReadOnlyList<RuleFile> files, FieldTable fields, RuleSetOptions options, out RuleDescriber? describer)
    {
        describer = null;
        var sound = new List<RuleFile>();
        var results = new List<FileResult>();
        foreach (var file in files)
        {
            var report = new RuleReport();
            bool isSound = RuleSet.TryLoad([.. sound, file], fields, options, report, out var rules, out var items);
            var found = report.InFileOrder.Where(error => error.IsError || error.File == file.Name);
            results.Add(FileResult.Of(file, [.. found]));
            if (!isSound) continue;
            sound.Add(file);
            describer = new RuleDescriber(items, rules!);
        }

        return results;
    }

    private void WriteJson(IReadOnlyList<FileResult> results, RuleDescriber? describer)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JsonForm.Compact.Encoder }))
        {
            writer.WriteStartObject();
            if (describer is not null)
            {
                writer.WritePropertyName("falco_describe_results");
                JsonSerializer.Serialize(writer, RuleDescription.All(describer), JsonForm.Compact);
            }

            writer.WriteStartArray("falco_load_results");
            foreach (var result in results) ResultJson.Write(result, writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static string Summary(IReadOnlyList<FileResult> results) => string.Concat(results.Select(
        static result => result.IsSuccessful ? result.Summary + "\n" : ResultText.Full(result)));

    // As the C library prints a time: the day takes two columns.
    private void Log(string line)
    {
        var time = now();
        string day = time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2);
        string text = time.ToString("ddd MMM ", CultureInfo.InvariantCulture) + day
            + time.ToString(" HH:mm:ss yyyy", CultureInfo.InvariantCulture);
        log.WriteLine($"{text}: {line}");
    }
}
