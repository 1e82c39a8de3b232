using CsCheck;
using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Rules;

public class RuleFuzzTests
{
    private const string Sound =
        """
        - required_engine_version: 0.57.0
        - list: shells
          items: [sh, "b sh", 'x']
        - macro: opened
          condition: evt.type in (open, openat) and fd.num >= 0
        - rule: r
          desc: >
            folded
          condition: |
            opened and not proc.name in (shells)
          output: "file=%fd.name up=%toupper(proc.name) %5proc.pid"
          priority: WARNING
          tags: [a, b]
          exceptions:
            - name: e
              fields: [proc.name, fd.name]
              comps: [in, startswith]
              values:
                - [[a, b], /etc]
        - rule: r
          condition: or proc.name = cat
          override: {condition: append}
        """;

    private static readonly string[] Pieces =
    [
        "\n", "  ", "- ", ": ", "[", "]", "{", "}", "\"", "'", "&a ", "*a", ">", "|", "%", "(", ")", "not ", "and ",
        "#",
        "\t", "!!str ", "---\n", "? ", "append", "null", "\u0001", "\ud800", "proc.aname[", "\\", ",",
    ];

    [Fact]
    public void WhateverTheTextLoadingEndsWithASetOrWithErrors()
    {
        var edits = Gen.Select(Gen.Int[0, Sound.Length - 1], Gen.Int[0, 12], Gen.Int[0, Pieces.Length - 1]).Array[1, 6];
        edits.Sample(
            changes =>
            {
                string text = Sound;
                foreach (var (at, removed, inserted) in changes)
                {
                    int start = Math.Min(at, text.Length);
                    text = text.Remove(start, Math.Min(removed, text.Length - start)).Insert(start, Pieces[inserted]);
                }

                var report = new RuleReport();
                bool isLoaded = RuleSet.TryLoad(
                    [new RuleFile("a.yaml", text)], RuleTexts.Fields, new RuleSetOptions(), report, out var rules);
                return isLoaded == !report.HasErrors && isLoaded == rules is not null
                    && report.All.All(error => error.ToString().StartsWith("a.yaml:", StringComparison.Ordinal));
            },
            iter: 3000);
    }

    [Fact]
    public void TheUnchangedTextIsSound() =>
        Assert.Equal(string.Empty, RuleTexts.Load(Sound.ReplaceLineEndings("\n")));
}
