using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Tests;
using Microsoft.Extensions.Logging;
using Xunit;

namespace KosmosProbe.Tidy.Tests.Docs;

public class GeneratedPagesTests
{
    public static TheoryData<string> Names => [.. Page.All.Select(static page => page.Name)];

    // `make docs` sets the variable: then the pages are written first.
    [Theory]
    [MemberData(nameof(Names))]
    public void PagesSayWhatTheTablesSay(string name)
    {
        string path = Repository.At("docs", name);
        string expected = Page.All.Single(page => page.Name == name).Text();
        if (Environment.GetEnvironmentVariable("PROBE_WRITE_DOCS") == "1") File.WriteAllText(path, expected);

        string found = File.Exists(path) ? File.ReadAllText(path) : "";
        if (found == expected) return;

        string[] wanted = expected.Split('\n');
        int line = found.Split('\n').Zip(wanted).TakeWhile(static pair => pair.First == pair.Second).Count();
        Assert.Fail($"docs/{name}:{line + 1} is not what the tables give; `make docs` writes it anew. "
            + $"Expected: {wanted.ElementAtOrDefault(line) ?? "the end"}");
    }

    [Fact]
    public void ExamplesOfModifiersBind() => Assert.All(OperatorsPage.Modifiers, static row => Assert.True(
        ConditionLanguage.TryBind(
            row.Example, new NameScope(), SyscallFields.Table, new LanguageOptions(), out _, out var error),
        error?.Message));

    [Fact]
    public void EveryTracedEventHasAHook() =>
        Assert.Equal(EventTable.Types.Order(), EventsPage.Hooks.SelectMany(static hook => hook.Types).Order());

    [Fact]
    public void EveryMetricHasItsPlace() => Assert.Empty(MetricsPage.Forgotten());

    [Fact]
    public void MessagesHaveNumbersOfTheirOwn() =>
        Assert.Empty(MessagesPage.All.GroupBy(static one => one.EventId).Where(static same => same.Count() > 1)
            .Select(static same => $"{same.Key}: {string.Join(" | ", same.Select(static one => one.Message))}"));

    // A row of the guide begins with the numbers of its messages: "| 202, 209 | ...".
    [Fact]
    public void WhatToDoAboutEveryWarningIsTold()
    {
        var told = File.ReadLines(Repository.At("docs", "operating.md"))
            .Where(static line => line.StartsWith("| ", StringComparison.Ordinal))
            .SelectMany(static line => line.Split('|')[1].Split(',', StringSplitOptions.TrimEntries))
            .ToHashSet();
        Assert.Empty(MessagesPage.All
            .Where(one => one.Level >= LogLevel.Warning && !told.Contains($"{one.EventId}"))
            .Select(static one => $"{one.EventId}: {one.Message}"));
    }

    [Fact]
    public void TheMakefileKnowsTheCommandThatTheMessageNames() =>
        Assert.Contains("\ndocs:", File.ReadAllText(Repository.At("Makefile")), StringComparison.Ordinal);
}
