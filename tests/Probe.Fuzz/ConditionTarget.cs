using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Syntax;
using static KosmosProbe.Fuzz.FuzzTargets;

namespace KosmosProbe.Fuzz;

/// <summary>
/// Any text as a condition: it ends as an error inside the text, or as a delegate that judges events. What parses is
/// printed and parses to the same.
/// </summary>
internal static class ConditionTarget
{
    // Printing adds parentheses, so that what nests as deep as is allowed nests deeper once printed.
    private const int PrintedDepthMax = Parser.RuleDepthMax * 3;

    private static readonly NameScope Names = MakeNames();
    private static readonly ThreadLocal<SampleEvents> Events = new(() => new SampleEvents());

    public static void Run(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        RoundTrip(text);
        Judge(text, isStrict: false);
        Judge(text, isStrict: true);
    }

    private static void RoundTrip(string text)
    {
        if (!ConditionLanguage.TryParse(text, Names, new LanguageOptions(), out _))
        {
            return;
        }

        var tree = Parse(text);
        string printed = tree.Print(PrintStyle.Source);
        var again = Parse(printed);
        Require(again.Print(PrintStyle.Source) == printed, "what is printed parses to the same");
        Require(
            again.Print(PrintStyle.Canonical) == tree.Print(PrintStyle.Canonical),
            "what is printed means the same");
    }

    private static void Judge(string text, bool isStrict)
    {
        var options = new LanguageOptions { Strict = isStrict };
        if (!ConditionLanguage.TryBind(text, Names, SyscallFields.Table, options, out var bound, out var error))
        {
            bool isInside = error.Offset >= 0 && error.Length >= 1 && error.Offset <= text.Length;
            Require(isInside && error.Message.Length > 0, "an error has a place in the text and says what is wrong");
            return;
        }

        var condition = ConditionLanguage.Compile(bound);
        Events.Value!.ForEach(default, (in EventContext context) => Require(
            !condition(context) || bound.EventTypes.Contains(context.Event.Type),
            "what holds for an event is filed under its type"));
    }

    private static ConditionSyntax Parse(string text) =>
        new Parser(new SourceText(text), 0, Names.Lists.ContainsKey, PrintedDepthMax).Condition();

    private static NameScope MakeNames()
    {
        var names = new NameScope();
        names.Macros["spawned_process"] = "evt.type in (execve, execveat) and evt.rawres = 0";
        names.Macros["m"] = "not (proc.name in (shells) or fd.num < 0)";
        names.Lists["shells"] = ["sh", "bash", "\"b sh\"", "one"];
        names.Lists["one"] = ["1"];
        names.Lists["none"] = [];
        return names;
    }
}
