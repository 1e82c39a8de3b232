using System.Text;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;
using static KosmosProbe.Fuzz.FuzzTargets;

namespace KosmosProbe.Fuzz;

/// <summary>
/// Any text as a rules file, by our own meaning and by Falco's: it ends as a set of rules, or with errors that name the
/// file.
/// </summary>
internal static class RulesTarget
{
    private const string Name = "a.yaml";

    public static void Run(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        Load(text, isStrict: false);
        Load(text, isStrict: true);
    }

    private static void Load(string text, bool isStrict)
    {
        var report = new RuleReport();
        var options = new RuleSetOptions { Strict = isStrict };
        bool isLoaded = RuleSet.TryLoad(
            [new RuleFile(Name, text)], SyscallFields.Table, options, report, out var rules);
        Require(isLoaded != report.HasErrors, "rules are loaded, or it is said why not");
        Require(isLoaded == rules is not null, "what is loaded is there");
        Require(
            report.InFileOrder.All(error => error.ToString().StartsWith(Name, StringComparison.Ordinal)),
            "whatever is said names the file");
    }
}
