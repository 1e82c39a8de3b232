using System.Text.Json;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Tests;
using KosmosProbe.Host.CommandLine;
using KosmosProbe.Host.Listing;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>--list beside what Falco prints: everything but the wording is the same.</summary>
public class FieldListingTests
{
    // Falco lists the argument as required, and takes the field without.
    private const string ArgumentListedAsRequired = "evt.abspath";

    [Fact]
    public void TheJsonFormHasFalcosClassesFieldsTypesAndArguments()
    {
        using var falcos = JsonDocument.Parse(Recorded("fields.json"));
        using var ours = JsonDocument.Parse(Listed(SyscallFields.Classes, ListFormat.Json));
        Assert.Equal(Facts(falcos.RootElement), Facts(ours.RootElement));
    }

    [Fact]
    public void TheTextFormWithFalcosSentencesIsFalcosToTheByte() =>
        Assert.Equal(Recorded("fields.txt"), Listed(InFalcosWords(), ListFormat.Text));

    [Fact]
    public void TheJsonFormWithFalcosSentencesIsFalcosToTheByte() =>
        Assert.Equal(Recorded("fields.json"), Listed(InFalcosWords(), ListFormat.Json));

    [Fact]
    public void TheMarkdownFormIsATablePerClass()
    {
        string[] lines = Listed(SyscallFields.Classes, ListFormat.Markdown).Split('\n');
        Assert.Equal(
            ["## Field Class: evt", "", SyscallFields.Classes[0].Description, "", "Event Sources: syscall ", ""],
            lines[..6]);
        Assert.Equal(["Name | Type | Description", ":----|:-----|:-----------"], lines[6..8]);
        Assert.StartsWith("`evt.num` | UINT64 | ", lines[8], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("`fd.types` | LIST(CHARBUF) | ", StringComparison.Ordinal));
        Assert.Equal(
            SyscallFields.Classes.Count,
            lines.Count(line => line.StartsWith("## ", StringComparison.Ordinal)));
        Assert.Equal(
            SyscallFields.Classes.Sum(one => one.Fields.Count),
            lines.Count(line => line.StartsWith('`')));
    }

    [Fact]
    public void NamesAloneStandOneALine()
    {
        var output = new StringWriter();
        FieldListing.Write(output, SyscallFields.Classes, "syscall", ListFormat.Text, namesOnly: true);
        Assert.Equal(
            string.Concat(SyscallFields.Classes.SelectMany(one => one.Fields).Select(field => field.Name + "\n")),
            output.ToString());
    }

    [Fact]
    public void WhatIsNotCollectedIsSaidSo()
    {
        string text = Listed(SyscallFields.Classes, ListFormat.Markdown);
        foreach (var field in SyscallFields.Classes.SelectMany(one => one.Fields))
        {
            string line = text.Split('\n').Single(row => row.StartsWith($"`{field.Name}` ", StringComparison.Ordinal));
            Assert.Equal(field.NotCollected is not null, line.Contains("Not collected: ", StringComparison.Ordinal));
        }
    }

    private static string Listed(IReadOnlyList<FieldClass> classes, ListFormat format)
    {
        var output = new StringWriter();
        FieldListing.Write(output, classes, null, format, namesOnly: false);
        return output.ToString();
    }

    private static string Recorded(string name) =>
        File.ReadAllText(SharedFiles.Path("fixtures", "falco-output", name));

    private static List<string> Facts(JsonElement listing) =>
    [
        .. from fieldClass in listing.GetProperty("fieldclasses").EnumerateArray()
           from field in fieldClass.GetProperty("fields").EnumerateArray()
           let name = field.GetProperty("name").GetString()
           let argument = name == ArgumentListedAsRequired ? "any" : field.GetProperty("argument").GetRawText()
           select $"{fieldClass.GetProperty("name")} {fieldClass.GetProperty("event_sources")[0]}: {name} "
               + $"{field.GetProperty("type")} {field.GetProperty("is_list")} {string.Concat(argument.Split())}",
    ];

    // Our classes and rows with Falco's sentences, so that what is left to differ is layout and flags.
    private static List<FieldClass> InFalcosWords()
    {
        using var listing = JsonDocument.Parse(Recorded("fields.json"));
        var recorded = listing.RootElement.GetProperty("fieldclasses").EnumerateArray().ToList();
        return
        [
            .. SyscallFields.Classes.Zip(recorded, static (ours, falcos) => ours with
            {
                Description = falcos.TryGetProperty("desc", out var text) ? text.GetString()! : "",
                Fields = [.. ours.Fields.Zip(falcos.GetProperty("fields").EnumerateArray(), InFalcosWords)],
            }),
        ];
    }

    private static Field InFalcosWords(Field field, JsonElement falcos) => new()
    {
        Name = field.Name,
        Type = field.Type,
        Description = falcos.GetProperty("desc").GetString()!,
        Example = field.Example,
        Shape = field.Shape,
        Argument = field.Name == ArgumentListedAsRequired ? ArgumentRule.KeyRequired : field.Argument,
        FilterOnly = field.FilterOnly,
        Plain = field.Plain,
        LeftOnly = field.LeftOnly,
    };
}
